"""The table of analysed words of a generation."""

import sqlite3
from pathlib import Path

import pytest

from corpus.errors import SearchIndexError
from search.analysis import Analyser
from search.known import KnownWords, write_known
from search.rule_files import load_language

WORDS = {"waterloop": ("waterlop", "water", "lop"), "de": (), "façade": ("facad",), "o'": ("o'",)}


def test_words_come_back_with_their_terms(tmp_path: Path) -> None:
    """What was written is found again, stop words without terms too; words that were not written are left out."""
    write_known(tmp_path, WORDS)
    known = KnownWords(tmp_path)
    assert known.terms([*WORDS, "trein"]) == WORDS
    assert known.terms([]) == {}
    write_known(tmp_path, {"trein": ("trein",)})
    assert KnownWords(tmp_path).terms(["trein", "de"]) == {"trein": ("trein",)}


@pytest.mark.parametrize("content", [None, b"", b"no table at all"])
def test_a_missing_or_damaged_table_knows_nothing(tmp_path: Path, content: bytes | None) -> None:
    """Without a table that can be read no word is known, and nothing fails."""
    if content is not None:
        (tmp_path / "words.sqlite").write_bytes(content)
    assert KnownWords(tmp_path).terms(["de"]) == {}


def test_a_table_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder that is not there is named in the error."""
    with pytest.raises(SearchIndexError, match="nowhere"):
        write_known(tmp_path / "nowhere", WORDS)


def test_known_words_are_not_analysed(tmp_path: Path) -> None:
    """The analysis takes the terms of a known word from the table, and gives those of others itself."""
    write_known(tmp_path, {"waterlopen": ("once",)})
    analyser = Analyser(load_language(), {}, KnownWords(tmp_path).terms)
    fresh = Analyser(load_language(), {})
    assert analyser.terms("waterlopen") == ("once",)
    assert analyser.terms("spoorwegen") == fresh.terms("spoorwegen")
    assert analyser.index_terms("Spoorwegen, waterlopen") == [*fresh.terms("spoorwegen"), "once"]
    assert set(analyser.analysed) == {"waterlopen", "spoorwegen"}


def test_the_table_is_closed_with_its_reader(tmp_path: Path) -> None:
    """The file of a generation is let go at once when nothing reads its words any more."""
    write_known(tmp_path, WORDS)
    known = KnownWords(tmp_path)
    database = known._database
    assert database is not None
    del known
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        database.execute("select 1")
