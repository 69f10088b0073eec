"""Tokens of a text, each with its place: words, numerals, numeric dates, signs and web addresses.

The text is cut once, by one expression without nested repeats, so the time taken grows with its length only. Sentences
that are glued together ("2016.In 2017") fall apart by themselves: a numeral never takes a letter.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache, partial
from typing import NamedTuple

from ingest.numbers.known import Known
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
        fold: Lower case, without accents: the form in which rules files spell it.
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
_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
_ADDRESS = r"https?://[^\s<>\"]+|www\.[^\s<>\"]+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}"
# Repeats of groups are bounded: a look ahead that fails behind a long run would be tried from each of its groups.
_DIGITS = (
    r"(?<![\w,])(?<!\d[-/.])(?:(?:\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2})(?!\d)"
    r"|(?:\d{1,2} ?/ ?\d{1,2} ?/ ?|\d{1,2}-\d{1,2}-|\d{1,2}\.\d{1,2}\.)\d{4}(?!\d)"
    r"|(?:\d{1,2}/\d{1,2}/\d{2}|\d{1,2}-\d{1,2}-\d{2}|\d{1,2}\.\d{2}\.\d{2})(?![\w/]|[-.]\d)"
    r"|\d{1,2} ?[-/] ?(?:19|20)\d{2}(?![\w/]|-\w|\.\d))"
    r"|\d{1,3}(?:\.\d{3}){1,12}(?!\d)(?:,\d+)?"
    r"|\d{1,3}(?:\. ?\d{3}){1,12}(?=\.\d{3}| ?(?:euro|EUR|€|%))(?:\.\d{3}){0,12}(?!\d)(?:,\d+)?"
    r"|\d{1,3}\. 0\d{2}(?!\d)"
    rf"|\d{{1,3}}(?:{_SPACE}\d{{3}}){{1,12}}(?!\d)(?:,\d+)?"
    r"|\d+,\d+|(?<![\w.,%)]),\d+|(?<!\d)\d{1,3}\.\d{1,2}(?![\d.])|\d+"
)
# Most digits go on neither as a date nor as a larger numeral: one look ahead saves the attempts.
_PLAIN_DIGITS = rf"\d++(?![.,]\d|\. \d| ?[/-]|{_SPACE}\d)"
_DOTTED_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.")


Shape = tuple[str, str, TokenKind | None]


class Writing(NamedTuple):
    """How a language is written.

    Attributes:
        pieces: Matches every character of a text, so that pieces need no search for their places. A blank belongs to
            the piece behind it: there are half as many pieces then.
        with_addresses: The same for a text that may hold web addresses.
        shapes: A piece without its blank, the form in which its rules files spell it, and its kind; None for white
            space.
    """

    pieces: re.Pattern[str]
    with_addresses: re.Pattern[str]
    shapes: Known[Shape]


@lru_cache(maxsize=8)
def writing(language: str) -> Writing:
    """Return how a language is written; made once.

    A language whose words lose a vowel before another ("l'année") lists what is left of them: these are tokens of their
    own. One in which accents tell words apart keeps them.
    """
    table = load_rules(f"{language}_numbers").get("writing", {})
    elided = f"(?i:{'|'.join(table['elided'])})['’](?=\\w|\\Z)|" if "elided" in table else ""
    shape = partial(_shape, folded=lower if table.get("accents") else fold)
    plain = rf"{elided}{_WORD}|{_PLAIN_DIGITS}|{_DIGITS}|\S"
    pieces, with_addresses = (re.compile(rf" ?(?:{token})|\s+") for token in (plain, f"{_ADDRESS}|{plain}"))
    return Writing(pieces, with_addresses, Known(shape))


def lower(word: str) -> str:
    """Return the word in lower case with a straight apostrophe, accents kept."""
    return word.lower().replace("’", "'")


def fold(word: str) -> str:
    """Return the word in lower case without accents and with a straight apostrophe."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower().replace("’", "'")


def tokenise(text: str, *, language: str = "nl") -> tuple[Token, ...]:
    """Cut a text into tokens; white space is left out, everything else is kept with its place.

    Args:
        text: Any string.
        language: Two-letter code of its language.

    Returns:
        The tokens in reading order.
    """
    tokens: list[Token] = []
    end = 0
    spaced, line = True, False
    pieces, with_addresses, shapes = writing(language)
    pattern = with_addresses if "@" in text or "://" in text or "www." in text else pieces
    made = tuple.__new__  # twice as fast as calling the class, and most of the time goes here
    for piece in pattern.findall(text):
        begin = end
        end += len(piece)
        word, folded, kind = shapes[piece]
        if kind is None:
            spaced, line = True, "\n" in piece
            continue
        start = end - len(word)
        tokens.append(made(Token, (start, end, word, folded, kind, spaced or start > begin, line)))
        spaced = line = False
    return tuple(tokens)


def _shape(piece: str, folded: Callable[[str], str]) -> Shape:
    word = piece.removeprefix(" ") if piece.strip() else piece
    first = word[:1]  # what is folded may be empty: an accent that stands alone
    return (word, folded(word), _kind(word, first)) if first.strip() else (piece, piece, None)


def _kind(piece: str, first: str) -> TokenKind:
    if len(piece) > 1 and ("@" in piece or "://" in piece or piece.startswith("www.")):
        return TokenKind.ADDRESS
    if first.isdecimal() or (len(piece) > 1 and first == ","):
        dated = "-" in piece or "/" in piece or _DOTTED_DATE.match(piece)
        return TokenKind.DATE if dated else TokenKind.NUMERAL
    return TokenKind.WORD if first.isalnum() else TokenKind.SIGN
