"""The pattern language of the grammar, turned into expressions over one-character codes of categories.

Categories separated by blanks; ``?``, ``*``, ``+`` behind a category or a group in parentheses; ``|`` between
alternatives; ``label:category`` or ``label:(one|other)`` hands the term to the operation under that label. A category
may name a class of categories.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import NamedTuple, Protocol

from corpus.errors import RulesError

_PIECE = re.compile(
    r"\s*(?:(?P<label>[a-z_0-9]+):(?:\((?P<any>[^()]+)\)|(?P<one>[a-z_0-9]+))|(?P<name>[a-z_0-9]+)|(?P<sign>[()|?*+]))"
)
#: How often a repeated piece may come back: without a bound the time for a long row of connectives would be its square.
MOST_REPEATS = 32
_REPEATS = {"?": "?", "*": f"{{0,{MOST_REPEATS}}}", "+": f"{{1,{MOST_REPEATS}}}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern and what can be said of every row that it matches.

    Attributes:
        expression: Regular expression over codes.
        first: Codes with which a match may begin.
        alphabet: All codes that a match may hold.
        needed: Codes one of which every match holds: the rarest such set; None where there is none.
        empty: Whether it matches nothing at all.
    """

    expression: str = ""
    first: frozenset[str] = frozenset()
    alphabet: frozenset[str] = frozenset()
    needed: frozenset[str] | None = None
    empty: bool = True


class Coder(Protocol):
    """Gives the codes of the categories and classes that a pattern names."""

    def __call__(self, rule: str, names: Sequence[str]) -> str:
        """Return the codes as one string.

        Raises:
            RulesError: If a name is unknown; the text names the rule.
        """


class _Sign(NamedTuple):
    sign: str


@dataclass(slots=True)
class PatternReader:
    """Reads patterns.

    Args:
        coder: Gives the codes of categories and classes.
        connectives: Codes of categories that say nothing of time by themselves: a set of them is the last to be
            looked for.
    """

    coder: Coder
    connectives: frozenset[str]
    _pieces: list[Pattern | _Sign] = field(default_factory=list)
    _at: int = 0

    def read(self, rule: str, text: str) -> Pattern:
        """Read a pattern.

        Args:
            rule: Id of its rule, for the error.
            text: The pattern.

        Raises:
            RulesError: If it cannot be read; the text names the rule.
        """
        self._pieces, self._at = list(self._cut(rule, text.rstrip())), 0
        pattern = self._choice()
        if self._at < len(self._pieces):
            raise RulesError(f"rules: the rule {rule}: a sign of its pattern {text!r} stands in the wrong place")
        try:
            re.compile(pattern.expression)
        except re.error as error:
            raise RulesError(f"rules: the rule {rule}: {error}") from error
        return pattern

    def _cut(self, rule: str, text: str) -> Iterable[Pattern | _Sign]:
        at = 0
        while at < len(text):
            piece = _PIECE.match(text, at)
            if piece is None:
                raise RulesError(f"rules: the rule {rule}: cannot read its pattern from {text[at:]!r}")
            at = piece.end()
            if piece["sign"]:
                yield _Sign(piece["sign"])
                continue
            names = [name.strip() for name in (piece["any"] or piece["one"] or piece["name"]).split("|")]
            codes = self.coder(rule, names)
            expression = f"(?P<{piece['label']}>[{codes}])" if piece["label"] else f"[{codes}]"
            yield Pattern(
                expression=expression,
                first=frozenset(codes),
                alphabet=frozenset(codes),
                needed=frozenset(codes),
                empty=False,
            )

    def _choice(self) -> Pattern:
        branches = [self._sequence()]
        while self._takes("|"):
            branches.append(self._sequence())
        if len(branches) == 1:
            return branches[0]
        sets = [branch.needed for branch in branches if branch.needed is not None]
        return Pattern(
            expression="|".join(branch.expression for branch in branches),
            first=frozenset().union(*(branch.first for branch in branches)),
            alphabet=frozenset().union(*(branch.alphabet for branch in branches)),
            needed=frozenset().union(*sets) if len(sets) == len(branches) else None,
            empty=any(branch.empty for branch in branches),
        )

    def _sequence(self) -> Pattern:
        parts: list[Pattern] = []
        while (part := self._repeated()) is not None:
            parts.append(part)
        return reduce(self._joined, parts, Pattern())

    def _joined(self, one: Pattern, other: Pattern) -> Pattern:
        sets = [needed for needed in (one.needed, other.needed) if needed is not None]
        return Pattern(
            expression=one.expression + other.expression,
            first=one.first | other.first if one.empty else one.first,
            alphabet=one.alphabet | other.alphabet,
            needed=min(sets, key=self._commonness) if sets else None,
            empty=one.empty and other.empty,
        )

    def _commonness(self, needed: frozenset[str]) -> tuple[int, int]:
        return len(needed & self.connectives), len(needed)

    def _repeated(self) -> Pattern | None:
        part = self._part()
        for sign, repeats in _REPEATS.items():
            if part is not None and self._takes(sign):
                lacking = sign in "?*"
                return replace(
                    part,
                    expression=f"{part.expression}{repeats}",
                    needed=None if lacking else part.needed,
                    empty=lacking or part.empty,
                )
        return part

    def _part(self) -> Pattern | None:
        if self._takes("("):
            inner = self._choice()
            closed = self._takes(")")
            return replace(inner, expression=f"(?:{inner.expression}{')' if closed else ''}")
        piece = self._pieces[self._at] if self._at < len(self._pieces) else None
        if not isinstance(piece, Pattern):
            return None
        self._at += 1
        return piece

    def _takes(self, sign: str) -> bool:
        here = self._pieces[self._at] if self._at < len(self._pieces) else None
        taken = isinstance(here, _Sign) and here.sign == sign
        self._at += taken
        return taken
