"""The search page: filters, facets, counts and pages agree; what was not understood is said."""

import csv
import io
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


def test_parts_of_the_query_can_be_taken_away(client: TestClient) -> None:
    """Each part that was read is a chip whose link asks the same without it; one plain word has none."""
    tree = found(client, q=f'{WORD} (trein OR bus) datum:"sinds 2022"')
    chips = tree.xpath("//ul[@class='chips read']//a")
    assert len(chips) == 3
    assert "2022-01-01.." in text_of(chips[2])
    queries = [parse_qs(urlsplit(str(chip.get("href"))).query)["q"][0] for chip in chips]
    assert queries[1] == f'{WORD} datum:"sinds 2022"'
    assert not found(client, q=WORD).xpath("//ul[@class='chips read']")


def test_offers_what_may_have_been_meant(client: TestClient) -> None:
    """A misspelt word is searched as typed; the link beside the results asks for the word of the corpus."""
    tree = found(client, q="wachtljst")
    (link,) = tree.xpath("//p[@class='notice']/a/@href")
    assert parse_qs(urlsplit(str(link)).query)["q"] == [WORD]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_takes_the_whole_list_away(client: TestClient, form: str) -> None:
    """The links under the count give every document of the list, in three forms."""
    tree = found(client, q=WORD, limit=2)
    (link,) = [str(one) for one in tree.xpath("//p[contains(@class, 'take-away')]/a/@href") if f".{form}?" in str(one)]
    answer = client.get(link)
    assert answer.status_code == 200
    assert f'filename="search.{form}"' in answer.headers["content-disposition"]
    if form == "json":
        assert len(answer.json()) == total(tree)
    if form == "csv":
        assert len(list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))) == total(tree)
    assert client.get("/search.pdf").status_code == 422


def test_bars_lead_to_what_they_count(client: TestClient) -> None:
    """Each month or year beside the results leads to as many documents as it says."""
    bars = found(client, sort="newest").xpath("//ul[@class='bars']/li")
    assert len(bars) >= 2
    for bar in bars[:3]:
        narrowed = page(client.get(str(bar[0].get("href"))).text)
        assert total(narrowed) == int(text_of(bar.xpath("./span[@class='count']")[0]))


def test_pages_by_cursor_hold_each_result_once(client: TestClient) -> None:
    """Next leads through the whole list of results; the API gives the same with its cursor."""
    seen: list[str] = []
    address = "/search?sort=newest&limit=10"
    while address:
        tree = page(client.get(address).text)
        seen += hits(tree)
        address = str(next(iter(tree.xpath("//a[@rel='next']/@href")), ""))
    answer = client.get("/api/v1/search", params={"sort": "newest", "limit": 100}).json()
    assert seen == [f"/d/{hit['document_id']}" for hit in answer["hits"]]
    assert len(seen) == answer["groups"]
    assert client.get("/search", params={"q": "x", "cursor": "niets"}).status_code in {400, 422}


def test_says_why_each_result_is_there(client: TestClient) -> None:
    """Under each result stand the words that match, and the API gives them with the likeness."""
    reasons = [text_of(one) for one in found(client, q=WORD, mode="lexical").xpath("//p[contains(@class, 'why')]")]
    assert all("woord" in reason for reason in reasons), reasons
    hit = client.get("/api/v1/search", params={"q": WORD}).json()["hits"][0]
    assert hit["reason"]["words"]
    assert hit["reason"]["likeness"] is not None
