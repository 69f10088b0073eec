"""The passage that an address points out, found again where its document was read anew since.

A version's bytes never change, but a better reader may read them into a text with other offsets. An address made to
last therefore also carries a seal: how many signs the passage has, blanks left out, and the beginning of their hash.
"""

import hashlib
import re

from corpus.model import DocumentText, Span

SEAL = r"^\d{1,7}-[0-9a-f]{10}$"
"""What a seal looks like."""
_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"\S+")


def seal_of(words: str) -> str:
    """Return the seal of a passage; line ends and blanks do not matter."""
    signs = _BLANKS.sub("", words)
    return f"{len(signs)}-{_hash(signs)}"


def _hash(signs: str) -> str:
    return hashlib.sha256(signs.encode()).hexdigest()[:10]


def passage_of(asked: str | None, text: DocumentText, seal: str | None = None) -> Span | None:
    """Return the passage that an address points out.

    Args:
        asked: First character and the one past the last, as in ``120-345``; None for no passage.
        text: The text as it is read now.
        seal: The passage's seal, where the address carries one.

    Returns:
        The passage; where its seal is broken, the nearest place that has it. None where the text has no such one.
    """
    start, end = map(int, asked.split("-")) if asked else (0, 0)
    if start >= end:
        return None
    if seal is None or seal_of(text.text[start:end]) == seal:
        return text.span(start, end) if end <= len(text.text) else None
    found = min(_sealed(text.text, seal), key=lambda place: abs(place[0] - start), default=None)
    return text.span(*found) if found else None


def _sealed(text: str, seal: str) -> list[tuple[int, int]]:
    """Return every place that has a seal and begins where a word does."""
    length, wanted = int(seal.partition("-")[0]), seal.partition("-")[2]
    if not length:
        return []
    places = [place for place, sign in enumerate(text) if not sign.isspace()]
    signs = "".join(text[place] for place in places)
    number = {place: index for index, place in enumerate(places)}
    starts = [number[match.start()] for match in _WORD.finditer(text)]
    found = [start for start in starts if _hash(signs[start : start + length]) == wanted]
    return [(places[one], places[one + length - 1] + 1) for one in found if one + length <= len(places)]
