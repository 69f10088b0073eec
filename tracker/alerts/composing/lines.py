"""What is said of an event: what happened, the words that prove it, the day's reason, and where to look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from corpus.alerts import Subscription
from corpus.errors import NotFound
from corpus.model import AnswerKind
from corpus.register import Commitment, Event, EventKind
from corpus.store.filters import CommitmentFilter, DocumentFilter
from tracker.alerts.naming import shortened, subscription_name
from tracker.alerts.texts import words
from tracker.ranges import range_from_data, range_of_event
from tracker.source_doubts import told

if TYPE_CHECKING:
    from corpus.store import Store, StoredDocument

_QUOTE = 400
_TITLE = 90
_DATED = frozenset({EventKind.DUE_SOON, EventKind.WINDOW_OPENED, EventKind.DEADLINE_MISSED, EventKind.FOUND})
_PROVED = frozenset({EventKind.EVIDENCE_PROPOSED, EventKind.EVIDENCE_ACCEPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event, in words.

    Attributes:
        event: The event.
        what: What happened, without the thing it happened to.
        about: What it happened to, on one line.
        quote: The words that prove it; empty where there are none.
        reason: Why that day, or what is known; empty where nothing is to be said.
        link: Where to look.
        source: The passage in its document; empty where ``link`` is that.
    """

    event: Event
    what: str
    about: str
    quote: str
    reason: str
    link: str
    source: str = ""

    @property
    def headline(self) -> str:
        """What happened to what."""
        return f"{self.what}: {self.about}" if self.about else self.what


class Narrator:
    """Puts events in words, in one language.

    Args:
        store: Gives documents and commitments; each is read once.
        site: Public address of the site.
        language: Of the words; quotes stay in their own.
    """

    def __init__(self, store: "Store", site: str, language: str) -> None:
        self._store, self.site, self.language = store, site, language
        self._documents: dict[tuple[str, int | None], StoredDocument | None] = {}
        self._commitments: dict[str, Commitment | None] = {}

    def line(self, event: Event, why: Mapping[str, object]) -> Line:
        """Put an event in words.

        Args:
            event: The event.
            why: Why it is told; the passage in it is quoted.
        """
        commitment = self.commitment(event.commitment)
        # The words of a commitment's event come from the commitment alone.
        document = self.document(event.document) if commitment is None else None
        link, source = self._links(event, commitment, document, why)
        return Line(
            event=event,
            what=self._what(event, document),
            about=self._about(event, commitment, document),
            quote=self._quote(event, commitment, why),
            reason=self._reason(event, commitment),
            link=link,
            source=source,
        )

    def prepare(self, events: Iterable[Event]) -> None:
        """Read the commitments of many events at once, before they are put in words."""
        ids = {one.commitment for one in events if one.commitment is not None} - set(self._commitments)
        held = self._store.register.list(CommitmentFilter(ids=tuple(sorted(ids))))
        self._commitments.update({one.id: one for one in held})

    def document(self, document_id: str | None, version: int | None = None) -> "StoredDocument | None":
        """Return a document, None where there is none any more."""
        if document_id is None:
            return None
        if (document_id, version) not in self._documents:
            try:
                self._documents[document_id, version] = self._store.documents.get(document_id, version)
            except NotFound:
                self._documents[document_id, version] = None
        return self._documents[document_id, version]

    def commitment(self, commitment_id: str | None) -> Commitment | None:
        """Return a commitment, None where there is none."""
        if commitment_id is None:
            return None
        if commitment_id not in self._commitments:
            try:
                self._commitments[commitment_id] = self._store.register.get(commitment_id)
            except NotFound:
                self._commitments[commitment_id] = None
        return self._commitments[commitment_id]

    def say(self, key: str, **values: object) -> str:
        """Fill a sentence in the narrator's language."""
        return words(key, self.language, **values)

    def _what(self, event: Event, document: "StoredDocument | None") -> str:
        if event.kind is EventKind.DOCUMENT_ADDED and document is not None:
            return self.say(f"event.document_added{self._kind_of_new(document)}")
        if event.kind is EventKind.MOVED:
            stored = event.data.get("before")
            before = range_from_data(stored).latest if isinstance(stored, Mapping) else None
            none = self.say("line.no_day")
            return self.say("event.moved", before=before or none, after=range_of_event(event).latest or none)
        return self.say(f"event.{event.kind.value}", half=event.occurred)

    def _kind_of_new(self, document: "StoredDocument") -> str:
        """Return what a new document is, as the texts name it: an answer, a question that waits for one, or neither."""
        # Many answers bear no day of their own: the text tells that there is one.
        if document.record.answered is not None or document.record.answer_kind is not AnswerKind.NONE:
            return "_answer"
        waiting = self._store.documents.count(DocumentFilter(ids=(document.id,), unanswered=True))
        return "_question" if waiting else ""

    def _about(self, event: Event, commitment: Commitment | None, document: "StoredDocument | None") -> str:
        if commitment is not None:
            named = [one.deliverable for one in commitment.milestones if one.id == event.milestone]
            return shortened((named[0] if named else "") or commitment.quote, _TITLE)
        if document is not None:
            return shortened(self.title(document), _TITLE)
        return str(event.data.get("source", ""))

    def name(self, subscription: Subscription) -> str:
        """Return what a subscription is called, with the titles of what it follows."""
        return subscription_name(subscription, self.language, self._store)

    def title(self, document: "StoredDocument") -> str:
        """Return the title of a document, or its number."""
        record = document.record
        number = self.say("group.number", number=record.number) if record.number is not None else ""
        return record.title or number or self.say("group.untitled")

    def _quote(self, event: Event, commitment: Commitment | None, why: Mapping[str, object]) -> str:
        if event.kind in _PROVED and commitment is not None:
            found = [
                one for one in self._store.register.evidence(commitment.id) if one.id == event.data.get("evidence")
            ]
            if found and found[0].quote:
                return shortened(found[0].quote, _QUOTE)
        if event.kind is EventKind.CONTRADICTION_FOUND:
            return " / ".join(_quotes(event.data.get("statements")))
        if commitment is not None:
            return shortened(commitment.quote, _QUOTE)
        passage = why.get("passage")
        if not isinstance(passage, Mapping) or event.document is None:
            return ""
        document = self.document(event.document)
        return "" if document is None else shortened(document.text.text[_span(passage)], _QUOTE)

    def _reason(self, event: Event, commitment: Commitment | None) -> str:
        data = event.data
        if event.kind is EventKind.SOURCE_SILENT:
            said = self.say("line.silent", source=data.get("source"), until=_day(data.get("read_until")))
            why = told(data)
            return f"{said} {why.said_in(self.language)}" if why else said
        if event.kind is EventKind.SOURCE_BACK:
            return self.say("line.back", source=data.get("source"), until=_day(data.get("read_until")))
        if event.kind not in _DATED:
            return " ".join(event.note.split())
        latest: date | str | None = _day(data.get("latest"))
        quote = ""
        for one in commitment.milestones if commitment is not None else ():
            if event.milestone in (None, one.id):
                latest = latest if isinstance(latest, date) else one.due.latest
                quote = one.due_quote if latest == one.due.latest else ""
                break
        if not isinstance(latest, date):
            return ""
        said = self.say(f"line.latest{'_quote' if quote else ''}", latest=latest, quote=" ".join(quote.split()))
        if event.kind is not EventKind.DEADLINE_MISSED:
            return said
        return f"{said} {self.say('line.missed', until=_eve(event.occurred))}"

    def _links(
        self,
        event: Event,
        commitment: Commitment | None,
        document: "StoredDocument | None",
        why: Mapping[str, object],
    ) -> tuple[str, str]:
        if event.kind is EventKind.REMINDER_LIST:
            office = why.get("office")
            return f"{self.site}/offices/{office}/reminders" if office else f"{self.site}/offices", ""
        if commitment is not None:
            span = commitment.span
            place = f"s{span.start}-{span.end}"
            return f"{self.site}/c/{commitment.id}", f"{self.site}/d/{commitment.document}?s={place[1:]}#{place}"
        if document is None:
            return f"{self.site}/alerts/status", ""
        passage = why.get("passage")
        if isinstance(passage, Mapping):
            place = f"{passage['start']}-{passage['end']}"
            return f"{self.site}/d/{document.id}?s={place}#s{place}", ""
        return f"{self.site}/d/{document.id}", ""


def _span(passage: Mapping[str, object]) -> slice:
    return slice(int(str(passage["start"])), int(str(passage["end"])))


def _quotes(statements: object) -> Sequence[str]:
    found = statements if isinstance(statements, Sequence) else ()
    return [shortened(str(one.get("quote", "")), _QUOTE // 2) for one in found if isinstance(one, Mapping)]


def _day(value: object) -> date | str:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return ""


def _eve(day: date) -> date:
    return date.fromordinal(max(1, day.toordinal() - 1))
