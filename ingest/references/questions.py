"""References to other questions: kind, numbers, date, asker and parliamentary year."""

import re
from collections.abc import Collection, Iterator
from functools import cache

from corpus.facts import ReferenceKind
from ingest.layout.dates import date_pattern, read_date
from ingest.layout.parliaments import Parliament
from ingest.layout.rule_table import any_of, rules
from ingest.references.finder import Finder, finder
from ingest.references.found import Found

_RULES = "nl_references"
_ASKER_BEFORE = 80
_SESSION = re.compile(r"(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d")


def questions(
    text: str, start: int, end: int, *, item_numbers: Collection[int], calendar: Parliament | None = None
) -> Iterator[Found]:
    """Yield the references to other questions in ``[start, end)``.

    Args:
        text: The document's text.
        start: Where to begin.
        end: Where to stop.
        item_numbers: Numbers of the document's own items: behind the bare word for a question they mean these.
        calendar: Calendar that gives the parliamentary year of a question whose day is named.
    """
    for match in _finder().matches(text, start, end):
        numbers = _numbers(match["numbers"] or match["behind"] or "")
        strong = match["bare"] is None
        own = not strong and item_numbers and set(numbers) <= set(item_numbers) and _either(match, "day") is None
        if own or not _is_plausible(match, numbers) or not _is_told_apart(match, numbers):
            continue
        # Where each number has its own day or asker, none of them is that of all.
        each = re.search(_nameless_qualifier(), match["numbers"] or "") is not None
        yield Found(
            start=match.start(),
            end=_end(match),
            kind=ReferenceKind.QUESTION,
            rule="question" if strong and numbers else "bare_question",
            numbers=numbers,
            asker=None if each else _asker(match) or _asker_before(text, start, match.start()),
            session=None
            if each
            else _session(_either(match, "session")) or _session_of(_either(match, "day"), calendar),
        )


def _end(match: re.Match[str]) -> int:
    """Leave out a parenthesis that the words did not open."""
    whole = match.group().rstrip()
    closes_nothing = whole.endswith(")") and whole.count(")") > whole.count("(")
    return match.start() + len(whole) - (1 if closes_nothing else 0)


def _is_told_apart(match: re.Match[str], numbers: tuple[int, ...]) -> bool:
    """Without a number only its day and asker tell a question; a bare word wants a number word or a person's title."""
    if not numbers:
        return match["bare"] is None and _either(match, "day") is not None
    if match["bare"] is None or match["word"] is not None or match["behind"] is not None:
        return True
    return _either(match, "title") is not None


def _is_plausible(match: re.Match[str], numbers: tuple[int, ...]) -> bool:
    """Without a number word, a number between 1900 and 2099 is a year."""
    return (
        match["word"] is not None
        or match["behind"] is not None
        or not any(1900 <= number <= 2099 for number in numbers)
    )


def _either(match: re.Match[str], name: str) -> str | None:
    """Return a qualifier, wherever it stands: before or behind the number."""
    found: str | None = match[f"{name}_1"] or match[f"{name}_2"]
    return found


def _numbers(printed: str) -> tuple[int, ...]:
    bare = _no_numbers().sub(" ", printed)
    return tuple(int(digits.replace(".", "")) for digits in re.findall(r"\d[\d.]*\d|\d", bare))


def _asker(match: re.Match[str]) -> str | None:
    printed = _either(match, "asker")
    return " ".join(printed.split()) if printed else None


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


def _session_of(printed: str | None, calendar: Parliament | None) -> str | None:
    day = read_date(printed) if printed and calendar else None
    return calendar.session_of(day) if day and calendar else None


@cache
def _name() -> str:
    opening = any_of(rules("nl_layout").words("names.opening") + rules("nl_layout").words("names.inner"))
    part = r"[^\W\d_a-zà-ÿ][\w'’-]+"
    return rf"{part}(?:\s(?:(?i:{opening})\s){{0,3}}{part}){{0,3}}"


@cache
def _finder() -> Finder:
    """Kind, then number and qualifiers in either order: ``SV 12 (2021-2022)``, ``SV van collega X (nr. 12)``."""
    table = rules(_RULES)
    names = ("strong", "short", "bare", "numbers", "joiners", "with")
    words = {name: any_of(table.words(f"questions.{name}")) for name in names}
    one = r"\d{1,3}(?:\.\d{3})?\d{0,3}(?!\d|\s?[-–/]\s?(?:\d{4}|\d{1,2}-))"
    joined = rf"\s{{0,3}}(?i:{words['joiners']})\s{{0,3}}(?:(?i:{words['numbers']})\s{{0,3}})?{one}(?!\s?%)"
    # "nr. 12 van 3 mei en nr. 15": behind a day or an asker the number word must stand again.
    nameless = _nameless_qualifier()
    again = (
        rf"(?:{nameless}){{1,2}}\s{{0,3}}(?i:{words['joiners']})\s{{0,3}}(?i:{words['numbers']})\s{{0,3}}{one}(?!\s?%)"
    )
    row = rf"{one}(?:{joined}|{again}){{0,12}}"
    word = rf"(?:(?i:{words['with']})\s{{1,3}})?(?P<word>(?i:{words['numbers']}))"
    in_front = rf"[\s-]{{0,3}}(?:{word})?\s{{0,3}}(?P<numbers>{row})(?:{_qualifier(1)}){{0,3}}"
    behind = (
        rf"(?:{_qualifier(2)}){{1,3}}(?:[\s,(]{{1,3}}(?:(?i:{words['with']})\s{{1,3}})?"
        rf"(?i:{words['numbers']})\s{{0,3}}(?P<behind>{row})\)?)?"
    )
    kind = (
        rf"(?:(?:(?i:{words['strong']})|{words['short']})(?:\s?\({words['short']}\))?|(?P<bare>(?i:{words['bare']})))"
    )
    pattern = re.compile(rf"(?<![\w-]){kind}(?!\w)(?:{in_front}|{behind})")
    return finder(pattern, (word for name in ("strong", "short", "bare") for word in table.words(f"questions.{name}")))


def _qualifier(place: int) -> str:
    """Return the pattern of a day, an asker or a parliamentary year beside a number, with a comma or in parentheses."""
    table = rules(_RULES)
    by = any_of(word for word in table.words("questions.by") if word not in table.words("questions.by_plain"))
    plain = any_of(table.words("questions.by_plain"))
    asker = rf"(?:(?P<title_{place}>(?i:{by}))|(?i:{plain}))\s{{1,3}}(?P<asker_{place}>{_name()})"
    dated = rf"(?i:{any_of(table.words('questions.dated'))})\s{{1,3}}(?P<day_{place}>(?i:{date_pattern()}))"
    led = rf"(?:(?i:{any_of(table.words('questions.sessions'))})\s)?"
    return rf"[\s,(]{{1,3}}(?:{dated}|{asker}|{led}(?P<session_{place}>{_SESSION.pattern}))\)?"


@cache
def _nameless_qualifier() -> str:
    """Return the pattern of a qualifier without its names, which a pattern can have only once."""
    return re.sub(r"\?P<\w+>", "?:", _qualifier(1))


@cache
def _no_numbers() -> re.Pattern[str]:
    """Return what may stand between the numbers of a list and has digits of its own: days and parliamentary years."""
    return re.compile(rf"(?i:{date_pattern()})|{_SESSION.pattern}")


@cache
def _within() -> re.Pattern[str]:
    return re.compile(any_of(rules(_RULES).words("questions.within")), re.IGNORECASE)


@cache
def _before_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?i:{any_of(rules(_RULES).words('questions.by_before'))})\s{{1,3}}(?P<asker>{_name()})")
