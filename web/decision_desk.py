"""What the decision forms of one commitment show."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from starlette.datastructures import FormData

from corpus.facts import CommitmentKind, Strength, TimeRole
from corpus.model import Span
from corpus.register import Evidence, Relation
from corpus.store import StoredDocument
from tracker.alike import Similar, similar
from tracker.changes import EDITABLE
from tracker.passages import Choice, around, choices, nearest
from tracker.state import SETTLED
from tracker.tracked import CommitmentDetail, TrackedCommitment
from tracker.transitions import LIVE
from web.decision_forms import REASONS, Trouble
from web.i18n import Speaker
from web.marking import anchor
from web.render import time_range
from web.services import Services
from web.sign_in import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPassage:
    """A passage to choose: its place as the form sends it, its words, whether the commitment's own words hold it.

    ``due`` is the one time that was read in it; empty for none or several.
    """

    place: str
    text: str
    inside: bool
    due: str
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSimilar:
    """An entry to merge with: its words, its time, where it stands and how alike both are in percent."""

    id: str
    quote: str
    due: str
    same_document: bool
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProposal:
    """Proposed evidence: its words, its document, its relation and how sure the program is in percent."""

    number: int
    quote: str
    href: str
    title: str
    relation: Relation
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything that the forms of one commitment show.

    Attributes:
        id: The commitment.
        address: Where the forms are sent.
        expected_last: The last event that the page shows.
        csrf: The session's mark.
        actions: What can be done now.
        milestones: The milestones still awaited: id and words.
        fields: What can be corrected, with its value now.
        due: The time as promised, as printed or typed.
        vague: Its vague words, where it has no time.
        similar: Entries to merge with.
        passages: Sentences to split into or to add.
        nearest: Sentences of the last version, where the words are gone.
        proposals: Evidence that waits.
        undoable: The last decision in words, where it can be taken back.
        typed: What was filled in and not recorded, by field.
        chosen: The values of a field of many choices that was not recorded.
        trouble: Why it was not recorded.
    """

    id: str
    address: str
    expected_last: int
    csrf: str
    actions: frozenset[str]
    milestones: tuple[tuple[str, str], ...]
    fields: dict[str, str]
    due: str
    vague: str
    similar: tuple[ShownSimilar, ...]
    passages: tuple[ShownPassage, ...]
    nearest: tuple[ShownPassage, ...]
    proposals: tuple[ShownProposal, ...]
    undoable: str
    typed: dict[str, str] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    trouble: Trouble | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of commitment."""
        return tuple(CommitmentKind)

    @property
    def strengths(self) -> tuple[str, ...]:
        """Every strength."""
        return tuple(Strength)

    @property
    def relations(self) -> tuple[str, ...]:
        """Every relation of evidence."""
        return tuple(Relation)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Common reasons of a rejection."""
        return REASONS

    def was(self, action: str, name: str, now: str = "") -> str:
        """Return what was filled in for an action and not recorded, else the value now."""
        tried = self.trouble is not None and self.trouble.action == action
        return self.typed.get(name, now) if tried else now

    def open(self, action: str) -> bool:
        """Return whether an action was tried and not recorded, so that its form is shown open."""
        return self.trouble is not None and self.trouble.action == action


def desk_of(
    parts: Services,
    speaker: Speaker,
    visitor: Visitor,
    detail: CommitmentDetail,
    document: StoredDocument,
    *,
    address: str,
    form: FormData | None = None,
    trouble: Trouble | None = None,
) -> Desk:
    """Return what the forms of a commitment show.

    Args:
        parts: Store and tracker.
        speaker: The visitor's language.
        visitor: The editor.
        detail: The commitment as it stands today.
        document: Its document, in the version in which its words stand.
        address: Where the forms are sent.
        form: What was filled in and not recorded.
        trouble: Why it was not.
    """
    tracked = detail.tracked
    held, milestone = tracked.commitment, tracked.state.milestones[0]
    live = tracked.record in LIVE and tracked.fulfilment not in SETTLED
    others = parts.standing.everything(parts.today()) if live else ()
    return Desk(
        id=held.id,
        address=address,
        expected_last=tracked.state.last_event or 0,
        csrf=visitor.csrf,
        actions=_actions(tracked),
        milestones=_milestones(tracked),
        fields={name: " ".join(str(getattr(held, name) or "").split()) for name in EDITABLE},
        due=milestone.original_quote if tracked.last_day or milestone.original.earliest else "",
        vague=held.vague or "",
        similar=tuple(_similar(one, speaker) for one in similar(tracked, others)),
        passages=_passages(
            choices(document.text, around(document.text, document.record, held.span), held.span), document
        ),
        nearest=() if held.attached else _nearest(parts, tracked),
        proposals=tuple(_proposal(parts, piece) for piece in tracked.state.proposed),
        undoable=_undoable(detail, speaker.language),
        typed={name: value for name, value in (form or FormData()).items() if isinstance(value, str)},
        chosen=frozenset(str(value) for value in form.getlist("part")) if form else frozenset(),
        trouble=trouble,
    )


def _actions(tracked: TrackedCommitment) -> frozenset[str]:
    known = {action.value for action in tracked.actions}
    if not tracked.commitment.attached:
        known -= {"split"}
        known |= {"reattach"} if "merge" in known else set()
    elif tracked.record in LIVE:
        known.add("add")
    return frozenset(known | ({"undo"} if tracked.state.last_decision else set()))


def _milestones(tracked: TrackedCommitment) -> tuple[tuple[str, str], ...]:
    awaited = [one for one in tracked.state.milestones if one.fulfilment not in SETTLED]
    return tuple((one.id, " · ".join(filter(None, (one.quote, one.deliverable)))) for one in awaited)


def _similar(one: Similar, speaker: Speaker) -> ShownSimilar:
    held, due = one.tracked.commitment, one.tracked.timeliness.due
    return ShownSimilar(
        id=held.id,
        quote=" ".join(held.quote.split()),
        due=time_range(speaker, due) if due.latest or due.earliest else held.vague or speaker.say("no date"),
        same_document=one.same_document,
        percent=round(one.share * 100),
    )


def _passages(found: Iterable[Choice], document: StoredDocument) -> tuple[ShownPassage, ...]:
    return tuple(
        ShownPassage(
            place=f"{one.span.start}-{one.span.end}",
            text=one.text,
            inside=one.inside,
            due=_time_in(one.span, document),
            page=one.span.page,
        )
        for one in found
    )


def _time_in(span: Span, document: StoredDocument) -> str:
    """Return the words of the one time that a passage promises something for; empty for none or several."""
    times = [
        time.span.quote(document.text.text)
        for time in document.facts.times
        if span.start <= time.span.start and time.span.end <= span.end and time.role is TimeRole.FUTURE
    ]
    return " ".join(times[0].split()) if len(times) == 1 else ""


def _nearest(parts: Services, tracked: TrackedCommitment) -> tuple[ShownPassage, ...]:
    current = parts.store.documents.get(tracked.commitment.document)
    return _passages(nearest(current.text, current.record, tracked.commitment.quote), current)


def _proposal(parts: Services, piece: Evidence) -> ShownProposal:
    title, href = piece.quote, piece.quote
    if piece.document is not None:
        record = parts.store.documents.get(piece.document).record
        title = record.title or piece.document
        place = f"?s={anchor(piece.span)[1:]}#{anchor(piece.span)}" if piece.span else ""
        href = f"/d/{piece.document}{place}"
    return ShownProposal(
        number=piece.id or 0,
        quote=" ".join(piece.quote.split()),
        href=href,
        title=title,
        relation=piece.relation,
        percent=round(piece.score * 100),
    )


def _undoable(detail: CommitmentDetail, language: str) -> str:
    last = detail.tracked.state.last_decision
    if last is None:
        return ""
    return next((entry.sentence(language) for entry in detail.history if entry.event.id == last.id), "")
