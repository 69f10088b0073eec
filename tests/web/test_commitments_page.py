"""The list of commitments, its picture and its CSV; one commitment with its computation and history."""

import csv
import io
import re
from datetime import date

import pytest
from fastapi.testclient import TestClient
from lxml.html import HtmlElement

from tests.web.checking import page, text_of
from tracker.filters import TrackerFilter
from web.services import Services


def listed(client: TestClient, address: str) -> list[str]:
    """Return the ids of all commitments of a list, page by page."""
    found: list[str] = []
    while address:
        tree = page(client.get(address).text)
        found += [str(link)[3:] for link in tree.xpath("//blockquote/a/@href")]
        address = str(next(iter(tree.xpath("//a[@rel='next']/@href")), ""))
    return found


def total(tree: HtmlElement) -> int:
    """Return how many commitments the page says there are."""
    return int(text_of(tree.xpath("//p[@role='status']")[0]).split()[0])


QUERIES = (
    "",
    "state=missed",
    "state=done",
    "state=undated",
    "kind=promise",
    "text=laadpunten",
    "as_of=2024-07-01&state=missed",
    "office=vlaams-minister-van-mobiliteit-en-openbare-werken",
    "due_from=2024-01-01&due_to=2024-12-31",
    "minister=Vandervorst&limit=3",
)


@pytest.mark.parametrize("query", QUERIES)
def test_list_api_and_csv_agree(client: TestClient, query: str) -> None:
    """Page, JSON and CSV give the same commitments in the same order."""
    ids = listed(client, f"/commitments?{query}")
    shown = page(client.get(f"/commitments?{query}").text)
    api = client.get(f"/api/v1/commitments?{query}").json()
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


def test_the_picture_says_what_the_list_says(client: TestClient) -> None:
    """Each bar of the timeline is a link with its words, days and state; the legend names every colour used."""
    tree = page(client.get("/commitments?office=vlaams-minister-van-mobiliteit-en-openbare-werken").text)
    bars = tree.xpath("//svg//a")
    assert len(bars) >= 10
    assert {bar.get("href")[3:] for bar in bars} <= set(listed(client, "/commitments"))
    assert all(re.search(r"\d{4} – \w+", bar.get("aria-label")) for bar in bars)
    used = {str(one) for one in tree.xpath("//svg//a/rect/@class") if str(one).startswith("bar-")}
    named = {str(one).split()[0].replace("tone", "bar") for one in tree.xpath("//ul[@class='legend']/li/@class")}
    assert used == named
    assert tree.xpath("//svg//rect[@class='was']")
    assert "eerder toegezegde laatste dag" in text_of(tree.xpath("//ul[@class='legend']")[0])


def test_the_picture_stays_within_its_frame(client: TestClient) -> None:
    """Nothing is drawn outside the picture."""
    tree = page(client.get("/commitments?limit=500").text)
    (picture,) = tree.xpath("//svg[@role='group']")
    width, height = map(float, str(picture.get("viewbox") or picture.get("viewBox")).split()[2:])
    for bar in tree.xpath("//svg[@role='group']//rect"):
        assert 0 <= float(bar.get("x")) <= float(bar.get("x")) + float(bar.get("width")) <= width + 1
        assert 0 <= float(bar.get("y")) + float(bar.get("height")) <= height


def test_a_moved_commitment_tells_its_story(client: TestClient) -> None:
    """Its page says how often it was moved, the day first promised, the computation, and each event in order."""
    items = client.get("/api/v1/commitments?limit=500").json()["items"]
    one = next(item for item in items if item["milestones"][0]["moved"] == 2)
    tree = page(client.get(f"/c/{one['id']}").text)
    words = text_of(tree)
    assert "2 keer verschoven, eerst" in words
    assert "geen bewijs van uitvoering gevonden t/m 22 november 2026" in words
    steps = [text_of(step) for step in tree.xpath("//section[h3]/ol[@class='steps']/li")]
    assert steps == one["milestones"][0]["computation"]
    events = tree.xpath("//ol[@class='history']/li")
    days = [str(day) for day in tree.xpath("//ol[@class='history']//time/@datetime")]
    api = client.get(f"/api/v1/commitments/{one['id']}").json()["events"]
    assert len(events) == len(api) >= 3
    assert days == [event["occurred"] for event in api]


def test_a_commitment_can_be_seen_as_it_stood(client: TestClient) -> None:
    """With another day the state is that day's, and the page says so and leads back."""
    items = client.get("/api/v1/commitments?state=missed&limit=500").json()["items"]
    one = next(item for item in items if item["milestones"][0]["moved"] == 0)
    then = page(client.get(f"/c/{one['id']}?as_of=2022-01-01").text)
    assert text_of(then.xpath("//span[contains(@class, 'state')]")[0]) == "later"
    assert f"/c/{one['id']}" in then.xpath("//p[@class='notice']/a/@href")


def test_fulfilled_with_evidence(client: TestClient) -> None:
    """A kept promise shows the evidence that a person gave, and leads to it."""
    items = client.get("/api/v1/commitments?state=done&limit=500").json()["items"]
    one = next(item for item in items if item["fulfilment"] == "fulfilled")
    tree = page(client.get(f"/c/{one['id']}").text)
    assert "aanvaard" in text_of(tree)
    (events,) = [client.get(f"/api/v1/commitments/{one['id']}").json()["events"]]
    proof = next(event["document"] for event in events if event["kind"] == "fulfilled")
    assert f"/d/{proof}" in tree.xpath("//a/@href")


def test_an_empty_list_leads_out(client: TestClient) -> None:
    """Where nothing fits, the page says what to do, and a filter without a field can be taken away."""
    tree = page(client.get("/commitments?minister=Niemand&due_from=2030-01-01&due_to=2030-02-01").text)
    assert "Laat een filter weg" in text_of(tree)
    assert len(tree.xpath("//ul[@class='chips']/li")) == 3


def test_an_offset_beyond_the_end_leads_back(client: TestClient) -> None:
    """A page after the last one is empty and offers the way back."""
    tree = page(client.get("/commitments?offset=5000").text)
    assert tree.xpath("//a[@rel='prev']")
    assert not tree.xpath("//a[@rel='next']")
