"""A report as plain text, for the terminal and for a mail."""

from textwrap import fill, indent

from tracker.reports.blocks import Block, Facts, Heading, Look, Paragraph, Point, Report

_WIDTH = 96
_RULES = {1: "=", 2: "-"}


def plain_text(report: Report, width: int = _WIDTH, *, ruled: bool = True) -> str:
    """Return a report as text, wrapped.

    Args:
        report: The report.
        width: Characters a line.
        ruled: Whether headings are underlined with signs; letters do without.
    """
    shown = "\n\n".join(_written(block, width, ruled=ruled) for block in report.blocks)
    return shown.replace("\N{NO-BREAK SPACE}", " ") + "\n"


def _written(block: Block, width: int, *, ruled: bool) -> str:
    match block:
        case Heading():
            rule = _RULES.get(block.level, "") if ruled else ""
            return f"{block.text}\n{rule * min(len(block.text), width)}" if rule else block.text
        case Paragraph(look=Look.HEAD):
            return block.text
        case Paragraph(look=Look.QUOTE):
            return indent(_wrapped(block.text, width - 4), "    ")
        case Paragraph():
            return _wrapped(block.text, width)
        case Point():
            lead = "   " * block.depth + f"{block.label} "
            first, *more = block.text.split("\n")
            hanging = " " * len(lead)
            lines = [fill(first, width, initial_indent=lead, subsequent_indent=hanging)]
            lines += [fill(line, width, initial_indent=hanging, subsequent_indent=hanging) for line in more]
            return "\n".join(lines)
        case Facts():
            return _facts(block, width)


def _wrapped(text: str, width: int) -> str:
    return "\n".join(fill(line, width) for line in text.split("\n"))


def _facts(block: Facts, width: int) -> str:
    across = max((len(one.label) for one in block.facts), default=0) + 2
    lines: list[str] = []
    for one in block.facts:
        head = f"{one.label}:".ljust(across)
        for line in one.text.split("\n"):
            lines.append(fill(line, width, initial_indent=head, subsequent_indent=" " * across))
            head = " " * across
        if one.address:
            lines.append(" " * across + one.address)
    return "\n".join(lines)
