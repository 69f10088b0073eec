"""Plain text: its encoding, line ends and page breaks; nothing else is changed."""

import re
import unicodedata

from corpus.errors import UnreadableDocument
from corpus.model import DocumentText, Page, RawDocument

_UTF8_SIGN = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Printed text has no control characters; one in a thousand leaves room for a stray escape in an export.
_CONTROL_SHARE = 0.001
_PLAIN_SHARE = 0.7


def read_text(raw: RawDocument) -> DocumentText:
    r"""Read plain text: UTF-8 or UTF-16 with its mark, else Windows-1252 where that is plausible.

    Line ends become ``\n``, accents are composed (NFC), a form feed ends a page and counts as a line end.

    Raises:
        UnreadableDocument: If the bytes are no text (``binary``) or hold nothing but blanks (``empty``).
    """
    decoded, warnings = decode(raw.content)
    text = unicodedata.normalize("NFC", decoded.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise UnreadableDocument("the file is empty: it holds no text", reason="empty")
    return DocumentText(text=text.replace("\f", "\n"), pages=_pages(text), warnings=warnings, reader="text")


def decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Turn bytes into text.

    Args:
        content: The bytes, with or without a byte order mark.

    Returns:
        The text, and warnings where bytes were read on a guess.

    Raises:
        UnreadableDocument: If the bytes are no text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _checked(content.decode("utf-16", errors="replace")), ()
    try:
        return _checked(content.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        return _guess(content, error)


def _guess(content: bytes, error: UnicodeDecodeError) -> tuple[str, tuple[str, ...]]:
    """Decode what is not UTF-8: a damaged UTF-8 text keeps its good signs, other bytes may be Windows-1252."""
    signs = len(_UTF8_SIGN.findall(content))
    damaged = content.decode("utf-8-sig", errors="replace")
    if signs > damaged.count("\N{REPLACEMENT CHARACTER}"):
        warning = f"byte {error.start + 1} is not UTF-8; what could not be read was replaced by U+FFFD"
        return _checked(damaged), (warning,)
    try:
        text = _checked(content.decode("cp1252"))
    except UnicodeDecodeError as undefined:
        raise UnreadableDocument("these bytes are no text", reason="binary") from undefined
    plain = sum(sign.isascii() or sign.isalpha() for sign in text[:10_000]) / min(len(text), 10_000)
    if plain < _PLAIN_SHARE:
        raise UnreadableDocument("these bytes are no text", reason="binary")
    return text, (f"byte {error.start + 1} is not UTF-8; the text was read as Windows-1252",)


def _checked(text: str) -> str:
    if "\x00" in text or len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
        raise UnreadableDocument("these bytes are no text", reason="binary")
    return text


def _pages(text: str) -> tuple[Page, ...]:
    """Return the pages of a text with form feeds; a feed belongs to the page that it ends."""
    if "\f" not in text.rstrip():
        return ()
    pages: list[Page] = []
    start = 0
    for piece in text.rstrip("\f").split("\f"):
        end = min(start + len(piece) + 1, len(text))
        pages.append(Page(number=len(pages) + 1, start=start, end=end))
        start = end
    if pages[-1].end < len(text):
        pages[-1] = Page(number=pages[-1].number, start=pages[-1].start, end=len(text))
    return tuple(pages)
