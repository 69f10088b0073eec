"""What is measured of a clause before it is judged: cues, words, times and neighbours.

A feature is a text such as ``for.planned`` (a group of cues), ``word:opgeleverd`` or ``time:future``; the trained model
gives each a weight, so that a judgement can always be explained by the features that weighed most.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.facts import TimeExpression, TimeRole
from ingest.commitments.rules import Rules
from ingest.commitments.segments import Unit

_TOKEN = re.compile(r"[a-z][a-z'-]*|\d+(?:[.,]\d+)*|[?%:]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FAR_YEARS = 2
_WORDS_A_STEP = 7
_LONGEST_STEP = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A unit with what was read in it.

    Attributes:
        unit: Where it stands.
        lowered: Its text in lower case without accents.
        words: Its words and numbers, years told relative to the reference year.
        cues: Groups of cues that it holds.
        times: Times that stand in it.
    """

    unit: Unit
    lowered: str
    words: tuple[str, ...]
    cues: frozenset[str]
    times: tuple[TimeExpression, ...]


def tokens(lowered: str, year: int | None) -> tuple[str, ...]:
    """Return words, with numbers made alike and years told relative to ``year`` (``y+1`` is the next one)."""
    return tuple(_token(word, year) for word in _TOKEN.findall(lowered))


def _token(word: str, year: int | None) -> str:
    if not word[0].isdigit():
        return word
    if year is None or not _YEAR.fullmatch(word):
        return "<n>"
    return f"y{max(-_FAR_YEARS, min(_FAR_YEARS, int(word) - year)):+d}"


def read_clause(unit: Unit, lowered: str, year: int | None, times: Iterable[TimeExpression], rules: Rules) -> Clause:
    """Read cues and words of one unit.

    Args:
        unit: The unit.
        lowered: The whole text in lower case without accents.
        year: Year of the reference date, None where unknown.
        times: Times that stand in the unit.
        rules: The language's rules.

    Returns:
        The clause.
    """
    own = lowered[unit.start : unit.end]
    words = tokens(own, year)
    return Clause(unit=unit, lowered=own, words=words, cues=frozenset(rules.cues.found(own, words)), times=tuple(times))


def _is_company(cue: str, beside: str) -> bool:
    """Tell whether a cue changes what another one means: one that speaks against it, or one that says who acts."""
    return cue != beside and cue.startswith(("against.", "for.who_"))


def features_of(clauses: Sequence[Clause], place: int, paired: frozenset[str]) -> set[str]:
    """Return the features of one clause among its neighbours.

    Args:
        clauses: The clauses of a region in reading order.
        place: Which of them.
        paired: Groups of cues that are also counted in company and in the clause before.

    Returns:
        The features.
    """
    clause = clauses[place]
    found = {f"word:{word}" for word in clause.words}
    found |= clause.cues
    strong = clause.cues & paired
    found |= {f"{one}&{other}" for one in strong for other in clause.cues if _is_company(other, one)}
    found |= {f"time:{time.role.value}" for time in clause.times}
    if any(time.role is TimeRole.FUTURE for time in clause.times):
        found |= {f"{one}&time:future" for one in strong}
    if clause.words:
        found |= {f"first:{clause.words[0]}", f"last:{clause.words[-1]}"}
    found.add(f"length:{min(_LONGEST_STEP, len(clause.words) // _WORDS_A_STEP)}")
    if place:
        found |= {f"before:{cue}" for cue in clauses[place - 1].cues & paired}
    if clause.unit.heading is not None:
        found.add("in_list")
    if clause.unit.introduces:
        found.add("introduces")
    return found
