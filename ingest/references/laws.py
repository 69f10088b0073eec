"""Laws, decrees, decisions and European rules, with their whole name and the articles cited."""

import re
from collections.abc import Iterator
from functools import cache

from corpus.facts import ReferenceKind
from ingest.layout.dates import date_pattern
from ingest.layout.rule_table import any_of, rules
from ingest.references.finder import Finder, finder
from ingest.references.found import Found

_RULES = "nl_references"
_GROUPS = ("dated", "european", "named", "articles", "joiners", "of")
_WORD = re.compile(r"\s+(?P<word>[^\s,;:.()?!]+)")


def laws(text: str, start: int, end: int) -> Iterator[Found]:
    """Yield the laws named in ``[start, end)``, from the article cited to the end of the name."""
    reached = start
    for match in _finder().matches(text, start, end):
        if match.start() < reached:
            continue
        stop = match.end()
        if match["dated"] is not None:
            stop = _end_of_name(text, match.end(), end)
        reached = stop
        name = " ".join(text[match.start("law") : stop].split())
        yield Found(start=match.start(), end=stop, kind=ReferenceKind.LAW, rule="law", target=name)


def _end_of_name(text: str, position: int, end: int) -> int:
    """A name goes on behind its date with a word such as "concerning", up to a mark or a word of the stop list."""
    goes_on = _continues().match(text, position, end)
    if goes_on is None:
        return position
    stop, longest = goes_on.end(), int(rules(_RULES).number("laws.longest_name"))
    for _ in range(longest):
        word = _WORD.match(text, stop, end)
        if word is None or word["word"].lower() in _stops():
            break
        stop = word.end()
    return stop


@cache
def _stops() -> frozenset[str]:
    return frozenset(rules(_RULES).words("laws.stops"))


@cache
def _continues() -> re.Pattern[str]:
    return re.compile(rf"\s{{1,3}}{any_of(rules(_RULES).words('laws.continues'))}(?!\w)", re.IGNORECASE)


@cache
def _finder() -> Finder:
    table = rules(_RULES)
    words = {name: any_of(table.words(f"laws.{name}")) for name in _GROUPS}
    marks = any_of(table.words("laws.european_marks"))
    row = rf"[\dIVXLC][\w./:°§-]*(?:(?:\s?,\s?|\s{words['joiners']}\s)(?:§\s?)?\d[\w./:°-]*){{0,8}}"
    article = rf"(?:(?i:{words['articles']})\s{{0,3}}{row}[^.;\n]{{0,40}}?\s(?i:{words['of']})\s{{1,3}})?"
    european = (
        rf"(?i:{words['european']})\s{{1,3}}(?:\({marks}\)\s{{0,3}})?(?:nr\.?\s?)?"
        rf"\d{{1,4}}/\d{{1,4}}(?:/{marks})?"
    )
    pattern = re.compile(
        rf"(?<!\w){article}(?P<law>(?P<dated>(?i:{words['dated']})\s{{1,3}}(?i:{words['of']})\s{{1,3}}(?i:{date_pattern()}))"
        rf"|{european}|{words['named']})(?!\w)"
    )
    openings = ("dated", "european", "named", "articles")
    return finder(pattern, (word for name in openings for word in table.words(f"laws.{name}")))
