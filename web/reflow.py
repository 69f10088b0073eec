"""Line ends of the source that are no more than the width of its page, shown as blanks.

A line end and a blank are both one character, so every offset stays what it was.
"""

import re
from itertools import pairwise

_LABEL = re.compile(r"[ \t]*(?:\d{1,2}[.)]|(?:[a-z]|[ivx]{1,5})[.)]|[-•–*▪o]\s)")
_FULL = 0.65


def reflowed(text: str) -> str:
    """Return the text with the line ends inside a paragraph turned into blanks.

    A line end stays where a paragraph, a list entry or a heading begins: before an empty line, before a label, and
    after a line that is clearly shorter than the widest one, for its last word was not pushed over.

    Args:
        text: Text of one side of a document.

    Returns:
        A text of the same length.
    """
    lines = text.split("\n")
    width = max(map(len, lines))
    joined = [lines[0]]
    for before, line in pairwise(lines):
        joined.append((" " if _wrapped(before, line, width) else "\n") + line)
    return "".join(joined)


def _wrapped(before: str, line: str, width: int) -> bool:
    """Tell whether a line runs on from the one before."""
    if not before.strip() or not line.strip() or _LABEL.match(line):
        return False
    first = len(line.split(None, 1)[0])
    return len(before) + 1 + first > _FULL * width
