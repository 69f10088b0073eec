"""Letters in which questions and answers take turns: ``Vraag 1``, ``Antwoord op vraag 1``, ``Vraag 2``."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from corpus.model import Section, Side
from ingest.layout.labels import Label, covered, label_group, number_labels, skip_blanks
from ingest.layout.numbering import best_path
from ingest.layout.rule_table import any_of, rules

_RULES = "nl_layout"
_MOST = 300  # no letter has hundreds of turns: a text that looks so is no letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A stretch of one side with the labels that stand in it."""

    section: Section
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opening:
    side: Side
    label: Label


def read_turns(text: str, start: int, *, opened_by: Side) -> tuple[Turn, ...]:
    """Divide a text in which the sides take turns.

    Args:
        text: The document's text.
        start: Where to begin.
        opened_by: Who speaks before the first question: the asker below a question's head, the minister in a letter.

    Returns:
        The stretches in reading order, together everything from ``start`` on; nothing where the sides do not take
        turns, that is, where no question follows an answer.
    """
    openings = _openings(text, start)
    sides = [opening.side for opening in openings]
    if sides.count(Side.ANSWER) < 2 or Side.QUESTION not in sides[sides.index(Side.ANSWER) :]:
        return ()
    first = openings[0].label.start
    turns = [] if not text[start:first].strip() else [Turn(section=_section(opened_by, start, first), labels=())]
    following = 0
    for group in _grouped(openings):
        following += len(group)
        end = openings[following].label.start if following < len(openings) else len(text)
        section = _section(group[0].side, group[0].label.start, end)
        turns.append(Turn(section=section, labels=tuple(opening.label for opening in group)))
    return tuple(turns)


def _section(side: Side, start: int, end: int) -> Section:
    return Section(side=side, start=start, end=end)


def _grouped(openings: Sequence[_Opening]) -> Iterator[list[_Opening]]:
    group: list[_Opening] = []
    for opening in openings:
        if group and group[-1].side is not opening.side:
            yield group
            group = []
        group.append(opening)
    if group:
        yield group


def _openings(text: str, start: int) -> list[_Opening]:
    answers = list(islice(_read(_answer_lines(), text, start, Side.ANSWER), _MOST + 1))
    if not 2 <= len(answers) <= _MOST:
        return []
    asked = list(islice(_read(_question_lines(), text, start, Side.QUESTION), _MOST + 1))
    if len(asked) > _MOST:
        return []
    if len(asked) < 2:
        # The questions have plain numbers then, and only the answers a line of their own.
        row = best_path(number_labels(text, start, len(text)))
        asked = [_Opening(side=Side.QUESTION, label=label) for label in row if label.style != "word"]
    found = sorted([*asked, *answers], key=lambda opening: opening.label.start)
    return _numbered([opening for opening in found if opening.label.body <= len(text)])


def _numbered(openings: Sequence[_Opening]) -> list[_Opening]:
    """An answer without a number answers the questions since the answer before."""
    kept: list[_Opening] = []
    waiting: list[Label] = []
    for opening in openings:
        if opening.side is Side.QUESTION:
            waiting.append(opening.label)
        elif not opening.label.numbers and waiting:
            numbers = tuple(number for label in waiting for number in label.numbers)
            printed = waiting[0].printed if len(waiting) == 1 else f"{waiting[0].printed}-{waiting[-1].printed}"
            kept.append(replace(opening, label=replace(opening.label, numbers=numbers, printed=printed)))
            waiting = []
            continue
        else:
            waiting = []
        if opening.label.numbers:
            kept.append(opening)
    return kept


def _read(pattern: re.Pattern[str], text: str, start: int, side: Side) -> Iterator[_Opening]:
    for match in pattern.finditer(text, start):
        printed = (match["numbers"] or "").rstrip(" .):")
        place = "numbers" if match["numbers"] else "word"
        label = Label(
            printed=printed,
            numbers=covered(printed) if printed else (),
            style="word",
            start=match.start("word"),
            label_start=match.start(place),
            label_end=match.start(place) + len(printed) if printed else match.end(place),
            body=skip_blanks(text, match.end(), len(text)),
            weight=0.0,
        )
        if not printed or label.numbers:
            yield _Opening(side=side, label=label)


@cache
def _question_lines() -> re.Pattern[str]:
    words = any_of(rules(_RULES).words("interleaved.questions"))
    return re.compile(
        rf"^[ \t]*(?P<word>{words})[ \t]+(?P<numbers>{label_group()}){_END}", re.IGNORECASE | re.MULTILINE
    )


@cache
def _answer_lines() -> re.Pattern[str]:
    table = rules(_RULES)
    words, leads = any_of(table.words("interleaved.answers")), any_of(table.words("interleaved.answer_leads"))
    return re.compile(
        rf"^[ \t]*(?P<word>{words})(?:(?:[ \t]+{leads})?[ \t]+(?P<numbers>{label_group()}))?{_END}",
        re.IGNORECASE | re.MULTILINE,
    )


_END = r"(?:[ \t]*[.)]?[ \t]*(?=\n|\Z)|[ \t]*:)"
