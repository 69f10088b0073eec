"""Number words written apart or tied by hyphens: a chain of small pieces that make one number."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ingest.numbers.tokens import Token, TokenKind, tokenise

HUNDRED, THOUSAND = 100, 1000


class Piece(NamedTuple):
    """One piece of a number word: what it counts, the index behind it, and whether a joint ties it to the last one."""

    value: int
    after: int
    tied: bool


class Chains:
    """Reads number words of several tokens by the tables of one language.

    Args:
        rules: The tables of its numbers file: ``units``, ``tens``, ``powers`` and ``chains``.
        language: Two-letter code of the language.
    """

    def __init__(self, rules: Mapping[str, Any], language: str) -> None:
        pieces = {**rules["units"], **rules["tens"], **{word: int(size) for word, size in rules["powers"].items()}}
        keys = {tuple(token.fold for token in tokenise(word, language=language)): v for word, v in pieces.items()}
        # A hyphened piece is often written apart.
        apart = {tuple(part for part in key if part != "-"): value for key, value in keys.items()}
        self._pieces: dict[tuple[str, ...], int] = {**apart, **keys}
        self._longest = max(map(len, self._pieces))
        self._firsts = frozenset(key[0] for key in self._pieces)
        table = rules["chains"]
        self._joints: frozenset[str] = frozenset(table["joints"])
        self._tied: frozenset[int] = frozenset(table["tied"])
        self._over_ten: frozenset[int] = frozenset(table["over_ten"])
        self._never_first: frozenset[str] = frozenset(table["never_first"])

    def may_begin(self, folded: str) -> bool:
        """Tell whether a number may begin with a folded token."""
        return folded in self._firsts

    def read(self, tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
        """Return the number that begins at an index, and the index behind it; None where none begins."""
        if tokens[at].fold not in self._firsts or tokens[at].fold in self._never_first:
            return None
        thousands = group = 0
        after = at
        while (piece := self._next(tokens, after, at)) is not None:
            if piece.value == THOUSAND:
                if thousands or piece.tied:
                    break
                thousands, group = max(group, 1) * THOUSAND, 0
            else:
                more = self._grown(group, piece)
                if more is None:
                    break
                group = more
            after = piece.after
        return (thousands + group, after) if after > at else None

    def _grown(self, group: int, piece: Piece) -> int | None:
        """Return what is counted below a thousand with one more piece; None where the piece begins another number."""
        rest = group % HUNDRED
        if piece.tied and piece.value not in self._tied:
            return None
        if piece.value == HUNDRED:
            return max(group, 1) * HUNDRED if group < 20 and group != 1 else None
        if not rest:
            return group + piece.value
        fits = (piece.value < 10 and rest % 10 == 0 and rest > 10) or (
            rest in self._over_ten and 10 <= piece.value < 20
        )
        return group + piece.value if fits and piece.value else None

    def _next(self, tokens: Sequence[Token], at: int, first: int) -> Piece | None:
        tied = False
        if at > first:
            hyphened = _hyphen(tokens, at)
            at += hyphened
            tied = at < len(tokens) and tokens[at].fold in self._joints
            at += tied
            at += tied and _hyphen(tokens, at)
        for length in range(min(self._longest, len(tokens) - at), 0, -1):
            value = self._pieces.get(tuple([token.fold for token in tokens[at : at + length]]))
            if value is not None and tokens[at].kind is TokenKind.WORD and (at == first or not tokens[at].line):
                return Piece(value, at + length, tied)
        return None


def _hyphen(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a hyphen ties two tokens without blanks."""
    tight = at + 1 < len(tokens) and not tokens[at].spaced and not tokens[at + 1].spaced
    return tight and tokens[at].text in "-‑"
