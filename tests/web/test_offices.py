"""Offices: the list, one of them with who held it, and the numbers of answers and commitments."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from corpus.model import DocumentId
from corpus.store import PersonSeen
from tests.corpus.building import plain
from tests.web.checking import faults, page, text_of
from tests.web.people_kit import CARE, ROADS, parliament
from tracker.answer_times import AnswerNumber, answer_times, spread
from tracker.desk import Desk
from tracker.mandates import shipped
from tracker.office_numbers import Number
from tracker.rules.offices import office_rules
from tracker.succession import Succession
from web.app import create_app
from web.people.drawn import Subject, asked
from web.people.gathered import Gathered
from web.people.portrait import Portrait, term_of
from web.people.promised import promised_on
from web.people.roll import Roll, answered_elsewhere, roll_of
from web.services import Services

OFFICE = "vlaams-minister-van-mobiliteit-en-openbare-werken"
TODAY = date(2026, 11, 22)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Return the services over the small parliament."""
    with parliament(tmp_path_factory.mktemp("people")) as found:
        yield found


@pytest.fixture(scope="module")
def site(services: Services) -> Iterator[TestClient]:
    """Return a client of the site over it."""
    with TestClient(create_app(services), raise_server_exceptions=False) as found:
        yield found


@pytest.fixture(scope="module")
def roll(services: Services) -> Roll:
    """Return everything held."""
    return roll_of(services.store.people.heads())


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize(
    "address",
    [
        "/offices",
        "/offices?q=mob&sort=promised",
        "/offices?q=zzz",
        "/offices?session=2023-2024",
        f"/offices/{OFFICE}",
        f"/offices/{OFFICE}?as_of=2023-03-01",
        f"/offices/{OFFICE}?known_on=2020-01-01",
        "/parties",
        "/parties/alfa",
    ],
)
def test_every_page_is_sound(site: TestClient, address: str, language: str) -> None:
    """Every page answers in every language, well formed and labelled."""
    answer = site.get(address, headers={"Cookie": f"rappel-language={language}"})
    assert (answer.status_code, faults(answer.text)) == (200, {})


def test_the_list_counts_what_the_pages_count(site: TestClient, roll: Roll) -> None:
    """Each row says how many questions, answers and commitments its own page says."""
    for row in page(site.get("/offices").text).xpath("//table//tbody/tr"):
        href = str(row.xpath(".//a/@href")[0])
        listed = [text_of(cell) for cell in row.xpath("./td")][:3]
        strip = [text_of(one) for one in page(site.get(href).text).xpath("//ul[@class='strip']/li//b")]
        assert listed == strip[:3], href
    assert {one.name: len(one.heads) for one in roll.offices.values()} == {ROADS: 26, CARE: 6}


def test_a_list_is_filtered_sorted_and_taken_away(site: TestClient) -> None:
    """File and API have the rows of the page: words begin a word of the name, in the order asked for."""
    wide = site.get("/offices.csv?sort=name").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(wide)))
    assert [row["name"] for row in rows] == [ROADS, CARE]
    assert (rows[0]["asked"], rows[0]["answered"], rows[0]["answer_day_known"]) == ("26", "24", "24")
    assert rows[0]["beside"] == "Ann Wouters; Bo Claes"
    found = site.get("/api/v1/offices?q=WELZ").json()
    assert [(one["name"], one["counts"]["answer_day_known"]) for one in found["items"]] == [(CARE, 0)]
    assert site.get("/api/v1/offices?q=elzijn").json()["total"] == 0
    assert site.get("/offices?sort=zzz").status_code == 422


def test_answer_times_say_what_they_rest_on(site: TestClient) -> None:
    """The shares count the dated answers, the waiting ones are told, and the parts add up to the questions."""
    numbers = site.get(f"/api/v1/offices/{OFFICE}").json()["numbers"]
    rest = numbers["answers_rest_on"]
    assert rest == {"asked": 26, "judged": 24, "undated": 0, "waiting": 1, "over": 1, "without_term": 0}
    held = numbers["spread"]
    assert (held["unit"], held["term"], len(held["days"]), held["others"]) == ("working_days", 20, 24, 0)
    in_time = sum(day <= 20 for day in held["days"])
    assert numbers["answers"]["in_time"] == {"count": in_time, "of": 24}
    words = text_of(page(site.get(f"/offices/{OFFICE}?lang=en").text))
    assert (
        f"{in_time} of 24 answers came within the term; the middle one took {held['median']:g} working days." in words
    )
    assert "1 question has no answer that was found; its term has passed." in words


def test_undated_answers_are_told(site: TestClient) -> None:
    """Where no answer has a day the page says so and draws no picture of days."""
    address = "/offices/vlaams-minister-van-welzijn"
    words = text_of(page(site.get(f"{address}?lang=nl").text))
    assert "Van 6 antwoorden is de dag niet bekend; over de duur valt dus niets te zeggen." in words
    assert site.get(f"{address}/pictures/answered.svg").status_code == 404


def test_every_number_of_the_small_office_has_its_list(site: TestClient) -> None:
    """Every number leads to a list of that many."""
    tree = page(site.get(f"/offices/{OFFICE}").text)
    links = tree.xpath("//dl//a[contains(@href, '/commitments/') or contains(@href, '/answers/')]")
    assert len(links) == len(Number) + len(AnswerNumber)
    for link in links:
        listed = page(site.get(str(link.get("href"))).text)
        assert text_of(listed.xpath("//p[@role='status']")[0]).split(",")[0] == text_of(link).split()[0]


def test_the_numbers_are_those_of_the_desk(sample_services: Services) -> None:
    """The page at hand and the desk, which reads everything anew, count the same for every office."""
    today, desk = sample_services.today(), _desk(sample_services)
    roll = Gathered(sample_services.store).roll()
    promised = promised_on(sample_services, roll, today)
    for office in roll.offices.values():
        held = promised.by_office.get(office.slug, ())
        made = Portrait(heads=office.heads, promised=held, today=today, roll=roll)
        counted = desk.page(office.slug, today)
        assert made.numbers == counted.numbers, office.name
        assert {row.head.id for row in made.answers.rows} == {row.head.id for row in counted.answers.rows}
        assert made.answers.median_days == counted.answers.median_days


def _desk(parts: Services) -> Desk:
    return Desk(store=parts.store, tracker=parts.tracker, settings=parts.settings)


def test_who_held_it_stands_in_a_table_and_a_picture(site: TestClient) -> None:
    """Both ministers stand in the table in the order of time, each with a page; the picture is a file too."""
    tree = page(site.get(f"/offices/{OFFICE}?lang=nl").text)
    rows = tree.xpath("//section[@aria-labelledby='people']//table[not(ancestor::figure)]/tbody/tr")
    assert [text_of(row.xpath("./th")[0]) for row in rows] == ["Ann Wouters", "Bo Claes"]
    assert [str(row.xpath(".//a/@href")[0]) for row in rows] == [
        "/persons/ann-wouters?role=minister",
        "/persons/bo-claes?role=minister",
    ]
    assert [text_of(row.xpath("./td")[1]) for row in rows] == ["18", "8"]
    assert "antwoorden)" in text_of(rows[0].xpath("./td")[3])
    svg = site.get(f"/offices/{OFFICE}/pictures/holders.svg")
    assert (svg.status_code, svg.headers["content-type"]) == (200, "image/svg+xml")
    assert "Bo Claes" in svg.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/offices/geen", 404),
        ("/parties/geen", 404),
        ("/api/v1/offices/geen", 404),
        ("/feeds/offices/geen.atom", 404),
        ("/feeds/zzz/alfa.atom", 422),
        (f"/offices/{OFFICE}/pictures/zzz.svg", 404),
        (f"/offices/{OFFICE}/pictures/asked.gif", 422),
        (f"/offices/{OFFICE}?as_of=gisteren", 422),
        (f"/offices/{OFFICE}/answers/zzz", 404),
    ],
)
def test_what_is_not_there_is_told(site: TestClient, address: str, status: int) -> None:
    """A wrong address gets its own status."""
    assert site.get(address).status_code == status


@pytest.mark.parametrize("form", ["svg", "png", "csv"])
def test_pictures_can_be_taken_away(site: TestClient, form: str) -> None:
    """Each picture is a file in three forms, and the page links to them."""
    address = f"/offices/{OFFICE}/pictures/answered.{form}"
    answer = site.get(address)
    assert answer.status_code == 200
    assert len(answer.content) > 50
    assert address in page(site.get(f"/offices/{OFFICE}").text).xpath("//a/@href")


def test_the_questions_can_be_taken_away(site: TestClient) -> None:
    """The file has a line a question, with the computed days and what the source says."""
    text = site.get(f"/offices/{OFFICE}.csv").text.removeprefix("\ufeff")
    rows = {row["number"]: row for row in csv.DictReader(io.StringIO(text))}
    assert len(rows) == 26
    assert rows["41"]["standing"] == "overdue"
    assert rows["3"]["source_says_in_time"] == "false"
    assert rows["3"]["themes"] == "BRUG; VERKEERSVEILIGHEID"
    assert rows["3"]["address"].endswith("/d/vraag-3")


def test_the_feed_has_the_newest_questions(site: TestClient) -> None:
    """The feed is Atom with an entry a question, the newest first, each with the id of its document."""
    answer = site.get(f"/feeds/offices/{OFFICE}.atom?lang=en")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 26
    assert entries[0].findtext(f"{ATOM}id") == "tag:rappel.invalid,2024:document/vraag-40"
    assert "no answer found yet" in str(entries[0].findtext(f"{ATOM}summary"))
    assert str(feed.findtext(f"{ATOM}updated")) >= max(str(one.findtext(f"{ATOM}updated")) for one in entries)
    linked = page(site.get(f"/offices/{OFFICE}").text).xpath("//link[@rel='alternate']/@href")
    assert f"/feeds/offices/{OFFICE}.atom" in linked


def test_what_changes_is_seen_at_once(tmp_path: Path) -> None:
    """A new document is in the roll at the next look, a deleted one is out; without a change the roll is the same."""
    with parliament(tmp_path) as parts:
        gathered = Gathered(parts.store)
        before = gathered.roll()
        assert gathered.roll() is before
        fields = {"office": CARE, "asker": "Nieuw Lid", "asked": date(2024, 1, 8), "answered": date(2024, 1, 10)}
        one = plain("Een nieuwe vraag.", "nieuw", doc_id="nieuw", **fields).put(parts.store)
        after = gathered.roll()
        assert len(after.office(CARE).heads) == len(before.office(CARE).heads) + 1
        assert [held.summary.id for held in after.person("nieuw-lid").asked] == [one.document_id]
        assert [held.summary.id for held in after.heads] == [
            held.summary.id for held in roll_of(parts.store.people.heads()).heads
        ]


def test_a_question_with_its_answer_elsewhere_counts_once(roll: Roll) -> None:
    """The question is left out where another document of the same key, asker and office holds the answer."""
    waiting = next(one for one in roll.heads if one.summary.id == DocumentId("vraag-41"))
    answer = next(one for one in roll.heads if one.summary.id == DocumentId("vraag-3"))
    twin = replace(
        answer, summary=replace(answer.summary, id=DocumentId("antwoord-41"), session="2023-2024", number=41)
    )
    other = replace(twin, summary=replace(twin.summary, office=CARE))
    silent = replace(twin, summary=replace(twin.summary, office=None))
    unnumbered = replace(waiting, summary=replace(waiting.summary, number=None))
    assert answered_elsewhere([waiting, twin]) == {waiting.summary.id}
    assert answered_elsewhere([waiting, silent]) == {waiting.summary.id}
    assert answered_elsewhere([waiting, other]) == frozenset()
    assert answered_elsewhere([unnumbered, twin]) == frozenset()


def test_terms_of_two_parliaments_are_not_laid_on_each_other(roll: Roll) -> None:
    """The picture takes the rule with most answers and says how many stand under another."""
    heads = [one.summary for one in roll.office(ROADS).heads]
    moved = [replace(one, parliament="Tweede Kamer") for one in heads[-3:]]
    found = spread(answer_times([*heads[:-3], *moved], TODAY))
    assert found is not None
    assert (found.parliament, len(found.days), found.others) == ("Vlaams Parlement", 21, 3)
    assert spread(answer_times([one for one in heads if one.answered is None], TODAY)) is None
    weeks = spread(answer_times(moved, TODAY))
    assert weeks is not None
    assert (weeks.unit, weeks.term) == ("calendar_days", 21)


def test_parts_of_a_term_add_up(roll: Roll) -> None:
    """Judged, undated, waiting, over and without a term are all questions, on any day."""
    for today in (date(2023, 3, 1), date(2024, 4, 1), TODAY):
        found = term_of(Portrait(heads=roll.heads, promised=(), today=today, roll=roll))
        parts = (found.judged, found.undated, found.waiting, found.over, found.without_term)
        assert sum(parts) == found.asked, today


def test_holders_come_from_the_mandates_first() -> None:
    """Mandates come with their last day; whom only documents name is added; another government drops the mandates."""
    mandates = shipped(office_rules())
    known = PersonSeen(slug="x", name="PEETERS LYDIA", first=date(2023, 1, 1), last=date(2023, 5, 1), documents=3)
    other = PersonSeen(slug="y", name="Ann Wouters", first=date(2010, 1, 1), last=date(2010, 5, 1), documents=2)
    key = "vlaams-minister-van-mobiliteit-en-openbare-werken"
    told = Succession(mandates=mandates, seen={key: [known, other]}).holders(ROADS)
    assert [(one.person, one.stated, one.documents) for one in told] == [
        ("Ann Wouters", False, 2),
        ("Lydia Peeters", True, 3),
    ]
    assert told[1].last is not None
    assert Succession(mandates=mandates).holders(ROADS)[0].person == "Lydia Peeters"
    foreign = replace(other, first=date(2023, 1, 1))
    elsewhere = Succession(mandates=mandates, seen={key: [foreign]})
    assert [one.person for one in elsewhere.holders(ROADS)] == ["Ann Wouters"]
    assert (elsewhere.now(ROADS, TODAY).person, elsewhere.now(ROADS, TODAY).certain) == ("Ann Wouters", False)
    assert Succession(mandates=mandates).now(ROADS, date(2023, 1, 1)).person == "Lydia Peeters"


def test_few_questions_need_no_picture(roll: Roll) -> None:
    """A handful of questions is not drawn, and questions without a day cannot be."""
    from web.i18n import Speaker

    subject = Subject(name="x", slug="x", search={}, today=TODAY, speaker=Speaker(language="nl"))
    few = Portrait(heads=roll.heads[:3], promised=(), today=TODAY, roll=roll)
    undated = tuple(replace(one, summary=replace(one.summary, asked=None)) for one in roll.heads)
    assert asked(few, subject) is None
    assert asked(Portrait(heads=undated, promised=(), today=TODAY, roll=roll), subject) is None
