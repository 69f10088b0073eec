"""HTML: the main content of a page, without what every page of its site has."""

import re

from bs4 import BeautifulSoup, Tag

from corpus.errors import UnreadableDocument
from corpus.model import DocumentText, RawDocument, SourceFields
from ingest.readers.html_text import TextWriter

_DROPPED = ("script", "style", "noscript", "template", "nav", "iframe", "object", "svg", "button", "select", "dialog")
_ROLES = ("navigation", "banner", "contentinfo", "search", "complementary")
_FRAME = ("header", "footer", "aside")
_CONTENT = ("main", "article", "section")
# Elements whose end is always written. A real page nests some dozens; the time of parsing grows with their square.
_OPENED = re.compile(
    rb"<(/?)(?:div|span|table|section|article|ul|ol|blockquote|font|b|i|em|strong|center|a)\b", re.IGNORECASE
)
DEEPEST = 10_000
# More characters than this outside the encoding, and more than this part of all, are no slip of a page.
_MOST_LOST, _MOST_LOST_PART = 20, 0.1


def read_html(raw: RawDocument) -> DocumentText:
    """Read a web page.

    Navigation, scripts, and heads and footers of the page are left out. Blocks become lines, paragraphs are parted
    by a blank line, numbered lists get their numbers back, a table row is one line.

    Raises:
        UnreadableDocument: If the page holds no text (``empty``), or bytes that are none (``binary``), or nests
            elements to a depth that no page has (``hostile``).
    """
    _check_depth(raw.content)
    soup = BeautifulSoup(raw.content, "lxml")
    writer = TextWriter()
    writer.walk(_main(soup))
    text, links = writer.finish()
    if not text:
        raise UnreadableDocument("the page holds no text", reason="empty")
    lost = text.count("\N{REPLACEMENT CHARACTER}")
    if lost > max(_MOST_LOST, _MOST_LOST_PART * len(text)):
        raise UnreadableDocument("these bytes are no text, though they hold a tag of HTML", reason="binary")
    damaged = lost > 0
    warnings = ("the page has bytes outside its encoding; they were replaced by U+FFFD",) if damaged else ()
    return DocumentText(
        text=text,
        links=links,
        tables=writer.tables,
        fields=SourceFields(language=_language(soup)),
        warnings=warnings,
        reader="html",
    )


def _check_depth(content: bytes) -> None:
    depth = 0
    for tag in _OPENED.finditer(content):
        depth += -1 if tag[1] else 1
        if depth > DEEPEST:
            message = f"more than {DEEPEST} elements of this page stand inside each other, which may be an attack"
            raise UnreadableDocument(message, reason="hostile")


def _main(soup: BeautifulSoup) -> Tag:
    """Drop what is not content and return the smallest element that is known to hold all of it."""
    for tag in soup.find_all(_DROPPED) + soup.find_all(attrs={"role": _ROLES}):
        tag.decompose()
    body: Tag = soup.body if soup.body is not None else soup
    for name in _CONTENT[:2]:
        found = body.find_all(name)
        if len(found) == 1 and found[0].get_text(strip=True):
            only: Tag = found[0]
            return only
    for tag in body.find_all(_FRAME):
        if not tag.decomposed and tag.find_parent(_CONTENT) is None:
            tag.decompose()
    return body


def _language(soup: BeautifulSoup) -> str | None:
    stated = str(soup.html.get("lang", "")) if soup.html else ""
    return stated[:2].lower() if re.match(r"[A-Za-z]{2}(-|$)", stated) else None
