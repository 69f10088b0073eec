"""The words that tell whether a time in a promise is when it is due; read from ``[governance]`` of the rules file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.errors import RulesError
from corpus.facts import Multilingual
from ingest.commitments.cues import checked_words, compile_group


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernanceRules:
    """What tells that a time belongs to something else; the comments in the rules file say what each is.

    Attributes:
        conditional: Words that open a clause of condition.
        causal: Words that open a clause of reason.
        prepositional: Those of both that can stand before a mere noun phrase.
        relative: Words that open a clause about a noun before them.
        ambiguous: Those that are also the word "that" before what is promised.
        elliptical: Words after a conditional that keep it from opening a clause ("if possible").
        weak: Conditionals that compare or name a role as well, and open a clause only before a subject.
        comparing: Words before these that compare ("both ... and").
        apposed: Words after a comma with which such a clause goes on ("once it is ready, that is in May").
        resuming: Words after a comma with which the main clause begins ("if ..., then").
        before_noun: Words after which a relative word only points ("in that case").
        past: Finite verbs of the past.
        perfect: Finite verbs of the perfect.
        promising: Finite verbs that can carry a promise.
        finite: Other finite verbs of the present.
        infinitive: Those of all these that also end a group of verbs as infinitives.
        subjects: Words that begin the subject after the verb of a main clause.
        joins: Words that join two times into one.
        brackets: Words that may stand beside a time in brackets that dates the promise.
        reasons: By id, why a time is no deadline, in words.
        patterns: By name, see the rules file.
    """

    conditional: frozenset[str]
    causal: frozenset[str]
    prepositional: frozenset[str]
    relative: frozenset[str]
    ambiguous: frozenset[str]
    elliptical: frozenset[str]
    weak: frozenset[str]
    comparing: frozenset[str]
    apposed: frozenset[str]
    resuming: frozenset[str]
    before_noun: frozenset[str]
    past: frozenset[str]
    perfect: frozenset[str]
    promising: frozenset[str]
    finite: frozenset[str]
    infinitive: frozenset[str]
    subjects: frozenset[str]
    joins: frozenset[str]
    brackets: frozenset[str]
    reasons: Mapping[str, Multilingual]
    patterns: Mapping[str, re.Pattern[str]]

    def is_finite(self, word: str) -> bool:
        """Tell whether a word is a finite verb that this module knows."""
        return word in self.promising or word in self.finite or word in self.past or word in self.perfect


_LISTS = tuple(name for name in GovernanceRules.__slots__ if name not in {"reasons", "patterns"})
_ENDING = frozenset(
    {"opener", "starts", "data", "name", "postponed", "extended", "scheduling", "lasting", "citing", "dating"}
)
_SEARCHED = frozenset(
    {
        "own_rate",
        "own_since",
        "own_runs",
        "own_until",
        "own_year",
        "own_funds",
        "own_for",
        "own_data",
        "own_extent",
        "funds",
    }
    | {"scheduled", "counted", "decided"}
)
REASONS = frozenset(
    {"condition", "cause", "relative", "brackets", "quotation", "name", "data", "opener", "runs", "rate", "since"}
    | {"counted", "decided", "start", "joined"}
)


def _table(table: Mapping[str, object], name: str) -> Mapping[str, object]:
    held = table.get(name)
    if not isinstance(held, dict) or not held:
        raise RulesError(f"the table [governance.{name}] is missing or empty")
    return held


def _reason(told: object, where: str) -> Multilingual:
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in ("nl", "en", "fr")):
        raise RulesError(f"{where}: a sentence in nl, en and fr is needed")
    return Multilingual(nl=told["nl"], en=told["en"], fr=told["fr"])


def _pattern(name: str, patterns: object) -> re.Pattern[str]:
    """Compile a group; those that must reach up to the time are tied to the end of what stands before it."""
    found = compile_group(patterns, f"governance.patterns.{name}")
    return re.compile(rf"{found.pattern}\s*\Z") if name in _ENDING else found


def parse_governance(table: Mapping[str, object]) -> GovernanceRules:
    """Check and compile the table.

    Args:
        table: The table ``[governance]`` as ``tomllib`` gives it.

    Returns:
        The rules.

    Raises:
        RulesError: If a list, a reason or a pattern is missing, empty or does not compile.
    """
    reasons = {name: _reason(told, f"governance.reasons.{name}") for name, told in _table(table, "reasons").items()}
    patterns = {name: _pattern(name, group) for name, group in _table(table, "patterns").items()}
    wanted = {
        "own_rate",
        "own_since",
        "own_runs",
        "own_until",
        "own_year",
        "own_funds",
        "own_extent",
        "funds",
        "scheduled",
    }
    missing = sorted((REASONS - set(reasons)) | ((_ENDING | wanted) - set(patterns)))
    if missing:
        raise RulesError(f"governance: {missing[0]} is missing")
    lists = {name: frozenset(checked_words(table.get(name), f"governance.{name}")) for name in _LISTS}
    return GovernanceRules(**lists, reasons=reasons, patterns=patterns)
