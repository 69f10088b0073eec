"""The last line of a question put to several ministers: who they are and the number that each got."""

import re
from dataclasses import dataclass
from functools import cache

from corpus.model import Mandate
from ingest.layout.names import person_name
from ingest.layout.rule_table import any_of, rules

_MANDATE = re.compile(r"(?P<name>[^\W\d_][^,()\n]{1,60}?)\s*\((?P<number>\d{1,5})\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyLine:
    """The ministers named, and where the line begins."""

    mandates: tuple[Mandate, ...]
    start: int
    end: int


def read_family(text: str, start: int, end: int) -> FamilyLine | None:
    """Return the last such line of ``[start, end)``; None where there is none."""
    opening = None
    for match in _opening().finditer(text, start, end):
        opening = match
    if opening is None:
        return None
    folded = re.sub(r"\s", " ", text[opening.end() : end])
    found = list(_MANDATE.finditer(folded))
    mandates = tuple(
        Mandate(minister=person_name(_joiner().sub("", match["name"])), number=int(match["number"])) for match in found
    )
    stop = opening.end() + found[-1].end() if found else opening.end()
    return FamilyLine(mandates=mandates, start=opening.start(), end=stop)


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(any_of(rules("nl_layout").words("head.family")), re.IGNORECASE)


@cache
def _joiner() -> re.Pattern[str]:
    return re.compile(rf"^(?:{any_of(rules('nl_layout').words('head.family_joiners'))}\s*)+(?=[A-Z\s])", re.IGNORECASE)
