"""A letter that a person edited, from its text back to blocks: paragraphs, quotes set in, numbered questions."""

import re
from collections.abc import Iterator

from tracker.letters import LANGUAGE
from tracker.reports.blocks import Block, Heading, Look, Paragraph, Point, Report
from tracker.reports.plain import plain_text

_UNWRAPPED = 1_000_000
_POINT = re.compile(r"(?P<label>\d{1,3}\.|[a-z]\.|-)\s+(?P<text>\S.*)", re.DOTALL)
_SET_IN = "    "


def letter_text(report: Report, width: int = _UNWRAPPED) -> str:
    """Return a letter as text to be edited: a line a paragraph, blank lines between them, quotes set in."""
    return plain_text(report, width, ruled=False)


def letter_report(text: str, title: str) -> Report:
    """Return an edited letter as a report.

    Args:
        text: Its text; blank lines part paragraphs, four blanks set a quote in, ``1.`` begins a question.
        title: The title of the draft; a paragraph of these words is set as a heading.
    """
    return Report(title=title, language=LANGUAGE, blocks=tuple(_blocks(text, title)))


def _blocks(text: str, title: str) -> Iterator[Block]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    paragraphs = "\n".join(line.rstrip() for line in lines).strip("\n").split("\n\n")
    wanted = " ".join(title.split())
    for number, paragraph in enumerate(one for one in paragraphs if one.strip()):
        words = " ".join(paragraph.split())
        point = _POINT.fullmatch(paragraph.strip())
        if number == 0:
            yield Heading(text=words, level=1)
        elif words == wanted:
            yield Heading(text=words, level=2)
        elif paragraph.startswith(_SET_IN):
            yield Paragraph(text=words, look=Look.QUOTE)
        elif point is not None:
            depth = 0 if point["label"][0].isdigit() else 1
            yield Point(label=point["label"], text=" ".join(point["text"].split()), depth=depth)
        else:
            yield Paragraph(text=paragraph.strip())
