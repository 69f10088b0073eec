"""Question and answer side by side: which stretch of the answer stands beside which question."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Item, QuestionRecord, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of text of one side.

    Attributes:
        label: Label as printed; empty for an introduction.
        start: First character, the label's own where there is one.
        body: First character after the label.
        end: One past the last character.
    """

    label: str
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Questions and the answers that belong to them; either side may be empty.

    Attributes:
        questions: Stretches of the question.
        answers: Stretches of the answer.
        unasked: True where an answer has no question in this document.
        unanswered: True where a question has no answer although the document has answers.
    """

    questions: tuple[Stretch, ...] = ()
    answers: tuple[Stretch, ...] = ()
    unasked: bool = False
    unanswered: bool = False


def _top(items: Sequence[Item]) -> list[Item]:
    """Leave out sub-items: their text is part of the item that holds them."""
    found: list[Item] = []
    for item in items:
        if item.label and not (found and item.span.start < found[-1].span.end):
            found.append(item)
    return found


def _stretch(item: Item, end: int) -> Stretch:
    start = item.label_span.start if item.label_span else item.span.start
    return Stretch(label=item.label, start=start, body=item.span.start, end=end)


def _stretches(record: QuestionRecord, side: Side) -> tuple[Stretch | None, list[tuple[Item, Stretch]]]:
    """Return the introduction and the top items of a side, together covering its whole text.

    Where question and answer take turns, a side has many sections; a stretch ends with its section at the latest.
    """
    sections = [section for section in record.sections if section.side is side]
    if not sections:
        return None, []
    items = [item for item in _top(record.items_of(side)) if any(s.start <= item.span.start <= s.end for s in sections)]
    starts = [(item.label_span.start if item.label_span else item.span.start) for item in items]
    ends = [min(section.end for section in sections if item.span.start <= section.end) for item in items]
    rows = [
        (item, _stretch(item, min(end, following)))
        for item, end, following in zip(items, ends, [*starts[1:], *ends[-1:]], strict=True)
    ]
    start, first = sections[0].start, min([*starts[:1], sections[0].end])
    introduction = Stretch(label="", start=start, body=start, end=first) if first > start else None
    return introduction, rows


def align(record: QuestionRecord) -> tuple[Row, ...]:
    """Put every stretch of the record's two sides into rows, in the order of the question.

    A grouped answer ("2-3") makes one row of its questions. An answer to no question stands in a row of its own, at
    its place. Nothing of either side is left out.
    """
    question_intro, questions = _stretches(record, Side.QUESTION)
    answer_intro, answers = _stretches(record, Side.ANSWER)
    rows = []
    if question_intro or answer_intro:
        rows.append(Row(questions=_some(question_intro), answers=_some(answer_intro)))
    groups: list[tuple[set[str], list[Stretch]]] = []
    unasked: list[Stretch] = []
    labels = {item.label for item, _ in questions}
    for item, stretch in answers:
        asked = {label.split(".")[0] if label not in labels else label for label in item.answers} & labels
        if asked:
            _join(groups, asked, stretch)
        else:
            unasked.append(stretch)
    rows += _question_rows(questions, groups, answered=bool(answers))
    rows += [Row(answers=(stretch,), unasked=bool(questions)) for stretch in unasked]
    return tuple(rows)


def _some(stretch: Stretch | None) -> tuple[Stretch, ...]:
    return (stretch,) if stretch else ()


def _join(groups: list[tuple[set[str], list[Stretch]]], asked: set[str], stretch: Stretch) -> None:
    """Add an answer to the groups that share a question with it, making them one."""
    touching = [group for group in groups if group[0] & asked]
    merged: tuple[set[str], list[Stretch]] = (set(asked), [stretch])
    for group in touching:
        merged = (merged[0] | group[0], [*group[1], *merged[1]])
        groups.remove(group)
    groups.append((merged[0], sorted(merged[1], key=lambda s: s.start)))


def _question_rows(
    questions: Sequence[tuple[Item, Stretch]], groups: Sequence[tuple[set[str], list[Stretch]]], *, answered: bool
) -> list[Row]:
    rows, used = [], set[str]()
    for item, stretch in questions:
        if item.label in used:
            continue
        group = next((group for group in groups if item.label in group[0]), None)
        if group is None:
            rows.append(Row(questions=(stretch,), unanswered=answered))
            continue
        together = tuple(s for i, s in questions if i.label in group[0])
        used |= group[0]
        rows.append(Row(questions=together, answers=tuple(group[1])))
    return rows
