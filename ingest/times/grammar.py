"""A cascade of grammars over typed terms: each level rewrites stretches of terms into one larger term.

A text is first a row of terms (months, units, prepositions, numbers, other words). A rule is a pattern of term
categories and the name of an operation; both are data. Patterns are regular, so each level takes time linear in the
text; at every place the longest match whose operation accepts it wins.

Pattern language: categories separated by blanks; ``?``, ``*``, ``+`` behind a category or a group in parentheses;
``|`` between alternatives; ``label:category`` or ``label:(one|other)`` hands the term to the operation under that
label. A category may name a class of categories.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from corpus.errors import RulesError
from ingest.times.context import Context

_PIECE = re.compile(
    r"\s*(?:(?P<label>[a-z_0-9]+):(?:\((?P<any>[^()]+)\)|(?P<one>[a-z_0-9]+))|(?P<name>[a-z_0-9]+)|(?P<sign>[()|?*+]))"
)
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
        pattern: Compiled pattern over category codes.
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
    pattern: re.Pattern[str]
    gives: str
    operation: Operation
    options: Mapping[str, Any] = field(default_factory=dict)
    certainty: float = 0.95
    not_before: str = ""
    not_after: str = ""
    only_before: str = ""


class Grammar:
    """The rules of a language, ready to be applied.

    Args:
        tables: ``levels``, ``classes`` and ``rule`` of the rules file.
        operations: The operations by name.

    Raises:
        RulesError: If a rule names an unknown level or operation, or its pattern cannot be read.
    """

    def __init__(self, tables: Mapping[str, Any], operations: Mapping[str, Operation]) -> None:
        self._codes: dict[str, str] = {}
        self._classes: dict[str, list[str]] = dict(tables["classes"])
        self._operations = operations
        self._known = frozenset(tables["terms"]) | BUILT | {entry["gives"] for entry in tables["rule"]}
        levels: list[str] = tables["levels"]
        rules = [self._rule(entry, levels) for entry in tables["rule"]]
        self._levels = [[rule for rule in rules if rule.level == level] for level in levels]
        self._search = [
            re.compile("|".join(_unnamed(rule.pattern.pattern) for rule in level)) for level in self._levels
        ]

    def code(self, category: str) -> str:
        """Return the one-character code of a category."""
        return self._codes.setdefault(category, chr(FIRST_CODE + len(self._codes)))

    def apply(self, terms: Sequence[Term], context: Context) -> list[Term]:
        """Rewrite a row of terms through all levels."""
        row = list(terms)
        for rules, search in zip(self._levels, self._search, strict=True):
            row = self._level(row, rules, search, context)
        return row

    def _level(self, row: list[Term], rules: list[Rule], search: re.Pattern[str], context: Context) -> list[Term]:
        codes = "".join([self.code(term.category) for term in row])
        out: list[Term] = []
        at = copied = 0
        while (found := search.search(codes, at)) is not None:
            start = found.start()
            made = self._best(row, codes, start, rules, context)
            if made is None:
                at = start + 1
                continue
            term, after = made
            out += row[copied:start]
            out.append(term)
            at = copied = after
        return out + row[copied:]

    def _best(
        self, row: list[Term], codes: str, start: int, rules: list[Rule], context: Context
    ) -> tuple[Term, int] | None:
        """Apply the longest rule that matches at a place and whose operation accepts."""
        matches = [
            (found.end(), -order, found, rule)
            for order, rule in enumerate(rules)
            if (found := rule.pattern.match(codes, start))
        ]
        for end, _, found, rule in sorted(matches, key=lambda match: match[:2], reverse=True):
            if end == start or rule.certainty < context.least or not _allowed(rule, codes, start, end):
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
        return Rule(
            id=name,
            level=entry["level"],
            pattern=self._compile(name, entry["pattern"]),
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

    def _check(self, rule: str, names: Sequence[str]) -> None:
        for name in names:
            if name not in self._known and name not in self._classes:
                raise RulesError(f"rules: the rule {rule} names an unknown category {name!r}")

    def _compile(self, name: str, pattern: str) -> re.Pattern[str]:
        out: list[str] = []
        at = 0
        while at < len(pattern.rstrip()):
            piece = _PIECE.match(pattern, at)
            if piece is None:
                raise RulesError(f"rules: the rule {name}: cannot read its pattern from {pattern[at:]!r}")
            at = piece.end()
            if piece["sign"]:
                out.append("(?:" if piece["sign"] == "(" else piece["sign"])
            else:
                names = [name.strip() for name in (piece["any"] or piece["one"] or piece["name"]).split("|")]
                self._check(name, names)
                codes = f"[{self._all_codes(names)}]"
                out.append(f"(?P<{piece['label']}>{codes})" if piece["label"] else codes)
        try:
            return re.compile("".join(out))
        except re.error as error:
            raise RulesError(f"rules: the rule {name}: {error}") from error


def _allowed(rule: Rule, codes: str, start: int, end: int) -> bool:
    following = codes[end : end + 1]
    if rule.not_before and following and following in rule.not_before:
        return False
    if rule.only_before and following and following not in rule.only_before:
        return False
    return not (rule.not_after and start and codes[start - 1] in rule.not_after)


def _unnamed(pattern: str) -> str:
    """Drop the labels, so that patterns can stand side by side in one expression."""
    return f"(?:{re.sub(r'[?]P<[a-z_0-9]+>', '?:', pattern)})"
