"""Messages: grouped, in the reader's language, each delivery in one of them, and composed at the right hour."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from corpus.alerts import Endpoint, Message, Purpose, Rhythm, Subscriber, SubscriberStatus, SubscriptionKind
from corpus.model import AnswerKind
from corpus.register import Cause, Event, EventKind
from corpus.settings import Settings
from corpus.store import Store
from tests.tracker.alerts.building import OFFICE, START, Clock, follow, follower, put
from tracker.alerts.composing import ComposeReport, compose_messages, composer
from tracker.alerts.composing.lines import Narrator
from tracker.alerts.composing.rhythm import closes
from tracker.alerts.events import record_events
from tracker.alerts.matching import match_events
from tracker.alerts.texts import LANGUAGES, sentences
from tracker.service import Tracker
from tracker.texts import placeholders

SEARCH, PERSON = SubscriptionKind.SEARCH, SubscriptionKind.PERSON


@pytest.fixture(autouse=True)
def looked_before(store: Store) -> None:
    """The alerts have run once: what comes now is news."""
    store.outbox.record((), since=0, upto=0)


def run(store: Store, settings: Settings, clock: Clock) -> ComposeReport:
    """Match and compose."""
    record_events(store, settings, clock)
    match_events(store, settings, clock)
    return compose_messages(store, settings, clock)


def mail_of(message: Message) -> EmailMessage:
    """Read a message as a mail program does."""
    found = message_from_bytes(message.content, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def body(message: Message, kind: str = "plain") -> str:
    """Return the text or HTML of a mail."""
    found = mail_of(message).get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_one_event_of_several_subscriptions_is_one_entry(store: Store, settings: Settings, clock: Clock) -> None:
    """Everything of a person travels in one message; an event stands in it once, with every reason."""
    who = follower(store)
    follow(store, who, SEARCH, {"q": "wandelpad zomer"})
    follow(store, who, PERSON, {"person": "jan-maes"})
    put(store, clock)
    assert run(store, settings, clock) == ComposeReport(messages=1, deliveries=3)
    message = store.outbox.messages()[0]
    text = body(message)
    assert text.count("Nieuwe vraag met antwoord: Wandelpaden 1") == 1
    assert "uw zoekopdracht “wandelpad zomer” – gevonden op wandelpad, zomer" in text
    assert "de persoon die u volgt (jan-maes)" in text
    assert "in de zomer van 2024" in text
    assert "https://rappel.example/d/" in text
    assert message.purpose is Purpose.LIVE
    assert run(store, settings, clock) == ComposeReport()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"answered": None}, "Nieuwe vraag, nog zonder antwoord: Wandelpaden 1"),
        ({"answered": None, "answer_kind": AnswerKind.SUBSTANTIVE}, "Nieuwe vraag met antwoord: Wandelpaden 1"),
        ({"answered": None, "withdrawn": True}, "Nieuw in de bron: Wandelpaden 1"),
        ({"withdrawn": True}, "Nieuwe vraag met antwoord: Wandelpaden 1"),
    ],
)
def test_what_a_new_document_is_called(
    store: Store, settings: Settings, clock: Clock, given: dict[str, object], said: str
) -> None:
    """An answer is told by the text where it bears no day; nobody says of a withdrawn one that it waits for one."""
    follow(store, follower(store), SEARCH, {"q": "wandelpad"})
    put(store, clock, **given)  # type: ignore[arg-type]
    run(store, settings, clock)
    assert said in body(store.outbox.messages()[0])


def test_the_reason_names_what_is_followed(store: Store, settings: Settings, clock: Clock) -> None:
    """An office is called by its title in the reason, as on the manage page, not by its name in addresses."""
    follow(store, follower(store), SubscriptionKind.OFFICE, {"office": OFFICE})
    put(store, clock)
    run(store, settings, clock)
    assert f"het ambt dat u volgt ({OFFICE})" in body(store.outbox.messages()[0])


def test_the_subject_says_what_happened(store: Store, settings: Settings, clock: Clock) -> None:
    """The most urgent event stands in the subject, with how many there are."""
    follow(store, follower(store), SubscriptionKind.DEADLINES)
    put(store, clock)
    run(store, settings, clock)
    clock.now = START.replace(month=10, day=1)
    run(store, settings, clock)
    found = mail_of(store.outbox.messages()[0])
    assert str(found["Subject"]).startswith("Termijn verstreken: We leggen het wandelpad")
    text = body(store.outbox.messages()[0])
    assert "Laatste dag: 31 augustus 2024" in text
    assert "Tot en met 7 september 2024 is geen bewijs van uitvoering gevonden." in text


@pytest.mark.parametrize(
    ("language", "subject", "day"),
    [
        ("nl", "2 berichten: Nieuwe vraag met antwoord", "1 februari 2024"),
        ("fr", "2 messages : Nouvelle question avec sa réponse", "1er février 2024"),
        ("en", "2 messages: New question with its answer", "1 February 2024"),
        ("xx", "2 berichten: Nieuwe vraag met antwoord", "1 februari 2024"),
    ],
)
def test_mail_speaks_the_readers_language(
    store: Store, settings: Settings, clock: Clock, language: str, subject: str, day: str
) -> None:
    """Subject, text and HTML are in the subscriber's language, or in Dutch; quotes stay as they are."""
    follow(store, follower(store, language=language), SubscriptionKind.OFFICE, {"office": OFFICE})
    put(store, clock)
    run(store, settings, clock)
    message = store.outbox.messages()[0]
    assert str(mail_of(message)["Subject"]).startswith(subject)
    assert day in body(message)
    assert f'lang="{language if language in LANGUAGES else "nl"}"' in body(message, "html")


def test_nothing_in_a_document_becomes_markup(store: Store, settings: Settings, clock: Clock) -> None:
    """What a document says is escaped in HTML, and cannot end the subject."""
    follow(store, follower(store), SubscriptionKind.OFFICE, {"office": OFFICE})
    put(
        store,
        clock,
        answer="We <b>plaatsen</b> de bank in de zomer van 2024.",
        title="<script>x</script>\r\nBcc: a@b.be",
    )
    run(store, settings, clock)
    message = store.outbox.messages()[0]
    html = body(message, "html")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "&lt;b&gt;plaatsen" in html
    assert mail_of(message)["Bcc"] is None


@pytest.mark.parametrize(
    ("rhythm", "now", "last"),
    [
        (Rhythm.LIVE, datetime(2024, 3, 4, 9, tzinfo=UTC), datetime(2024, 3, 4, 9, tzinfo=UTC)),
        (Rhythm.DAILY, datetime(2024, 3, 4, 9, tzinfo=UTC), datetime(2024, 3, 4, 6, tzinfo=UTC)),
        (Rhythm.DAILY, datetime(2024, 3, 4, 5, 59, tzinfo=UTC), datetime(2024, 3, 3, 6, tzinfo=UTC)),
        (Rhythm.DAILY, datetime(2024, 3, 31, 5, tzinfo=UTC), datetime(2024, 3, 31, 5, tzinfo=UTC)),
        (Rhythm.DAILY, datetime(2024, 10, 27, 5, tzinfo=UTC), datetime(2024, 10, 26, 5, tzinfo=UTC)),
        (Rhythm.WEEKLY, datetime(2024, 3, 6, 9, tzinfo=UTC), datetime(2024, 3, 4, 6, tzinfo=UTC)),
        (Rhythm.WEEKLY, datetime(2024, 3, 4, 5, tzinfo=UTC), datetime(2024, 2, 26, 6, tzinfo=UTC)),
    ],
)
def test_windows_follow_the_clock_on_the_wall(rhythm: Rhythm, now: datetime, last: datetime) -> None:
    """Daily and weekly windows close at seven in Brussels, on days of 23 and 25 hours too."""
    assert closes(rhythm, now, Settings()) == last


def test_a_digest_waits_for_its_hour_and_loses_nothing(store: Store, settings: Settings, clock: Clock) -> None:
    """What comes after the hour waits for the next day; after a week without running everything travels."""
    who = follower(store)
    daily = follow(store, who, SEARCH, {"q": "wandelpad"}, rhythm=Rhythm.DAILY)
    put(store, clock, 1)
    assert run(store, settings, clock).messages == 0
    clock.on(hours=20)
    put(store, clock, 2)
    match_events(store, settings, clock)
    clock.on(hours=2.5)
    assert compose_messages(store, settings, clock) == ComposeReport(messages=1, deliveries=2)
    put(store, clock, 3)
    match_events(store, settings, clock)
    clock.on(days=7)
    assert compose_messages(store, settings, clock) == ComposeReport(messages=1, deliveries=1)
    assert {one.purpose for one in store.outbox.messages()} == {Purpose.DIGEST}
    assert all(one.message for one in store.outbox.deliveries(subscription_id=daily.id))
    assert "overzicht van vandaag" in body(store.outbox.messages()[0])


def test_a_clock_set_back_sends_nothing_twice(store: Store, settings: Settings, clock: Clock) -> None:
    """Deliveries recorded before the clock was set back wait; they leave once when time has caught up."""
    follow(store, follower(store), SEARCH, {"q": "wandelpad"})
    put(store, clock)
    match_events(store, settings, clock)
    clock.on(hours=-3)
    assert compose_messages(store, settings, clock).messages == 0
    clock.on(hours=4)
    assert compose_messages(store, settings, clock).messages == 1
    assert compose_messages(store, settings, clock).messages == 0


def test_webhooks_get_one_event_each(store: Store, settings: Settings, clock: Clock) -> None:
    """A live webhook is posted one event a message, with type, moment and data; a digest holds them all."""
    who = follower(store)
    hook = store.endpoints.add(
        Endpoint(subscriber=who.id or 0, url="https://hook.example/x", secret="whsec_eA==", created=START)
    )
    follow(store, who, SubscriptionKind.OFFICE, {"office": OFFICE}, endpoint=hook.id, name="paden")
    follow(store, who, SEARCH, {"q": "wandelpad"}, endpoint=hook.id)
    follow(store, who, PERSON, {"person": "jan-maes"}, endpoint=hook.id, rhythm=Rhythm.WEEKLY)
    put(store, clock)
    assert run(store, settings, clock).messages == 2
    posted = [json.loads(one.content) for one in reversed(store.outbox.messages())]
    assert [one["type"] for one in posted] == ["document_added", "found"]
    assert posted[0]["timestamp"] == "2024-03-04T09:00:00+00:00"
    assert [why["name"] for why in posted[0]["data"]["why"]] == ["paden", ""]
    assert posted[1]["data"]["page"].startswith("https://rappel.example/c/")
    assert {one.endpoint for one in store.outbox.messages()} == {hook.id}
    clock.on(days=7)
    compose_messages(store, settings, clock)
    weekly = json.loads(store.outbox.messages()[0].content)
    assert weekly["type"] == "digest"
    assert len(weekly["data"]["events"]) == 2


def test_who_is_suspended_or_gone_gets_nothing(
    store: Store, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is composed for a suspended address; one that is deleted meanwhile is passed over."""
    who = follower(store)
    follow(store, who, SEARCH, {"q": "wandelpad"})
    put(store, clock)
    match_events(store, settings, clock)
    store.subscribers.change(replace(who, status=SubscriberStatus.SUSPENDED))
    assert compose_messages(store, settings, clock) == ComposeReport()
    monkeypatch.setattr(store.outbox, "awaited_by", lambda: (99,))
    assert compose_messages(store, settings, clock) == ComposeReport()


def test_two_machines_compose_a_message_once(
    store: Store, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another machine has composed the deliveries, nothing is written and nothing fails."""
    follow(store, follower(store), SEARCH, {"q": "wandelpad"})
    put(store, clock)
    match_events(store, settings, clock)
    seen = store.outbox.unbundled()
    compose_messages(store, settings, clock)
    monkeypatch.setattr(store.outbox, "awaited_by", lambda: (1,))
    monkeypatch.setattr(store.outbox, "unbundled", lambda *_, **__: seen)
    assert compose_messages(store, settings, clock) == ComposeReport(overtaken=1)
    assert len(store.outbox.messages()) == 1


def test_a_flood_makes_several_messages(
    store: Store, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many events for one message make another one; none is left out."""
    monkeypatch.setattr(composer, "_MOST", 2)
    monkeypatch.setattr(composer, "_NAMED", 0)
    follow(store, follower(store), SEARCH, {"q": "wandelpad"})
    for number in range(5):
        put(store, clock, number + 1)
    assert run(store, settings, clock) == ComposeReport(messages=3, deliveries=5)
    assert "alerts/unsubscribe/" in str(mail_of(store.outbox.messages()[0])["List-Unsubscribe"])


def event(kind: EventKind, **given: object) -> Event:
    """Return an event that is not stored."""
    base = Event(kind=kind, occurred=date(2024, 7, 1), recorded=START, cause=Cause.CLOCK, author="clock", id=9)
    return replace(base, **given)  # type: ignore[arg-type]


def test_every_event_can_be_told(store: Store, clock: Clock) -> None:
    """Sources, reminder lists, contradictions and verdicts each make a line, with or without their document."""
    document = store.documents.get(put(store, clock))
    commitment = store.register.list()[0]
    narrator = Narrator(store, "https://rappel.example", "nl")
    silent = {"source": "parlement", "read_until": "2024-03-01"}
    lines = {
        "Bron zwijgt: parlement": event(EventKind.SOURCE_SILENT, data=silent),
        "Bron wordt weer gelezen: parlement": event(EventKind.SOURCE_BACK, data=silent),
        "Rappellijst van 1 juli 2024": event(EventKind.REMINDER_LIST),
        "Cijfers die verschillen: Wandelpaden 1": event(
            EventKind.CONTRADICTION_FOUND,
            document=document.id,
            data={"statements": [{"quote": "vijf paden"}, {"quote": "zes paden"}]},
        ),
        "Uitgevoerd: We leggen": event(EventKind.FULFILLED, commitment=commitment.id, note="gezien"),
        "Verschoven van geen datum naar 31 december 2024": event(
            EventKind.MOVED, commitment=commitment.id, data={"to": "2024-12-31"}
        ),
        "Mogelijk bewijs gevonden": event(EventKind.EVIDENCE_PROPOSED, commitment=commitment.id, data={"evidence": 1}),
        "Gewijzigd of aangevuld": event(EventKind.DOCUMENT_CHANGED),
    }
    told = {words: narrator.line(one, {}) for words, one in lines.items()}
    assert all(line.headline.startswith(words) for words, line in told.items())
    assert "sinds 1 maart 2024" in told["Bron zwijgt: parlement"].reason
    assert told["Cijfers die verschillen: Wandelpaden 1"].quote == "vijf paden / zes paden"
    assert told["Uitgevoerd: We leggen"].reason == "gezien"
    office = narrator.line(lines["Rappellijst van 1 juli 2024"], {"office": "x"})
    assert office.link == "https://rappel.example/offices/x/reminders"
    assert narrator.line(event(EventKind.FOUND, commitment="c-weg", document="d-weg"), {}).quote == ""


def test_what_is_moved_names_both_days(store: Store, settings: Settings, clock: Clock) -> None:
    """A move made by a person is told with the day before and the day after."""
    follow(store, follower(store), SubscriptionKind.DEADLINES)
    put(store, clock)
    Tracker(store, settings, clock).move(store.register.list()[0].id, to=date(2025, 6, 30), author="jan")
    run(store, settings, clock)
    assert "Verschoven van 31 augustus 2024 naar 30 juni 2025" in str(mail_of(store.outbox.messages()[0])["Subject"])


def test_every_language_has_every_sentence() -> None:
    """The languages say the same things with the same places to fill in."""
    dutch = sentences("nl")
    for language in LANGUAGES:
        found = sentences(language)
        assert found.keys() == dutch.keys()
        assert {key for key in found if placeholders(found[key]) != placeholders(dutch[key])} == set()


def test_a_subscriber_without_news_gets_nothing(store: Store, settings: Settings, clock: Clock) -> None:
    """No delivery, no message."""
    store.subscribers.add(Subscriber(address="a@example.org", language="nl", created=START))
    assert compose_messages(store, settings, clock) == ComposeReport()
