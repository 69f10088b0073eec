"""The list of commitments, its picture and its CSV; one commitment with its computation and history."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient
from lxml.html import HtmlElement

from corpus.register import Commitment
from tests.web.checking import faults, page, text_of
from tracker.filters import TrackerFilter
from web.services import Services


def listed(client: TestClient, address: str) -> list[str]:
    """Return the ids of all commitments of a list, page by page."""
    found: list[str] = []
    while address:
        tree = page(client.get(address).text)
        found += [str(link)[3:].partition("?")[0] for link in tree.xpath("//blockquote/a/@href")]
        address = str(next(iter(tree.xpath("//a[@rel='next']/@href")), ""))
    return found


def total(tree: HtmlElement) -> int:
    """Return how many commitments the page says there are."""
    return int(text_of(tree.xpath("//p[@role='status']")[0]).split()[0])


QUERIES = (
    "view=list",
    "state=missed",
    "state=done",
    "state=undated",
    "view=list&kind=promise",
    "view=list&text=laadpunten",
    "as_of=2024-07-01&state=missed",
    "view=list&office=vlaams-minister-van-mobiliteit-en-openbare-werken",
    "view=list&due_from=2024-01-01&due_to=2024-12-31",
    "view=list&minister=Vandervorst&limit=3",
    "view=list&moved=true&sort=moved",
    "state=missed&strength=firm&moved=false&sort=newest",
)


@pytest.mark.parametrize("query", QUERIES)
def test_list_api_and_csv_agree(client: TestClient, query: str) -> None:
    """Page, JSON and CSV give the same commitments in the same order."""
    ids = listed(client, f"/commitments?{query}")
    shown = page(client.get(f"/commitments?{query}").text)
    api = client.get(f"/api/v1/commitments?{query}").json()
    feed = client.get(f"/commitments.atom?{query}")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    links = {one.rpartition("/c/")[2] for one in re.findall(r'href="([^"]+/c/[^"]+)"', feed.text)}
    assert links == set(ids)
    rows = list(csv.DictReader(io.StringIO(client.get(f"/commitments.csv?{query}").text.lstrip("\ufeff"))))
    assert ids, query
    assert total(shown) == api["total"] == len(ids)
    assert [one["id"] for one in api["items"]] == ids[: len(api["items"])]
    assert list(dict.fromkeys(row["commitment"] for row in rows)) == ids


def test_as_of_reckons_for_that_day(client: TestClient, sample_services: Services) -> None:
    """The same commitments stand differently on another day, and the page says for which day it reckons."""
    before, after = (f"/commitments?state=missed&as_of={day}" for day in ("2023-12-01", "2026-01-01"))
    assert len(listed(client, before)) < len(listed(client, after))
    assert "stand op 1 december 2023" in text_of(page(client.get(before).text))
    overdue = sample_services.tracker.list(TrackerFilter(group="missed"), date(2026, 1, 1))
    assert set(listed(client, after)) == {one.id for one in overdue}


def test_the_board_adds_up(client: TestClient) -> None:
    """Every column says how many it holds, its list holds that many, and together they are all there are."""
    tree = page(client.get("/commitments").text)
    assert faults(client.get("/commitments").text) == {}
    columns = tree.xpath("//div[@class='board']/details")
    assert len(columns) >= 5
    counted = 0
    for column in columns:
        count = int(text_of(column.xpath("summary/span")[0]))
        counted += count
        shown = column.xpath(".//blockquote/a/@href")
        assert len(shown) == min(count, 4)
        if count:
            whole = listed(client, str(column.xpath("p/a/@href")[0]))
            assert len(whole) == count
            assert [str(one)[3:] for one in shown] == whole[:4]
    said = text_of(tree.xpath("//p[@role='status']")[0])
    wholes = re.search(r"(\d+) sta", said)
    assert counted + (int(wholes[1]) if wholes else 0) == total(tree) == len(listed(client, "/commitments?view=list"))


def test_looking_comes_before_asking(client: TestClient) -> None:
    """The filters of the board are folded away, and those in use stand there as parts to take away."""
    tree = page(client.get("/commitments?moved=true&kind=milestone&subject=x&strength=firm").text)
    assert tree.xpath("//details[@class='narrow' and not(@open)]//form")
    chips = tree.xpath("//ul[@class='chips']/li/a/@href")
    assert "/commitments?subject=x&kind=milestone&strength=firm" in chips
    assert len(chips) == 5


def test_a_day_before_the_promise_says_so(client: TestClient) -> None:
    """Reckoned for a day before it was promised, a commitment counts as such on the board, in its list and alone."""
    tree = page(client.get("/commitments?state=not_yet&as_of=2020-01-01&limit=500").text)
    ids = [str(link).partition("?")[0][3:] for link in tree.xpath("//blockquote/a/@href")]
    assert ids
    assert {text_of(one) for one in tree.xpath("//span[contains(@class, 'state')]")} == {"toen nog niet toegezegd"}
    one = client.get(f"/c/{ids[0]}?as_of=2020-01-01").text
    assert "Op die dag was dit nog niet toegezegd." in one
    assert not set(ids) & set(listed(client, "/commitments?state=later&as_of=2020-01-01"))


OFFICE = "vlaams-minister-van-mobiliteit-en-openbare-werken"


def test_the_picture_says_what_the_list_says(client: TestClient) -> None:
    """Each mark of the timeline is a link to a commitment of the list, the table names it, and the files are there."""
    address = f"/commitments?view=timeline&office={OFFICE}"
    tree = page(client.get(address).text)
    marks = {str(one).rpartition("/c/")[2] for one in tree.xpath("//svg//a/@*[contains(name(), 'href')]")}
    assert len(marks) >= 10
    assert marks <= set(listed(client, f"/commitments?view=list&office={OFFICE}&limit=500"))
    rows = tree.xpath("//figure//tbody/tr")
    assert len(rows) >= len(marks)
    for form in ("svg", "png", "csv"):
        (link,) = tree.xpath(f"//figure//a[contains(@href, '/commitments/timeline.{form}')]/@href")
        answer = client.get(str(link))
        assert (answer.status_code, "attachment" in answer.headers["content-disposition"]) == (200, True)


def test_many_are_shown_by_office_and_year(client: TestClient) -> None:
    """Where there are more than one picture can show, a table counts them by year, and each count leads to as many."""
    tree = page(client.get("/commitments?view=timeline").text)
    cells = tree.xpath("//table[@class='heat']//td/a")
    assert sum(int(text_of(cell)) for cell in cells) == total(tree)
    fullest = max(cells, key=lambda cell: int(text_of(cell)))
    narrowed = page(client.get(str(fullest.get("href"))).text)
    assert total(narrowed) >= int(text_of(fullest))
    assert tree.xpath("//a[@rel='next']/@href")
    assert page(client.get(str(tree.xpath("//a[@rel='next']/@href")[0])).text).xpath("//figure")


def test_a_timeline_without_dates_leads_out(client: TestClient) -> None:
    """Commitments without a date have no picture; the page says so, and how many."""
    answer = client.get("/commitments?view=timeline&state=undated")
    assert faults(answer.text) == {}
    assert not page(answer.text).xpath("//figure")
    assert "Geen enkele toezegging met een datum" in answer.text


def test_the_calendar_holds_the_list(client: TestClient) -> None:
    """The calendar of a list has an event for each of its dated milestones, and for nothing else."""
    rows = list(csv.DictReader(io.StringIO(client.get("/commitments.csv?state=missed").text.lstrip("\ufeff"))))
    dated = {row["milestone"] for row in rows if row["last_day"]}
    calendar = client.get("/commitments.ics?state=missed").text
    assert {line[4:].partition("@")[0] for line in calendar.splitlines() if line.startswith("UID:")} == dated


def test_a_moved_commitment_tells_its_story(client: TestClient) -> None:
    """Its page says how often it was moved, the day first promised, the computation, and each event in order."""
    items = client.get("/api/v1/commitments?limit=500").json()["items"]
    one = next(item for item in items if item["milestones"][0]["moved"] == 2)
    tree = page(client.get(f"/c/{one['id']}").text)
    words = text_of(tree)
    assert "2 keer verschoven, eerst toegezegd tegen" in words
    assert "geen bewijs van uitvoering gevonden t/m 22 november 2026" in words
    steps = [text_of(step) for step in tree.xpath("//section[@class='card'][h3]/ol[@class='steps']/li")]
    assert steps == one["milestones"][0]["computation"]
    events = tree.xpath("//ol[@class='history']/li")
    days = [str(day) for day in tree.xpath("//ol[@class='history']//time/@datetime")]
    api = client.get(f"/api/v1/commitments/{one['id']}").json()["events"]
    assert len(events) == len(api) >= 3
    assert days == [event["occurred"] for event in api]
    chain = tree.xpath("//ol[@class='chain']/li")
    assert [text_of(step.xpath(".//b")[0]) for step in chain][:-1] == ["Toegezegd", "Verschoven", "Verschoven"]
    assert tree.xpath("//figure//svg")
    for form in ("svg", "png", "csv"):
        assert client.get(f"/c/{one['id']}/times.{form}").status_code == 200


def test_a_commitment_can_be_seen_as_it_stood(client: TestClient, sample_services: Services) -> None:
    """With another day the state is that day's, and the page says so and leads back."""
    missed = sample_services.tracker.list(TrackerFilter(group="missed", moved=False), sample_services.today())
    one = next(one for one in missed if one.commitment.stated is not None)
    before = one.commitment.stated + timedelta(days=1) if one.commitment.stated else date.min
    then = page(client.get(f"/c/{one.id}?as_of={before}").text)
    shown = text_of(then.xpath("//span[contains(@class, 'state')]")[0])
    assert shown in ("later", "binnenkort verwacht", "nu verwacht")
    assert f"/c/{one.id}" in then.xpath("//p[@class='notice']/a/@href")


def test_fulfilled_with_evidence(client: TestClient) -> None:
    """A kept promise shows the evidence that a person gave, and leads to it."""
    items = client.get("/api/v1/commitments?state=done&limit=500").json()["items"]
    one = next(item for item in items if item["fulfilment"] == "fulfilled")
    tree = page(client.get(f"/c/{one['id']}").text)
    assert "aanvaard" in text_of(tree)
    assert "Uitgevoerd" in [text_of(step) for step in tree.xpath("//ol[@class='chain']//b")]
    (events,) = [client.get(f"/api/v1/commitments/{one['id']}").json()["events"]]
    proof = next(event["document"] for event in events if event["kind"] == "fulfilled")
    assert f"/d/{proof}" in tree.xpath("//a/@href")


def test_an_empty_list_leads_out(client: TestClient) -> None:
    """Where nothing fits, the page says what to do, and a filter without a field can be taken away."""
    tree = page(client.get("/commitments?view=list&minister=Niemand&due_from=2030-01-01&due_to=2030-02-01").text)
    assert "Laat een filter weg" in text_of(tree)
    assert len(tree.xpath("//ul[@class='chips']/li")) == 4


def test_an_offset_beyond_the_end_leads_back(client: TestClient) -> None:
    """A page after the last one is empty and offers the way back."""
    tree = page(client.get("/commitments?view=list&offset=5000").text)
    assert tree.xpath("//a[@rel='prev']")
    assert not tree.xpath("//a[@rel='next']")


def test_a_commitment_can_be_cited_and_followed(client: TestClient, commitments: tuple[Commitment, ...]) -> None:
    """The page gives a citation with the address of the passage, the passage in its context, and ways to follow it."""
    one = commitments[0]
    answer = client.get(f"/c/{one.id}")
    assert faults(answer.text) == {}
    tree = page(answer.text)
    cited = text_of(tree.xpath("//p[@id='cite']")[0])
    assert " ".join(one.quote.split()) in cited
    assert f"/d/{one.document}?s={one.span.start}-{one.span.end}" in cited
    (marked,) = tree.xpath("//blockquote[contains(@class, 'context')]//span[contains(@class, 'fact-commitment')][1]")
    assert text_of(marked)[:20] in " ".join(one.quote.split())
    links = {str(link) for link in tree.xpath("//aside//a/@href")}
    for start in ("/alerts?follow", "/feeds/events.atom", "/deadlines.ics", "/api/v1/commitments/", f"/c/{one.id}/fol"):
        assert any(link.startswith(start) for link in links), start


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize("address", ["/commitments", "/commitments?state=missed", "/commitments?view=timeline"])
def test_every_language(client: TestClient, address: str, language: str) -> None:
    """The three ways of looking are whole in every language, and no code is left unsaid."""
    joined = "&" if "?" in address else "?"
    answer = client.get(f"{address}{joined}lang={language}")
    assert faults(answer.text) == {}
    words = text_of(page(answer.text).xpath("//main")[0])
    assert not re.search(r"\b(group|view|sort|about|step): ", words)


def test_the_api_gives_the_board_and_the_chain(client: TestClient) -> None:
    """The counts of the board and the steps of a commitment are there as data, the same as on the pages."""
    board = client.get("/api/v1/commitments/board?office=" + OFFICE).json()
    tree = page(client.get(f"/commitments?office={OFFICE}").text)
    shown = [int(text_of(one)) for one in tree.xpath("//details[contains(@class, 'column')]/summary/span")]
    assert sum(shown) == sum(one["total"] for one in board["groups"]) == board["total"] - board["wholes"]
    moved = client.get("/api/v1/commitments?moved=true&sort=moved").json()["items"][0]
    steps = client.get(f"/api/v1/commitments/{moved['id']}/chain?language=en").json()
    assert [one["kind"] for one in steps][:2] == ["promised", "moved"]
    assert steps[0]["address"].startswith("/d/")
    assert client.get("/api/v1/commitments/c-none/chain").status_code == 404


@pytest.mark.parametrize("known", [True, False])
def test_the_day_of_the_question_is_not_told_as_that_of_the_answer(
    client: TestClient, sample_services: Services, known: bool
) -> None:
    """Where the source gives the answer no day, list, page, chain and citation call the day that of the question."""
    held = sample_services.store.documents
    heads = {one.id: one.answered for one in held.list()}
    everything = sample_services.standing.everything(sample_services.today())
    chosen = next(one.commitment for one in everything if (heads[one.commitment.document] is not None) is known)
    tree = page(client.get(f"/c/{chosen.id}?lang=en").text)
    told = {text_of(one): text_of(one.getnext()) for one in tree.xpath("//aside//dt")}
    chain = text_of(tree.xpath("//ol[@class='chain']/li[1]")[0])
    cited = text_of(tree.xpath("//*[@id='cite']")[0])
    assert ("the source gives the answer no day" in told["Stated on"]) is not known
    assert ("question of" in chain) is ("question of" in cited) is not known
    listing = page(client.get(f"/commitments?view=list&document={chosen.document}&lang=en").text)
    lines = [text_of(one) for one in listing.xpath("//article/p[@class='meta']")]
    assert lines
    assert all(("stated on" in one) is known and ("question of" in one) is not known for one in lines)
