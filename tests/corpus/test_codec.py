"""Typed values to JSON and back."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from corpus.errors import StoreUnavailable, WrongUse
from corpus.facts import Facts
from corpus.model import DocumentText, QuestionRecord, Span
from corpus.store.codec import pack, unpack

_PLACES = st.integers(0, 10**9)
_FRACTIONS = st.floats(allow_nan=False, allow_infinity=False)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)

st.register_type_strategy(
    Span,
    st.builds(
        lambda start, length, page: Span(start=start, end=start + length, page=page),
        _PLACES,
        _PLACES,
        st.none() | _PLACES,
    ),
)
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(bytes, st.just(b""))
_CALM = hypothesis_settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@_CALM
@given(st.from_type(Facts))
def test_facts_come_back_equal(value: Facts) -> None:
    """Facts of every kind, with decimals, days, spans and enumerations, survive the round trip."""
    assert unpack(Facts, pack(Facts, value)) == value


@_CALM
@given(st.from_type(QuestionRecord))
def test_records_come_back_equal(value: QuestionRecord) -> None:
    """A record with items, family, remarks and pairs of evidence survives the round trip."""
    assert unpack(QuestionRecord, pack(QuestionRecord, value)) == value


@_CALM
@given(st.from_type(DocumentText))
def test_texts_come_back_equal(value: DocumentText) -> None:
    """A text with pages, links, sections and the source's own fields survives the round trip."""
    assert unpack(DocumentText, pack(DocumentText, value)) == value


@_CALM
@given(st.dictionaries(st.text(), _JSON, max_size=4))
def test_data_of_events_come_back_equal(value: dict[str, object]) -> None:
    """The free data of an event survive as they are, numbers as numbers and words as words."""
    assert unpack(Mapping[str, object], pack(Mapping[str, object], value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_keep_their_digits(value: Decimal) -> None:
    """A decimal comes back with the very digits it had, trailing zeros included."""
    assert str(unpack(Decimal, pack(Decimal, value))) == str(value)


def test_half_of_a_character_pair_is_refused() -> None:
    """Text that is no text is a clear error."""
    with pytest.raises(WrongUse, match="QuestionRecord cannot be stored"):
        pack(QuestionRecord, QuestionRecord(title="brug \ud800"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"start": 3, "end": 1}', '{"start": "x"}'])
def test_damaged_json_is_a_clear_error(text: str) -> None:
    """JSON that is no span any more says so, and what to do."""
    with pytest.raises(StoreUnavailable, match=r"damaged Span.*rappel doctor"):
        unpack(Span, text)


def test_a_sequence_of_spans_comes_back() -> None:
    """Types with parameters are types too."""
    value = (Span(start=1, end=2), Span(start=3, end=3, page=4))
    assert unpack(tuple[Span, ...], pack(tuple[Span, ...], value)) == value
    assert unpack(date, pack(date, date(2024, 2, 29))) == date(2024, 2, 29)
