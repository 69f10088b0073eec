"""The whole run: events, matching, composing; told once whatever happens, and how that stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from corpus.alerts import Endpoint, Purpose, SubscriptionKind
from corpus.errors import NotFound, StoreBusy, WrongUse
from corpus.register import EventKind
from corpus.settings import Settings
from corpus.store import Store
from tests.tracker.alerts.building import OFFICE, START, Clock, follow, follower, put
from tracker.alerts.commands import alerts
from tracker.alerts.desk import Desk, Wish
from tracker.alerts.service import alerts_status, can_send, run_alerts

OFFICES = SubscriptionKind.OFFICE


@pytest.fixture
def begun(store: Store) -> None:
    """The alerts have run before: what comes now is news."""
    store.outbox.record((), since=0, upto=0)


def run(store: Store, settings: Settings, clock: Clock) -> Any:  # noqa: ANN401 - shortens the tests
    """Run everything but sending."""
    return run_alerts(store, settings, clock, send=False)


def test_a_run_tells_once(store: Store, settings: Settings, clock: Clock) -> None:
    """The first run only begins; later ones tell each event once, and a run with nothing new does nothing."""
    follow(store, follower(store), OFFICES, {"office": OFFICE})
    put(store, clock, 1)
    assert run(store, settings, clock).matched.first
    assert store.outbox.messages() == ()
    put(store, clock, 2)
    found = run(store, settings, clock)
    assert (found.matched.deliveries, found.composed.messages) == (2, 1)
    again = run(store, settings, clock)
    assert (again.matched.deliveries, again.composed.messages, again.matched.first) == (0, 0, False)


def test_a_first_import_is_no_news_however_it_comes(
    store: Store, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Subscribers who were there before the first document are not told of the first import, not even half of it."""
    follow(store, follower(store), OFFICES, {"office": OFFICE})
    assert run(store, settings, clock).matched.first
    put(store, clock, 1)

    def busy(*_: object) -> None:
        raise StoreBusy("an ingest is running")

    with monkeypatch.context() as patched:
        patched.setattr(store, "writing", busy)
        assert run(store, settings, clock).matched.overtaken
    put(store, clock, 2)
    assert run(store, settings, clock).matched.first
    assert store.outbox.deliveries() == ()
    put(store, clock, 3)
    assert run(store, settings, clock).matched.deliveries == 2


@pytest.mark.usefixtures("begun")
def test_a_week_without_running_loses_nothing(store: Store, settings: Settings, clock: Clock) -> None:
    """Documents, deadlines and windows of a week are told by the one run at its end."""
    follow(store, follower(store), OFFICES, {"office": OFFICE})
    run(store, settings, clock)
    put(store, clock, 1)
    clock.now = START.replace(month=6, day=2)
    put(store, clock, 2, "We plaatsen een bank langs het pad in de zomer van 2024.", answered=date(2024, 5, 30))
    clock.on(days=7)
    found = run(store, settings, clock)
    kinds = {event.id: event.kind for event in store.register.events()}
    told = sorted(kinds[one.event].value for one in store.outbox.deliveries())
    assert told == ["document_added", "document_added", "due_soon", "found", "found", "window_opened"]
    assert found.composed.messages == 1


@pytest.mark.usefixtures("begun")
def test_an_import_of_old_documents_sends_nothing(store: Store, settings: Settings, clock: Clock) -> None:
    """A corpus of past years that is taken in as if it were news alerts nobody."""
    who = follower(store)
    follow(store, who, OFFICES, {"office": OFFICE})
    follow(store, who, SubscriptionKind.SEARCH, {"q": "wandelpad"})
    run(store, settings, clock)
    for number in range(40):
        put(store, clock, number + 1, asked=date(2021, 1, 1), answered=date(2021, 2, 1))
    assert run(store, settings, clock).matched.deliveries == 0


@pytest.mark.usefixtures("begun")
def test_the_owner_is_told_once_that_it_is_broken(store: Store, settings: Settings, clock: Clock) -> None:
    """A subscription that cannot be matched brings one mail, with the reason, however often the run is repeated."""
    one = follow(store, follower(store), SubscriptionKind.SEARCH, {"q": "pad", "asked_to": "ooit"}, name="Paden")
    run(store, settings, clock)
    for number in range(3):
        put(store, clock, number + 1)
        run(store, settings, clock)
    (message,) = store.outbox.messages()
    assert message.purpose is Purpose.NOTICE
    assert b"Paden" in message.content
    assert b"ooit" in message.content
    desk = Desk(store, settings, clock)
    desk.tell_broken(one, "'asked_to' is no date like 2024-07-01: 'ooit'")
    desk.tell_broken(replace(one, subscriber=99), "gone")
    desk.tell_broken(one, "")
    assert len(store.outbox.messages()) == 1


def test_wishes_have_limits(store: Store, settings: Settings, clock: Clock) -> None:
    """The same wish is kept once until it is confirmed, and an address cannot follow without end."""
    put(store, clock)
    desk = Desk(store, settings, clock)
    wish = Wish(address="lotte@example.org", language="nl", kind=OFFICES, target={"office": OFFICE})
    for _ in range(2):
        desk.subscribe(wish)
    (held,) = store.subscriptions.list()
    assert held.confirmed is None
    store.subscriptions.add_all([replace(held, id=None, target={"office": str(n)}) for n in range(200)])
    with pytest.raises(WrongUse, match="200 things"):
        desk.subscribe(replace(wish, kind=SubscriptionKind.SEARCH, target={"q": "nog een"}))
    store.subscribers.forget(held.subscriber)


def test_what_was_deleted_cannot_be_confirmed(store: Store, settings: Settings, clock: Clock) -> None:
    """A link to a subscription that was removed meanwhile says so."""
    from tracker.alerts.links import LinkKind

    desk, who = Desk(store, settings, clock), follower(store)
    one = follow(store, who, OFFICES, {"office": OFFICE})
    token = desk.links.token(LinkKind.CONFIRM, who, [one.id or 0])
    store.subscriptions.remove(one.id or 0)
    with pytest.raises(NotFound, match="deleted"):
        desk.confirm(token)


def test_too_many_web_addresses_are_refused(store: Store, settings: Settings, clock: Clock) -> None:
    """Twenty web addresses are enough for anybody."""
    from tracker.alerts.links import LinkKind

    desk, who = Desk(store, settings, clock), follower(store)
    token = desk.links.token(LinkKind.MANAGE, who)
    for number in range(20):
        desk.add_endpoint(token, f"https://hook.example/{number}")
    with pytest.raises(WrongUse, match="too many"):
        desk.add_endpoint(token, "https://hook.example/more")


@pytest.mark.usefixtures("begun")
def test_the_status_says_what_waits(store: Store, settings: Settings, clock: Clock) -> None:
    """Events not looked at, messages that wait and reasons of failure are counted."""
    follow(store, follower(store), OFFICES, {"office": OFFICE})
    run(store, settings, clock)
    put(store, clock, 1)
    assert alerts_status(store).behind == 2
    run(store, settings, clock)
    message = store.outbox.messages()[0]
    store.outbox.failed(message.id or 0, "refused: https://x.example said 410")
    found = alerts_status(store)
    assert (found.behind, found.outbox.failed) == (0, 1)
    assert found.failures == (("refused: … said 410", 1),)


def test_something_can_be_sent_once_it_is_set_up(store: Store, settings: Settings) -> None:
    """A mail server with a sender, or one web address of a subscriber, is enough; a mail server alone is not."""
    assert not can_send(store, settings)
    assert not can_send(store, settings.model_copy(update={"smtp_host": "mail.example", "mail_from": ""}))
    assert can_send(store, settings.model_copy(update={"smtp_host": "mail.example", "mail_from": "a@example.org"}))
    owner = follower(store).id or 0
    store.endpoints.add(Endpoint(subscriber=owner, url="https://x.example", secret="s", created=START))
    assert can_send(store, settings)


@pytest.fixture
def command(store: Store, settings: Settings, clock: Clock) -> Any:  # noqa: ANN401 - a function
    """Return a function that runs a command over the store and gives what it prints."""

    @contextmanager
    def services() -> Iterator[object]:
        yield SimpleNamespace(store=store, settings=settings, clock=clock)

    def show(value: object, *, as_json: bool, text: Any) -> None:  # noqa: ANN401
        print(value) if as_json else text()

    face = SimpleNamespace(services=services, show=show, now=clock)
    app = typer.Typer()
    app.add_typer(alerts, name="alerts")

    @app.callback()
    def options(context: typer.Context) -> None:
        context.obj = face

    def called(*words: str) -> str:
        result = CliRunner().invoke(app, ["alerts", *words], catch_exceptions=False)
        assert result.exit_code == 0
        return str(result.stdout)

    return called


def test_commands_say_what_was_done(store: Store, clock: Clock, command: Any) -> None:  # noqa: ANN401
    """Run, status and list print what happened, what waits, and who follows what."""
    follow(store, follower(store), OFFICES, {"office": OFFICE}, name="Paden")
    assert "last checked: never" in command("status")
    put(store, clock, 9)
    assert "first look" in command("run", "--no-send")
    put(store, clock, 1)
    assert "messages composed: 1, with 2 deliveries" in command("run", "--no-send")
    assert "messages waiting: 1; given up: 0" in command("status")
    store.outbox.failed(store.outbox.messages()[0].id or 0, "no such mailbox")
    assert "1 x no such mailbox" in command("status")
    assert "lotte@example.org\tAmbt: Paden\tlive" in command("list")
    assert "RunReport" in command("run", "--json")
    assert "Paden" in command("list", "--address", "LOTTE@example.org")
    with pytest.raises(NotFound, match="nobody"):
        command("list", "--address", "jan@example.org")


def test_another_run_and_a_busy_store_are_said(
    store: Store,
    command: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was left to another run, or to the next, stands in what is printed."""
    from tracker.alerts import service
    from tracker.alerts.events import EventsReport
    from tracker.alerts.matching import MatchReport

    store.outbox.record((), since=0, upto=0)
    monkeypatch.setattr(service, "record_events", lambda *_: EventsReport(waiting="an ingest is running"))
    monkeypatch.setattr(service, "match_events", lambda *_: MatchReport(overtaken=True))
    said = command("run", "--no-send")
    assert "left to the next run: an ingest is running" in said
    assert "another run was faster" in said


def pair_with(document: str) -> SimpleNamespace:
    """Return a contradiction between a document and the first one."""

    def statement(document: str, quote: str) -> object:
        figure = SimpleNamespace(value=quote)
        return SimpleNamespace(stored=SimpleNamespace(document=document, quote=quote, figure=figure))

    return SimpleNamespace(one=statement("sv-2023-2024-1-peeters", "vijf"), other=statement(document, "zes"))


@pytest.mark.usefixtures("begun")
def test_contradictions_of_news_are_written_once(
    store: Store, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A contradiction that a new document brings is an event, once; those of old imports are none."""
    from tracker.alerts.events import contradictions

    put(store, clock, 1)
    run(store, settings, clock)
    document = put(store, clock, 2)
    pair = pair_with(document)
    monkeypatch.setattr(contradictions, "contradictions_of", lambda *_: (pair, pair))
    follow(store, follower(store), SubscriptionKind.QUESTION, {"document": document}, since=store.outbox.head())
    assert run(store, settings, clock).events.other == 1
    put(store, clock, 3)
    assert run(store, settings, clock).events.other == 0
    (event,) = store.register.events(kinds=(EventKind.CONTRADICTION_FOUND,))
    assert event.document == document
    assert len(store.outbox.messages()) == 1


@pytest.mark.usefixtures("begun")
def test_comparing_keeps_nobody_from_writing(
    store: Store, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one machine compares figures another writes, the same contradiction too: it is an event once."""
    from tracker.alerts.events import contradictions, record_events

    document = put(store, clock, 2)
    at_once = settings.model_copy(update={"lock_wait_seconds": 0})
    written: list[int] = []

    def compare(*_: object) -> tuple[SimpleNamespace]:
        if not written:
            written.append(0)
            with Store.open(at_once, clock=clock) as other:
                written.append(record_events(other, at_once, clock).other)
        return (pair_with(document),)

    monkeypatch.setattr(contradictions, "contradictions_of", compare)
    assert record_events(store, settings, clock).other == 0
    assert written == [0, 2]  # with the reminder list of the half year
    assert len(store.register.events(kinds=(EventKind.CONTRADICTION_FOUND,))) == 1
