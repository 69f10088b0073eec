"""The data folder that a soak begins with, as it was some weeks ago, and the environment of its programs."""

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from corpus.accounts import Role
from corpus.alerts import Rhythm, SubscriptionKind
from corpus.settings import Settings
from corpus.store import Store
from ingest.service import Ingest
from ingest.sources.web.registry import SourceOptions, open_client, open_connector
from ingest.sources.web.sync import EVERYTHING, Sync
from search.service import SearchService
from tests.faults.soaking.parliament import GoingOn
from tests.sources.flemish_questions import invented
from tracker.alerts.desk import Desk, Wish
from tracker.alerts.links import LinkKind, Links
from tracker.alerts.service import run_alerts
from web.accounts import AccountDesk

NAME, EDITOR, PASSWORD = "vlaams-parlement", "Lies", "een lange zin als wachtwoord"
AGO = timedelta(days=30)
"""How long ago the store was last brought up to date."""
_DUE_WITHIN = 90
_PAUSE = 0.05
_WISHES: tuple[tuple[SubscriptionKind, Mapping[str, object], Rhythm], ...] = (
    (SubscriptionKind.SEARCH, {"q": "laadpalen"}, Rhythm.LIVE),
    (SubscriptionKind.SEARCH, {"q": "wachtlijsten budget", "mode": "hybrid"}, Rhythm.LIVE),
    (SubscriptionKind.SEARCH, {"q": "zonnepanelen", "mode": "semantic"}, Rhythm.DAILY),
    (SubscriptionKind.SUBJECT, {"q": "fietspaden"}, Rhythm.LIVE),
    (SubscriptionKind.DEADLINES, {}, Rhythm.LIVE),
    (SubscriptionKind.DEADLINES, {}, Rhythm.DAILY),
    (SubscriptionKind.OFFICE, {"office": "vlaams-minister-van-wonen-en-energie"}, Rhythm.LIVE),
    (SubscriptionKind.PERSON, {"person": "an-peeters"}, Rhythm.WEEKLY),
)


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which the program has these settings; what else is set for it is left out."""
    named = {
        f"RAPPEL_{name.upper()}": str(getattr(settings, name))
        for name in sorted(settings.model_fields_set)
        if getattr(settings, name) is not None
    }
    return {**{name: value for name, value in os.environ.items() if not name.startswith("RAPPEL_")}, **named}


def parliament(held: int, today: date) -> GoingOn:
    """Return services with questions of years ago, and some whose promises come due these days."""
    server = GoingOn(questions=invented(held))
    for number in range(min(60, held // 4)):
        # The first of them are called overdue today, after the days of grace, and the rest is due soon.
        server.ask(today - AGO, today + timedelta(days=number % _DUE_WITHIN - 8))
    return server


def sources_file(server: GoingOn, minutes: int) -> str:
    """Return the ``sources.toml`` of an instance that follows these services every so many minutes."""
    addresses = "".join(f'{name} = "{address}"\n' for name, address in server.addresses().items())
    head = f"[{NAME}]\nfollow = true\nevery_minutes = {minutes}\npause = {_PAUSE}\n"
    return f"{head}[{NAME}.addresses]\n{addresses}"


def prepare(settings: Settings, server: GoingOn, *, minutes: int) -> None:
    """Make the data folder: the source read, indexed, subscribed to and told about, all as of some weeks ago."""
    settings.data.mkdir(parents=True)
    (settings.data / "sources.toml").write_text(sources_file(server, minutes), encoding="utf-8")
    then = datetime.now(UTC) - AGO

    def clock() -> datetime:
        return then

    options = SourceOptions(addresses=server.addresses(), pause=0.0)
    connector = open_connector(NAME, options)
    with (
        Store.open(settings, clock=clock) as store,
        open_client(connector, options, settings, wait=lambda _seconds: None) as client,
    ):
        report = Sync(connector, store, settings, clock, client, Ingest(store, settings, clock)).run(EVERYTHING)
        assert report.complete, report.message
        SearchService.open(settings, store).update()
        AccountDesk(store, clock).add(EDITOR, PASSWORD, Role.EDITOR)
        run_alerts(store, settings, clock, send=False)
    subscribe(settings, then)


def subscribe(settings: Settings, then: datetime) -> None:
    """Subscribe to something of every kind, and confirm it."""

    def clock() -> datetime:
        return then

    with Store.open(settings, clock=clock) as store:
        desk, links = Desk(store, settings, clock), Links(settings, clock)
        for number, (kind, target, rhythm) in enumerate(_WISHES):
            address = f"lezer{number}@example.org"
            desk.subscribe(
                Wish(address=address, language=("nl", "fr", "en")[number % 3], kind=kind, target=target, rhythm=rhythm)
            )
            owner = store.subscribers.by_address(address)
            assert owner is not None
            desk.confirm(
                links.token(LinkKind.CONFIRM, owner, [one.id or 0 for one in store.subscriptions.list(owner.id)])
            )
