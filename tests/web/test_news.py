"""What is new: since the last look, in a week, by kind and office, and as a mail would say it."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from corpus.alerts import Rhythm, SubscriptionKind
from corpus.errors import WrongUse
from corpus.model import AnswerKind
from corpus.register import Cause, Event, EventKind
from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.tracker.alerts.building import OFFICE, START, Clock, follow, follower, put
from tests.web.checking import faults, page, text_of
from tracker.alerts.composing import compose_messages
from tracker.alerts.matching import match_events
from web.app import create_app
from web.news.kinds import NEWS, WANTED, NewsKind
from web.news.visits import COOKIE, OFF, visit_of
from web.news.weeks import Week, week_named, week_of
from web.services import Services

SLUG = "vlaams-minister-van-paden"
WEEK = "2024-W10"
"""The week of the documents of these tests."""


class Site:
    """A site whose log holds some of everything."""

    def __init__(self, client: TestClient, parts: Services, clock: Clock) -> None:
        self.client, self.parts, self.store, self.clock = client, parts, parts.store, clock

    def happens(self, kind: EventKind, commitment: str | None = None, **more: object) -> None:
        """Write a line of the log."""
        known: dict[str, object] = {
            "kind": kind,
            "occurred": self.clock().date(),
            "recorded": self.clock(),
            "cause": Cause.CLOCK,
            "author": "test",
            "commitment": commitment,
        }
        self.store.register.append(Event(**{**known, **more}))  # type: ignore[arg-type]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Return a site with two answers, a question, and what became of a commitment in the week of Monday 4 March."""
    clock = Clock(START + timedelta(days=1))
    settings = Settings(data=tmp_path / "data", mail_from="alerts@rappel.example", base_url="https://rappel.example")
    with Store.open(settings, clock=clock) as store:
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts), base_url="https://testserver") as client:
            found = Site(client, parts, clock)
            put(store, clock, answer_kind=AnswerKind.SUBSTANTIVE)
            put(store, clock, 2, due=None, answered=None, office="Minister van Havens")
            first = store.register.list()[0].id
            found.happens(EventKind.DEADLINE_MISSED, first)
            found.happens(EventKind.MOVED, first, data={"before": None, "due": {"latest": "2024-12-31"}})
            found.happens(EventKind.FULFILLED, first, note="geopend door de burgemeester", cause=Cause.PERSON)
            found.happens(EventKind.SOURCE_SILENT, data={"source": "portaal"})
            found.happens(EventKind.DEADLINE_MISSED, first, cause=Cause.BACKFILL)
            found.happens(EventKind.NOTED, first, cause=Cause.PERSON, note="telefoon")
            clock.on(hours=1)
            yield found


def test_every_kind_of_news_is_one_kind() -> None:
    """No line of the log is counted twice: kinds share no event, save documents by what they are."""
    kinds = [
        kind
        for name, wanted in WANTED.items()
        if name not in (NewsKind.QUESTIONS, NewsKind.DOCUMENTS)
        for kind in wanted.kinds
    ]
    assert sorted(kinds) == sorted(NEWS)
    assert len(kinds) == len(set(kinds))


def test_a_week_shows_what_happened_by_kind(site: Site) -> None:
    """Each kind has its heading, its count and its pieces; what was entered afterwards is said apart."""
    answer = site.client.get(f"/news?week={WEEK}")
    assert faults(answer.text) == {}
    tree = page(answer.text)
    shown = {str(one.get("aria-labelledby")): text_of(one) for one in tree.xpath("//section[@class='news']")}
    assert set(shown) == {"answers", "questions", "promises", "missed", "moved", "fulfilled", "sources"}
    assert "Wandelpaden 1" in shown["answers"]
    assert "Wandelpaden 2" in shown["questions"]
    assert "geopend door de burgemeester" in shown["fulfilled"]
    assert "portaal" in shown["sources"]
    assert "telefoon" not in answer.text
    assert "1 oudere gebeurtenis werd achteraf opgetekend" in text_of(tree)
    assert "Week 10" in text_of(tree.xpath("//h2")[0])


def test_weeks_follow_each_other(site: Site) -> None:
    """The week before is empty and leads on; the present week has no next one."""
    tree = page(site.client.get("/news?week=2024-W09").text)
    assert "In deze week werd niets opgetekend" in text_of(tree)
    assert tree.xpath("//a[@rel='next']/@href") == [f"/news?week={WEEK}"]
    assert page(site.client.get(f"/news?week={WEEK}").text).xpath("//a[@rel='next']") == []


def test_an_office_narrows(site: Site) -> None:
    """Of an office only its own documents and commitments are news."""
    counts = site.client.get(f"/api/v1/news?week={WEEK}&office={SLUG}").json()["counts"]
    assert (counts["answers"], counts["questions"], counts["missed"], counts["sources"]) == (1, 0, 1, 0)
    assert "Wandelpaden 2" not in site.client.get(f"/news?week={WEEK}&office={SLUG}").text
    assert site.client.get("/news?office=bestaat-niet").status_code == 400


def test_a_kind_is_paged(site: Site) -> None:
    """One kind shows twenty-five at a time, and the rest behind a link."""
    for number in range(3, 31):
        put(site.store, site.clock, number, answer_kind=AnswerKind.SUBSTANTIVE, due=None)
    first = page(site.client.get(f"/news?week={WEEK}&kind=answers").text)
    assert len(first.xpath("//section[@class='news']//li")) == 25
    (more,) = first.xpath("//nav[@class='pages']/a[@rel='next']/@href")
    assert len(page(site.client.get(more).text).xpath("//section[@class='news']//li")) == 4
    few = page(site.client.get(f"/news?week={WEEK}").text)
    assert len(few.xpath("//section[@aria-labelledby='answers']//li")) == 5


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        *((one, 422) for one in ("week=2024", "week=2024-W60", "week=9999-W10", "kind=alles", "week=0001-W01")),
        ("since=0", 422),
        ("since=2024-07-01T10:00:00", 422),
        ("since=0001-01-01T00:00:00%2B14:00", 422),
        ("since=9999-12-31T23:59:59-12:00", 422),
        ("since=1799-12-31T23:59:59Z", 422),
        ("since=2200-01-01T00:00:00Z", 422),
        ("office=%00", 404),
    ],
)
def test_what_cannot_be_asked_is_said(site: Site, wrong: str, status: int) -> None:
    """A week, kind or office that does not exist is a clear refusal, on the page and in the API."""
    assert site.client.get(f"/news?{wrong}").status_code == (200 if "since" in wrong else 400)
    assert site.client.get(f"/api/v1/news?{wrong}").status_code == status


@pytest.mark.parametrize("moment", ["1800-01-01T00:00:00+14:00", "2199-12-31T23:59:59.5-12:00"])
def test_moments_of_the_outermost_years_can_be_asked(site: Site, moment: str) -> None:
    """Every moment of the years that the description names is answered, whatever its time zone."""
    assert site.client.get("/api/v1/news", params={"since": moment}).status_code == 200
    calls = site.client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/news"]["get"]
    (since,) = (one["schema"] for one in calls["parameters"] if one["name"] == "since")
    (described,) = (one for one in since["anyOf"] if one.get("format") == "date-time")
    assert re.search(described["pattern"], moment)
    assert not re.search(described["pattern"], "0001-01-01T00:00:00+14:00")


def test_a_first_look_says_so_and_the_next_shows_what_is_new(site: Site) -> None:
    """The cookie holds two moments; within a sitting nothing disappears, later only what is new is shown."""
    first = site.client.get("/news")
    assert "U kijkt hier voor het eerst" in first.text
    assert "Secure" in first.headers["set-cookie"]
    assert "HttpOnly" in first.headers["set-cookie"]
    site.clock.on(days=1)
    put(site.store, site.clock, 3, answer_kind=AnswerKind.SUBSTANTIVE)
    for _ in range(2):
        site.clock.on(hours=0.1)
        tree = page(site.client.get("/news").text)
        assert "Sinds u hier het laatst keek" in text_of(tree.xpath("//h2")[0])
        assert [text_of(one) for one in tree.xpath("//section[@aria-labelledby='answers']//h3")] == ["Wandelpaden 3"]
    site.clock.on(days=1)
    assert "Sindsdien werd niets opgetekend" in site.client.get("/news").text
    assert faults(site.client.get("/news").text) == {}


def test_looks_need_not_be_remembered(site: Site) -> None:
    """Who does not want it gets a cookie that only says so, until they change their mind."""
    site.client.get("/news")
    assert "Zoals u vroeg, wordt niet onthouden wanneer u keek" in site.client.post("/news/visit").text
    assert site.client.cookies[COOKIE] == OFF
    site.clock.on(days=2)
    assert "Sinds u hier het laatst keek" not in site.client.get("/news").text
    site.client.post("/news/visit", data={"remember": "true"})
    assert site.client.cookies[COOKIE] != OFF
    other = {"Sec-Fetch-Site": "cross-site"}
    assert site.client.post("/news/visit", headers=other).status_code == 403


@given(st.text(max_size=60))
def test_any_cookie_can_be_read(cookie: str) -> None:
    """A cookie that somebody wrote is no error, and never a look in the future."""
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    visit = visit_of(cookie, now)
    assert visit.since is None or visit.since <= now
    again = visit_of(visit.value, now + timedelta(days=1))
    assert again.since is None if not visit.remembered else again.since == now


@given(st.dates(date(1901, 1, 1), date(9990, 12, 31)))
def test_weeks_have_names(day: date) -> None:
    """A week is found again by its name, begins on a Monday and holds its day."""
    week = week_of(day)
    assert week_named(week.name) == week
    assert week.monday.isoweekday() == 1
    assert week.monday <= day <= week.sunday
    assert week.after.before == week


def test_a_week_is_as_long_as_its_clock() -> None:
    """The week in which the clocks change has an hour more or less; it begins at midnight of the parliament."""
    zone = ZoneInfo("Europe/Brussels")
    begin, end = Week(monday=date(2024, 3, 25)).bounds(zone)
    assert end - begin == timedelta(days=7) - timedelta(hours=1)
    assert begin.astimezone(zone).hour == 0
    with pytest.raises(WrongUse):
        week_named("nu")


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_data_say_what_the_page_says(site: Site, language: str) -> None:
    """The API counts as the page does, names documents and commitments, and gives all since a moment."""
    data = site.client.get(f"/api/v1/news?week={WEEK}&language={language}").json()
    tree = page(site.client.get(f"/news?week={WEEK}&lang={language}").text)
    shown = {
        str(one.get("aria-labelledby")): int(text_of(one.xpath("./h2/span[contains(@class,'count')]")[0]))
        for one in tree.xpath("//section[@class='news']")
    }
    assert {kind: total for kind, total in data["counts"].items() if total} == shown
    assert data["entered_afterwards"] == 1
    held = {one.id for one in site.store.register.list()}
    assert {one["commitment"] for one in data["items"] if one["commitment"]} <= held
    later = site.client.get("/api/v1/news", params={"since": site.clock().isoformat()}).json()
    assert later["week"] is None
    assert sum(later["counts"].values()) == 0
    both = {"since": site.clock().isoformat(), "week": WEEK}
    assert site.client.get("/api/v1/news", params=both).status_code == 422


@pytest.mark.parametrize(("rhythm", "later"), [(Rhythm.DAILY, 1), (Rhythm.WEEKLY, 7)])
def test_the_preview_is_the_mail(site: Site, rhythm: Rhythm, later: int) -> None:
    """The preview says what the mail of that rhythm, composed at its hour, says: subject, headlines, quotes."""
    follow(site.store, follower(site.store), SubscriptionKind.DEADLINES, rhythm=rhythm)
    match_events(site.store, site.parts.settings, site.clock)
    site.clock.on(days=later)
    first = site.store.register.list()[0].id
    site.happens(EventKind.DUE_SOON, first)
    site.happens(EventKind.SOURCE_SILENT, data={"source": "bulletin", "read_until": "2024-02-01"})
    match_events(site.store, site.parts.settings, site.clock)
    site.clock.on(days=later)
    compose_messages(site.store, site.parts.settings, site.clock)
    (message,) = site.store.outbox.messages()
    mail = message_from_bytes(message.content, policy=default)
    answer = site.client.get(f"/news/digest?rhythm={rhythm}")
    assert faults(answer.text) == {}
    (shown,) = page(answer.text).xpath("//article[contains(@class, 'mail')]")
    assert text_of(shown.xpath("./h2")[0]) == mail["Subject"]
    body = mail.get_body(("plain",))
    assert body is not None
    said = " ".join(body.get_content().split())
    quotes = [text_of(one) for one in shown.xpath(".//b | .//blockquote | .//li/p[not(a)]")]
    assert len(quotes) >= 4
    assert [one for one in quotes if one not in said] == []


def test_a_withdrawn_question_is_new_and_waits_for_nothing(site: Site) -> None:
    """Page, data and the mail before its time tell it by the same name, and none calls it one without an answer."""
    put(site.store, site.clock, 3, due=None, answered=None, withdrawn=True)
    shown = page(site.client.get(f"/news?week={WEEK}").text)
    (told,) = shown.xpath("//section[@aria-labelledby='documents']")
    assert "Nieuw in de bron" in text_of(told)
    assert "Wandelpaden 3" in text_of(told)
    assert "Wandelpaden 3" not in text_of(shown.xpath("//section[@aria-labelledby='questions']")[0])
    data = site.client.get(f"/api/v1/news?week={WEEK}&kind=documents").json()
    assert [(one["kind"], one["what"], one["title"]) for one in data["items"]] == [
        ("documents", "Nieuw in de bron", "Wandelpaden 3")
    ]
    assert (data["counts"]["documents"], data["counts"]["questions"]) == (1, 1)
    site.clock.on(days=7)
    mail = text_of(page(site.client.get(f"/news/digest?rhythm=weekly&office={SLUG}").text).xpath("//article")[0])
    assert "Nieuw in de bron: Wandelpaden 3" in mail


def test_a_preview_of_an_office_and_of_nothing(site: Site) -> None:
    """The mail about an office tells its news; where there was none, the page says that no mail was sent."""
    site.clock.on(days=7)
    told = site.client.get(f"/news/digest?office={SLUG}")
    assert OFFICE in told.text
    assert "Wandelpaden 1" in text_of(page(told.text).xpath("//article")[0])
    site.clock.on(days=21)
    assert "Geen mail" in site.client.get("/news/digest").text
    assert site.client.get("/news/digest?rhythm=hourly").status_code == 400
    assert site.client.get("/news/digest?office=x").status_code == 400
