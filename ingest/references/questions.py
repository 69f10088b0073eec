"""References to other questions: kind, numbers, date, asker and parliamentary year."""

import re
from collections.abc import Collection, Iterator
from functools import cache

from corpus.facts import ReferenceKind
from ingest.layout.dates import date_pattern
from ingest.layout.rule_table import any_of, rules
from ingest.references.found import Found

_RULES = "nl_references"
_ASKER_BEFORE = 80
_SESSION = re.compile(r"(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d")


def questions(text: str, start: int, end: int, *, item_numbers: Collection[int]) -> Iterator[Found]:
    """Yield the references to other questions in ``[start, end)``.

    Args:
        text: The document's text.
        start: Where to begin.
        end: Where to stop.
        item_numbers: Numbers of the document's own items: behind the bare word for a question they mean these.
    """
    for match in _pattern().finditer(text, start, end):
        numbers = _numbers(match["numbers"])
        strong = match["bare"] is None
        own = not strong and item_numbers and set(numbers) <= set(item_numbers) and match["day"] is None
        if not numbers or own or not _is_plausible(match, numbers):
            continue
        yield Found(
            start=match.start(),
            end=match.end(),
            kind=ReferenceKind.QUESTION,
            rule="question" if strong else "bare_question",
            numbers=numbers,
            asker=_asker(match) or _asker_before(text, start, match.start()),
            session=_session(match["session"]),
        )


def _is_plausible(match: re.Match[str], numbers: tuple[int, ...]) -> bool:
    """Without a number word, a number between 1900 and 2099 is a year."""
    return match["word"] is not None or not any(1900 <= number <= 2099 for number in numbers)


def _numbers(printed: str) -> tuple[int, ...]:
    return tuple(int(digits.replace(".", "")) for digits in re.findall(r"\d[\d.]*\d|\d", printed))


def _asker(match: re.Match[str]) -> str | None:
    return " ".join(match["asker"].split()) if match["asker"] else None


def _asker_before(text: str, start: int, position: int) -> str | None:
    """In "questions of colleague X (among others SV 12)" the asker stands before."""
    found = None
    for match in _before_pattern().finditer(text, max(start, position - _ASKER_BEFORE), position):
        found = match
    if found is None or "." in _within().sub("", text[found.end() : position]):
        return None
    return " ".join(found["asker"].split())


def _session(printed: str | None) -> str | None:
    return re.sub(r"\s?[-–/]\s?", "-", printed) if printed else None


@cache
def _name() -> str:
    opening = any_of(rules("nl_layout").words("names.opening") + rules("nl_layout").words("names.inner"))
    part = r"[^\W\d_a-zà-ÿ][\w'’-]+"
    return rf"{part}(?:\s(?:(?i:{opening})\s){{0,3}}{part}){{0,3}}"


@cache
def _pattern() -> re.Pattern[str]:
    table = rules(_RULES)
    words = {
        name: any_of(table.words(f"questions.{name}")) for name in ("strong", "short", "bare", "numbers", "joiners")
    }
    one = r"\d{1,3}(?:\.\d{3})?\d{0,3}(?!\d)"
    row = (
        rf"{one}(?:\s{{0,3}}(?i:{words['joiners']})\s{{0,3}}(?:(?i:{words['numbers']})\s{{0,3}})?{one}(?!\s?%)){{0,12}}"
    )
    led = rf"(?:(?i:{any_of(table.words('questions.sessions'))})\s)?"
    session = rf"(?:\s{{0,3}},?\s{{0,3}}\(?{led}(?P<session>{_SESSION.pattern})\)?)?"
    dated = rf"(?:\s{{1,3}}(?i:{any_of(table.words('questions.dated'))})\s{{1,3}}(?P<day>(?i:{date_pattern()})))?"
    asker = rf"(?:\s{{1,3}}(?i:{any_of(table.words('questions.by'))})\s{{1,3}}(?P<asker>{_name()}))?"
    return re.compile(
        rf"(?<![\w-])(?:(?:(?i:{words['strong']})|{words['short']})\s{{0,3}}(?P<word>(?i:{words['numbers']}))?"
        rf"|(?P<bare>(?i:{words['bare']}))\s{{1,3}}(?i:{words['numbers']}))\s{{0,3}}(?P<numbers>{row})"
        rf"{dated}{asker}{session}"
    )


@cache
def _within() -> re.Pattern[str]:
    return re.compile(any_of(rules(_RULES).words("questions.within")), re.IGNORECASE)


@cache
def _before_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?i:{any_of(rules(_RULES).words('questions.by_before'))})\s{{1,3}}(?P<asker>{_name()})")
