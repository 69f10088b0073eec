"""The counted noun behind a number, by a light noun-phrase rule: adjectives, then the noun."""

from typing import NamedTuple

from ingest.figures.units import Row
from ingest.numbers import TokenKind

LONGEST_PHRASE = 5
LONGEST_PREFIX = 5


class Noun(NamedTuple):
    """A counted noun.

    Attributes:
        text: The noun as printed, without its adjectives.
        after: Index after it.
    """

    text: str
    after: int


def counted_noun(row: Row, at: int, source: str) -> Noun | None:
    """Return the noun that a number before ``at`` counts.

    Args:
        row: The text.
        at: Index behind the number.
        source: The text itself, from which the noun is quoted.

    Returns:
        The noun; None where no noun follows.
    """
    if at < len(row.tokens) and row.tokens[at].line:
        return None
    for step in range(LONGEST_PHRASE):
        word = at + step
        if not _is_word(row, word):
            return None
        end = _compound_end(row, word)
        if end == word + 1 and row.has("nouns.stops", word):
            return None
        if not _is_adjective(row, end):
            if step == 0 and row.has("nouns.verbs", word):
                return None
            start, stop = row.tokens[word].start, row.tokens[end - 1].end
            return Noun(source[start:stop], end)
        at = end - step - 1
    return None


def _is_word(row: Row, at: int) -> bool:
    return at < len(row.tokens) and row.tokens[at].kind is TokenKind.WORD


def _compound_end(row: Row, at: int) -> int:
    """Return the index behind a word with its hyphened parts: "niet-beroepsactieven", "pc's"."""
    end = at + 1
    while (
        end + 1 < len(row.tokens)
        and row.tokens[end].text == "-"
        and not row.tokens[end].spaced
        and row.tokens[end + 1].kind is TokenKind.WORD
        and (not row.tokens[end + 1].spaced or _hanging(row, at, end))
        and row.fold(end + 1) not in row.rules.words["nouns.stops"]
    ):
        end += 2
    return end


def _hanging(row: Row, at: int, end: int) -> bool:
    """Tell whether a blank behind a hyphen is a line end's: a short prefix, and a small letter goes on."""
    return end == at + 1 and len(row.tokens[at].text) <= LONGEST_PREFIX and row.tokens[end + 1].text[0].islower()


def _is_adjective(row: Row, end: int) -> bool:
    """Tell whether the word that ends at ``end`` stands before the noun: it is listed, or ends in -e before a word."""
    if not _is_word(row, end) or row.has("nouns.verbs", end):
        return False
    if row.has("nouns.stops", end) and _compound_end(row, end) == end + 1:
        return False
    last = row.fold(end - 1)
    if last in row.rules.words["nouns.adjectives"]:
        return True
    if not last.endswith("e") or row.tokens[end].text[0].isupper():
        return False
    return not last.endswith(row.rules.e_nouns)
