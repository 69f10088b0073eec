"""Subscribing, confirming, managing and leaving, as a visitor without scripts and without cookies does."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from corpus.alerts import Channel, MessageState, Purpose, Rhythm, SubscriberStatus
from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.tracker.alerts.building import OFFICE, START, Clock, put
from tracker.alerts.matching import match_events
from tracker.alerts.sending.outcomes import Outcome, Verdict
from tracker.service import Tracker
from web.app import create_app
from web.networks import NetworkLimit
from web.pages import alerts as pages
from web.services import Services

ATOM = {"a": "http://www.w3.org/2005/Atom"}
WISH = {"follow": "search", "q": "wandelpad", "address": "lotte@example.org", "mail_language": "nl", "rhythm": "live"}


class Site:
    """The site with its store, and what a visitor does on it."""

    def __init__(self, client: TestClient, parts: Services, clock: Clock) -> None:
        self.client, self.parts, self.store, self.clock = client, parts, parts.store, clock

    def links(self) -> list[str]:
        """Return the links of the newest mail, without the host."""
        mail = message_from_bytes(self.store.outbox.messages()[0].content, policy=default)
        found = mail.get_body(("plain",))
        assert found is not None
        return re.findall(r"https://rappel\.example(/alerts/\S+)", found.get_content())

    def subscribed(self, **given: str) -> str:
        """Subscribe and confirm, and return the address of the manage page."""
        assert self.client.post("/alerts", data=WISH | given).status_code == 200
        answer = self.client.post(self.links()[0])
        found = re.search(r'href="(/alerts/manage/[^"]+)"', answer.text)
        assert found is not None
        return found[1]

    def act(self, manage: str, action: str, **given: Any) -> Any:  # noqa: ANN401 - the library's answer
        """Do one thing of the manage page."""
        return self.client.post(manage, data={"action": action, **given})


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Return a site with one document, an index, and mail set up."""
    clock = Clock()
    settings = Settings(data=tmp_path / "data", mail_from="alerts@rappel.example", base_url="https://rappel.example")
    monkeypatch.setattr(pages, "limit", NetworkLimit())
    with Store.open(settings, clock=clock) as store:
        put(store, clock)
        SearchService.open(settings, store).update()
        store.outbox.record((), since=0, upto=store.outbox.head())
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts), raise_server_exceptions=False) as client:
            yield Site(client, parts, clock)


def test_the_form_says_how_much_it_would_be(site: Site) -> None:
    """Before anything is saved the page says how many there would have been lately, or what is wrong."""
    assert "90 dagen zou dat 1 melding" in site.client.get("/alerts?follow=search&q=wandelpad").text
    assert "geen enkele melding" in site.client.get("/alerts?follow=search&q=kasseien").text
    assert "2 meldingen" in site.client.get(f"/alerts?follow=office&office={OFFICE}").text
    assert "Au cours des 90 derniers jours" in site.client.get("/alerts?follow=deadlines&lang=fr").text
    assert site.client.get("/alerts?follow=nothing").status_code == 400
    mistyped = site.client.get("/alerts?follow=office&target=paden").text
    assert f"Bedoelt u: {OFFICE}?" in mistyped
    assert 'action="/alerts" method="post"' not in mistyped
    assert "geen bestaande datum" in site.client.get("/alerts?follow=search&q=a&asked_from=ooit").text


def test_nothing_is_sent_before_a_yes(site: Site) -> None:
    """A wish sends one mail that asks; looking at its link changes nothing, its button does, twice as well as once."""
    assert "Kijk in uw mailbox" in site.client.post("/alerts", data=WISH).text
    message = site.store.outbox.messages()[0]
    assert message.purpose is Purpose.OPT_IN
    assert site.store.subscriptions.list(live=True) == ()
    confirm = site.links()[0]
    page = site.client.get(confirm)
    assert "lotte@example.org" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert site.store.subscriptions.list(live=True) == ()
    for _ in range(2):
        assert "U bent ingeschreven" in site.client.post(confirm).text
    assert len(site.store.subscriptions.list(live=True)) == 1
    put(site.store, site.clock, 2)
    assert match_events(site.store, site.parts.settings, site.clock).deliveries == 1


def test_the_answer_does_not_tell_who_is_known(site: Site) -> None:
    """A known and an unknown address get the same page; the unknown one gets no mail about managing."""
    site.subscribed()
    before = len(site.store.outbox.messages())
    answers = {
        site.client.post("/alerts/link", data={"address": f"{who}@example.org"}).text for who in ("lotte", "jan")
    }
    assert len(answers) == 1
    assert len(site.store.outbox.messages()) == before + 1
    assert site.links()[0].startswith("/alerts/manage/")
    assert site.client.post("/alerts/link", data={"address": "x"}).status_code == 400


def test_an_address_gets_few_mails_an_hour(site: Site) -> None:
    """The third mail of an hour is the last one, and the page says the same all the while; an hour later one more."""
    words = {site.client.post("/alerts", data=WISH | {"q": f"brug {number}"}).text for number in range(5)}
    assert len(words) == 1
    assert len(site.store.outbox.messages()) == 3
    site.client.post("/alerts/link", data={"address": WISH["address"]})
    assert len(site.store.outbox.messages()) == 3
    site.clock.on(hours=1.1)
    site.client.post("/alerts", data=WISH)
    assert len(site.store.outbox.messages()) == 4


def test_a_network_may_ask_so_often(site: Site) -> None:
    """Too many requests of one network are refused for an hour, with 429."""
    for number in range(20):
        assert site.client.post("/alerts", data=WISH | {"address": f"a{number}@example.org"}).status_code == 200
    assert site.client.post("/alerts", data=WISH).status_code == 429
    assert site.client.post("/alerts/link", data={"address": "a@example.org"}).status_code == 429
    site.clock.on(hours=1.1)
    assert site.client.post("/alerts", data=WISH).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "lotte"},
        {"address": "a@b.be\r\nBcc: c@d.be"},
        {"q": ""},
        {"rhythm": "hourly"},
        {"follow": "x"},
        {"q": "a" * 30_000},
    ],
)
def test_a_wrong_wish_is_refused(site: Site, wrong: dict[str, str]) -> None:
    """What cannot be followed or sent to is refused with the reason, and nothing is kept."""
    assert site.client.post("/alerts", data=WISH | wrong).status_code == 400
    assert site.store.outbox.messages() == ()
    assert site.store.subscriptions.list() == ()


def test_one_click_ends_it(site: Site) -> None:
    """A mail program's POST without cookies ends the subscription (RFC 8058); a GET only shows a button."""
    site.subscribed()
    put(site.store, site.clock, 2)
    match_events(site.store, site.parts.settings, site.clock)
    from tracker.alerts.composing import compose_messages

    compose_messages(site.store, site.parts.settings, site.clock)
    mail = message_from_bytes(site.store.outbox.messages()[0].content, policy=default)
    link = str(mail["List-Unsubscribe"])[len("<https://rappel.example") : -1]
    assert "Hiervoor uitschrijven" in site.client.get(link).text
    assert len(site.store.subscriptions.list()) == 1
    answer = site.client.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert site.store.subscriptions.list() == ()
    assert site.client.post(link).status_code == 200
    assert site.client.get(link).status_code == 404


def test_everything_can_be_managed_by_the_link(site: Site) -> None:
    """Rhythm, language, pause, resumption and removal are done with the link alone."""
    manage = site.subscribed()
    number = site.store.subscriptions.list()[0].id
    page = site.client.get(manage)
    assert "Zoekopdracht: wandelpad" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    site.act(manage, "change", number=number, rhythm="weekly")
    assert site.store.subscriptions.list()[0].rhythm is Rhythm.WEEKLY
    site.act(manage, "language", mail_language="fr")
    assert "Vos inscriptions" in site.client.get(manage).text
    assert "en pause" in site.act(manage, "pause", number=number).text
    put(site.store, site.clock, 2)
    match_events(site.store, site.parts.settings, site.clock)
    site.act(manage, "resume", number=number)
    held = site.store.subscriptions.list()[0]
    assert held.confirmed is not None
    assert "paused" not in held.target
    assert match_events(site.store, site.parts.settings, site.clock).deliveries == 0
    site.act(manage, "remove", number=number)
    assert site.store.subscriptions.list() == ()


def test_webhooks_are_managed_by_the_link(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A web address gets a secret, can be tested and changed; a private one is refused."""
    manage = site.subscribed()
    number = site.store.subscriptions.list()[0].id
    assert site.act(manage, "add_endpoint", url="ftp://x.example/").status_code == 400
    site.act(manage, "add_endpoint", url="https://hook.example/x")
    hook = site.store.endpoints.list()[0]
    assert hook.secret in site.client.get(manage).text
    site.act(manage, "change", number=number, rhythm="live", endpoint=hook.id)
    assert site.store.subscriptions.list()[0].channel is Channel.WEBHOOK
    site.act(manage, "rotate", number=hook.id)
    assert hook.secret in site.store.endpoints.get(hook.id or 0).secret.split("@")[0]
    assert site.store.endpoints.get(hook.id or 0).secret != hook.secret
    outcomes = iter([Outcome(verdict=Verdict.TAKEN), Outcome(verdict=Verdict.REFUSED, text="it said 500")])
    monkeypatch.setattr("tracker.alerts.sending.service.ping", lambda *_: next(outcomes))
    assert "Het proefbericht is aanvaard" in site.act(manage, "ping", number=hook.id).text
    assert "it said 500" in site.act(manage, "ping", number=hook.id).text
    site.store.sending.disable(hook.id or 0, "it hung")
    assert "it hung" in site.client.get(manage).text
    site.act(manage, "enable", number=hook.id)
    assert site.store.endpoints.get(hook.id or 0).disabled is None
    site.act(manage, "remove_endpoint", number=hook.id)
    assert site.store.endpoints.list() == ()
    assert site.store.subscriptions.list()[0].channel is Channel.MAIL


def test_delete_me_leaves_nothing(site: Site) -> None:
    """After deletion nothing of the address is held, and its links open nothing, whoever gets the number next."""
    manage = site.subscribed()
    assert "Alles is gewist" in site.act(manage, "forget").text
    assert site.store.subscribers.list() == ()
    assert site.store.outbox.messages() == ()
    site.clock.on(hours=2)
    site.client.post("/alerts", data=WISH | {"address": "jan@example.org"})
    assert site.client.get(manage).status_code == 404
    assert site.act(manage, "forget").status_code == 404
    assert len(site.store.subscribers.list()) == 1


def test_nobody_touches_what_is_somebody_elses(site: Site) -> None:
    """A link of one subscriber does nothing to the subscriptions and web addresses of another."""
    first, second = site.subscribed(), site.subscribed(address="jan@example.org", q="brug")
    site.act(first, "add_endpoint", url="https://hook.example/x")
    own = site.store.subscriptions.list()[0].id
    hook = site.store.endpoints.list()[0].id
    for action, number in (
        ("remove", own),
        ("pause", own),
        ("rotate", hook),
        ("remove_endpoint", hook),
        ("ping", hook),
    ):
        assert site.act(second, action, number=number).status_code == 404
    assert site.act(second, "change", number=own, rhythm="daily").status_code == 404
    assert site.act(second, "dance").status_code == 404
    assert len(site.store.subscriptions.list(live=True)) == 2


def test_a_suspended_address_can_be_mended(site: Site) -> None:
    """The owner sees why nothing is sent any more, and switches it on again."""
    from dataclasses import replace

    manage = site.subscribed()
    who = site.store.subscribers.list()[0]
    site.store.subscribers.change(replace(who, status=SubscriberStatus.SUSPENDED, reason="mailbox unknown"))
    assert "mailbox unknown" in site.client.get(manage).text
    site.act(manage, "activate")
    assert site.store.subscribers.list()[0].status is SubscriberStatus.ACTIVE


@pytest.mark.parametrize("path", ["/alerts/confirm/x", "/alerts/manage/x", "/alerts/unsubscribe/x"])
def test_a_bad_link_says_so(site: Site, path: str) -> None:
    """A link that was not made here gets one page, whatever is wrong with it."""
    for answer in (site.client.get(path), site.client.post(path, data={"action": "forget"})):
        assert answer.status_code == 404
        assert "Deze link werkt niet" in answer.text


def test_the_ledger_shows_no_address(site: Site) -> None:
    """The public page says how it stands, reasons included, and names nobody."""
    site.subscribed()
    message = site.store.outbox.messages(state=MessageState.WAITING)[0]
    site.store.outbox.failed(message.id or 0, "550 <lotte@example.org> unknown")
    page = site.client.get("/alerts/status").text
    assert "550 … unknown" in page
    assert "lotte" not in page
    assert "Laatst nagegaan" in page
    assert "Last checked" in site.client.get("/alerts/status?lang=en").text


def test_the_links_of_a_closed_site_work(tmp_path: Path) -> None:
    """A closed instance keeps the form to itself, yet opens signed links, or nobody could leave."""
    settings = Settings(data=tmp_path, reading="closed")
    clock = Clock()
    with Store.open(settings, clock=clock) as store:
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts)) as client:
            assert client.get("/alerts/unsubscribe/x").status_code == 404
            assert client.get("/alerts", follow_redirects=False).status_code == 303


def test_the_calendar_follows_the_deadlines(site: Site) -> None:
    """One all-day event on the last day, with a lasting UID; a move raises SEQUENCE, a withdrawal cancels."""

    def only() -> Any:  # noqa: ANN401 - the library's event
        answer = site.client.get("/deadlines.ics")
        assert answer.headers["Content-Type"].startswith("text/calendar")
        (found,) = Calendar.from_ical(answer.content).walk("VEVENT")
        return found

    held = site.store.register.list()[0]
    first = only()
    assert str(first["UID"]) == f"{held.milestones[0].id}@rappel.invalid"
    assert first.decoded("DTSTART").isoformat() == "2024-08-31"
    assert (first["SEQUENCE"], first["STATUS"]) == (0, "CONFIRMED")
    assert "wandelpad langs de vaart" in first["DESCRIPTION"]
    assert first["DTSTAMP"].to_ical() == only()["DTSTAMP"].to_ical()
    tracker = Tracker(site.store, site.parts.settings, site.clock)
    tracker.move(held.id, to=START.date() + timedelta(days=400), author="jan")
    moved = only()
    assert (moved["UID"], moved["SEQUENCE"]) == (first["UID"], 1)
    assert moved.decoded("DTSTART").isoformat() == "2025-04-08"
    assert "1 keer verschoven" in moved["DESCRIPTION"]
    tracker.withdraw(held.id, author="jan")
    ended = only()
    assert (ended["SEQUENCE"], ended["STATUS"]) == (2, "CANCELLED")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("office=vlaams-minister-van-paden", 1),
        ("person=jan-maes", 1),
    ],
)
def test_a_calendar_of_ones_own(site: Site, query: str, count: int) -> None:
    """Office, person, question and commitment each narrow the calendar."""
    found = Calendar.from_ical(site.client.get(f"/deadlines.ics?{query}").content)
    assert len(found.walk("VEVENT")) == count


@pytest.mark.parametrize("query", ["office=lucht", "person=els-smets", "document=x", "commitment=x"])
def test_a_calendar_of_nothing_is_refused(site: Site, query: str) -> None:
    """A mistyped name is an error, not a calendar that stays empty for ever."""
    assert site.client.get(f"/deadlines.ics?{query}").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("follow=office&office=vlaams-minister-van-paden", 2),
        ("follow=office&office=x", 0),
        ("follow=person&person=jan-maes", 2),
        ("follow=subject&q=wandelpad", 2),
        ("follow=search&q=wandelpad", 1),
        ("follow=search&q=kasseien", 0),
        ("follow=deadlines", 0),
        ("follow=reminders", 0),
    ],
)
def test_feeds_hold_the_same_events(site: Site, query: str, count: int) -> None:
    """A feed of an office, person, subject or search holds its events by their numbers."""
    root = ElementTree.fromstring(site.client.get(f"/feeds/events.atom?{query}").content)  # noqa: S314 - our own
    ids = [one.findtext("a:id", namespaces=ATOM) for one in root.findall("a:entry", ATOM)]
    assert len(ids) == count
    assert all(str(one).startswith("tag:rappel.invalid,2024:event/") for one in ids)


def test_feeds_of_one_thing(site: Site) -> None:
    """A question and a commitment have a feed each; what cannot be followed is refused."""
    held = site.store.register.list()[0]
    for query in (f"follow=question&document={held.document}", f"follow=commitment&commitment={held.id}"):
        assert b"<entry>" in site.client.get(f"/feeds/events.atom?{query}").content
    assert site.client.get("/feeds/events.atom?follow=x").status_code == 400
    assert site.client.get("/feeds/events.atom?follow=question").status_code == 400
