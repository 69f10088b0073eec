"""From the clauses of an answer to its commitments."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.facts import CommitmentFact, Reading, TimeExpression, TimeRole
from corpus.model import DocumentText, QuestionRecord, Side
from ingest.commitments.actors import actor_of
from ingest.commitments.features import Clause, features_of, read_clause
from ingest.commitments.model import Model
from ingest.commitments.regions import regions_of
from ingest.commitments.relations import Found, content_words, related, with_addition, without_repeats
from ingest.commitments.rules import Rules, fold, lower
from ingest.commitments.segments import Unit, cut
from ingest.commitments.traits import condition_of, due_of, kind_of, strength_of, trimmed, vague_of

_LIST_ITEM = 0.8
_SUBJECT_LENGTH = 160
_BEFORE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What every step needs of the document.

    Attributes:
        text: The document.
        record: Its division.
        lowered: Its text in lower case without accents.
        reference: Day of the document, None where unknown.
        rules: The language's rules.
        model: The judge of clauses.
    """

    text: DocumentText
    record: QuestionRecord
    lowered: str
    reference: date | None
    rules: Rules
    model: Model

    @classmethod
    def of(cls, text: DocumentText, record: QuestionRecord, rules: Rules, model: Model) -> "Source":
        """Prepare a document."""
        lowered = lower(fold(text.text))
        return cls(text=text, record=record, lowered=lowered, reference=record.reference_date, rules=rules, model=model)


def clauses_of(source: Source, side: Side, times: Sequence[TimeExpression]) -> tuple[Clause, ...]:
    """Cut one side of a document into clauses and read their cues.

    Args:
        source: The document.
        side: Which side.
        times: The times of that side.

    Returns:
        The clauses in reading order.
    """
    held = sorted((time for time in times if time.side is side), key=lambda time: time.span.start)
    starts = [time.span.start for time in held]
    timed = [time.span.start for time in held if time.role is TimeRole.FUTURE]
    units = cut(source.text.text, regions_of(source.text, source.record, side), source.rules.boundaries, timed)
    year = source.reference.year if source.reference else None

    def times_in(unit: Unit) -> Sequence[TimeExpression]:
        return held[bisect_left(starts, unit.start) : bisect_left(starts, unit.end)]

    return tuple(read_clause(unit, source.lowered, year, times_in(unit), source.rules) for unit in units)


def commitments_of(source: Source, times: Sequence[TimeExpression]) -> tuple[CommitmentFact, ...]:
    """Read the commitments of an answer.

    Args:
        source: The document.
        times: All times of the document.

    Returns:
        The commitments in reading order, related to each other.
    """
    clauses = clauses_of(source, Side.ANSWER, times)
    return related(without_repeats(_joined(source, clauses, list(_judged(source, clauses)))))


def _judged(source: Source, clauses: Sequence[Clause]) -> Iterator[tuple[int, Reading, int | None]]:
    """Yield (place, reading, place of the introducing clause) for each clause that counts as a commitment."""
    introduced = _introductions(clauses)
    chosen: set[int] = set()
    for place, clause in enumerate(clauses):
        if _is_excluded(clause, source.rules):
            continue
        features = features_of(clauses, place, source.model.paired)
        certainty = source.model.certainty(features)
        rule = f"clause.{source.model.strongest(features)}"
        lead = introduced[place]
        if certainty < source.model.threshold and _is_dated_list_item(clause, clauses, lead, chosen, source):
            certainty, rule = _LIST_ITEM, "list_item.dated"
        if certainty >= source.model.threshold:
            chosen.add(place)
            version = f"{source.rules.version}+{source.model.version}"
            yield place, Reading(rule=rule, version=version, certainty=round(certainty, 3)), lead


def _is_excluded(clause: Clause, rules: Rules) -> bool:
    """Tell whether a clause says outright that it is no commitment: a past plan, a referral, a refusal, a question."""
    if clause.lowered.endswith("?") or rules.traits["referral"].search(clause.lowered):
        return True
    if rules.traits["refusal"].search(clause.lowered):
        return True
    return "for.future" not in clause.cues and rules.traits["past_plan"].search(clause.lowered) is not None


def _introductions(clauses: Sequence[Clause]) -> list[int | None]:
    """Return for each clause the place of the one that introduces its list: a heading, or the text of the item above."""
    last_of_item: dict[str, int] = {}
    by_sentence: dict[tuple[int, int], int] = {}
    leads: list[int | None] = []
    for place, clause in enumerate(clauses):
        unit = clause.unit
        above = unit.item.rpartition(".")[0]
        lead = by_sentence.get(unit.heading) if unit.heading is not None else None
        leads.append(lead if lead is not None else last_of_item.get(above) if above else None)
        last_of_item[unit.item] = place
        by_sentence[unit.sentence] = place
    return leads


def _is_dated_list_item(clause: Clause, clauses: Sequence[Clause], lead: int | None, chosen: set[int], source: Source) -> bool:
    """Tell whether a list item without a verb inherits being a commitment: it is dated, and its list is one of plans."""
    if source.rules.traits["finite"].search(clause.lowered) or due_of(clause.times, source.lowered, source.reference, source.rules) is None:
        return False
    if lead is not None and (lead in chosen or any(cue.startswith("for.") for cue in clauses[lead].cues)):
        return True
    return source.rules.traits["deliverable"].search(clause.lowered) is not None


def _joined(source: Source, clauses: Sequence[Clause], judged: Sequence[tuple[int, Reading, int | None]]) -> list[Found]:
    """Make facts, and give a sentence that only adds a time ("this is planned for ...") to the one before it."""
    found: list[Found] = []
    by_place = {place: (reading, lead) for place, reading, lead in judged}
    last = -2
    for place, clause in enumerate(clauses):
        adds = found and last == place - 1 and source.rules.traits["adds"].match(clause.lowered) is not None
        if adds and found[-1].fact.due is None:
            due = due_of(clause.times, source.lowered, source.reference, source.rules)
            vague = vague_of(clause.times, source.text.text)
            span = source.text.span(clause.unit.start, clause.unit.end)
            found[-1] = with_addition(found[-1], due, vague, span)
        elif place in by_place:
            reading, lead = by_place[place]
            found.append(_found(source, clauses, place, reading, lead))
            last = place
    return found


def _found(source: Source, clauses: Sequence[Clause], place: int, reading: Reading, lead: int | None) -> Found:
    clause, rules, text = clauses[place], source.rules, source.text.text
    due = due_of(clause.times, source.lowered, source.reference, rules)
    condition = condition_of(clause, text, rules)
    span = trimmed(clause, due, rules)
    subject = _subject(clauses[lead], text, rules) if lead is not None else None
    fact = CommitmentFact(
        span=source.text.span(span.start, span.end),
        item=clause.unit.item,
        kind=kind_of(clause, due, rules),
        strength=strength_of(clause, condition, rules),
        actor=_actor(source, clause, clauses[lead] if lead is not None else None),
        subject=subject,
        condition=condition,
        due=due.range if due else None,
        due_span=due.span if due else None,
        vague=None if due else vague_of(clause.times, text),
        reading=reading,
    )
    introduction = clauses[lead].unit.start if lead is not None else None
    return Found(clause=clause, fact=fact, words=content_words(span.quote(text), rules), introduction=introduction)


def _subject(lead: Clause, text: str, rules: Rules) -> str | None:
    """Return what an introducing clause is about: its words before the first finite verb, else the whole of it."""
    verb = rules.traits["finite"].search(lead.lowered)
    end = lead.unit.start + verb.start() if verb and verb.start() else lead.unit.end
    return " ".join(text[lead.unit.start : end].split())[:_SUBJECT_LENGTH].rstrip(" :") or None


def _actor(source: Source, clause: Clause, lead: Clause | None) -> str | None:
    unit = clause.unit
    stretches = [(unit.start, unit.end), unit.sentence]
    if lead is not None:
        stretches.append(lead.unit.sentence)
    title = source.record.title or ""
    named = actor_of(source.text.text, source.lowered, stretches, title, source.rules)
    if named is not None:
        return named
    return actor_of(source.text.text, source.lowered, [(max(0, unit.start - _BEFORE), unit.start)], "", source.rules)
