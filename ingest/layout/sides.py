"""Where the question ends and the answer begins, also where the answer's head is lost."""

import re

from corpus.model import DocumentText
from ingest.layout.labels import Label, number_labels, skip_blanks
from ingest.layout.lines import lines_from
from ingest.layout.numbering import best_path

_ONE_BLANK_LINE = re.compile(r"\n[ \xa0](?=[^\s])")
_ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)
_MOST_RESTARTS = 5
_ASKS = re.compile(r"\?[\"'”’»)\s]*\Z")


def answer_start(text: DocumentText, start: int) -> int | None:
    """Return where the answer begins in a text without an answer's head; None where there is none to be seen.

    Looked for in this order: a line with one leading blank (how the lost head shows) where a question ends or the
    numbering starts again; a numbering that starts again.

    Args:
        text: The document.
        start: Where the question's text begins.
    """
    whole = text.text
    candidates = number_labels(whole, start, len(whole))
    restart = _restart(candidates, whole)
    for match in _ONE_BLANK_LINE.finditer(whole, skip_blanks(whole, start, len(whole))):
        position = match.start() + 1
        if _ADDRESS.match(whole, match.end()):
            continue
        if _asks(whole, start, position) or (restart is not None and _opens(whole, match.end(), restart)):
            return position
    return None if restart is None else _start_before(text, restart, start)


def _asks(whole: str, start: int, position: int) -> bool:
    return bool(_ASKS.search(whole[max(start, position - 60) : position]))


def _opens(whole: str, position: int, restart: Label) -> bool:
    return position <= restart.start and not whole[position : restart.start].strip()


def _restart(candidates: list[Label], whole: str) -> Label | None:
    """Return the label from which the numbering starts again after the question's; None where it does not."""
    first = best_path([label for label in candidates if label.weight > 0])
    if len(first) < 2:
        return None
    ones = [label for label in candidates if label.first == 1 and label.start > first[0].start and label.weight > 0]
    for one in ones[:_MOST_RESTARTS]:
        asked = best_path([label for label in candidates if label.start < one.start])
        answered = best_path([label for label in candidates if label.start >= one.start])
        ends_asking = "?" in whole[asked[-1].body : one.start] if asked else False
        if len(asked) > 1 and answered and answered[0] is one and ends_asking:
            return one
    return None


def _start_before(text: DocumentText, restart: Label, start: int) -> int:
    """An introduction may stand before the answer's first number: it begins after the last line that asks."""
    for page in text.pages:
        if start < page.start <= restart.start and _asks(text.text, start, page.start):
            return page.start
    last_asking = None
    for line in lines_from(text.text, start, restart.start):
        if _ASKS.search(line.text):
            last_asking = line.end
    return restart.start if last_asking is None else last_asking
