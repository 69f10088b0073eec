"""Which facts of a document are marked in its text, and in which words the visitor is told how each was read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.facts import EarlierClaim, Figure, Reading, Reference, TimeExpression
from corpus.model import Span
from corpus.register import Commitment
from corpus.store import StoredDocument
from web.document.parts import Part
from web.i18n import Speaker
from web.marking import Anchor, Mark, anchor
from web.render import time_range

KINDS = ("commitment", "claim", "time", "figure", "reference")
MOST = 90
"""Facts of a kind that one page marks; the rest are counted and stand in the list to take away."""
_LONGEST = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """How one fact was read, to be shown beside its words.

    Attributes:
        id: Address in the page.
        kind: ``commitment``, ``claim``, ``time``, ``figure`` or ``reference``.
        span: Where the fact stands.
        words: Its words as printed, on one line, shortened.
        said: How they were read.
        href: A page about it, where there is one.
        reading: The rule or model that read it.
    """

    id: str
    kind: str
    span: Span
    words: str
    said: str
    href: str | None
    reading: Reading

    @property
    def address(self) -> Anchor:
        """Address of its words in the page."""
        return anchor(self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What is marked in a stretch of a document.

    Attributes:
        marks: Every mark, those of the head and of a passage pointed out included.
        notes: How the facts among them were read, kind by kind in reading order.
        counts: Facts of each kind in the stretch, marked or not.
        left_out: Facts of each kind in the stretch that are not marked, as there are too many.
    """

    marks: tuple[Mark, ...]
    notes: tuple[Note, ...]
    counts: dict[str, int]
    left_out: dict[str, int]

    def only(self, addresses: frozenset[str]) -> "Marked":
        """Return the same with notes only of facts that have one of these addresses in the page."""
        notes = tuple(note for note in self.notes if note.address in addresses)
        held = Counter(note.kind for note in notes)
        counts = {kind: held[kind] + self.left_out.get(kind, 0) for kind in KINDS}
        return replace(self, notes=notes, counts=counts)

    def by_kind(self) -> list[tuple[str, list[Note]]]:
        """Return the notes of each kind that has any."""
        return [(kind, list(notes)) for kind, notes in groupby(self.notes, key=lambda note: note.kind)]


def figure_words(speaker: Speaker, figure: Figure) -> str:
    """Say how a figure was read: value in base units, what is counted, for when, planned or realised."""
    value = speaker.number(figure.value)
    if figure.low is not None and figure.high is not None:
        value = f"{speaker.number(figure.low)} – {speaker.number(figure.high)}"
    parts = [f"{value} {figure.unit}".strip(), figure.subject if figure.subject != figure.unit else None]
    if figure.qualifier:
        parts[0] = f"{speaker.say(f'figure: {figure.qualifier}')} {parts[0]}"
    if figure.period:
        parts.append(time_range(speaker, figure.period))
    if figure.planned is not None:
        parts.append(speaker.say("planned") if figure.planned else speaker.say("realised"))
    return "; ".join(part for part in parts if part)


def _commitment(speaker: Speaker, one: Commitment) -> str:
    """Say how a commitment was read: its kind, how firmly, who, under which condition, by when."""
    parts = [speaker.say(f"commitment: {one.kind}"), speaker.say(f"strength: {one.strength}"), one.actor, one.condition]
    parts += [time_range(speaker, milestone.due) for milestone in one.milestones] or [one.vague]
    return "; ".join(part for part in parts if part)


def _time(speaker: Speaker, time: TimeExpression) -> str:
    return time.range.explanation.said_in(speaker.language) or speaker.say("Time")


def _reference(speaker: Speaker, one: Reference) -> str:
    numbers = ", ".join(map(str, one.numbers))
    parts = [speaker.say(f"reference: {one.kind}"), numbers, one.session, one.asker, one.target]
    return "; ".join(part for part in parts if part)


def facts_of(document: StoredDocument, commitments: tuple[Commitment, ...]) -> Iterator[tuple[str, Span, object]]:
    """Yield kind, place and fact of everything that is marked with a note."""
    for one in commitments:
        yield from (("commitment", span, one) for span in (one.span, *one.also))
    yield from (("claim", claim.span, claim) for claim in document.facts.claims)
    yield from (("time", time.span, time) for time in document.facts.times)
    yield from (("figure", figure.span, figure) for figure in document.facts.figures)
    yield from (("reference", reference.span, reference) for reference in document.facts.references)


def reading_words(speaker: Speaker, fact: object) -> tuple[str, str | None, Reading]:
    """Return how a fact was read, the page about it, and who read it."""
    match fact:
        case Commitment():
            return _commitment(speaker, fact), f"/c/{fact.id}", fact.reading
        case EarlierClaim():
            return time_range(speaker, fact.due), None, fact.reading
        case TimeExpression():
            return _time(speaker, fact), None, fact.reading
        case Figure():
            return figure_words(speaker, fact), None, fact.reading
        case Reference():
            one = fact.candidates[0] if len(fact.candidates) == 1 else None
            return _reference(speaker, fact), f"/d/{one}" if one else None, fact.reading
    raise TypeError(f"no fact: {fact!r}")


def _note(speaker: Speaker, text: str, number: int, found: tuple[str, Span, object]) -> Note:
    kind, span, fact = found
    said, href, reading = reading_words(speaker, fact)
    words = " ".join(span.quote(text).split())
    words = words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
    return Note(id=f"{kind}-{number}", kind=kind, span=span, words=words, said=said, href=href, reading=reading)


def all_notes(speaker: Speaker, document: StoredDocument, commitments: tuple[Commitment, ...]) -> tuple[Note, ...]:
    """Return how every fact of a document was read, whether its page marks it or not.

    Args:
        speaker: Speaks the visitor's language.
        document: The document.
        commitments: Its entries of the register.
    """
    facts = enumerate(facts_of(document, commitments), start=1)
    return tuple(_note(speaker, document.text.text, number, one) for number, one in facts)


def _notes(
    speaker: Speaker, text: str, facts: Iterable[tuple[str, Span, object]], part: Part, left_out: dict[str, int]
) -> Iterator[Note]:
    """Yield the notes of the facts in a part, at most ``MOST`` of a kind; count the others."""
    for kind, found in groupby(facts, key=lambda fact: fact[0]):
        inside = sorted((one for one in found if part.touches(one[1])), key=lambda one: one[1].start)
        if len(inside) > MOST:
            left_out[kind] = len(inside) - MOST
        yield from (_note(speaker, text, number, one) for number, one in enumerate(inside[:MOST], start=1))


def marks_of(
    speaker: Speaker,
    document: StoredDocument,
    commitments: tuple[Commitment, ...],
    passage: Span | None,
    part: Part,
) -> Marked:
    """Return everything to mark in a document's text.

    Args:
        speaker: Says how each was read.
        document: The document.
        commitments: Its entries of the register that its current version states.
        passage: A passage that somebody pointed at; None for none.
        part: What is shown of the text.
    """
    facts = list(facts_of(document, commitments))
    left_out: dict[str, int] = {}
    notes = tuple(_notes(speaker, document.text.text, facts, part, left_out))
    pointed = [Mark(span=passage, kind="passage", title="")] if passage else []
    return Marked(
        marks=(
            *pointed,
            *(Mark(span=one.span, kind=one.kind, title=one.said, href=one.href, note=one.id) for one in notes),
            *(Mark(span=span, kind="head", title="") for _, span in document.record.evidence),
        ),
        notes=notes,
        counts={kind: sum(note.kind == kind for note in notes) + left_out.get(kind, 0) for kind in KINDS},
        left_out=left_out,
    )
