"""The search page: filters, facets, counts, months and files agree; what was not understood is said."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import etree
from lxml.html import HtmlElement

from corpus.settings import Settings
from search.service import SearchService
from tests.web.checking import faults, page, text_of
from web.app import create_app
from web.i18n import LANGUAGES, Speaker
from web.searching.examples import draft_example, examples, filled
from web.services import Services

WORD = "wachtlijst"
_ATOM = {"a": "http://www.w3.org/2005/Atom"}


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


def chips(tree: HtmlElement) -> list[HtmlElement]:
    """Return the links that take a part of the search away."""
    return list(tree.xpath("//ul[@class='chips']//a[@aria-label]"))


def entries(feed: bytes) -> tuple[list[str], list[str]]:
    """Return the ids of a feed's entries, and when each was changed."""
    held = etree.fromstring(feed).findall("a:entry", _ATOM)
    return [str(one.findtext("a:id", "", _ATOM)) for one in held], [
        str(one.findtext("a:updated", "", _ATOM)) for one in held
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "address",
    [
        "/search",
        f"/search?q={WORD}",
        "/search?q=zzzz+minister:niemand",
        "/search?q=%22op+de+wachtlijst%22+-tram+bedrag:%3E1000&sort=newest&has_commitment=true&grouped=false",
        "/search?asked_from=gisteren",
        "/search/values?facet=theme&q=wachtlijst",
        "/search?q=" + "+".join(["lang"] * 40),
    ],
)
def test_every_state_of_the_page_is_sound(client: TestClient, address: str, language: str) -> None:
    """Start, results, nothing found, mistakes and long lists are well-formed and labelled in every language."""
    answer = client.get(address, headers={"Cookie": f"rappel-language={language}"})
    assert faults(answer.text) == {}


def test_nothing_asked_shows_how_to_ask(client: TestClient) -> None:
    """Without words or filters there are no results, only the box, examples, and what is held to go through."""
    tree = found(client)
    assert len(tree.xpath("//ul[contains(@class, 'examples-grid')]//a")) >= 6
    assert tree.xpath("//section[@aria-labelledby='browse']//a[contains(@href, 'office=')]")
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


@pytest.mark.parametrize("facet", ["session", "minister", "asker", "office"])
def test_a_facet_counts_what_it_leads_to(client: TestClient, facet: str) -> None:
    """Following a facet gives as many documents as it said, in list and file, and a chip takes it away again."""
    tree = found(client, q=WORD)
    links = [one for one in tree.xpath("//aside//li") if facet in parse_qs(urlsplit(one[0].get("href")).query)]
    assert len(links) >= 2
    for link in links[:4]:
        address = str(link[0].get("href"))
        narrowed = page(client.get(address).text)
        count = int(text_of(link.xpath("./span[@class='count']")[0]))
        assert total(narrowed) == count
        assert len(client.get(address.replace("/search?", "/search.json?")).json()) == count
        (chip,) = chips(narrowed)
        assert total(page(client.get(str(chip.get("href"))).text)) == total(tree)


def test_facets_combine(client: TestClient) -> None:
    """A second facet narrows what the first one left, and both stand as chips."""
    first = found(client, q=WORD, session="2022-2023")
    link = first.xpath("//aside//a[contains(@href, 'asker=')]")[0]
    both = page(client.get(str(link.get("href"))).text)
    assert total(both) == int(text_of(link.getparent().xpath("./span[@class='count']")[0]))
    assert len(chips(both)) == 2
    chosen = both.xpath("//aside//a[@aria-current]")
    assert len(chosen) == 2


def test_all_values_of_a_facet_have_a_page(client: TestClient) -> None:
    """The page and the file of all values count what the list counts, value by value."""
    tree = page(client.get("/search/values", params={"facet": "asker", "sort": "newest"}).text)
    rows = list(
        csv.DictReader(
            io.StringIO(client.get("/search/values.csv?facet=asker&sort=newest").content.decode("utf-8-sig"))
        )
    )
    assert len(tree.xpath("//ul[@class='values']/li")) == len(rows) > 10
    narrowed = found(client, asker=rows[0]["asker"])
    assert total(narrowed) == int(rows[0]["documents"])
    assert client.get("/search/values?facet=colour").status_code == 422


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("session", "2022-2023", "2022-2023"),
        ("minister", "Vandervorst", "Vandervorst"),
        ("asker", "De Wachter", "De Wachter"),
        ("asked_from", "2024-01-01", "vanaf 1 jan 2024"),
        ("asked_to", "2023-01-31", "tot en met 31 jan 2023"),
        ("has_commitment", "true", "met een toezegging"),
        ("overdue", "true", "termijn verstreken"),
        ("office", "mobiliteit", "mobiliteit"),
    ],
)
def test_filters_narrow(client: TestClient, name: str, value: str, said: str) -> None:
    """Each filter leaves fewer documents, and a chip names it in the visitor's words."""
    tree = found(client, **{name: value})
    assert 0 < total(tree) < total(found(client, sort="newest"))
    (chip,) = chips(tree)
    assert said in text_of(chip)


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
    ):
        notices = " ".join(text_of(one) for one in found(client, q=query).xpath("//p[@class='notice']"))
        assert words in notices, query[:40]


def test_a_query_without_end_is_refused(client: TestClient) -> None:
    """A query longer than a page of text is not searched, and the page says why without repeating it."""
    answer = client.get("/search", params={"q": "a " * 3_000})
    assert answer.status_code == 422
    assert "te lang" in answer.text
    assert len(answer.content) < 600_000


def test_every_filter_survives_the_form(client: TestClient) -> None:
    """What narrows the list is kept when the form is sent again, in a field of its own or a hidden one."""
    asked = {"theme": "fiets", "office": "mobiliteit", "mode": "lexical", "sort": "newest", "asked_from": "2020-01-01"}
    form = found(client, q=WORD, **asked).xpath("//form[@class='search-form']")[0]
    kept = dict(form.form_values())
    assert {name: kept.get(name) for name in asked} == asked


def test_few_values_are_picked(client: TestClient, sample_services: Services) -> None:
    """Sessions, offices and kinds of answer are chosen from a list of those that documents have."""
    form = found(client).xpath("//form[@class='search-form']")[0]
    offered = {str(one) for one in form.xpath(".//select[@name='session']/option/@value")} - {""}
    assert offered == {one.session for one in sample_services.store.documents.list() if one.session}
    assert form.xpath(".//select[@name='kind']/option[@value='referring']")


def test_text_is_never_markup(client: TestClient) -> None:
    """What a visitor types is shown as text."""
    answer = client.get("/search", params={"q": "<script>alert(1)</script>", "session": "<b>x</b>"})
    assert "<script>" not in answer.text
    assert "<b>x" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_the_examples_find_what_they_say(client: TestClient) -> None:
    """Every example that the page offers is read as it is meant, and finds as many documents as it says."""
    offers = found(client).xpath("//ul[contains(@class, 'examples-grid')]/li")
    for one in offers:
        query = text_of(one.xpath("./a")[0])
        answer = client.get("/api/v1/search", params={"q": query}).json()
        assert answer["understood"]["remarks"] == [], query
        assert f"· {answer['total']} document" in text_of(one)
    assert draft_example().count("?") >= 2


def test_examples_are_filled_with_what_is_held() -> None:
    """The last name of the minister with most answers stands in an example; without ministers there is none."""
    held = {"minister": (("An Van Dorpe", 3), ("Jo Maes", 1)), "year": (("2023", 4),)}
    queries = {one.shows: one.query for one in filled(held)}
    assert queries["minister"].startswith("minister:Dorpe")
    assert "2023-01-01" in queries["range"]
    assert "asker" not in queries
    assert {one.shows for one in filled({})} < {one.shows for one in examples()}


def test_text_of_another_language_says_so(client: TestClient) -> None:
    """On an English page the Dutch titles, passages and offices are marked as Dutch; on a Dutch page nothing is."""
    english = page(client.get("/search", params={"q": WORD}, headers={"Cookie": "rappel-language=en"}).text)
    assert set(english.xpath("//li[@class='hit']/h2/a/@lang")) == {"nl"}
    assert len(english.xpath("//blockquote/p[@lang='nl']")) == len(english.xpath("//blockquote"))
    assert english.xpath("//aside//ul[@lang='nl']//a[contains(@href, 'office=')]")
    assert not found(client, q=WORD).xpath("//main//*[@lang]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_and_choices_have_words(language: str) -> None:
    """What an example shows, each way to search and each step of likeness is said in every language."""
    codes = [f"search: example {one.shows}" for one in examples()]
    codes += [f"search: mode {one}" for one in ("hybrid", "lexical", "semantic")]
    codes += [f"search: likeness {step}" for step in (1, 2, 3)]
    codes += [f"search: standing {one}" for one in ("asked", "related", "nothing")]
    wrong = ("date", "number", "long", "choice", "backwards", "cursor", "meaning")
    codes += [f"search: wrong {one}" for one in wrong]
    assert [code for code in codes if Speaker(language=language).say(code) == code] == []


def test_parts_of_the_query_can_be_taken_away(client: TestClient) -> None:
    """Each part that was read is a chip that names what it is; its link asks the same without it."""
    query = f'{WORD} "op tijd" -tram (trein OR bus) fiets* datum:"sinds 2022" minister:Peeters bedrag:>1000000'
    read = chips(found(client, q=query))
    said = [text_of(one).removesuffix(" ×") for one in read]
    assert said == [
        f"woord {WORD}",
        "letterlijk op tijd",
        "zonder tram",
        "één van trein of bus",
        "begint met fiets…",
        "Gesteld vanaf 1 jan 2022",
        "Minister Peeters",
        "Bedrag minstens 1.000.000 euro",
    ]
    without = parse_qs(urlsplit(str(read[3].get("href"))).query)["q"][0]
    assert "trein" not in without
    assert '"op tijd"' in without
    assert chips(found(client, q=WORD)) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("heeft:toezegging", "met een toezegging"),
        ("-heeft:antwoord", "zonder met een antwoord"),
        ("-minister:Peeters", "zonder minister Peeters"),
        ("nummer:7..9", "Nummer 7 – 9"),
        ("nummer:7", "Nummer 7"),
        ("bedrag:<=500", "Bedrag hoogstens 500 euro"),
        ("2024-01-01..2024-06-30", "Gesteld 1 jan 2024 – 30 jun 2024"),
        ("..2023", "Gesteld tot en met 31 dec 2023"),
        ("2024-03-05..2024-03-05", "Gesteld 5 mrt 2024"),
        ("soort:verwijzend", "Antwoord verwijzend"),
    ],
)
def test_conditions_are_named(client: TestClient, query: str, said: str) -> None:
    """A condition is named with its value as days, numbers and amounts are written."""
    (chip,) = chips(found(client, q=query))
    assert text_of(chip).removesuffix(" ×") == said


def test_offers_what_may_have_been_meant(client: TestClient) -> None:
    """A misspelt word is searched as typed; a link asks for the word of the corpus and says what it finds."""
    (meant,) = found(client, q="wachtljst").xpath("//p[@class='meant']")
    link = str(meant.xpath("./a/@href")[0])
    assert parse_qs(urlsplit(link).query)["q"] == [WORD]
    assert str(total(page(client.get(link).text))) in text_of(meant)


def test_days_in_words_can_become_a_condition(client: TestClient) -> None:
    """Words that say days are searched as words; a link makes them a condition, where that finds something."""
    (meant,) = found(client, q=f"{WORD} december 2023").xpath("//p[@class='meant']")
    assert total(page(client.get(str(meant.xpath("./a/@href")[0])).text)) > 0


def test_where_nothing_is_found_less_is_offered(client: TestClient) -> None:
    """Without results the page offers the search without each part that stands in the way, with what it finds."""
    tree = found(client, q=f"{WORD} minister:Niemandsnaam", mode="lexical")
    assert total(tree) == 0
    less = tree.xpath("//section[contains(@class, 'nothing')]//li/a[contains(text(), 'zonder')]")
    assert len(less) == 1
    assert "Niemandsnaam" in text_of(less[0])
    assert str(total(page(client.get(str(less[0].get("href"))).text))) in text_of(less[0].getparent())
    assert tree.xpath("//section[contains(@class, 'nothing')]//a[contains(@href, '/alerts?')]")


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_takes_the_whole_list_away(client: TestClient, form: str) -> None:
    """The links of the bar give every document of the list, in three forms."""
    tree = found(client, q=WORD, limit=2)
    (link,) = tree.xpath(f"//ul[@class='actions']//a[contains(@href, '.{form}?')]/@href")
    answer = client.get(str(link))
    assert answer.status_code == 200
    assert f'filename="search.{form}"' in answer.headers["content-disposition"]
    if form == "json":
        assert len(answer.json()) == total(tree)
    if form == "csv":
        assert len(list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))) == total(tree)
    assert client.get("/search.pdf").status_code == 422


def test_a_search_is_a_feed(client: TestClient) -> None:
    """The newest documents of a search are an Atom feed that the page names; an id is the document's own."""
    tree = found(client, q=WORD, sort="answered", limit=3)
    (link,) = tree.xpath("//head/link[@type='application/atom+xml'][contains(@href, '/search.atom')]/@href")
    answer = client.get(str(link))
    assert answer.headers["content-type"] == "application/atom+xml"
    ids, moments = entries(answer.content)
    assert len(ids) == len(set(ids)) == total(tree)
    assert moments == sorted(moments, reverse=True)
    assert f"<updated>{moments[0]}</updated>\n<author>" in answer.text
    assert set(ids) & set(entries(client.get("/search.atom?session=2022-2023").content)[0])
    assert client.get("/search.atom?q=zzzz+minister:niemand").status_code == 200


def test_the_bar_leads_to_alerts_and_changes(client: TestClient) -> None:
    """A search can be followed by alert and by a feed of what changes; everything at once cannot."""
    links = [str(one) for one in found(client, q=WORD, kind="substantive").xpath("//ul[@class='actions']//a/@href")]
    (alert,) = [one for one in links if one.startswith("/alerts?")]
    assert parse_qs(urlsplit(alert).query) == {"q": [WORD], "follow": ["search"], "answer_kind": ["substantive"]}
    (changes,) = [one for one in links if one.startswith("/feeds/events.atom?")]
    assert client.get(changes).status_code == 200
    every = [str(one) for one in found(client, sort="newest").xpath("//ul[@class='actions']//a/@href")]
    assert not [one for one in every if one.startswith(("/alerts", "/feeds"))]


def test_the_order_is_chosen_in_the_open(client: TestClient) -> None:
    """Each order is a link, the one in use is marked, and the last asked come first where that is asked."""
    tree = found(client, q=WORD)
    assert text_of(tree.xpath("//nav[@class='sorts']/a[@aria-current]")[0]) == "best passend"
    (link,) = tree.xpath("//nav[@class='sorts']/a[contains(@href, 'sort=asked')]/@href")
    days = [str(one) for one in page(client.get(str(link)).text).xpath("//li[@class='hit']//time[1]/@datetime")]
    asked = [date.fromisoformat(one) for one in days]
    assert len(asked) > 3
    assert text_of(found(client, session="2022-2023").xpath("//nav[@class='sorts']/a[@aria-current]")[0]) == "nieuwste"


def test_bars_lead_to_what_they_count(client: TestClient) -> None:
    """Each month or year above the results leads to as many documents as it says, and says how many have no day."""
    tree = found(client, sort="newest")
    links = tree.xpath("//figure[@class='months']//li/a")
    counts = [int(text_of(one.xpath("./span[@class='count']")[0])) for one in links]
    assert len(links) >= 2
    undated = text_of(tree.xpath("//figure[@class='months']//p[@class='undated']")[0])
    assert sum(counts) + int(undated.split()[0]) == total(tree)
    for link, count in list(zip(links, counts, strict=True))[:3]:
        assert total(page(client.get(str(link.get("href"))).text)) == count
        assert str(count) in str(link.get("aria-label"))


@pytest.mark.parametrize(("form", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", b"")])
def test_the_months_are_a_picture_to_take_away(client: TestClient, form: str, begins: bytes) -> None:
    """The picture can be taken away in three forms; the table counts what the page counts."""
    answer = client.get(f"/search/months.{form}", params={"q": WORD})
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
        assert sum(int(row[1]) for row in rows) == total(found(client, q=WORD, asked_from="1900-01-01"))


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
    assert tree.xpath("//a[@rel='prev']")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"asked_from": "2024-13-45"}, "“2024-13-45” is geen datum"),
        ({"asked_to": "gisteren"}, "“gisteren” is geen datum"),
        ({"offset": "-1"}, "“-1” is hier geen mogelijk getal"),
        ({"limit": "-5"}, "“-5” is hier geen mogelijk getal"),
        ({"limit": "veel"}, "“veel” is hier geen mogelijk getal"),
        ({"sort": "kleur"}, "“kleur” is hier geen mogelijke keuze"),
        ({"mode": "x"}, "“x” is hier geen mogelijke keuze"),
        ({"cursor": "niets"}, "de lijst begint opnieuw"),
    ],
)
def test_what_cannot_be_is_left_out_and_said(client: TestClient, wrong: dict[str, str], said: str) -> None:
    """A wrong value in an address never costs the page: it is named, and the rest is searched all the same."""
    answer = client.get("/search", params={"q": WORD, "session": "2022-2023", **wrong})
    tree = page(answer.text)
    assert answer.status_code == 422
    assert said in text_of(tree.xpath("//p[@role='alert']")[0])
    assert hits(tree)
    assert client.get("/api/v1/search", params={"q": WORD, **wrong}).status_code in {400, 422}


def test_days_that_run_backwards_are_said(client: TestClient) -> None:
    """A first day behind the last one finds nothing, and the page says why."""
    answer = client.get("/search", params={"q": WORD, "asked_from": "2024-01-01", "asked_to": "2023-01-01"})
    assert "ligt na de laatste" in text_of(page(answer.text).xpath("//p[@role='alert']")[0])


def test_a_range_of_days_is_one_chip(client: TestClient) -> None:
    """Both ends of the days of a bar are taken away at once."""
    tree = found(client, q=WORD, asked_from="2023-01-01", asked_to="2023-12-31")
    (chip,) = chips(tree)
    assert text_of(chip).startswith("Gesteld 1 jan 2023 – 31 dec 2023")
    assert parse_qs(urlsplit(str(chip.get("href"))).query) == {"q": [WORD]}


def test_an_unknown_parameter_asks_nothing(client: TestClient) -> None:
    """What no field is called, as in page=-1, is passed over."""
    assert hits(found(client, q=WORD, page="-1")) == hits(found(client, q=WORD))


def test_says_why_each_result_is_there(client: TestClient) -> None:
    """Under each result stand the words that match, and how like it is in words, never as a bare number."""
    reasons = [text_of(one) for one in found(client, q=WORD, mode="lexical").xpath("//p[contains(@class, 'why')]")]
    assert reasons
    assert all("woorden:" in reason and "lijkt" not in reason for reason in reasons), reasons
    alike = [text_of(one) for one in found(client, q=WORD, mode="semantic").xpath("//p[contains(@class, 'why')]")]
    assert all("op uw woorden" in reason for reason in alike)
    assert not [reason for reason in alike if any(char.isdigit() for char in reason)]
    hit = client.get("/api/v1/search", params={"q": WORD}).json()["hits"][0]
    assert hit["reason"]["words"]
    assert hit["reason"]["likeness"] is not None
    assert set(hit["reason"]["related"]) <= set(hit["reason"]["words"])


def test_one_question_to_several_ministers_is_one_result(client: TestClient) -> None:
    """Such a result names the other documents on demand, and leads to all of them as a list."""
    tree = found(client, sort="newest", limit=100)
    families = tree.xpath("//li[@class='hit'][details[contains(@class, 'also')]]")
    assert families
    details = families[0].xpath("./details")[0]
    also = [str(one) for one in details.xpath(".//li/a/@href")]
    shown = urlsplit(str(families[0].xpath("./h2/a/@href")[0])).path
    (link,) = details.xpath(".//p/a/@href")
    assert set(hits(page(client.get(str(link)).text))) == {shown, *also}


def test_a_whole_question_can_be_compared(client: TestClient) -> None:
    """A query as long as a question offers to compare it; a short one does not."""
    long = "Hoeveel kinderen wachten er op een plaats in de opvang " * 4
    form = found(client, q=long).xpath("//form[@action='/already-asked']")
    assert dict(form[0].form_values())["text"].strip() == long.strip()
    assert not found(client, q=WORD).xpath("//form[@action='/already-asked']")


def test_before_anything_is_held(empty_client: TestClient) -> None:
    """A site that holds nothing shows box and examples, finds nothing, and gives an empty feed."""
    assert empty_client.get("/search").status_code == 200
    assert "0 documenten" in empty_client.get("/search?q=fiets").text
    assert empty_client.get("/search.atom?q=fiets").status_code == 200


def test_by_words_where_there_is_no_model(lexical_client: TestClient) -> None:
    """An index without a model answers a search by meaning with words, and says so."""
    answer = lexical_client.get("/search", params={"q": WORD, "mode": "semantic"})
    tree = page(answer.text)
    assert "er werd op woorden gezocht" in text_of(tree.xpath("//p[@role='alert']")[0])
    assert hits(tree)


@pytest.fixture(scope="module")
def lexical_client(sample_services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of the samples over an index of words alone."""
    settings = Settings(data=tmp_path_factory.mktemp("lexical"), model="lexical")
    search = SearchService.open(settings, sample_services.store)
    search.update()
    parts = Services(
        settings=settings, store=sample_services.store, clock=sample_services.clock, open_search=lambda: search
    )
    with TestClient(create_app(parts), raise_server_exceptions=False) as client:
        yield client
