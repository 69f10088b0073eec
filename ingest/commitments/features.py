"""What is measured of a clause before it is judged: cues, words, times and neighbours.

A feature is a text such as ``for.planned`` (a group of cues), ``word:opgeleverd`` or ``time:future``; the trained model
gives each a weight, so that a judgement can always be explained by the features that weighed most.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, repeat
from typing import NamedTuple

from corpus.facts import TimeExpression, TimeRole
from ingest.commitments.rules import Rules
from ingest.commitments.segments import Unit

_TOKEN = re.compile(r"[a-z][a-z'-]*|\d+(?:[.,]\d+)*|[?%:]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FAR_YEARS = 2
_WORDS_A_STEP = 7
_LONGEST_STEP = 6
_PARTS = 5
_AFTER_VERB = 3
_AT_END = 2
_ONE_WORD = ("word", "pre", "post", "end", "first", "last")
_NOTHING = repeat(0.0)
_PAIR = re.compile(r"(y[+-]\d+|[^+]*)\+(.*)")  # a year such as y+1 holds the sign that joins two words


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A unit with what was read in it.

    Attributes:
        unit: Where it stands.
        lowered: Its text in lower case without accents.
        words: Its words and numbers, years told relative to the reference year.
        cues: Groups of cues that it holds.
        times: Times that stand in it.
        verb: Its first finite verb, which tells tense and mood; empty where it has none.
    """

    unit: Unit
    lowered: str
    words: tuple[str, ...]
    cues: frozenset[str]
    times: tuple[TimeExpression, ...]
    verb: str = ""

    @property
    def is_silent(self) -> bool:
        """Whether it has neither a cue nor a time: of 12,030 labelled clauses of the kind none is a commitment."""
        return not self.times and not any(cue.startswith("for.") for cue in self.cues)

    @property
    def promises_time(self) -> bool:
        """Whether a time of the future stands in it."""
        return any(time.role is TimeRole.FUTURE for time in self.times)


def tokens(lowered: str, year: int | None) -> tuple[str, ...]:
    """Return words, with numbers made alike and years told relative to ``year`` (``y+1`` is the next one)."""
    # Nearly all are words, which stay as they are.
    return tuple([word if "a" <= word < "{" else _token(word, year) for word in _TOKEN.findall(lowered)])


def _token(word: str, year: int | None) -> str:
    if not word[0].isdigit():
        return word
    if year is None or not _YEAR.fullmatch(word):
        return "<n>"
    return f"y{max(-_FAR_YEARS, min(_FAR_YEARS, int(word) - year)):+d}"


def bare_clause(unit: Unit, lowered: str, times: Iterable[TimeExpression]) -> Clause:
    """Return a unit with its times, without words and cues."""
    own = lowered[unit.start : unit.end]
    return Clause(unit=unit, lowered=own, words=(), cues=frozenset(), times=tuple(times))


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
    verb = next((word for word in words if word in rules.verbs), "")
    cues = frozenset(rules.cues.found(own, words))
    return Clause(unit=unit, lowered=own, words=words, cues=cues, times=tuple(times), verb=verb)


def _is_company(cue: str, beside: str) -> bool:
    """Tell whether a cue changes what another one means: one that speaks against it, or one that says who acts."""
    return cue != beside and cue.startswith(("against.", "for.who_"))


def features_of(clauses: Sequence[Clause], place: int, paired: frozenset[str]) -> set[str]:
    """Return the features of one clause among its neighbours.

    Args:
        clauses: The clauses of a side in reading order.
        place: Which of them.
        paired: Groups of cues that are also counted in company and in the clauses beside.

    Returns:
        The features.
    """
    return shape_of(clauses, place, paired) | word_features(clauses[place])


def shape_of(clauses: Sequence[Clause], place: int, paired: frozenset[str]) -> set[str]:
    """Return the features of one clause that are not of its words: cues, times, verb, place and neighbours."""
    clause = clauses[place]
    found = set(clause.cues)
    strong = clause.cues & paired
    found |= {f"{one}&{other}" for one in strong for other in clause.cues if _is_company(other, one)}
    if clause.promises_time:
        found |= {f"{one}&time:future" for one in strong}
    found |= {f"both:{one}&{other}" for one, other in combinations(sorted(clause.cues), 2)}
    found |= _verb_features(clause)
    found.add(f"length:{min(_LONGEST_STEP, len(clause.words) // _WORDS_A_STEP)}")
    if clause.unit.heading is not None:
        found.add("in_list")
    if clause.unit.introduces:
        found.add("introduces")
    return found | _surroundings(clauses, place, paired)


def _verb_features(clause: Clause) -> set[str]:
    """Tell the tense with who acts, when, and the word that ends the clause, mostly its participle or infinitive."""
    verb = clause.verb or "-"
    roles = {time.role.value for time in clause.times}
    found = {f"time:{role}" for role in roles}
    found |= {f"verb:{verb}", f"verb:{verb}+last:{clause.words[-1] if clause.words else ''}"}
    found |= {f"verb:{verb}+time:{role}" for role in roles or ("none",)}
    found |= {f"verb:{verb}+{cue}" for cue in clause.cues if cue.startswith("for.who_")}
    return found


def word_features(clause: Clause) -> set[str]:
    """Return the features of a clause's words, and of where they stand."""
    verb, placed = clause.verb, Placed.of(clause)
    found = {f"word:{word}" for word in placed.words}
    found |= {f"with:{verb}+{word}" for word in placed.words}
    for name in ("pre", "post", "end"):
        found |= {f"{name}:{word}" for word in getattr(placed, name)}
    found |= {f"two:{one}+{other}" for one, other in placed.two}
    if clause.words:
        found |= {f"first:{clause.words[0]}", f"last:{clause.words[-1]}"}
    return found


class Placed(NamedTuple):
    """The different words of a clause, by where they stand.

    Attributes:
        words: All.
        pre: Before the verb: mostly who acts.
        post: Right after it.
        end: The last ones.
        two: Neighbours.
    """

    words: frozenset[str]
    pre: frozenset[str]
    post: frozenset[str]
    end: frozenset[str]
    two: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, clause: Clause) -> "Placed":
        """Sort the words of a clause."""
        words = clause.words
        at = words.index(clause.verb) if clause.verb else len(words)
        return cls(
            frozenset(words),
            frozenset(words[:at]),
            frozenset(words[at + 1 : at + 1 + _AFTER_VERB]),
            frozenset(words[-_AT_END:]),
            frozenset(pairwise(words)),
        )


class WordWeights:
    """The weights of word features, arranged so that no feature need be written out: most of the judging goes here.

    Args:
        weights: All weights of a model by feature.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._of: dict[str, dict[str, float]] = {name: {} for name in _ONE_WORD}
        self._with: dict[str, dict[str, float]] = {}
        self._two: dict[tuple[str, str], float] = {}
        for feature, weight in weights.items():
            name, _, rest = feature.partition(":")
            if name in _ONE_WORD:
                self._of[name][rest] = weight
            elif name in ("with", "two") and (pair := _PAIR.fullmatch(rest)):
                one, other = pair.groups()
                if name == "two":
                    self._two[one, other] = weight
                else:
                    self._with.setdefault(one, {})[other] = weight

    def total(self, clause: Clause) -> float:
        """Return the sum of the weights of a clause's word features."""
        placed, of = Placed.of(clause), self._of
        beside = self._with.get(clause.verb, {})
        found = [
            sum(map(of["word"].get, placed.words, _NOTHING)),
            sum(map(beside.get, placed.words, _NOTHING)) if beside else 0.0,
            sum(map(of["pre"].get, placed.pre, _NOTHING)),
            sum(map(of["post"].get, placed.post, _NOTHING)),
            sum(map(of["end"].get, placed.end, _NOTHING)),
            sum(map(self._two.get, placed.two, _NOTHING)),
        ]
        if clause.words:
            found += [of["first"].get(clause.words[0], 0.0), of["last"].get(clause.words[-1], 0.0)]
        return sum(found)


def _surroundings(clauses: Sequence[Clause], place: int, paired: frozenset[str]) -> set[str]:
    """Tell what stands before and after, and where in the answer a clause stands."""
    found = {f"place:{_PARTS * place // len(clauses)}"}
    for name, other in (("before", place - 1), ("after", place + 1)):
        if not 0 <= other < len(clauses):
            found.add(f"{name}:none")
            continue
        found |= {f"{name}:{cue}" for cue in clauses[other].cues & paired}
        if clauses[other].promises_time:
            found.add(f"{name}:time:future")
    return found
