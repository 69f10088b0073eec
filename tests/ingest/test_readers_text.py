"""Plain text, and which reader gets which bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableDocument
from corpus.model import Page
from ingest import readers
from ingest.readers import read
from ingest.readers.sniff import Kind
from tests.ingest.conftest import make_pdf, make_raw


def refusal(content: bytes, media_type: str = "text/plain") -> UnreadableDocument:
    """Return the refusal of some bytes."""
    with pytest.raises(UnreadableDocument) as caught:
        read(make_raw(content, media_type))
    return caught.value


@pytest.mark.parametrize(
    ("content", "text", "warned"),
    [
        (b"Gewone tekst.\n", "Gewone tekst.\n", ""),
        (b"\xef\xbb\xbfMet teken", "Met teken", ""),
        ("Café\r\nregel\rregel".encode(), "Café\nregel\nregel", ""),
        ("Cafe\N{COMBINING ACUTE ACCENT}".encode(), "Café", ""),
        ("België, twee  blanco's \n\n x".encode(), "België, twee  blanco's \n\n x", ""),
        ("€ 5 voor België".encode("utf-16"), "€ 5 voor België", ""),
        ("€ 5 voor België".encode("cp1252"), "€ 5 voor België", "Windows-1252"),
        ("één, twee, reünie".encode() + b" \xff slot", "één, twee, reünie \N{REPLACEMENT CHARACTER} slot", "U+FFFD"),
        (b'{"geen": "record"}', '{"geen": "record"}', ""),
    ],
)
def test_text_is_decoded(content: bytes, text: str, warned: str) -> None:
    """Text in the usual encodings is read; only line ends and composed accents are made alike; guesses are told."""
    document = read(make_raw(content))
    assert document.text == text
    assert document.reader == "text"
    assert warned in " ".join(document.warnings)
    assert bool(warned) == bool(document.warnings)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"\f\n", "empty"),
        (bytes(range(256)), "binary"),
        (b"tekst\x00tekst", "binary"),
        (b"\x81\x8d\x8f", "binary"),
        (b"\xb0\xb1\xb2\xb3" * 20, "binary"),
        (b"PK\x03\x04 rest", "unsupported"),
        (b"\x1f\x8b\x08\x00", "unsupported"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, reason: str) -> None:
    """Empty, binary and unsupported files are refused with their reason and a sentence."""
    error = refusal(content)
    assert error.reason == reason
    assert str(error)


def test_form_feeds_part_pages() -> None:
    """A form feed ends a page; offsets of the text do not change."""
    document = read(make_raw(b"Een\n\fTwee\n\fDrie\n\f"))
    assert document.text == "Een\n\nTwee\n\nDrie\n\n"
    assert document.pages == (
        Page(number=1, start=0, end=5),
        Page(number=2, start=5, end=11),
        Page(number=3, start=11, end=17),
    )
    assert document.page_at(6) == 2


def test_text_without_form_feeds_has_no_pages() -> None:
    """A text without page breaks has no pages, a form feed at the very end included."""
    assert read(make_raw(b"Een\n")).pages == ()
    assert read(make_raw(b"Een\n\f")).pages == ()


def test_one_line_of_many_megabytes_is_read() -> None:
    """One very long line is read at once where the bounds allow it."""
    assert len(read(make_raw(b"woord " * 2_000_000)).text) == 12_000_000


def test_pdf_that_claims_to_be_text_is_read_as_pdf() -> None:
    """The bytes decide: a PDF called text is read as PDF, with a warning."""
    document = read(make_raw(make_pdf([["Hallo wereld"]]), "text/plain"))
    assert (document.reader, document.text) == ("pdfium", "Hallo wereld\n")
    assert "the source says that this is text, but the bytes are PDF" in document.warnings[0]


@pytest.mark.parametrize("claimed", ["application/pdf", "text/html"])
def test_text_that_claims_to_be_something_else_is_read_as_text(claimed: str) -> None:
    """The bytes decide: text called PDF or HTML is read as text, with a warning."""
    document = read(make_raw(b"Gewone tekst.", claimed))
    assert (document.reader, document.text) == ("text", "Gewone tekst.")
    assert "read as text" in document.warnings[0]


def test_text_about_pdf_is_no_pdf() -> None:
    """A text that mentions the mark of a PDF stays a text; a PDF after some foreign bytes is one."""
    assert read(make_raw(b"Een bestand begint met %PDF-1.4 en zo voort.")).reader == "text"
    assert read(make_raw(b"HTTP/1.1 200 OK\n\n" + make_pdf([["Hallo wereld"]]))).reader == "pdfium"


def test_no_foreign_exception_leaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a library raises becomes an unreadable document that is damaged."""

    def broken(_: object) -> object:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setitem(readers._READERS, Kind.TEXT, broken)
    error = refusal(b"tekst")
    assert error.reason == "damaged"
    assert "ZeroDivisionError" in str(error)


@given(st.binary(max_size=3000), st.sampled_from(["text/plain", "application/pdf", "text/html", "x/y"]))
def test_random_bytes_are_read_or_refused(content: bytes, claimed: str) -> None:
    """Random bytes are a text or a refusal, and pages cover the text without gaps."""
    try:
        document = read(make_raw(content, claimed))
    except UnreadableDocument:
        return
    assert document.text.strip()
    ends = [0, *(page.end for page in document.pages)]
    assert [page.start for page in document.pages] == ends[:-1]
    assert not document.pages or ends[-1] == len(document.text)
