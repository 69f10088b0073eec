"""The counted noun behind a number, by a light noun-phrase rule: adjectives, then the noun."""

from typing import NamedTuple

from ingest.figures.units import Row
from ingest.numbers import TokenKind

LONGEST_PHRASE = 5
LONGEST_PREFIX = 5
SHORTEST_PARTICIPLE = 6


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
        if not _is_adjective(row, end) and not _in_pair(row, end):
            if row.has("nouns.predicates", word) or (step == 0 and is_participle(row, word)):
                return None
            start, stop = row.tokens[word].start, row.tokens[end - 1].end
            return Noun(source[start:stop], end)
        at = _past_comma(row, word, end) - step - 1
    return None


def _past_comma(row: Row, word: int, end: int) -> int:
    """Step over the comma between two adjectives: "drie nieuwe, grote zalen"."""
    return end + 1 if end > word and row.fold(end) == "," else end


def is_participle(row: Row, at: int) -> bool:
    """Tell whether a word behind a number says what was done, and not what is counted.

    Nouns that are counted are plural, and plurals hardly ever end as participles do.
    """
    if row.has("nouns.verbs", at):
        return True
    starts, ends = row.rules.participles
    folded = row.fold(at)
    one = row.fold(at - 1) in ("1", "")
    shaped = bool(ends) and not one and folded.endswith(ends) and any(part in folded[:-2] for part in starts)
    return shaped and len(folded) > SHORTEST_PARTICIPLE and not row.has("nouns.no_participles", at)


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
    waits = end + 2 < len(row.tokens) and row.tokens[end].text == "-" and not row.tokens[end].spaced
    joined = waits and row.has("nouns.joints", end + 1) and row.tokens[end + 2].kind is TokenKind.WORD
    return end + 3 if joined and row.tokens[end + 1].spaced else end


def _in_pair(row: Row, end: int) -> bool:
    """Tell whether a comma parts the adjective that ends at ``end`` from another one before the noun."""
    if row.fold(end) != "," or not row.fold(end - 1).endswith("e") or not _is_word(row, end + 1):
        return False
    second = _compound_end(row, end + 1)
    return row.fold(second - 1).endswith("e") and not row.has("nouns.stops", end + 1) and _is_adjective(row, second)


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
