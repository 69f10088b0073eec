"""The search page: filters, facets, counts and pages agree; what was not understood is said."""

from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml.html import HtmlElement

from tests.web.checking import page, text_of
from web.services import Services

WORD = "wachtlijst"


def found(client: TestClient, **asked: object) -> HtmlElement:
    """Return the page of a search."""
    answer = client.get("/search", params={name: str(value) for name, value in asked.items()})
    assert answer.status_code == 200, answer.text
    return page(answer.text)


def total(tree: HtmlElement) -> int:
    """Return how many documents the page says it found."""
    return int(text_of(tree.xpath("//p[@role='status']")[0]).split()[0])


def hits(tree: HtmlElement) -> list[str]:
    """Return the documents listed, without the passage."""
    return [urlsplit(str(link)).path for link in tree.xpath("//li[@class='hit']/h2/a/@href")]


def test_nothing_asked_shows_how_to_ask(client: TestClient) -> None:
    """Without words or filters there are no results, only the box and examples."""
    tree = found(client)
    assert tree.xpath("//ul[@class='examples']")
    assert not tree.xpath("//p[@role='status']")


def test_lists_everything_newest_first(client: TestClient, sample_services: Services) -> None:
    """All questions can be gone through, page by page, each once."""
    seen: list[str] = []
    address = "/search?sort=newest&limit=10&grouped=false"
    while address:
        tree = page(client.get(address).text)
        seen += hits(tree)
        address = str(next(iter(tree.xpath("//a[@rel='next']/@href")), ""))
    held = {f"/d/{one.id}" for one in sample_services.store.documents.list()}
    assert set(seen) == held
    assert len(seen) == len(held)


@pytest.mark.parametrize("facet", ["session", "minister", "asker"])
def test_a_facet_counts_what_it_leads_to(client: TestClient, facet: str) -> None:
    """Following a facet gives as many documents as it said, and a chip takes it away again."""
    tree = found(client, q=WORD)
    links = [link for link in tree.xpath("//aside//li") if facet in parse_qs(urlsplit(link[0].get("href")).query)]
    assert len(links) >= 2
    for link in links:
        narrowed = page(client.get(link[0].get("href")).text)
        assert total(narrowed) == int(text_of(link.xpath("./span[@class='count']")[0]))
        (chip,) = narrowed.xpath("//ul[@class='chips']//a/@href")
        assert total(page(client.get(str(chip)).text)) == total(tree)


def test_filters_narrow(client: TestClient) -> None:
    """Each filter of the form leaves fewer documents, and all that it leaves keep to it."""
    everything = total(found(client, sort="newest"))
    for asked in (
        {"session": "2022-2023"},
        {"minister": "Vandervorst"},
        {"asker": "De Wachter"},
        {"asked_from": "2024-01-01"},
        {"asked_to": "2023-01-31"},
        {"has_commitment": "true"},
        {"overdue": "true"},
        {"office": "mobiliteit"},
    ):
        tree = found(client, **asked)
        assert 0 < total(tree) < everything, asked
        assert tree.xpath("//ul[@class='chips']/li"), asked


def test_overdue_finds_the_documents_of_missed_deadlines(client: TestClient, sample_services: Services) -> None:
    """The filter on passed deadlines leaves exactly the documents that state one."""
    today = sample_services.today()
    expected = {f"/d/{one}" for one in sample_services.tracker.overdue_documents(today)}
    assert set(hits(found(client, overdue="true", limit=100))) == expected


def test_a_result_leads_to_its_passage(client: TestClient) -> None:
    """The link of a result opens the document at the words that match, and they are marked there."""
    tree = found(client, q=WORD)
    assert tree.xpath("//blockquote//mark")
    for link in map(str, tree.xpath("//li[@class='hit']/h2/a/@href")):
        address, _, passage = link.partition("#")
        document = page(client.get(address).text)
        assert len(document.xpath(f"//*[@id='{passage}']")) == 1
        assert document.xpath("//*[contains(@class, 'fact-passage')]")


def test_says_how_a_query_was_read(client: TestClient) -> None:
    """A query that is not plain is searched all the same, and the page says what was made of it."""
    for query, words in (
        ('"wachtlijst', "er ontbreekt een aanhalingsteken"),
        ("kleur:rood wachtlijst", "dit veld is onbekend"),
        ("datum:ooit", "deze waarde was niet leesbaar"),
        ("OR wachtlijst", "OR heeft aan beide kanten een woord nodig"),
        ("a " * 15_000, "uw zoekvraag is te lang"),
    ):
        notices = " ".join(text_of(one) for one in found(client, q=query).xpath("//p[@class='notice']"))
        assert words in notices, query[:40]


def test_hidden_filters_survive_the_form(client: TestClient) -> None:
    """A filter without a field of its own is kept when the form is sent again."""
    tree = found(client, q=WORD, parliament="Vlaams Parlement", mode="lexical")
    hidden = {one.get("name"): one.get("value") for one in tree.xpath("//input[@type='hidden']")}
    assert hidden == {"parliament": "Vlaams Parlement", "mode": "lexical"}


def test_text_is_never_markup(client: TestClient) -> None:
    """What a visitor types is shown as text."""
    answer = client.get("/search", params={"q": "<script>alert(1)</script>", "session": "<b>x</b>"})
    assert "<script>" not in answer.text
    assert "<b>x" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_the_examples_are_understood(client: TestClient) -> None:
    """Every example of the search page is read as it is meant, without a remark."""
    examples = [text_of(one) for one in found(client).xpath("//ul[@class='examples']//code")]
    assert len(examples) >= 5
    for example in examples:
        assert client.get("/api/v1/search", params={"q": example}).json()["understood"]["remarks"] == [], example
