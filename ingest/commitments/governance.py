"""Which times of a clause say when its promise is due, and why the others do not.

A time in a promise can date something else: what must happen first, the data that are promised, the plan that is
named, what a relative clause tells. Such a time stays evidence of the text but is no deadline: a wrong deadline
becomes a wrong "overdue". Where the words leave it open, the time counts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.facts import Multilingual, TimeExpression, TimeMention
from ingest.commitments.features import Clause
from ingest.commitments.governance_rules import GovernanceRules
from ingest.commitments.rules import Rules
from ingest.commitments.segments import WORD
from ingest.commitments.subordinate import holder_of

_REACH = 120
_YEAR_LENGTH = 4
_OPENING = re.compile(r"[\d(]|(?:de|het)\s")
_BARE = re.compile(r"\d")
_YEARS = re.compile(r"\d{4}\s?[-/]\s?\d{2,4}")
_NAMED = re.compile(r"(?:^|\W)[A-Z][a-z-]+\s\Z")
_BETWEEN = re.compile(r"\s*(?:[/,-]|(?:,\s*)?[a-z/]{1,5})\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Governed:
    """The times of a clause, parted.

    Attributes:
        bounding: Those that say when the promise is due, neighbours that belong together joined.
        mentions: The others of the future, each with the reason.
    """

    bounding: tuple[TimeExpression, ...]
    mentions: tuple[TimeMention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the reasons look at.

    Attributes:
        text: The whole text.
        lowered: The same in lower case without accents.
        clause: The clause.
        rules: The language's rules.
    """

    text: str
    lowered: str
    clause: Clause
    rules: Rules

    def before(self, time: TimeExpression) -> str:
        """Return what stands before a time in its sentence, at most a line or two."""
        start = max(self.clause.unit.sentence[0], time.span.start - _REACH)
        return self.lowered[start : time.span.start]

    def own(self, time: TimeExpression) -> str:
        """Return the words of a time."""
        return self.lowered[time.span.start : time.span.end]


def governed(around: Surroundings, times: Iterable[TimeExpression]) -> Governed:
    """Part the times of a clause.

    Args:
        around: The clause and its text.
        times: Those of its times that could bound something, in reading order.

    Returns:
        The times that bound the promise and those that do not.
    """
    bounding: list[TimeExpression] = []
    mentions: list[TimeMention] = []
    reasons = around.rules.governance.reasons
    last: tuple[int, str | None] = (-1, None)
    for time in times:
        inherited = last[1] if _explains(around.lowered[last[0] : time.span.start]) else None
        reason = inherited or reason_against(around, time)
        last = (time.span.end, reason)
        if reason is not None:
            mentions.append(TimeMention(span=time.span, reason=reason, why=_quoting(around, time, reasons[reason])))
            continue
        bounding.append(_from_start(around, time))
    return Governed(bounding=tuple(_joined(around, bounding)), mentions=tuple(mentions))


def _quoting(around: Surroundings, time: TimeExpression, reason: Multilingual) -> Multilingual:
    quote = " ".join(around.text[time.span.start : time.span.end].split())
    tie = "\N{NO-BREAK SPACE}"
    french = f"«{tie}{quote}{tie}»{tie}: {reason.fr}"
    return Multilingual(nl=f"“{quote}”: {reason.nl}", en=f"“{quote}”: {reason.en}", fr=french)


def _explains(between: str) -> bool:
    """Tell whether a time in brackets only explains the time right before them."""
    return between.strip() == "("


def reason_against(around: Surroundings, time: TimeExpression) -> str | None:
    """Return the id of the reason why a time does not bound the promise, None where it does."""
    checks = (_by_its_own_words, _by_what_follows, _by_marks, _by_noun, _by_opener)
    found = (check(around, time) for check in checks)
    reason = next((one for one in found if one is not None), None)
    return reason or holder_of(around.clause, time, around.rules.governance)


def _by_its_own_words(around: Surroundings, time: TimeExpression) -> str | None:
    """Reasons that the time itself shows: a rate, a beginning in the past, a stretch for which something holds."""
    patterns, own = around.rules.governance.patterns, around.own(time)
    if patterns["own_rate"].fullmatch(own):
        return "rate"
    if patterns["own_since"].match(own):
        return "since"
    if patterns["own_runs"].match(own) or patterns["lasting"].search(around.before(time)):
        return "runs"
    if patterns["own_until"].match(own):
        lasts = around.rules.traits["ongoing"].search(around.clause.lowered)
        return None if lasts or patterns["postponed"].search(around.before(time)) else "runs"
    return "runs" if patterns["own_extent"].match(own) and patterns["extended"].search(around.before(time)) else None


def _by_what_follows(around: Surroundings, time: TimeExpression) -> str | None:
    """Reasons that come after the time: it is counted from an event, or dates a decision that is told."""
    patterns = around.rules.governance.patterns
    following = around.lowered[time.span.end : min(around.clause.unit.end, time.span.end + _REACH)].lstrip(" ,")
    return next((name for name in ("counted", "decided") if patterns[name].match(following)), None)


def _by_marks(around: Surroundings, time: TimeExpression) -> str | None:
    """Reasons that punctuation shows: a time among other words in brackets, or within quotation marks."""
    before = around.lowered[around.clause.unit.sentence[0] : time.span.start]
    if before.count("(") > before.count(")") and not _dates_alone(around, time):
        return "brackets"
    inside = around.lowered[around.clause.unit.start : time.span.start]
    return "quotation" if inside.count('"') % 2 and inside.lstrip()[:1] != '"' else None


def _dates_alone(around: Surroundings, time: TimeExpression) -> bool:
    """Tell whether nothing but times and words of planning stand in the brackets around a time."""
    start = around.lowered.rfind("(", 0, time.span.start) + 1
    stop = around.lowered.find(")", time.span.end, time.span.end + _REACH)
    stop = stop if stop >= 0 else time.span.end
    held = [other.span for other in around.clause.times if start <= other.span.start and other.span.end <= stop]
    words = list(WORD.finditer(around.lowered, start, stop))
    others = [word for word in words if not any(span.start <= word.start() < span.end for span in held)]
    return all(word.group() in around.rules.governance.brackets for word in others)


def _by_noun(around: Surroundings, time: TimeExpression) -> str | None:
    """Reasons that the noun before shows: the years of a plan's name, or of the data and funds that are meant."""
    patterns, own, before = around.rules.governance.patterns, around.own(time), around.before(time)
    if patterns["own_data"].fullmatch(own) and not patterns["starts"].search(before):
        return "data"
    if not patterns["own_year"].fullmatch(own) or patterns["starts"].search(before):
        return None
    if patterns["data"].search(before) or _belongs_to_noun(around, own, before):
        return "data"
    if patterns["own_funds"].match(own) and patterns["funds"].search(around.clause.lowered):
        return "data"
    if _BARE.match(own) is None:
        return None
    return "name" if _is_named(around, time, before) else None


def _is_named(around: Surroundings, time: TimeExpression, before: str) -> bool:
    """Tell whether years belong to the name right before them: "Climate Plan 2025-2030", "Horizon 2020"."""
    patterns, own = around.rules.governance.patterns, around.own(time)
    bare = before[-2:-1].isalpha() and len(own) == _YEAR_LENGTH and patterns["dating"].search(before) is None
    if bare or patterns["name"].search(before):
        return patterns["scheduled"].search(around.clause.lowered) is None or _YEARS.match(own) is not None
    printed = around.text[max(around.clause.unit.start, time.span.start - _REACH) : time.span.start]
    named = _NAMED.search(printed)
    return named is not None and named.start() > 0


def _belongs_to_noun(around: Surroundings, own: str, before: str) -> bool:
    """Tell whether "for" and a year belong to the noun before them: "the proposal for 2025"."""
    patterns = around.rules.governance.patterns
    if not patterns["own_for"].fullmatch(own) or not WORD.search(before):
        return False
    return patterns["scheduling"].search(before) is None


def _by_opener(around: Surroundings, time: TimeExpression) -> str | None:
    """Reasons that a preposition before the noun shows: the time dates what comes first, or what it rests on."""
    governance, before = around.rules.governance, around.before(time)
    cited = governance.patterns["citing"].search(before)
    if cited is not None and not _has_verb(cited.group(), governance):
        return "opener"
    found = governance.patterns["opener"].search(before)
    if found is None or _has_verb(found.group(), governance):
        return None
    attached = _OPENING.match(around.own(time)) is not None
    return "opener" if attached or not _has_verb(before[: found.start()], governance) else None


def _has_verb(words: str, governance: GovernanceRules) -> bool:
    return any(governance.is_finite(word.group()) for word in WORD.finditer(words))


def _from_start(around: Surroundings, time: TimeExpression) -> TimeExpression:
    """Open the end of a time that only says from when: "from the new release in June" is not due in June."""
    governance = around.rules.governance
    found = governance.patterns["starts"].search(around.before(time))
    if found is None or time.range.earliest is None or _has_verb(found.group(), governance):
        return time
    told = _told(time.range.explanation, governance.reasons["start"])
    return replace(time, range=replace(time.range, expected=None, latest=None, explanation=told))


def _joined(around: Surroundings, times: Sequence[TimeExpression]) -> Iterator[TimeExpression]:
    """Join neighbours such as "in June and July": the promise is due on the last day of the last one."""
    held: TimeExpression | None = None
    for time in times:
        if held is not None and _belong_together(around, held, time):
            held = _both(held, time, around.rules.governance.reasons["joined"])
            continue
        if held is not None:
            yield held
        held = time
    if held is not None:
        yield held


def _belong_together(around: Surroundings, one: TimeExpression, other: TimeExpression) -> bool:
    between = around.lowered[one.span.end : other.span.start]
    if one.role is not other.role or not _BETWEEN.match(between):
        return False
    words = {word.group() for word in WORD.finditer(between)}
    ends = (one.range.expected, other.range.expected)
    return words <= around.rules.governance.joins and ends[0] is not None and ends[1] is not None and ends[0] < ends[1]


def _both(one: TimeExpression, other: TimeExpression, reason: Multilingual) -> TimeExpression:
    told = _told(_told(one.range.explanation, other.range.explanation), reason)
    range_ = replace(other.range, earliest=one.range.earliest, explanation=told)
    return replace(one, span=replace(one.span, end=other.span.end), range=range_)


def _told(one: Multilingual, other: Multilingual) -> Multilingual:
    return Multilingual.of(lambda language: f"{one.said_in(language)} {other.said_in(language)}".strip())
