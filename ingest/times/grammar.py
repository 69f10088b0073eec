"""A cascade of grammars over typed terms: each level rewrites stretches of terms into one larger term.

A text is first a row of terms (months, units, prepositions, numbers, other words). A rule is a pattern of term
categories and the name of an operation; both are data. Patterns are regular, so each level takes time linear in the
text; at every place the longest match whose operation accepts it wins.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from corpus.errors import RulesError
from ingest.times.context import Context
from ingest.times.patterns import Pattern, PatternReader

FIRST_CODE = 0xE000
#: Categories that the lexicon builds itself.
BUILT = frozenset({"one", "small", "big", "frac", "year_like", "year4", "year_word", "ord", "date", "percent", "word"})


class Term(NamedTuple):
    """A stretch of tokens with a meaning.

    Attributes:
        category: What it is, such as ``month`` or ``cal``.
        value: Its meaning, of a type that goes with the category.
        first: Index of its first token.
        after: Index after its last token.
        rule: Id of the rule that made it, empty for a term of the lexicon.
        certainty: How sure that rule is.
    """

    category: str
    value: Any
    first: int
    after: int
    rule: str = ""
    certainty: float = 1.0


class Found(NamedTuple):
    """The terms that a pattern matched.

    Attributes:
        named: Those that carry a label.
        terms: All of them in order.
    """

    named: Mapping[str, Term]
    terms: Sequence[Term]

    def value(self, label: str) -> Any:  # noqa: ANN401 - its type goes with the category
        """Return the value of a labelled term, None where the pattern matched without it."""
        term = self.named.get(label)
        return None if term is None else term.value

    @property
    def first(self) -> int:
        """Index of the first token."""
        return self.terms[0].first

    @property
    def after(self) -> int:
        """Index after the last token."""
        return self.terms[-1].after


Operation = Callable[[Context, Found, "Rule"], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the grammar.

    Attributes:
        id: Its name.
        level: The level on which it works.
        pattern: Its pattern over category codes.
        match: The compiled pattern's method that matches at a place.
        gives: Category of the term it makes.
        operation: What computes the value; None as result means that the rule does not hold here.
        options: Further settings for the operation.
        certainty: How sure a reading by this rule is.
        not_before: Codes of categories that must not follow.
        not_after: Codes of categories that must not precede.
        only_before: Codes of categories one of which must follow; empty for no condition.
    """

    id: str
    level: str
    pattern: Pattern
    match: Callable[[str, int], re.Match[str] | None]
    gives: str
    operation: Operation
    options: Mapping[str, Any] = field(default_factory=dict)
    certainty: float = 0.95
    not_before: str = ""
    not_after: str = ""
    only_before: str = ""


class Level:
    """The rules of one level, sorted by the code with which their matches may begin.

    Args:
        rules: The rules in order.
    """

    __slots__ = ("alphabet", "by_first", "find_needed")

    def __init__(self, rules: Sequence[Rule]) -> None:
        needed: set[str] = set()
        alphabet: set[str] = set()
        by_first: dict[str, list[Rule]] = {}
        for rule in rules:
            needed |= rule.pattern.needed or rule.pattern.alphabet
            alphabet |= rule.pattern.alphabet
            for code in rule.pattern.first:
                by_first.setdefault(code, []).append(rule)
        self.by_first = by_first
        self.alphabet = frozenset(alphabet)
        self.find_needed = re.compile(f"[{''.join(sorted(needed))}]" if needed else "(?!)").search

    def stretch(self, codes: str, at: int) -> range | None:
        """Return the places from ``at`` on where a rule may begin, up to the next term that some rule needs.

        A match holds such a term, and nothing between its beginning and that term is foreign to the level. None where
        no such term is left.
        """
        found = self.find_needed(codes, at)
        if found is None:
            return None
        start = stop = found.start()
        while start > at and codes[start - 1] in self.alphabet:
            start -= 1
        return range(start, stop + 1)


class Grammar:
    """The rules of a language, ready to be applied.

    Args:
        tables: ``levels``, ``classes`` and ``rule`` of the rules file. The class ``connective`` names categories that
            say nothing of time by themselves: rules are tried around the others only, which changes no reading.
        operations: The operations by name.

    Raises:
        RulesError: If a rule names an unknown level or operation, or its pattern cannot be read.
    """

    def __init__(self, tables: Mapping[str, Any], operations: Mapping[str, Operation]) -> None:
        self._codes: dict[str, str] = {}
        self._classes: dict[str, list[str]] = dict(tables["classes"])
        self._operations = operations
        self._known = frozenset(tables["terms"]) | BUILT | {entry["gives"] for entry in tables["rule"]}
        self._names: list[str] = tables["levels"]
        connectives = frozenset(self._all_codes(self._classes.get("connective", [])))
        self._patterns = PatternReader(self._coded, connectives)
        self._rules = [self._rule(entry, self._names) for entry in tables["rule"]]
        self._levels: dict[float, list[Level]] = {}

    def code(self, category: str) -> str:
        """Return the one-character code of a category."""
        return self._codes.setdefault(category, chr(FIRST_CODE + len(self._codes)))

    def apply(self, terms: Sequence[Term], context: Context) -> list[Term]:
        """Rewrite a row of terms through all levels, by the rules that are certain enough for the context."""
        if context.least not in self._levels:
            sure = [rule for rule in self._rules if rule.certainty >= context.least]
            self._levels[context.least] = [Level([r for r in sure if r.level == name]) for name in self._names]
        row = list(terms)
        known = self._codes
        codes = "".join([known.get(term.category) or self.code(term.category) for term in row])
        for level in self._levels[context.least]:
            row, codes = self._rewritten(row, codes, level, context)
        return row

    def _rewritten(self, row: list[Term], codes: str, level: Level, context: Context) -> tuple[list[Term], str]:
        out: list[Term] = []
        out_codes: list[str] = []
        at = copied = 0
        while (stretch := level.stretch(codes, at)) is not None:
            at = stretch.stop
            for begin in stretch:
                if codes[begin] in level.by_first and (made := self._best(row, codes, begin, level, context)):
                    term, at = made
                    out += row[copied:begin]
                    out.append(term)
                    out_codes += (codes[copied:begin], self._codes[term.category])
                    copied = at
                    break
        return (out + row[copied:], "".join((*out_codes, codes[copied:]))) if out else (row, codes)

    def _best(self, row: list[Term], codes: str, start: int, level: Level, context: Context) -> tuple[Term, int] | None:
        """Apply the longest rule that matches at a place and whose operation accepts."""
        matches = [(found, rule) for rule in level.by_first[codes[start]] if (found := rule.match(codes, start))]
        if len(matches) > 1:
            matches.sort(key=_length, reverse=True)
        for found, rule in matches:
            end = found.end()
            if not _allowed(rule, codes, start, end):
                continue
            named = {name: row[found.start(name)] for name, piece in found.groupdict().items() if piece}
            matched = Found(named, row[start:end])
            value = rule.operation(context, matched, rule)
            if value is not None:
                certainty = min([rule.certainty, *(term.certainty for term in matched.terms)])
                return Term(rule.gives, value, matched.first, matched.after, rule.id, certainty), end
        return None

    def _rule(self, entry: Mapping[str, Any], levels: Sequence[str]) -> Rule:
        name = entry.get("id", "?")
        if entry["level"] not in levels:
            raise RulesError(f"rules: the rule {name} is on an unknown level {entry['level']!r}")
        if entry["do"] not in self._operations:
            raise RulesError(f"rules: the rule {name} names an unknown operation {entry['do']!r}")
        self.code(entry["gives"])
        pattern = self._patterns.read(name, entry["pattern"])
        if pattern.empty:
            raise RulesError(f"rules: the rule {name}: its pattern matches nothing at all")
        return Rule(
            id=name,
            level=entry["level"],
            pattern=pattern,
            match=re.compile(pattern.expression).match,
            gives=entry["gives"],
            operation=self._operations[entry["do"]],
            options=entry.get("options", {}),
            certainty=entry.get("certainty", 0.95),
            not_before=self._all_codes(entry.get("not_before", [])),
            not_after=self._all_codes(entry.get("not_after", [])),
            only_before=self._all_codes(entry.get("only_before", [])),
        )

    def _all_codes(self, names: Sequence[str]) -> str:
        """Return the codes of categories and classes; a class may name other classes."""
        return "".join(
            self._all_codes(self._classes[name]) if name in self._classes else self.code(name) for name in names
        )

    def _coded(self, rule: str, names: Sequence[str]) -> str:
        for name in names:
            if name not in self._known and name not in self._classes:
                raise RulesError(f"rules: the rule {rule} names an unknown category {name!r}")
        return self._all_codes(names)


def _allowed(rule: Rule, codes: str, start: int, end: int) -> bool:
    following = codes[end : end + 1]
    if rule.not_before and following and following in rule.not_before:
        return False
    if rule.only_before and following and following not in rule.only_before:
        return False
    return not (rule.not_after and start and codes[start - 1] in rule.not_after)


def _length(match: tuple[re.Match[str], Rule]) -> int:
    return match[0].end()
