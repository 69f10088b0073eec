"""Pages that must be recognised from their picture: scans, and text that is not what is printed."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.ocr import MOST_PAGES, Recognise
from ingest.readers.pdf_rows import RowDocument, RowPage

_UNMAPPED = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_FILLERS = re.compile(r"[\s.…_\-–—•·]+")
_VOWELS = frozenset("aeiouyAEIOUY")
# In Dutch, French and English 35 to 45 % of letters are vowels, in lists of names and abbreviations still 25 %.
_FEWEST_VOWELS, _MOST_VOWELS = 0.2, 0.65
_ENOUGH_LETTERS = 120
_MOST_UNMAPPED = 0.25
# Tables of amounts are signs for a third.
_FEWEST_LETTERS = 0.45
_RECOGNISED_MORE = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """A document after text recognition.

    Attributes:
        document: The document, recognised pages in place.
        recognised: Numbers of the pages that were recognised.
        scans: Numbers of the pages that are pictures and could not be read.
        garbled: Numbers of the pages whose text is not what is printed.
    """

    document: RowDocument
    recognised: tuple[int, ...] = ()
    scans: tuple[int, ...] = ()
    garbled: tuple[int, ...] = ()


def garbled(text: str) -> bool:
    """Tell whether text cannot be what is printed: a font without a mapping of its signs to letters.

    Args:
        text: All text of a page.

    Returns:
        Whether many signs are unmapped, or the letters are not those of a language.
    """
    signs = _FILLERS.sub("", text)
    if len(signs) < _ENOUGH_LETTERS:
        return False
    if len(_UNMAPPED.findall(signs)) > _MOST_UNMAPPED * len(signs):
        return True
    letters = [sign for sign in unicodedata.normalize("NFD", signs) if sign.isalpha()]
    digits = sum(sign.isdigit() for sign in signs)
    if len(letters) + digits < _FEWEST_LETTERS * len(signs):
        return True
    if len(letters) < _ENOUGH_LETTERS:
        return False
    return not _FEWEST_VOWELS <= sum(letter in _VOWELS for letter in letters) / len(letters) <= _MOST_VOWELS


def recognise(content: bytes, document: RowDocument, recogniser: Recognise | None) -> Recognition:
    """Recognise the pages of a document that need it, one by one.

    Args:
        content: The PDF's bytes.
        document: Its pages as printed.
        recogniser: What recognises a page; None where nothing does.

    Returns:
        The document and what became of its pages.
    """
    bad = {page.number for page in document.pages if garbled(_text(page))}
    needed = [page for page in document.pages if page.pictures or page.number in bad]
    if not needed:
        return Recognition(document=document)
    found = _recognised(content, needed, bad, recogniser)
    pages = tuple(found.get(page.number, page) for page in document.pages)
    left = [page.number for page in needed if page.number not in found]
    return Recognition(
        document=replace(document, pages=pages),
        recognised=tuple(found),
        scans=tuple(number for number in left if number not in bad),
        garbled=tuple(number for number in left if number in bad),
    )


def _recognised(
    content: bytes, needed: Sequence[RowPage], bad: set[int], recogniser: Recognise | None
) -> dict[int, RowPage]:
    found: dict[int, RowPage] = {}
    for page in needed[:MOST_PAGES] if recogniser else ():
        made = recogniser(content, page) if recogniser else None
        if made is None:
            continue
        if made.rows and (page.number in bad or _count(made) > _RECOGNISED_MORE * _count(page)):
            found[page.number] = made
    return found


def _text(page: RowPage) -> str:
    return " ".join(word.text for row in page.rows for word in row.words)


def _count(page: RowPage) -> int:
    return sum(len(row.words) for row in page.rows)
