"""Whom a source asks to be named, and under which licence it gives what it gives."""

from dataclasses import dataclass

from ingest.layout.rule_table import rules
from ingest.sources.web.registry import known_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What must stand where a source's documents are shown.

    Attributes:
        parliament: Whose documents they are.
        credit: Who is to be named.
        licence: Name of the licence.
    """

    parliament: str
    credit: str
    licence: str


def credit_of(source: str) -> Credit | None:
    """Return whom a source asks to be named; None for files, and a source that is not known."""
    if source not in known_sources():
        return None
    table = rules(f"source_{source.replace('-', '_')}")
    names = ("parliament", "credit", "licence")
    return Credit(**{name: str(table.value(name)) for name in names})
