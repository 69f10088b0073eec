"""The heads of question and answer: number, asker, date, minister, office and title, each with its place."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from ingest.layout.dates import date_pattern, read_date
from ingest.layout.lines import Line, lines_from
from ingest.layout.names import is_shouted, office_title, person_name
from ingest.layout.rule_table import any_of, rules
from ingest.layout.title import read_flattened_title, read_title

_RULES = "nl_layout"
_SEARCHED = 3000
_TOKEN = re.compile(r"\S+")
_MOST_OFFICE_LINES = 6
_LONGEST_NAME = 80


@dataclass(slots=True)
class Head:
    """What a head says.

    Attributes:
        start: Where the head begins.
        end: Where the text below it begins.
        number: Number of the question.
        asked: Day it was asked.
        answered: Day of the answer, where the answer's head states one.
        asker: Who asks.
        minister: Who answers.
        office: Their office.
        title: Title as printed.
        evidence: Where each of these stands, by name.
    """

    start: int
    end: int
    number: int | None = None
    asked: date | None = None
    answered: date | None = None
    asker: str | None = None
    minister: str | None = None
    office: str | None = None
    title: str | None = None
    evidence: dict[str, tuple[int, int]] = field(default_factory=dict)

    def note(self, name: str, match: re.Match[str], group: str) -> str | None:
        """Return the words of a group, trimmed, and remember where they stand; None where the group is absent."""
        if match[group] is None:
            return None
        start, end = match.span(group)
        printed = match[group].rstrip()
        self.evidence[name] = (start, end - len(match[group]) + len(printed))
        return printed


def read_question_head(text: str) -> Head | None:
    """Return the head of the question at the beginning of a text; None where it is lost."""
    match = _question_pattern().search(text, 0, _SEARCHED)
    if match is None:
        return None
    head = Head(match.start(), match.end())
    _read_tie(head, match)
    _read_minister(head, text, match.end())
    title = read_title(text, head.end, len(text)) or read_flattened_title(text, head.end)
    if title is not None and title.end - head.end < _SEARCHED:
        head.title, head.end = title.text, title.end
        head.evidence["title"] = (title.start, title.end)
    return head


def read_answer_head(text: str, start: int) -> Head | None:
    """Return the head of the answer, looked for from ``start`` on; None where it is lost.

    The line that names number, date and asker is what ties an answer to its question.
    """
    match = _answer_pattern().search(text, start) or _bare_answer_pattern().search(text, start)
    if match is None:
        return None
    head = Head(match.start(), match.end())
    if match.re is _answer_pattern():
        _read_tie(head, match)
    _read_answer_date(head, text)
    _read_minister_above(head, text, start)
    return head


def _read_tie(head: Head, match: re.Match[str]) -> None:
    number = head.note("number", match, "number")
    head.number = int(number) if number else None
    asker = head.note("asker", match, "asker")
    head.asker = person_name(asker) if asker else None
    day = head.note("asked", match, "day")
    head.asked = read_date(day) if day else None
    if head.asked is None:
        head.evidence.pop("asked", None)


def _read_answer_date(head: Head, text: str) -> None:
    match = _date_line().match(text, head.end)
    if match is not None and (day := read_date(match["day"])) is not None:
        head.answered, head.end = day, match.end()
        head.evidence["answered"] = match.span("day")


def _read_minister(head: Head, text: str, start: int) -> None:
    lines = list(lines_from(text, start, min(len(text), start + _SEARCHED)))
    filled = [place for place, line in enumerate(lines) if line.text]
    if not filled:
        return
    first = lines[filled[0]]
    addressed = _to_pattern().match(text, first.start, first.end)
    begin = addressed.end() if addressed else first.start
    inside = _office_start().search(text, begin, first.end)
    if inside is not None and (inside.start() > begin or not is_shouted(first.text)):
        _read_flattened_minister(head, text, begin, first.end)
    elif inside is not None:
        _read_office_lines(head, text, lines[filled[0] :])
    else:
        _read_minister_lines(head, text, begin, lines[filled[0] :])


def _read_minister_lines(head: Head, text: str, begin: int, lines: list[Line]) -> None:
    """The first line is the minister's name, if an office follows or a preposition leads it; else it is a title."""
    below = next((place for place, line in enumerate(lines) if place and line.text), None)
    office = below is not None and _office_start().match(text, lines[below].start) is not None
    if begin == lines[0].start and (not office or len(lines[0].text) > _LONGEST_NAME):
        return
    head.minister, head.end = person_name(text[begin : lines[0].end]), lines[0].end
    head.evidence["minister"] = (begin, lines[0].end)
    if office and below is not None:
        _read_office_lines(head, text, lines[below:])


def _read_office_lines(head: Head, text: str, lines: list[Line]) -> None:
    last = lines[0]
    for line in lines[1:_MOST_OFFICE_LINES]:
        if not line.text or not is_shouted(line.text) or not is_shouted(last.text):
            break
        last = line
    head.office, head.end = office_title(text[lines[0].start : last.end]), last.end
    head.evidence["office"] = (lines[0].start, last.end)


def _read_flattened_minister(head: Head, text: str, begin: int, end: int) -> None:
    """Without line ends the capitals tell where the office stops; a word before a spaced dash opens the title."""
    stop = begin
    for token in _TOKEN.finditer(text, begin, end):
        if any(character.islower() for character in token.group()) or token.group() in "-–":
            break
        if not re.match(r"\s+[-–]\s", text[token.end() : token.end() + 5]):
            stop = token.end()
    office = _office_start().search(text, begin, stop)
    if office is None:
        return
    if office.start() > begin:
        head.minister = person_name(text[begin : office.start()])
        head.evidence["minister"] = (begin, office.start() - 1)
    head.office, head.end = office_title(text[office.start() : stop]), stop
    head.evidence["office"] = (office.start(), stop)


def _read_minister_above(head: Head, text: str, start: int) -> None:
    """Read the name and office in capitals that stand above an answer's head, and let the head begin there."""
    begin = head.start
    for token in reversed(list(_TOKEN.finditer(text, max(start, head.start - 600), head.start))):
        word = token.group()
        if any(character.islower() for character in word) or word[-1] in ".?!:;)" or word.isdigit():
            break
        begin = token.start()
    office = _office_start().search(text, begin, head.start)
    if office is None:
        return
    stop = len(text[: head.start].rstrip())
    head.office, head.start = office_title(text[office.start() : stop]), office.start()
    head.evidence["office"] = (office.start(), stop)
    name = text[begin : office.start()].rstrip()
    if name:
        head.minister, head.start = person_name(name), begin
        head.evidence["minister"] = (begin, begin + len(name))


_NAME = r"(?P<asker>\S[^\n\f\d:]{1,80}?)"
_CAPITAL_NAME = r"(?P<asker>[^\Wa-z\d_][^\n\f\d:]{1,80}?)"


@cache
def _question_pattern() -> re.Pattern[str]:
    table = rules(_RULES)
    words = {name: any_of(table.words(f"head.{name}")) for name in ("question", "number", "from", "dated")}
    return re.compile(
        rf"(?:^|(?<=\n)|(?<=\f)|\b)\s*{words['question']}\s+(?:{words['number']}\s*(?P<number>\d{{1,5}})\b\s*)"
        rf"(?:{words['from']}\s+{_NAME}\s*?(?=\n|\f|\Z|\s{words['dated']}))?"
        rf"(?:\s*{words['dated']}\s*(?P<day>{date_pattern()}))?",
        re.IGNORECASE,
    )


@cache
def _answer_pattern() -> re.Pattern[str]:
    table = rules(_RULES)
    words = {name: any_of(table.words(f"head.{name}")) for name in ("answer", "number", "from", "tie")}
    shouted = any_of(word.upper() for word in table.words("head.answer"))
    return re.compile(
        rf"(?:^[ \t]*(?i:{words['answer']}[ \t]*\n\s*)?|\b{shouted}\s+)(?i:{words['tie']})\s+(?i:{words['number']})\s*"
        rf"(?P<number>\d{{1,5}})\s+(?i:{words['from']})\s+(?P<day>(?i:{date_pattern()}))\s+(?i:{words['from']})\s+"
        rf"(?P<asker>(?:[^\Wa-z\d_][^\sa-z]*(?:[ \t]+(?=[^\Wa-z\d_][^\sa-z]))?)+(?![a-z])|[^\n\f]{{2,60}}(?=\n|\f|\Z))",
        re.MULTILINE,
    )


@cache
def _bare_answer_pattern() -> re.Pattern[str]:
    shouted = any_of(word.upper() for word in rules(_RULES).words("head.answer"))
    return re.compile(rf"^[ \t]*{shouted}[ \t]*:?[ \t]*$", re.MULTILINE)


@cache
def _date_line() -> re.Pattern[str]:
    dated = any_of(rules(_RULES).words("head.dated"))
    return re.compile(rf"\s{{0,9}}{dated}\s{{0,9}}(?P<day>{date_pattern()})", re.IGNORECASE)


@cache
def _to_pattern() -> re.Pattern[str]:
    return re.compile(rf"{any_of(rules(_RULES).words('head.to'))}\s+", re.IGNORECASE)


@cache
def _office_start() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){any_of(rules(_RULES).words('office.starts'))}(?![\w-])", re.IGNORECASE)
