"""A document shown with all its facts and why each was read, for a person at a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.facts import (
    CommitmentFact,
    EarlierClaim,
    Facts,
    Figure,
    Reading,
    Reference,
    TimeExpression,
    TimeRange,
)
from corpus.model import Side, Span
from ingest.pipeline import ParsedDocument

Fact = TimeExpression | Figure | Reference | CommitmentFact | EarlierClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One fact as it is explained.

    Attributes:
        number: Its number in the document, counted from 1 in reading order.
        kind: ``time``, ``figure``, ``reference``, ``commitment`` or ``claim``.
        span: Where it stands.
        what: What was read, in short.
        why: How it was computed, in words; empty where the words speak for themselves.
        reading: Which rule read it and how sure it is.
    """

    number: int
    kind: str
    span: Span
    what: str
    why: str
    reading: Reading


def _days(due: TimeRange | None) -> str:
    if due is None:
        return "no date"
    shown = [day.isoformat() if day else ".." for day in (due.earliest, due.expected)]
    latest = f", at the latest {due.latest}" if due.latest and due.latest != due.expected else ""
    return " to ".join(shown) + latest


def _time(fact: TimeExpression, language: str) -> tuple[str, str, str]:
    what = fact.recurrence or _days(fact.range)
    return "time", f"{fact.role}: {what}", fact.range.explanation.said_in(language)


def _figure(fact: Figure) -> tuple[str, str, str]:
    limits = f" ({fact.low} to {fact.high})" if fact.low is not None or fact.high is not None else ""
    about = f", about {fact.subject}" if fact.subject else ""
    when = f", for {_days(fact.period)}" if fact.period else ""
    return "figure", f"{fact.kind}: {fact.qualifier or ''} {fact.value}{limits} {fact.unit}{about}{when}", ""


def _reference(fact: Reference) -> tuple[str, str, str]:
    numbers = " ".join(f"nr. {number}" for number in fact.numbers)
    parts = (numbers, fact.asker, fact.session, fact.target)
    return "reference", f"{fact.kind}: {' | '.join(part for part in parts if part)}", ""


def _commitment(fact: CommitmentFact, language: str) -> tuple[str, str, str]:
    parts = [f"{fact.kind}, {fact.strength}", f"by {fact.actor}" if fact.actor else "", _days(fact.due)]
    parts += [f"about {fact.subject}" if fact.subject else "", f"if: {fact.condition}" if fact.condition else ""]
    parts += [f"vague: {fact.vague}" if fact.vague else "", "a part" if fact.parent is not None else ""]
    parts += [f"also at {', '.join(f'{s.start}-{s.end}' for s in fact.also)}" if fact.also else ""]
    reasons = [fact.due.explanation.said_in(language) if fact.due else ""]
    reasons += [mention.why.said_in(language) for mention in fact.mentions]
    return "commitment", "; ".join(part for part in parts if part), "; ".join(reason for reason in reasons if reason)


def _claim(fact: EarlierClaim) -> tuple[str, str, str]:
    moved = f"; the answer moves it by {fact.moved_days} days" if fact.moved_days is not None else ""
    return "claim", _days(fact.due) + moved, ""


def _told(fact: Fact, language: str) -> tuple[str, str, str]:
    match fact:
        case TimeExpression():
            return _time(fact, language)
        case Figure():
            return _figure(fact)
        case Reference():
            return _reference(fact)
        case CommitmentFact():
            return _commitment(fact, language)
        case EarlierClaim():
            return _claim(fact)


def _facts(facts: Facts) -> list[Fact]:
    every: list[Fact] = [*facts.times, *facts.figures, *facts.references, *facts.commitments, *facts.claims]
    return sorted(every, key=lambda fact: (fact.span.start, -fact.span.end))


def explained(document: ParsedDocument, language: str) -> tuple[Explained, ...]:
    """Return every fact of a document with its explanation, in reading order.

    Args:
        document: The document as it was read.
        language: Language of the computations: ``nl``, ``fr`` or ``en``.
    """
    found = []
    for number, fact in enumerate(_facts(document.facts), start=1):
        kind, what, why = _told(fact, language)
        found.append(Explained(number=number, kind=kind, span=fact.span, what=what, why=why, reading=fact.reading))
    return tuple(found)


def explanation_lines(document: ParsedDocument, language: str) -> Iterator[str]:
    """Yield the lines of an explanation: head, each side's text with numbered marks, then every fact with its why."""
    record, text = document.record, document.text.text
    yield f"{document.raw.name}: {record.title or 'no title'}"
    for name in ("number", "session", "asked", "answered", "not_before", "asker", "minister", "office", "answer_kind"):
        value = getattr(record, name)
        if value is not None:
            yield f"  {name}: {value}{' (inferred)' if name in record.inferred else ''}"
    for remark in record.remarks:
        yield f"  remark: {remark.text}"
    facts = explained(document, language)
    for section in record.sections:
        yield f"--- {'question' if section.side is Side.QUESTION else 'answer'} ---"
        yield _marked(text, section.start, section.end, facts)
    for fact in facts:
        yield from _fact_lines(fact, text)


def _marked(text: str, start: int, end: int, facts: tuple[Explained, ...]) -> str:
    """Return a stretch of text with ``[n`` and ``n]`` around each fact; facts may lie inside each other."""
    marks: list[tuple[int, int, str]] = []
    for fact in facts:
        if start <= fact.span.start and fact.span.end <= end:
            marks.append((fact.span.start, fact.number, f"[{fact.number}: "))
            marks.append((fact.span.end, -(10**6) + fact.number, "]"))
    pieces, place = [], start
    for where, _, sign in sorted(marks, key=lambda mark: (mark[0], mark[1])):
        pieces += [text[place:where], sign]
        place = where
    return "".join([*pieces, text[place:end]])


def _fact_lines(fact: Explained, text: str) -> Iterator[str]:
    page = f" p. {fact.span.page}" if fact.span.page else ""
    quote = " ".join(fact.span.quote(text).split())
    yield f"[{fact.number}] {fact.kind} {fact.span.start}-{fact.span.end}{page}: “{quote}”"
    yield f"      {fact.what}"
    if fact.why:
        yield f"      {fact.why}"
    yield f"      read by {fact.reading.rule} ({fact.reading.version}), certainty {fact.reading.certainty:.2f}"
