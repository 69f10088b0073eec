"""Question and answer side by side: nothing is lost, nothing is put beside the wrong question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Item, QuestionRecord, Section, Side, Span
from web.document.alignment import Row, align

LENGTH = 40


def record(questions: list[tuple[str, int]], answers: list[tuple[str, int, tuple[str, ...]]]) -> QuestionRecord:
    """Return a record whose question runs from 0 and whose answer runs from LENGTH; items start where given."""

    def item(side: Side, label: str, start: int, end: int, answered: tuple[str, ...] = ()) -> Item:
        return Item(
            side=side,
            label=label,
            span=Span(start=start + 2, end=end),
            label_span=Span(start=start, end=start + 1),
            answers=answered,
        )

    q_ends = [*(start for _, start in questions[1:]), LENGTH][: len(questions)]
    a_ends = [*(start for _, start, _ in answers[1:]), 2 * LENGTH][: len(answers)]
    items = [item(Side.QUESTION, label, start, end) for (label, start), end in zip(questions, q_ends, strict=True)]
    items += [item(Side.ANSWER, n, start, end, a) for (n, start, a), end in zip(answers, a_ends, strict=True)]
    sections = (
        Section(side=Side.QUESTION, start=0, end=LENGTH),
        Section(side=Side.ANSWER, start=LENGTH, end=2 * LENGTH),
    )
    return QuestionRecord(items=tuple(items), sections=sections)


def labels(rows: tuple[Row, ...]) -> list[tuple[list[str], list[str]]]:
    """Return the labels of each row's two sides."""
    return [([s.label for s in row.questions], [s.label for s in row.answers]) for row in rows]


def test_pairs_by_what_an_answer_answers() -> None:
    """Each question stands beside the answer that names it, after the introductions."""
    found = align(record([("1", 5), ("2", 20)], [("1", 45, ("1",)), ("2", 60, ("2",))]))
    assert labels(found) == [([""], [""]), (["1"], ["1"]), (["2"], ["2"])]


def test_grouped_answer_makes_one_row() -> None:
    """An answer to two questions stands beside both, once."""
    found = align(record([("1", 5), ("2", 15), ("3", 25)], [("1", 45, ("1",)), ("2-3", 60, ("2", "3"))]))
    assert labels(found)[1:] == [(["1"], ["1"]), (["2", "3"], ["2-3"])]


def test_answer_without_question_keeps_a_row_of_its_own() -> None:
    """An answer to no question is shown and said to have none; an unanswered question likewise."""
    found = align(record([("1", 5), ("2", 20)], [("1", 45, ("1",)), ("5", 60, ())]))
    assert labels(found)[1:] == [(["1"], ["1"]), (["2"], []), ([], ["5"])]
    assert (found[2].unanswered, found[3].unasked) == (True, True)


def test_unnumbered_text_is_one_row() -> None:
    """A record without numbers shows both texts side by side."""
    assert labels(align(record([], []))) == [([""], [""])]


def test_question_without_answer_is_not_called_unanswered_part() -> None:
    """Where the whole answer is missing, no single question is singled out."""
    bare = QuestionRecord(
        items=record([("1", 5)], []).items, sections=(Section(side=Side.QUESTION, start=0, end=LENGTH),)
    )
    assert [row.unanswered for row in align(bare)] == [False, False]


@given(
    st.lists(st.integers(0, 9), unique=True, max_size=6).map(lambda places: [4 * p for p in sorted(places)]),
    st.lists(st.integers(10, 19), unique=True, max_size=6).map(lambda places: [4 * p for p in sorted(places)]),
    st.data(),
)
def test_covers_every_character_once(questions: list[int], answers: list[int], data: st.DataObject) -> None:
    """The stretches of all rows cover both sides exactly, whatever answers what."""
    numbered = [(str(i + 1), start) for i, start in enumerate(questions)]
    names = st.lists(st.sampled_from([label for label, _ in numbered] or ["9"]), max_size=3).map(tuple)
    replied = [(str(i + 1), start, data.draw(names)) for i, start in enumerate(answers)]
    rows = align(record(numbered, replied))
    covered = sorted((s.start, s.end) for row in rows for s in (*row.questions, *row.answers))
    assert [start for start, _ in covered] == [0, *(end for _, end in covered[:-1])]
    assert covered[-1][1] == 2 * LENGTH


@pytest.mark.parametrize("answered", [("1",), ("1", "2"), ()])
def test_never_shows_an_answer_twice(answered: tuple[str, ...]) -> None:
    """Two answers to overlapping questions are joined, not repeated."""
    found = align(record([("1", 5), ("2", 20)], [("1", 45, ("1", "2")), ("2", 60, answered)]))
    shown = [s.label for row in found for s in row.answers]
    assert sorted(shown) == ["", "1", "2"]
