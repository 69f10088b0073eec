"""The first page: where things stand, what came in, and what is new for this visitor."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.register import Cause, Event, EventKind
from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.conftest import TODAY, clock
from tests.tracker.alerts.building import Clock, put
from tests.web.checking import faults, page, text_of
from web.app import create_app
from web.news.visits import COOKIE, visit_of
from web.services import Services

WEIGHT = 30_000


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_it_leads_everywhere_and_is_light(client: TestClient, language: str) -> None:
    """The search box comes first, each thing that one can do has one line, and the page weighs little."""
    answer = client.get(f"/?lang={language}")
    assert faults(answer.text) == {}
    assert len(answer.content) < WEIGHT
    tree = page(answer.text)
    assert tree.xpath("//main//form[@role='search']")
    ways = [str(one) for one in tree.xpath("//ul[@class='ways']//a/@href")]
    assert ways == ["/already-asked", "/commitments", "/figures", "/alerts"]
    assert all(client.get(way).status_code == 200 for way in ways)


def test_newest_answers_tell_something(client: TestClient) -> None:
    """Every document among the newest answers holds a commitment or a figure, and says how many."""
    entries = page(client.get("/").text).xpath("//section[@aria-labelledby='newest']//li")
    assert 1 <= len(entries) <= 6
    assert all("toezegging" in text_of(one) or "cijfer" in text_of(one) for one in entries)


@pytest.mark.parametrize("as_of", ["2022-06-01", "2023-11-01", "2026-11-22"])
def test_next_deadlines_are_filled_up_with_the_last_missed(client: TestClient, as_of: str) -> None:
    """A short list of what comes is followed by what passed last; a full one stands alone."""
    tree = page(client.get(f"/?as_of={as_of}").text)
    total = client.get(f"/api/v1/commitments?state=next_90_days&as_of={as_of}").json()["total"]
    shown = tree.xpath("//section[@aria-labelledby='next_90_days']//article")
    assert len(shown) == min(total, 4)
    assert bool(tree.xpath("//section[@aria-labelledby='missed']")) == (total < 3)


def test_a_silent_source_does_not_look_like_good_news(own_sample_data: Path) -> None:
    """Where a source was not read far enough, the page says of how many it cannot tell, and claims nothing of them."""
    settings = Settings(data=own_sample_data, model="lexical")
    with Store.open(settings, clock=clock) as store:
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts)) as client:
            before = page(client.get("/").text)
            assert not before.xpath("//section[@aria-labelledby='standing']//p[contains(@class,'notice')]")
            missed = client.get("/api/v1/commitments?state=missed").json()["total"]
            store.health.record("files", ok=True, read_until=date(2020, 1, 1))
            answer = client.get("/")
            assert faults(answer.text) == {}
            (notice,) = page(answer.text).xpath("//section[@aria-labelledby='standing']//p[contains(@class,'notice')]")
            silent = client.get("/api/v1/commitments?state=cannot_tell").json()["total"]
            assert silent >= missed > 0
            assert f"De laatste dag van {silent} toezeggingen is voorbij" in text_of(notice)
            assert notice.xpath(".//a/@href") == ["/commitments?state=cannot_tell", "/sources"]
            assert "Geen enkele termijn is zonder bewijs verstreken" not in answer.text


def test_only_who_looked_before_is_told_what_is_new(client: TestClient) -> None:
    """Without the cookie nothing is said of news, and the first page sets no cookie itself."""
    answer = client.get("/")
    assert COOKIE not in answer.headers.get("set-cookie", "")
    assert "sinds u hier het laatst keek" not in answer.text
    cookie = visit_of(visit_of(None, TODAY - timedelta(days=400)).value, TODAY - timedelta(days=300)).value
    text = client.get("/", headers={"Cookie": f"{COOKIE}={cookie}"}).text
    assert "Niets nieuws sinds u hier het laatst keek" not in text
    cookie = visit_of(cookie, TODAY).value
    later = visit_of(cookie, TODAY).since
    assert later == TODAY - timedelta(days=300)


def test_news_are_counted_since_the_last_look(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What was recorded after the last look is counted; what was entered afterwards is not."""
    settings, now = Settings(data=tmp_path_factory.mktemp("start")), Clock()
    with Store.open(settings, clock=now) as store:
        put(store, now)
        now.on(hours=1)
        looked = visit_of(None, now()).value
        now.on(days=2)
        document = put(store, now, 2)
        put(store, now, 3, cause=Cause.BACKFILL)
        line = Event(
            kind=EventKind.NOTED, occurred=now().date(), recorded=now(), cause=Cause.PERSON, author="an", note="-"
        )
        store.register.append(line)
        parts = Services(
            settings=settings, store=store, clock=now, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts)) as client:
            tree = page(client.get("/", headers={"Cookie": f"{COOKIE}={looked}"}).text)
        (notice,) = tree.xpath("//p[contains(@class, 'fresh')]")
        assert text_of(notice) == "2 nieuwe berichten sinds u hier het laatst keek"
        assert notice.xpath("./a/@href") == ["/news"]
        assert {one.kind for one in store.register.events(document_id=document)} == {
            EventKind.DOCUMENT_ADDED,
            EventKind.FOUND,
        }


def test_an_empty_start_helps(empty_client: TestClient) -> None:
    """Without documents the page says how to read some in, or look at samples."""
    answer = empty_client.get("/")
    assert faults(answer.text) == {}
    assert "rappel ingest" in answer.text
    assert "rappel demo" in answer.text
    assert clock() == TODAY


def test_the_tiles_say_what_the_board_says(client: TestClient) -> None:
    """Each number of the first page is that of the board's column and of the list that it leads to."""
    board = {one["group"]: one["total"] for one in client.get("/api/v1/commitments/board").json()["groups"]}
    tiles = page(client.get("/").text).xpath("//ul[@class='tiles']//a")
    assert len(tiles) == 4
    for tile in tiles:
        state = str(tile.get("href")).partition("state=")[2]
        assert int(text_of(tile.xpath("./b")[0])) == board[state]
        assert board[state] == client.get(f"/api/v1/commitments?state={state}").json()["total"]
