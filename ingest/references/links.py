"""Web addresses: printed in the text, or hidden behind its words."""

import re
from collections.abc import Iterator

from corpus.facts import ReferenceKind
from corpus.model import DocumentText
from ingest.references.finder import finder
from ingest.references.found import Found

_SIGN = r"[^\s<>\"“”«»]"
# An address broken at a line end goes on where a hyphen (or the like) ends the line, or a slash with more path below.
_BREAK = r"(?:(?<=[-_=&?%])\n(?=[\w/])|(?<=[^/:]/)\n(?=[\w-]*[\d/_=.-]\w))"
_ADDRESS = re.compile(rf"(?:https?://|www\.(?=\w)){_SIGN}+(?:{_BREAK}{_SIGN}+){{0,5}}", re.IGNORECASE)
_FINDER = finder(_ADDRESS, ("http", "www."))
_GLUED_SENTENCE = re.compile(r"(?<=\w)\)?\.[A-Z][a-zà-ÿ]*\Z")
_AFTER = ".,;:!?'’"


def links(text: DocumentText, start: int, end: int) -> Iterator[Found]:
    """Yield the links of ``[start, end)``; one behind words only where those words are known or found there."""
    printed = [one for match in _FINDER.matches(text.text, start, end) if (one := _printed(match)) is not None]
    yield from printed
    addresses = {one.target for one in printed}
    for link in text.links:
        place = (link.span.start, link.span.end) if link.span else _anchor(text.text, link.anchor, start, end)
        if link.target in addresses or place is None or not start <= place[0] < place[1] <= end:
            continue
        addresses.add(link.target)
        yield Found(start=place[0], end=place[1], kind=ReferenceKind.LINK, rule="link", target=link.target)


def _printed(match: re.Match[str]) -> Found | None:
    """Return the address without the marks of the sentence around it, line ends inside left out of the target."""
    printed = _GLUED_SENTENCE.sub("", match.group())
    while printed and (printed[-1] in _AFTER or _closes_nothing(printed)):
        printed = printed[:-1]
    address = re.sub(r"\s+", "", printed)
    if "." not in address:
        return None
    end = match.start() + len(printed)
    return Found(start=match.start(), end=end, kind=ReferenceKind.LINK, rule="link", target=address)


def _closes_nothing(address: str) -> bool:
    """A closing parenthesis belongs to an address only where that opened one."""
    return (address[-1] == ")" and address.count(")") > address.count("(")) or (
        address[-1] == "]" and address.count("]") > address.count("[")
    )


def _anchor(text: str, anchor: str, start: int, end: int) -> tuple[int, int] | None:
    if not anchor.strip():
        return None
    position = text.find(anchor, start, end)
    return None if position < 0 else (position, position + len(anchor))
