"""Properties of times and figures that hold for every text."""

import time
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.figures import read_all_figures, read_figures
from ingest.numbers import load_rules
from ingest.times import read_all_times, read_times

WORDS = sorted(
    {form for values in load_rules("nl_times")["terms"].values() for forms in values.values() for form in forms}
    | {
        "2016",
        "1",
        "12",
        "31",
        "99",
        "2016.",
        "3,5",
        "1.250",
        "euro",
        "%",
        "dossiers",
        "werd",
        "zal",
        "een",
        "1/2",
        "01.02.2023",
    }
)
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
TEXTS = st.one_of(SENTENCES, st.text(max_size=120))
DATES = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2090, 12, 31)))


@settings(max_examples=400, deadline=None)
@given(TEXTS, DATES)
def test_times_lie_in_the_text_and_their_dates_are_in_order(text: str, reference: date | None) -> None:
    """Whatever the words: spans are inside the text and apart, dates in order, and the reading is repeatable."""
    found = read_all_times(text, reference)
    assert found == read_all_times(text, reference)
    last = 0
    for match in found:
        assert last <= match.start < match.end <= len(text)
        last = match.end
        span = match.range
        if span.earliest and span.expected:
            assert span.earliest <= span.expected
        if span.expected and span.latest:
            assert span.expected <= span.latest
        assert (span.expected is None) == (span.latest is None)
        assert span.explanation.nl
        assert span.explanation.en


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_figures_lie_in_the_text_and_outside_its_times(text: str) -> None:
    """Whatever the words: figures are inside the text, ranges in order, and no figure begins inside a time."""
    times = read_times(text, date(2023, 6, 14))
    found = read_figures(text, times=times)
    assert found == read_figures(text, times=times)
    for match in found:
        assert 0 <= match.start < match.end <= len(text)
        assert match.low is None or match.high is None or match.low <= match.high
    assert len(read_all_figures(text)) >= len(read_figures(text))


def test_a_long_text_takes_time_in_proportion() -> None:
    """A text ten times as long takes about ten times as long, also where it is all numbers or prepositions."""
    for piece in (
        "In 2016 werden 34 dossiers behandeld, tegen eind 2018 volgt de rest. ",
        "12 ",
        "van tot en met ",
        "1" * 50,
    ):
        small, large = piece * 300, piece * 3000
        spent = []
        for text in (small, large):
            started = time.process_time()
            read_figures(text, times=read_times(text, date(2017, 1, 1)))
            spent.append(time.process_time() - started)
        assert spent[1] < 30 * spent[0] + 0.5
