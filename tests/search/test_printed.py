"""What a page of results shows of a passage: read from its record, with the places of the terms asked for."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import SearchIndexError
from corpus.model import Side, Span
from search.analysis import Analyser, word_at, words_of
from search.passages import Passage
from search.printed import TITLE, PrintedRows, PrintedWriter, record, terms_named, title_record
from search.rule_files import load_language

TEXTS = st.text(alphabet=st.sampled_from("abAé12.,_ -\u0301²(\n\x1f:/𝄞"), max_size=40)
PARTS = ("De ", "wachtlijsten ", "groeien, ", "1.250,50 ", "zorg-", "Één\n", "😀 ")
WORDS = st.lists(st.sampled_from(PARTS), max_size=12)


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    """Return the analysis of Dutch."""
    return Analyser(load_language(), {})


def passage(text: str, **more: object) -> Passage:
    """Return a passage of a text."""
    held: dict[str, object] = {"ordinal": 0, "side": Side.ANSWER, "item": "2.b", "text": text, **more}
    span = held.pop("span", Span(start=7, end=7 + len(text), page=3))
    return Passage(span=span, **held)  # type: ignore[arg-type] # given by name


def written(folder: Path, *records: bytes) -> PrintedRows:
    """Return records written and opened."""
    writer = PrintedWriter(folder)
    writer.cut(writer.rows)
    writer.append(records)
    for file in writer.files:
        file.close()
    return PrintedRows(folder)


@pytest.mark.parametrize(
    "held",
    [
        passage("De wachtlijst groeit. 😀 Nog één zin.", sentences=((0, 21), (22, 36))),
        passage("", item="", side=Side.QUESTION, span=Span(start=0, end=0)),
        passage("Bijlage", item="", attachment="Lijst é.pdf", span=Span(start=5, end=12, page=0)),
        passage("x" * 70_000, item="y" * 300),
    ],
)
def test_a_passage_is_read_as_it_was_written(tmp_path: Path, analyser: Analyser, held: Passage) -> None:
    """Side, item, place, page, text, attachment and sentences are those that were given."""
    rows = written(tmp_path, title_record("Een titel", analyser), record(held, analyser))
    assert rows.passage(1, 0) == held
    assert rows.passage(0, TITLE).text == "Een titel"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(TEXTS, WORDS.map("".join)), min_size=1, max_size=4), st.data())
def test_terms_are_found_where_their_words_stand(
    tmp_path_factory: pytest.TempPathFactory, analyser: Analyser, texts: list[str], data: st.DataObject
) -> None:
    """The places of terms are the beginnings of just the words that have one of them."""
    every = sorted({term for text in texts for word in words_of(text) for term in analyser.terms(word.folded)})
    wanted = data.draw(st.sets(st.sampled_from(every))) if every else set()
    rows = written(tmp_path_factory.mktemp("rows"), *(record(passage(text), analyser) for text in texts))
    found = rows.found(np.arange(len(texts)), np.zeros(len(texts), dtype=np.int64), terms_named(wanted))
    for text, one in zip(texts, found, strict=True):
        words = [word for word in words_of(text) if wanted.intersection(analyser.terms(word.folded))]
        assert [word_at(text, place) for place in dict.fromkeys(one.places)] == words


def test_nothing_asked_for(tmp_path: Path, analyser: Analyser) -> None:
    """No rows give no passages, no terms no places, and a place without a word no word."""
    rows = written(tmp_path, record(passage("De zorg."), analyser))
    nothing = np.empty(0, dtype=np.int64)
    assert rows.found(nothing, nothing, terms_named(["zorg"])) == []
    (one,) = rows.found(np.array([0]), np.array([0]), terms_named([]))
    assert list(one.places) == []
    assert word_at("(de", 0).folded == ""


def test_what_a_crash_left_is_cut(tmp_path: Path, analyser: Analyser) -> None:
    """Half a record, or one whose end was not written, counts for nothing, and the next goes where it stood."""
    whole = record(passage("Eerste."), analyser)
    written(tmp_path, whole)
    for name, rest in (("printed.bin", b"\x07" * 11), ("printed.u64", b"\x07" * 3)):
        with (tmp_path / name).open("ab") as file:
            file.write(rest)
    assert PrintedRows(tmp_path).passage(0, 0).text == "Eerste."
    rows = written(tmp_path, record(passage("Tweede."), analyser))
    assert [rows.passage(row, 0).text for row in range(2)] == ["Eerste.", "Tweede."]
    for name in ("printed.bin", "printed.u64"):
        with (tmp_path / name).open("ab") as file:
            file.write(bytes(160))  # a length that reached the disk before its bytes
    rows = written(tmp_path, record(passage("Derde."), analyser))
    assert [rows.passage(row, 0).text for row in range(3)] == ["Eerste.", "Tweede.", "Derde."]
    with (tmp_path / "printed.bin").open("r+b") as file:
        file.truncate(len(whole) + 5)
    writer = PrintedWriter(tmp_path)
    assert writer.rows == 1
    for opened in writer.files:
        opened.close()


@pytest.mark.parametrize("row", [-1, 1, 2])
def test_a_row_that_is_not_there(tmp_path: Path, analyser: Analyser, row: int) -> None:
    """Asking for another row than there are is an error, never another's text."""
    with pytest.raises(ValueError, match="no record"):
        written(tmp_path, record(passage("Eerste."), analyser)).passage(row, 0)


@pytest.mark.parametrize("missing", [1, 3, 20, 40, 10_000])
def test_a_file_cut_short(tmp_path: Path, analyser: Analyser, missing: int) -> None:
    """A record that is not whole is an error that names damage, never half a text."""
    whole = record(passage("De wachtlijsten groeien."), analyser)
    written(tmp_path, whole)
    with (tmp_path / "printed.bin").open("r+b") as file:
        file.truncate(max(0, len(whole) - missing))
    with pytest.raises(ValueError, match=r"record|buffer"):
        PrintedRows(tmp_path).passage(0, 0)


@pytest.mark.parametrize("place", range(0, 200, 7))
def test_changed_bytes(tmp_path: Path, analyser: Analyser, place: int) -> None:
    """Whatever a byte is changed to, what is read is a passage or one kind of error."""
    written(tmp_path, record(passage("De wachtlijsten groeien en de zorg kost meer."), analyser))
    held = bytearray((tmp_path / "printed.bin").read_bytes())
    held[place % len(held)] ^= 0xFF
    (tmp_path / "printed.bin").write_bytes(held)
    rows = PrintedRows(tmp_path)
    try:
        (one,) = rows.found(np.array([0]), np.array([0]), terms_named(["zorg"]))
        assert isinstance(one.passage, Passage)
    except ValueError:
        pass


def test_files_that_are_gone(tmp_path: Path) -> None:
    """A generation without these files cannot be read."""
    with pytest.raises(SearchIndexError, match="rappel rebuild"):
        PrintedRows(tmp_path)
