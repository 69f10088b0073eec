"""Tokens of a text, each with its place: words, numerals, numeric dates, signs and web addresses.

The text is cut once, by one expression without nested repeats, so the time taken grows with its length only. Sentences
that are glued together ("2016.In 2017") fall apart by themselves: a numeral never takes a letter.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from ingest.numbers.rules import load_rules


class TokenKind(StrEnum):
    """What a token looks like."""

    WORD = "word"
    NUMERAL = "numeral"
    DATE = "date"
    ADDRESS = "address"
    SIGN = "sign"


class Token(NamedTuple):
    """A piece of the text.

    Attributes:
        start: First character.
        end: One past the last character.
        text: The characters.
        fold: The form in which the rules file of the language spells it: lower case, mostly without accents.
        kind: What it looks like.
        spaced: Whether white space stands before it.
        line: Whether a line end stands before it.
    """

    start: int
    end: int
    text: str
    fold: str
    kind: TokenKind
    spaced: bool
    line: bool


_SPACE = r"[ \u00a0\u202f\u2009]"
_SHAPES = (
    r"(?P<address>https?://[^\s<>\"]+|www\.[^\s<>\"]+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64})"
    r"|(?P<date>(?<![\w,])(?<!\d[-/.])(?:(?:\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2})(?!\d)"
    r"|(?:\d{1,2} ?/ ?\d{1,2} ?/ ?|\d{1,2}-\d{1,2}-|\d{1,2}\.\d{1,2}\.)\d{4}(?!\d)"
    r"|(?:\d{1,2}/\d{1,2}/\d{2}|\d{1,2}-\d{1,2}-\d{2}|\d{1,2}\.\d{2}\.\d{2})(?![\w/]|[-.]\d)"
    r"|\d{1,2} ?[-/] ?(?:19|20)\d{2}(?![\w/]|-\w|\.\d)))"
    r"|(?P<numeral>\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?"
    r"|\d{1,3}(?:\. ?\d{3})+(?=\.\d{3}| ?(?:euro|EUR|€|%))(?:\.\d{3})*(?!\d)(?:,\d+)?"
    r"|\d{1,3}\. 0\d{2}(?!\d)"
    rf"|\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)(?:,\d+)?"
    r"|\d+,\d+|(?<![\w.,%)]),\d+|(?<!\d)\d{1,3}\.\d{1,2}(?![\d.])|\d+)"
    r"|(?P<word>{elided}[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<sign>\S)"
)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return the word in lower case without accents and with a straight apostrophe."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower().replace("’", "'")


class Writing(NamedTuple):
    """How a language is written.

    Attributes:
        shapes: What a token looks like.
        fold: Gives the form in which its rules files spell a word.
    """

    shapes: re.Pattern[str]
    fold: Callable[[str], str]


@lru_cache(maxsize=65536)
def lower(word: str) -> str:
    """Return the word in lower case with a straight apostrophe, accents kept."""
    return word.lower().replace("’", "'")


@lru_cache(maxsize=8)
def writing(language: str) -> Writing:
    """Return how a language is written; made once.

    A language whose words lose a vowel before another ("l'année") lists what is left of them: these are tokens of their
    own. One in which accents tell words apart keeps them.
    """
    table = load_rules(f"{language}_numbers").get("writing", {})
    elided = f"(?i:{'|'.join(table['elided'])})['’](?=[^\\W\\d_])|" if "elided" in table else ""
    shapes = _SHAPES.replace("{elided}", elided)
    return Writing(re.compile(shapes), lower if table.get("accents") else fold)


def tokenise(text: str, *, language: str = "nl") -> tuple[Token, ...]:
    """Cut a text into tokens; white space is left out, everything else is kept with its place.

    Args:
        text: Any string.
        language: Two-letter code of its language.

    Returns:
        The tokens in reading order.
    """
    tokens: list[Token] = []
    before = 0
    shapes, folded = writing(language)
    for found in shapes.finditer(text):
        start, end = found.span()
        piece = found.group()
        gap = text[before:start]
        kind = TokenKind(found.lastgroup or "sign")
        tokens.append(Token(start, end, piece, folded(piece), kind, bool(gap) or start == 0, "\n" in gap))
        before = end
    return tuple(tokens)
