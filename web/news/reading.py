"""News as a page shows it: counted by kind, and the newest of each kind with what they are about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from corpus.register import Event, EventKind
from corpus.store import DocumentFilter, DocumentSummary
from corpus.store.chronicle import Stretch
from tracker.alerts.texts import words
from tracker.filters import TrackerFilter
from tracker.ranges import range_from_data, range_of_event
from web.i18n import Speaker
from web.news.kinds import TONES, WANTED, Count, NewsKind, counts_of
from web.services import Services
from web.views import CommitmentView, commitment_view

SAID = frozenset(
    {
        NewsKind.ANSWERS,
        NewsKind.QUESTIONS,
        NewsKind.DOCUMENTS,
        NewsKind.PROMISES,
        NewsKind.MISSED,
        NewsKind.CONTRADICTIONS,
    }
)
"""Kinds whose name says what happened; of the others each piece says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """A piece of news.

    Attributes:
        event: Number of its line in the log.
        what: What happened, in words.
        day: The day on which it was written down, in the parliament's time zone.
        document: The document it is about, None where there is none.
        commitment: The commitment it is about, None where there is none.
        quotes: Words that prove it, beside those of the commitment.
        note: What its author wrote.
        source: The source it is about; empty where it is about none.
    """

    event: int
    what: str
    day: date
    document: DocumentSummary | None = None
    commitment: CommitmentView | None = None
    quotes: tuple[str, ...] = ()
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsGroup:
    """The news of one kind.

    Attributes:
        kind: The kind.
        tone: Its shape and colour family.
        total: How much there is.
        items: The newest of it.
    """

    kind: NewsKind
    tone: str
    total: int
    items: tuple[NewsItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What happened in a stretch of the log.

    Attributes:
        counts: How much of each kind, every kind in order.
        groups: The kinds of which there is something, with the newest.
        afterwards: Lines that were entered afterwards, such as what a first import brought along.
    """

    counts: tuple[Count, ...]
    groups: tuple[NewsGroup, ...]
    afterwards: int

    @property
    def total(self) -> int:
        """How much news there is."""
        return sum(one.total for one in self.counts)


def read_news(
    parts: Services,
    speaker: Speaker,
    stretch: Stretch,
    *,
    only: NewsKind | None = None,
    limit: int = 5,
    offset: int = 0,
) -> News:
    """Read what happened in a stretch of the log.

    Args:
        parts: Where to look.
        speaker: In whose words.
        stretch: When, and of whose office.
        only: Only this kind is shown; all are counted.
        limit: At most so many of a kind.
        offset: Leave out the first so many of it.
    """
    chronicle = parts.store.chronicle
    counts = counts_of(chronicle.tallies(stretch))
    shown = [one for one in counts if one.total and only in (None, one.kind)]
    lines = {one.kind: chronicle.lines(stretch, WANTED[one.kind], limit, offset) for one in shown}
    teller = _Teller(parts, speaker, [event for some in lines.values() for event in some])
    groups = tuple(
        NewsGroup(
            kind=one.kind,
            tone=TONES.get(one.kind, "quiet"),
            total=one.total,
            items=tuple(teller.item(event) for event in lines[one.kind]),
        )
        for one in shown
    )
    after = Stretch(begin=stretch.begin, end=stretch.end, office=stretch.office, backfill=True)
    return News(counts=counts, groups=groups, afterwards=chronicle.count(after, tuple(EventKind)))


class _Teller:
    """Makes items of lines; documents and commitments are looked up once for all of them."""

    def __init__(self, parts: Services, speaker: Speaker, lines: Iterable[Event]) -> None:
        self._speaker, self._zone = speaker, ZoneInfo(parts.settings.timezone)
        held = tuple(lines)
        names = tuple(dict.fromkeys(one.document for one in held if one.document and one.commitment is None))
        found = parts.store.documents.list(DocumentFilter(ids=names)) if names else ()
        self._documents = {one.id: one for one in found}
        wanted = {one.commitment for one in held if one.commitment}
        everything = parts.standing.list(TrackerFilter(attached=None), parts.today()) if wanted else ()
        self._commitments = {one.id: commitment_view(one, speaker) for one in everything if one.id in wanted}

    def item(self, event: Event) -> NewsItem:
        """Return a line as an item."""
        return NewsItem(
            event=event.id or 0,
            what=told(event, self._speaker.language),
            day=_day(event.recorded, self._zone),
            document=self._documents.get(event.document) if event.document else None,
            commitment=self._commitments.get(event.commitment) if event.commitment else None,
            quotes=tuple(_quotes(event.data)),
            note=" ".join(event.note.split()),
            source=str(event.data.get("source", "")),
        )


def told(event: Event, language: str) -> str:
    """Say what happened, in the words that mails use too."""
    if event.kind is EventKind.MOVED:
        stored, none = event.data.get("before"), words("line.no_day", language)
        before = range_from_data(stored).latest if isinstance(stored, Mapping) else None
        after = range_of_event(event).latest
        return words("event.moved", language, before=before or none, after=after or none)
    key = f"event.{event.kind.value}"
    return words(key, language, half=event.occurred) if event.kind is EventKind.REMINDER_LIST else words(key, language)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _quotes(data: Mapping[str, object]) -> Iterable[str]:
    statements = data.get("statements")
    for one in statements if isinstance(statements, (list, tuple)) else ():
        if isinstance(one, Mapping) and one.get("quote"):
            yield " ".join(str(one["quote"]).split())
