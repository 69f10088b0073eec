"""Names of files that somebody else chose, made harmless."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.names import LONGEST, plain_name
from ingest.sources.opened import is_known_kind


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("antwoord 12.pdf", "antwoord 12.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\An\\vraag.docx", "vraag.docx"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("\u202efdp.exe\u202c.txt", "fdp.exe.txt"),
        ("  veel   ruimte .txt ", "veel ruimte .txt"),
        ("e\u0301cole.txt", "\u00e9cole.txt"),
        ("\udcff.txt", ".txt"),
        ("<b>vet.html", "<b>vet.html"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("/", "unnamed"),
        ("x" * 400 + ".jsonl.gz", "x" * (LONGEST - 10) + "…" + ".jsonl.gz"),
        ("x" * 400 + ".pdf", "x" * (LONGEST - 5) + "…" + ".pdf"),
        ("a." + "x" * 400, "a." + "x" * (LONGEST - 3) + "…"),
        ("\u0065\u200b\u0301.txt", "\u00e9.txt"),
    ],
)
def test_a_name(given_name: str, shown: str) -> None:
    """Folders, signs that show nothing or turn the text, and length go; words and the ending stay."""
    assert plain_name(given_name) == shown


@given(st.text())
def test_any_name(text: str) -> None:
    """Whatever is given, the name is short, visible, no path, never empty, and stays what it is the second time."""
    name = plain_name(text)
    assert 0 < len(name) <= LONGEST
    assert not {"/", "\\"} & set(name)
    assert not [one for one in name if unicodedata.category(one)[0] == "C"]
    assert name not in (".", "..")
    assert plain_name(name) == name


@pytest.mark.parametrize("name", ["a.PDF", "a.jsonl.gz", "a.txt", "a.docx", "a.doc"])
def test_kinds_that_are_read(name: str) -> None:
    """The kinds that a folder's files may have, whatever their capitals."""
    assert is_known_kind(name)


@pytest.mark.parametrize("name", ["a.exe", "a.gz", "a", ".pdf", "a.pdf.part", "a.zip"])
def test_kinds_that_are_not(name: str) -> None:
    """Everything else is left out."""
    assert not is_known_kind(name)
