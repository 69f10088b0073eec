"""Moments on pages are told in the time zone of the instance; data keep the moment itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.corpus.building import made
from tests.web.checking import faults, page, text_of
from web.app import create_app
from web.i18n import Speaker
from web.news.visits import COOKIE
from web.services import Services

EVENING = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
FROM, UNTIL = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
"""Between these Belgium has summer time."""


@pytest.mark.parametrize(
    ("moment", "zone", "said"),
    [
        (FROM - timedelta(minutes=1), "Europe/Brussels", "29 mrt 2026 01:59 CET"),
        (FROM, "Europe/Brussels", "29 mrt 2026 03:00 CEST"),
        (UNTIL - timedelta(minutes=30), "Europe/Brussels", "25 okt 2026 02:30 CEST"),
        (UNTIL + timedelta(minutes=30), "Europe/Brussels", "25 okt 2026 02:30 CET"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "Europe/Brussels", "2 jul 2026 00:30 CEST"),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "Europe/Brussels", "1 jan 2027 00:00 CET"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "Europe/London", "1 jul 2026 23:30 BST"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "UTC", "1 jul 2026 22:30 UTC"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "America/Sao_Paulo", "1 jul 2026 19:30 UTC-3"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "Asia/Kathmandu", "2 jul 2026 04:15 UTC+5:45"),
        (None, "Europe/Brussels", "–"),
    ],
)
def test_a_moment_in_its_zone(moment: datetime | None, zone: str, said: str) -> None:
    """Day and hour are those of the zone, also around midnight and in the two nights in which the clock changes."""
    assert Speaker(language="nl", zone=zone).moment(moment) == said


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("America/Sao_Paulo", "19:30 UTC-3"), ("Pacific/Marquesas", "13:00 UTC-9:30"), ("Europe/Brussels", "00:30 CEST")],
)
def test_a_zone_without_letters_is_told_by_its_offset(tmp_path: Path, zone: str, hour: str) -> None:
    """The pages of sources, alerts and news write the zone of the instance so that nobody reads it as a number."""
    settings = Settings(data=tmp_path / "data", model="lexical", timezone=zone)
    with serving(settings) as site:
        looked = f"{EVENING:%Y%m%dT%H%MZ}"
        site.cookies.set(COOKIE, f"{looked}.{looked}")
        for address in ("/sources", "/alerts/status", "/news"):
            assert hour in text_of(page(site.get(address).text)), address


def test_the_same_moment_however_it_is_given() -> None:
    """A moment of another offset is the same moment."""
    told = datetime.fromisoformat("2026-07-01T18:30:00-04:00")
    assert Speaker(language="en", zone="Europe/Brussels").moment(told) == "2 Jul 2026 00:30 CEST"


@contextmanager
def serving(settings: Settings) -> Iterator[TestClient]:
    """Serve a site of an evening in summer whose source was just looked at, and its alerts too."""
    with Store.open(settings, clock=lambda: EVENING) as store:
        store.health.record("parlement", ok=True, read_until=EVENING.date(), new_item=True)
        store.outbox.record([], since=0, upto=0)
        made().put(store)
        parts = Services(
            settings=settings,
            store=store,
            clock=lambda: EVENING,
            open_search=lambda: SearchService.open(settings, store),
        )
        with TestClient(create_app(parts)) as client:
            yield client


@pytest.fixture
def site(tmp_path: Path) -> Iterator[TestClient]:
    """Return such a site in Belgium."""
    with serving(Settings(data=tmp_path / "data", model="lexical")) as client:
        yield client


def test_pages_tell_the_zone_and_data_the_moment(site: TestClient) -> None:
    """A page says the hour of the reader's country; API and feed keep the moment with its offset."""
    for address, said in (
        ("/sources", "2 jul 2026 00:30 CEST"),
        ("/alerts/status", "2 juli 2026, 00:30 CEST"),
    ):
        answer = site.get(address)
        assert faults(answer.text) == {}
        assert said in text_of(page(answer.text)), address
        assert "UTC" not in answer.text
    (source,) = site.get("/api/v1/sources").json()
    assert datetime.fromisoformat(source["last_checked"]) == EVENING
    assert datetime.fromisoformat(source["last_checked"]).utcoffset() is not None
    updated = etree.fromstring(site.get("/feeds/events.atom").content).findtext("{http://www.w3.org/2005/Atom}updated")
    assert datetime.fromisoformat(str(updated)).utcoffset() == timedelta(0)
