"""The time that reading takes: in proportion to the length of a text, also where the text is made to be slow."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import WrongUse
from ingest.evaluation.speed import (
    ADVERSARIAL,
    long_text,
    main,
    measure_speed,
    print_speed,
    records_of,
    seconds_for,
)
from ingest.numbers import load_rules
from ingest.times import analyse
from ingest.times.analysed import LONGEST_WORDLESS

#: Seconds for a megabyte; three times what the slowest kind took when the bound was set, on a machine at work.
BOUND = 36.0
#: The same for texts without words, of which only the beginning is read.
WORDLESS_BOUND = 15.0
SIZE = 10_000
RECORD = (
    '{"doc_id": "s1", "asked": "2024-02-01", "author": "Peeters, An", "department": "Minister van Mobiliteit",'
    ' "question": "Bruggen. 1. Hoeveel bruggen zijn er in 2024?", "answer": "1. Er zijn 12 bruggen."}'
)
WORDS = sorted(
    {form for values in load_rules("nl_times")["terms"].values() for forms in values.values() for form in forms}
)
SIGNS = [*" .,-/()%:;?!\n^€@1+", "2016", "12", "111", "een", "miljoen", "min"]
PIECES = st.lists(st.sampled_from(WORDS + SIGNS * 8), min_size=1, max_size=4).map("".join)


@pytest.mark.parametrize("piece", ADVERSARIAL.values(), ids=list(ADVERSARIAL))
def test_a_slow_text_stays_in_proportion(piece: str) -> None:
    """Twice the length takes about twice the time, and a megabyte no more than the bound."""
    seconds_for(long_text(piece, size=1000))
    single = min(seconds_for(long_text(piece, size=SIZE)) for _ in range(3))
    double = min(seconds_for(long_text(piece, size=2 * SIZE)) for _ in range(3))
    assert double < 2.6 * single + 0.1
    assert double * 1_000_000 / (2 * SIZE) < BOUND


@pytest.mark.parametrize("piece", ["1 %", "2016-", "1-1-", "1/", "1\n"])
def test_a_text_without_words_is_read_at_its_beginning_only(piece: str) -> None:
    """A long row of numbers and signs takes less time than its length would, and what stands behind it is read."""
    text = long_text(piece, size=200_000)
    assert seconds_for(text) < WORDLESS_BOUND * len(text) / 1_000_000
    behind = "Er zijn 12 bruggen tegen eind 2024."
    assert len(analyse(text).tokens) == LONGEST_WORDLESS
    assert [token.text for token in analyse(f"{text} {behind}").tokens][-8:-5] == ["Er", "zijn", "12"]


@pytest.mark.parametrize("sign", ["\n", " \n", ".", "?", " ", "-", "("])
def test_a_long_run_of_one_sign_is_read_in_proportion(sign: str) -> None:
    """A run between two words that end no sentence is not tried again from each of its signs."""
    text = f"het plan ligt{sign * 60_000}vast tegen eind 2024"
    assert seconds_for(text) < BOUND * len(text) / 1_000_000


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PIECES)
def test_no_short_piece_makes_a_long_text_slow(piece: str) -> None:
    """Whatever piece of words and signs is repeated, no character takes longer than the bound allows."""
    text = long_text(piece, size=6000)
    assert seconds_for(text) < BOUND * len(text) / 1_000_000 + 0.3


def test_stages_are_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The rate is printed with the share of every stage and the time of every slow text."""
    file = tmp_path / "records.jsonl"
    file.write_text(RECORD + "\n\n", encoding="utf-8")
    speed = measure_speed(records_of(file), rounds=1)
    assert speed.documents == 1
    assert speed.rate > 0
    assert set(speed.stages) == {"read", "layout", "analysis", "times", "figures", "references", "commitments"}
    print_speed(records_of(file), size=2000)
    told = capsys.readouterr().out
    assert "documents a second" in told
    assert all(name in told for name in (*speed.stages, *ADVERSARIAL))


def test_missing_records_are_named(tmp_path: Path) -> None:
    """Without records there is nothing to measure, and the file that lacks is named."""
    with pytest.raises(WrongUse, match=r"none\.jsonl"):
        main([str(tmp_path / "none.jsonl")])
    with pytest.raises(WrongUse, match="at least one"):
        measure_speed([])
