"""From the clauses of an answer to its commitments."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.facts import CommitmentFact, Reading, TimeExpression, TimeRole
from corpus.model import DocumentText, QuestionRecord, Side, Span
from ingest.commitments.actors import actor_of, nearest_before
from ingest.commitments.features import Clause, bare_clause, read_clause, shape_of
from ingest.commitments.governance import Surroundings
from ingest.commitments.model import Model
from ingest.commitments.regions import Region, regions_of
from ingest.commitments.relations import Found, content_words, related, with_addition, without_repeats
from ingest.commitments.rules import Rules, fold, lower
from ingest.commitments.segments import Unit, cut
from ingest.commitments.traits import Due, condition_of, due_of, kind_of, strength_of, trimmed, vague_of

_SUBJECT_LENGTH = 160
_BEFORE = 200
# Rules by form alone that are mostly wrong where the judge sees nothing: 3 of 43 right on the labels without this.
_DOUBTED = frozenset({"list_item.dated", "purpose.dated"})
_LEAST_SHARE = 0.3
_QUOTES = frozenset("'\"")

_ANNOUNCING = frozenset({"for.future", "for.go", "for.starts", "for.intention", "for.continued", "for.ought"})


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

    def due_of(self, clause: Clause) -> Due:
        """Return when what a clause promises is due."""
        around = Surroundings(text=self.text.text, lowered=self.lowered, clause=clause, rules=self.rules)
        return due_of(around, self.reference)

    @classmethod
    def of(cls, text: DocumentText, record: QuestionRecord, rules: Rules, model: Model) -> "Source":
        """Prepare a document."""
        lowered = lower(fold(text.text))
        return cls(text=text, record=record, lowered=lowered, reference=record.reference_date, rules=rules, model=model)


def clauses_of(source: Source, side: Side, times: Sequence[TimeExpression]) -> tuple[Clause, ...]:
    """Cut one side of a document into clauses, and read the cues of those of the answer.

    Args:
        source: The document.
        side: Which side.
        times: The times of that side.

    Returns:
        The clauses in reading order.
    """
    own = (time for time in times if time.side is side and not _ends_title(source.lowered, time))
    held = sorted(own, key=lambda time: time.span.start)
    starts = [time.span.start for time in held]
    timed = [time.span.start for time in held if time.role is TimeRole.FUTURE]
    regions = regions_of(source.text, source.record, side)
    if side is Side.QUESTION:
        regions = tuple(region for region in regions if _may_claim(source, region, held))
    units = cut(source.text.text, regions, source.rules.boundaries, timed)
    year = source.reference.year if source.reference else None

    def times_in(unit: Unit) -> Sequence[TimeExpression]:
        return held[bisect_left(starts, unit.start) : bisect_left(starts, unit.end)]

    if side is Side.QUESTION:
        # Nobody judges the clauses of a question: without cues and words they are read in half the time.
        return tuple(bare_clause(unit, source.lowered, times_in(unit)) for unit in units)
    return tuple(read_clause(unit, source.lowered, year, times_in(unit), source.rules) for unit in units)


def _may_claim(source: Source, region: Region, times: Sequence[TimeExpression]) -> bool:
    """Tell whether a region of a question may quote a plan: most have neither a day nor a word that announces."""
    dated = any(time.range.expected and region.start <= time.span.start < region.end for time in times)
    return dated or source.rules.claims["announced"].search(source.lowered[region.start : region.end]) is not None


def _ends_title(lowered: str, time: TimeExpression) -> bool:
    """Tell whether a time is the end of a quoted title, whose years bound the plan of that name and nothing else."""
    return lowered[time.span.end : time.span.end + 1] in _QUOTES and lowered[time.span.start - 1] not in _QUOTES


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
    introduced = _introductions(clauses, source.rules)
    chosen: set[int] = set()
    for place, clause in enumerate(clauses):
        if clause.is_silent or _is_excluded(clause, source.rules):
            continue
        features = shape_of(clauses, place, source.model.paired)
        certainty = source.model.chance(source.model.total(features) + source.model.words.total(clause))
        rule: str | None = None
        lead = introduced[place]
        if certainty >= source.model.threshold:
            rule = f"clause.{source.model.strongest(features)}"
        else:
            rule = _inherited(source, clauses, place, lead, chosen)
            if rule in _DOUBTED and certainty < _LEAST_SHARE * source.model.threshold:
                rule = None
            rule = rule or _unopposed(source, clause, certainty)
            certainty = source.rules.certainties.get(rule or "", certainty)
        if rule is not None:
            chosen.add(place)
            version = f"{source.rules.version}+{source.model.version}"
            yield place, Reading(rule=rule, version=version, certainty=round(certainty, 3)), lead


def _inherited(source: Source, clauses: Sequence[Clause], place: int, lead: int | None, chosen: set[int]) -> str | None:
    """Return the rule by which a clause that the judge passed over is one: a sure phrase, or a dated part of a plan."""
    clause, rules = clauses[place], source.rules
    if rules.traits["sure"].search(clause.lowered) and clause.cues.isdisjoint(rules.doubts):
        return "phrase.sure"
    due = source.due_of(clause).time
    if due is None:
        return None
    verbless = rules.traits["finite"].search(clause.lowered) is None
    planned = lead is not None and (lead in chosen or any(cue.startswith("for.") for cue in clauses[lead].cues))
    if verbless and (planned or rules.traits["deliverable"].search(clause.lowered) is not None):
        return "member.dated" if rules.traits["counted"].match(clause.lowered) else "list_item.dated"
    follows = place > 0 and clauses[place - 1].unit.sentence == clause.unit.sentence
    if follows and rules.traits["purpose"].match(clause.lowered) and due.role is TimeRole.FUTURE:
        return "purpose.dated"
    return None


def _unopposed(source: Source, clause: Clause, certainty: float) -> str | None:
    """Return the rule by which a clause below the threshold still counts: it announces, and nothing speaks against it.

    The judge knows the bodies and matters of the texts that it learned from; elsewhere their names weigh nothing. A
    plain announcement with a day to come, or by a public actor known by name, then needs half of the certainty.
    """
    rules = source.rules
    if 2 * certainty < source.model.threshold or clause.verb not in rules.announcing:
        return None
    if not rules.opposed.isdisjoint(clause.cues):
        return None
    due = source.due_of(clause).time
    if due is not None and due.role is TimeRole.FUTURE:
        return "announced.dated"
    unit = clause.unit
    named = nearest_before(source.text.text, source.lowered, unit.start, unit.end, rules)
    return "announced.actor" if named and clause.verb in rules.boundaries.future_finite else None


def _is_excluded(clause: Clause, rules: Rules) -> bool:
    """Tell whether a clause says outright that it is none: a question, past plan, referral, refusal or forecast."""
    if clause.unit.asks or rules.traits["referral"].search(clause.lowered):
        return True
    if any(rules.traits[name].search(clause.lowered) for name in ("refusal", "forecast")):
        return True
    if _is_practice(clause):
        return True
    return "for.future" not in clause.cues and rules.traits["past_plan"].search(clause.lowered) is not None


def _is_practice(clause: Clause) -> bool:
    """Tell whether a clause tells what recurs anyway: standing practice is none unless it is newly announced."""
    recurs = any(time.role is TimeRole.RECURRING for time in clause.times)
    return recurs and not clause.promises_time and _ANNOUNCING.isdisjoint(clause.cues)


def _introductions(clauses: Sequence[Clause], rules: Rules) -> list[int | None]:
    """Return for each clause the place of the one that introduces it as a part.

    That is a heading, the text of the item above, or the clause before an enumeration in the same sentence.
    """
    last_of_item: dict[str, int] = {}
    by_sentence: dict[tuple[int, int], int] = {}
    leads: list[int | None] = []
    for place, clause in enumerate(clauses):
        unit = clause.unit
        above = unit.item.rpartition(".")[0]
        lead = by_sentence.get(unit.heading) if unit.heading is not None else None
        if lead is None and rules.traits["counted"].match(clause.lowered):
            lead = by_sentence.get(unit.sentence)
        if lead is None and above:
            lead = last_of_item.get(above)
        leads.append(lead)
        last_of_item[unit.item] = place
        if unit.sentence not in by_sentence or unit.introduces:
            by_sentence[unit.sentence] = place
    return leads


def _joined(
    source: Source, clauses: Sequence[Clause], judged: Sequence[tuple[int, Reading, int | None]]
) -> list[Found]:
    """Make facts, and give a sentence that only adds a time ("this is planned for ...") to the one before it."""
    found: list[Found] = []
    by_place = {place: (reading, lead) for place, reading, lead in judged}
    last = -2
    for place, clause in enumerate(clauses):
        adds = place > 0 and source.rules.traits["adds"].match(clause.lowered) is not None
        if adds and last != place - 1 and place in by_place and "for.future" in clauses[place - 1].cues:
            found.append(_found(source, clauses, place - 1, by_place[place][0], None))
            last = place - 1
        if adds and last == place - 1 and found[-1].fact.due is None:
            due = source.due_of(clause).time
            span = source.text.span(clause.unit.start, clause.unit.end)
            found[-1] = with_addition(found[-1], due, vague_of(clause.times, source.text.text), span)
        elif place in by_place:
            reading, lead = by_place[place]
            found.append(_found(source, clauses, place, reading, lead))
            last = place
    return found


def _found(source: Source, clauses: Sequence[Clause], place: int, reading: Reading, lead: int | None) -> Found:
    clause, rules, text = clauses[place], source.rules, source.text.text
    dated = source.due_of(clause)
    due = dated.time
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
        mentions=dated.mentions,
    )
    introduction = clauses[lead].unit.start if lead is not None else None
    return Found(clause=clause, fact=fact, words=_content(span, due, text, rules), introduction=introduction)


def _content(span: Span, due: TimeExpression | None, text: str, rules: Rules) -> frozenset[str]:
    """Return the words of content of a statement without those of its time, which different promises may share."""
    if due is None:
        return content_words(span.quote(text), rules)
    return content_words(f"{text[span.start : due.span.start]} {text[due.span.end : span.end]}", rules)


def _subject(lead: Clause, text: str, rules: Rules) -> str | None:
    """Return what an introducing clause is about: its words before the first finite verb, else the whole of it."""
    verb = rules.traits["finite"].search(lead.lowered)
    end = lead.unit.start + verb.start() if verb and verb.start() else lead.unit.end
    return " ".join(text[lead.unit.start : end].split())[:_SUBJECT_LENGTH].rstrip(" :") or None


def _actor(source: Source, clause: Clause, lead: Clause | None) -> str | None:
    unit = clause.unit
    inside = [(unit.start, unit.end), unit.sentence, *([lead.unit.sentence] if lead is not None else [])]
    before = (max(0, unit.start - _BEFORE), unit.start)
    return actor_of(source.text.text, source.lowered, [*inside, before], source.record.title or "", source.rules)
