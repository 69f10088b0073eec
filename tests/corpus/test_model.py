"""Spans, texts and records."""

import dataclasses
import hashlib
import inspect
from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import facts, model, register
from corpus.model import DocumentText, Item, Page, QuestionRecord, Side, Span
from tests.corpus.building import made, raw


@pytest.mark.parametrize(("start", "end"), [(3, 2), (-1, 2), (-2, -1)])
def test_a_span_cannot_run_backwards(start: int, end: int) -> None:
    """A span that runs backwards or begins before the text is refused."""
    with pytest.raises(ValueError, match=f"from {start} to {end}"):
        Span(start=start, end=end)


@given(st.text(), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_a_shifted_span_quotes_the_same(text: str, start: int, length: int, by: int) -> None:
    """Moved together with its text, a span quotes the same words, and moving back undoes it."""
    span = Span(start=start, end=start + length)
    assert span.shifted(by).quote(" " * by + text) == span.quote(text)
    assert span.shifted(by).shifted(-by) == span


def test_spans_keep_their_page_and_are_ordered() -> None:
    """A shifted span stays on its page; spans sort by their place."""
    assert Span(start=1, end=2, page=3).shifted(4) == Span(start=5, end=6, page=3)
    assert min([Span(start=2, end=3), Span(start=1, end=9), Span(start=1, end=2)]) == Span(start=1, end=2)


PAGED = DocumentText(text="eerste tweede", pages=(Page(number=1, start=0, end=7), Page(number=2, start=7, end=13)))


@pytest.mark.parametrize(("offset", "page"), [(0, 1), (6, 1), (7, 2), (12, 2), (99, 2)])
def test_every_character_has_its_page(offset: int, page: int) -> None:
    """A character is on the page whose range holds it; what follows the last page counts to it."""
    assert PAGED.page_at(offset) == page


def test_a_span_gets_the_page_of_its_first_character() -> None:
    """A span over two pages belongs to the first; without pages there is none."""
    assert PAGED.span(5, 9) == Span(start=5, end=9, page=1)
    assert DocumentText(text="tekst").span(0, 2).page is None


def test_bytes_have_their_hash() -> None:
    """The hash of a raw document is that of its bytes, whatever its name."""
    assert raw(b"abc", uri="x").sha256 == hashlib.sha256(b"abc").hexdigest()


@pytest.mark.parametrize(
    ("answered", "asked", "not_before", "expected"),
    [
        (date(2024, 2, 1), date(2024, 1, 1), None, date(2024, 2, 1)),
        (None, date(2024, 1, 1), date(2023, 1, 1), date(2024, 1, 1)),
        (None, None, date(2023, 1, 1), None),
        (None, None, None, None),
    ],
)
def test_relative_times_count_from_the_answer(
    answered: date | None, asked: date | None, not_before: date | None, expected: date | None
) -> None:
    """The reference day is the answer's, else the question's; a mere lower bound is none."""
    assert QuestionRecord(answered=answered, asked=asked, not_before=not_before).reference_date == expected


def test_items_of_one_side_keep_their_order() -> None:
    """The items of a side come in reading order, without those of the other side."""
    items = tuple(
        Item(side=side, label=label, span=Span(start=n, end=n + 1))
        for n, (side, label) in enumerate([(Side.QUESTION, "1"), (Side.ANSWER, "2"), (Side.QUESTION, "3")])
    )
    assert [item.label for item in QuestionRecord(items=items).items_of(Side.QUESTION)] == ["1", "3"]
    assert [item.label for item in QuestionRecord(items=items).items_of(Side.ANSWER)] == ["2"]


@pytest.mark.parametrize("module", [model, facts, register])
def test_types_are_frozen_slotted_and_keyword_only(module: ModuleType) -> None:
    """No value changes after it was made, and none is built by position."""
    kinds = [kind for _, kind in inspect.getmembers(module, dataclasses.is_dataclass) if inspect.isclass(kind)]
    assert len(kinds) > 5
    for kind in kinds:
        assert hasattr(kind, "__slots__"), kind
        assert not hasattr(kind, "__dict__") or "__dict__" not in kind.__slots__, kind
        assert all(field.kw_only for field in dataclasses.fields(kind)), kind
        assert kind.__dict__["__dataclass_params__"].frozen, kind


def test_a_fact_cannot_be_changed() -> None:
    """Writing to a field of a fact is refused."""
    fact = made().facts.figures[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        fact.unit = "USD"  # type: ignore[misc]
