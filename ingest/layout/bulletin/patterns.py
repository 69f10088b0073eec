"""Patterns of a bulletin's headings and of the heads of its questions."""

import re
from functools import cache

from ingest.layout.dates import date_pattern
from ingest.layout.rule_table import any_of, rules

_RULES = "nl_layout"
_GROUPS = ("unanswered", "provisional", "late", "in_term", "general")
_NUMBERING = r"(?:(?:[IVX]{1,5}|[A-Z]|\d{1,2})[.)][ \t]*)"


@cache
def question_heads() -> re.Pattern[str]:
    """Return the pattern of the head of a question: number, day and asker, on one line or on three.

    One of the three may be damaged, if the asker's name is printed in capitals; then its group is absent.
    """
    table = rules(_RULES)
    words = {name: any_of(table.words(f"head.{name}")) for name in ("number", "from")}
    opening = any_of(table.words("bulletin.question"))
    shouted = r"[^\Wa-z\d_][^a-z\n\f:;?!]{1,60}"
    titles = rf"(?:(?i:{any_of(table.words('bulletin.titles'))})\s+){{0,2}}"
    named = rf"{titles}(?P<asker>{_person()}|{shouted})"
    start = rf"^[ \t]*(?i:{opening})\s+(?i:{words['number']})"
    number, day = r"\s*(?P<number>\d{1,5})\b", rf"(?P<day>(?i:{date_pattern()}))"
    end = r"[ \t]*(?=\n|\f|\Z)"
    whole = rf"{start}{number}\s+(?i:{words['from']})\s+{day}\s+(?i:{words['from']})\s+{named}{end}"
    no_number = (
        rf"{start}[^\n\d]{{0,8}}\s(?i:{words['from']})\s+(?P<day_1>(?i:{date_pattern()}))"
        rf"\s+(?i:{words['from']})\s+{titles}(?P<asker_1>{shouted}){end}"
    )
    no_day = (
        rf"{start}\s*(?P<number_2>\d{{1,5}})\b\s+(?i:{words['from']})\s+[^\n]{{1,24}}?\s(?i:{words['from']})"
        rf"\s+{titles}(?P<asker_2>{shouted}){end}"
    )
    return re.compile(rf"(?:{whole}|{no_number}|{no_day})", re.MULTILINE)


def group_named(match: re.Match[str], name: str) -> str | None:
    """Return the group of a question's head that holds ``number``, ``day`` or ``asker``; None where it is damaged."""
    return next((group for group in (name, f"{name}_1", f"{name}_2") if match.groupdict().get(group)), None)


def _person() -> str:
    """Return the pattern of a name that fills its line: words with a capital, and particles."""
    table = rules(_RULES)
    particle = any_of(table.words("names.opening") + table.words("names.inner") + table.words("names.joining"))
    word = r"[^\W\d_a-zà-ÿ][\w'’.-]*"
    return rf"(?:(?i:{particle})[ \t]+){{0,3}}{word}(?:[ \t]+(?:(?i:{particle})(?!\w)|{word})){{0,6}}"


@cache
def separate_heads() -> re.Pattern[str]:
    """Return the pattern of the head of a written question of its own, printed in capitals above its number."""
    table = rules(_RULES)
    title = any_of(word.upper() for word in table.words("head.question"))
    number = any_of(table.words("head.number"))
    return re.compile(rf"^[ \t]*{title}[ \t]*\n\s*(?i:{number})[ \t]*(?P<number>\d{{1,5}})[ \t]*$", re.MULTILINE)


@cache
def answer_lines() -> re.Pattern[str]:
    """Return the pattern of a line that only says that an answer begins; the plain word is the group ``plain``."""
    words = rules(_RULES).words("head.answer")
    return re.compile(
        rf"^[ \t]*(?:(?P<plain>{re.escape(words[0])})|{any_of(words[1:])})[ \t]*:?[ \t]*$", re.MULTILINE | re.IGNORECASE
    )


@cache
def group_starts() -> re.Pattern[str]:
    """Return the pattern of the beginning of a heading of a group of questions."""
    words = any_of(rules(_RULES).words("bulletin.starts"))
    return re.compile(rf"^[ \t]*(?P<numbering>{_NUMBERING})?(?i:{words})(?!\w)", re.MULTILINE)


def group_of(heading: str) -> str | None:
    """Return which group of questions a heading opens, ``general`` for all; None where it is no heading."""
    folded = " ".join(heading.split()).lower()
    return next((name for name in _GROUPS if _cues(name).search(folded)), None)


@cache
def _cues(name: str) -> re.Pattern[str]:
    words = rules(_RULES).words(f"bulletin.groups.{name}")
    return re.compile(rf"(?<!\w){any_of(words)}(?!\w)")


@cache
def end_lines() -> re.Pattern[str]:
    """Return the pattern of a line that opens a part without questions, such as a register."""
    words = any_of(rules(_RULES).words("bulletin.ends"))
    return re.compile(rf"^[ \t]*{_NUMBERING}?(?i:{words})[ \t]*$", re.MULTILINE)


@cache
def nothing_lines() -> re.Pattern[str]:
    """Return the pattern of a text that only says that there are no questions."""
    return re.compile(rf"\s*{any_of(rules(_RULES).words('bulletin.nothing'))}[\s.]*", re.IGNORECASE)


@cache
def office_starts() -> re.Pattern[str]:
    """Return the pattern of the beginning of a minister's title."""
    return re.compile(rf"(?<![\w-]){any_of(rules(_RULES).words('office.starts'))}(?![\w-])", re.IGNORECASE)
