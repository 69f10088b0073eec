"""Documents, subscribers and subscriptions for the tests of the alerts, in our own words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from corpus.alerts import Channel, Rhythm, Subscriber, SubscriberStatus, Subscription, SubscriptionKind
from corpus.facts import CommitmentFact, CommitmentKind, Facts, Precision, Reading, Strength, TimeRange
from corpus.model import DocumentText, QuestionRecord, RawDocument, Section, Side, SourceFields, Span
from corpus.register import Cause
from corpus.store import Store

READING = Reading(rule="test", version="1", certainty=1.0)
START = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
"""A Monday."""
OFFICE = "Vlaams minister van Paden"
DUE = TimeRange(
    earliest=date(2024, 6, 1), expected=date(2024, 8, 31), latest=date(2024, 8, 31), precision=Precision.PERIOD
)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now

    def on(self, *, days: float = 0, hours: float = 0) -> None:
        """Move on."""
        self.now += timedelta(days=days, hours=hours)


QUESTION = "Hoe staat het met de wandelpaden langs de vaart?"


def put(
    store: Store,
    clock: Clock,
    number: int = 1,
    answer: str = "We leggen het wandelpad langs de vaart aan in de zomer van 2024.",
    *,
    cause: Cause = Cause.INGEST,
    due: TimeRange | None = DUE,
    withdrawn: bool | None = None,
    **given: object,
) -> str:
    """Store a question whose answer is one promise, and return its id."""
    text = f"{QUESTION}\n{answer}"
    start = len(QUESTION) + 1
    known: dict[str, object] = {
        "parliament": "Vlaams Parlement",
        "session": "2023-2024",
        "number": number,
        "office": OFFICE,
        "minister": "An Peeters",
        "asker": "Jan Maes",
        "title": f"Wandelpaden {number}",
        "asked": date(2024, 2, 1),
        "answered": date(2024, 3, 1),
        "sections": (
            Section(side=Side.QUESTION, start=0, end=start - 1),
            Section(side=Side.ANSWER, start=start, end=len(text)),
        ),
    }
    record = QuestionRecord(**{**known, **given})  # type: ignore[arg-type]
    promises = (
        CommitmentFact(
            span=Span(start=start, end=len(text)),
            item="",
            kind=CommitmentKind.MILESTONE,
            strength=Strength.FIRM,
            due=due,
            due_span=Span(start=len(text) - 14, end=len(text) - 1),
            reading=READING,
        ),
    )
    raw = RawDocument(
        source="files",
        uri=f"file:{number}.txt",
        name=f"{number}.txt",
        media_type="text/plain",
        content=f"{number} {text} {sorted(given.items())}".encode(),
        fetched=clock(),
    )
    facts = Facts(commitments=promises if due else ())
    held = DocumentText(text=text, fields=SourceFields(withdrawn=withdrawn))
    return store.documents.put(raw, held, record, facts, cause=cause).document_id


def follower(store: Store, address: str = "lotte@example.org", language: str = "nl") -> Subscriber:
    """Return an active subscriber."""
    held = store.subscribers.add(Subscriber(address=address, language=language, created=START))
    return store.subscribers.change(replace(held, status=SubscriberStatus.ACTIVE, confirmed=START))


def follow(
    store: Store,
    who: Subscriber,
    kind: SubscriptionKind,
    target: dict[str, object] | None = None,
    *,
    rhythm: Rhythm = Rhythm.LIVE,
    since: int = 0,
    name: str = "",
    endpoint: int | None = None,
) -> Subscription:
    """Return a confirmed subscription."""
    return store.subscriptions.add(
        Subscription(
            subscriber=who.id or 0,
            kind=kind,
            target=target or {},
            name=name,
            rhythm=rhythm,
            created=START,
            since_event=since,
            confirmed=START,
            channel=Channel.MAIL if endpoint is None else Channel.WEBHOOK,
            endpoint=endpoint,
        )
    )


def kinds_of(store: Store, cause: Cause | None = None) -> Sequence[str]:
    """Return the kinds of all events, or those of one cause, in order."""
    return [one.kind.value for one in store.register.events() if cause in (None, one.cause)]
