"""Office files that are attacks, damaged, encrypted or of before 2007, and random changes of good ones."""

import contextlib
import time

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odfdo import Document as OpenDocument

from corpus.errors import UnreadableDocument
from corpus.model import DocumentText
from ingest.readers import archive, read
from ingest.readers.assembly import PlacedCell, TextAssembly
from tests.ingest.conftest import make_raw
from tests.ingest.office_kit import open_bytes, repacked, sheet_bytes, word_bytes, word_table

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = (
    rb"{\rtf1\ansi {\listtext 1.\tab}Een\par {\field{\*\fldinst{HYPERLINK \"http://a.be\"}}{\fldrslt b}}\par "
    rb"\trowd\cellx1\cellx2 \intbl a\cell 1\cell\row\trowd \intbl b\cell 2\cell\row}"
)


def _word() -> bytes:
    document = docx.Document()
    document.add_paragraph("Een", style="List Number")
    word_table(document, (("a", "2022"), ("b", "5")))
    return word_bytes(document)


WORD, SHEET, OPEN = _word(), sheet_bytes({"S": [["a", 2022], ["b", 5]]}), open_bytes(OpenDocument("text"))
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def refused(content: bytes) -> str:
    """Return the reason for which some bytes are refused."""
    with pytest.raises(UnreadableDocument) as caught:
        read(make_raw(content, "application/octet-stream"))
    assert len(str(caught.value)) > 20
    return caught.value.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (OLE + b"\x00" * 600, "legacy_office"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\x03\x04 rest", "unsupported"),
        (repacked(WORD, {"word/document.xml": b""}).replace(b"word/document.xml", b"word/dokument.xml"), "unsupported"),
        (WORD[: len(WORD) // 2], "unsupported"),
        (repacked(WORD, {"word/document.xml": b"<kapot"}), "damaged"),
        (repacked(SHEET, {"xl/workbook.xml": b"<kapot"}), "damaged"),
        (repacked(WORD, {"word/document.xml": ENTITY}), "hostile"),
        (repacked(SHEET, {"xl/sharedStrings.xml": ENTITY}), "hostile"),
        (repacked(SHEET, {"xl/sharedStrings.xml": ENTITY.decode().encode("utf-16")}), "hostile"),
        (repacked(OPEN, {"content.xml": b"<!--" + b"x" * 70_000 + b"-->" + ENTITY}), "hostile"),
        (repacked(WORD, {"word/media/x.bin": b"\x00" * (8 * 1024 * 1024)}), "too_large"),
        (word_bytes(docx.Document()), "empty"),
    ],
)
def test_bad_office_files_are_refused(content: bytes, reason: str) -> None:
    """Old, encrypted, damaged and dangerous files are refused, each with its reason and a sentence."""
    assert refused(content) == reason


def test_old_files_say_what_to_do() -> None:
    """The refusal of a file of before 2007 says how to save it."""
    with pytest.raises(UnreadableDocument, match="save it as DOCX, XLSX or PDF"):
        read(make_raw(OLE, "application/msword"))


def test_limits_of_archives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many parts, too much XML and too many bytes in all are refused before a library opens the file."""
    for name in ("MOST_ENTRIES", "LARGEST_XML", "LARGEST_TOTAL"):
        with monkeypatch.context() as patch:
            patch.setattr(archive, name, 3)
            assert refused(WORD) == "too_large"


def test_encrypted_archive_is_named() -> None:
    """A zip archive whose parts need a password is refused as encrypted."""
    content = bytearray(WORD)
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refused(bytes(content)) == "encrypted"


def test_rtf_without_words_is_empty() -> None:
    """An RTF file that holds no words is refused as empty."""
    assert refused(rb"{\rtf1\ansi{\info secret}}") == "empty"


@pytest.mark.parametrize(
    "body", [rb"{\field{\fldinst{HYPERLINK " * 3000, b"{" * 50_000, rb"\cell" * 20_000, rb"\row" * 20_000]
)
def test_rtf_worst_cases_end_soon(body: bytes) -> None:
    """Inputs that make patterns run for ever are read or refused within seconds."""
    begun = time.process_time()
    with contextlib.suppress(UnreadableDocument):
        read(make_raw(rb"{\rtf1 " + body + b" a}"))
    assert time.process_time() - begun < 10


def consistent(document: DocumentText) -> bool:
    """Tell whether every place of a document lies in its text."""
    places = [cell.span for table in document.tables for cell in table.cells]
    places += [link.span for link in document.links if link.span is not None]
    return all(place.end <= len(document.text) and place.quote(document.text).strip() for place in places)


@given(
    st.sampled_from([WORD, SHEET, OPEN, RTF]),
    st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 255)), max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_changed_bytes_are_read_or_refused(content: bytes, changes: list[tuple[int, int]]) -> None:
    """A good file with some bytes changed is a document with true places, or a refusal."""
    bad = bytearray(content)
    for at, value in changes:
        bad[at % len(bad)] = value
    try:
        document = read(make_raw(bytes(bad), "x/y"))
    except UnreadableDocument:
        return
    assert consistent(document)


PARTS = st.sampled_from(
    [
        "<w:p>",
        "</w:p>",
        "<w:r><w:t>a 1</w:t></w:r>",
        "<w:tbl>",
        "</w:tbl>",
        "<w:tr>",
        "</w:tr>",
        "<w:tc>",
        "</w:tc>",
        "<w:sdt>",
        "</w:sdt>",
        '<w:footnoteReference w:id="1"/>',
        "<w:txbxContent>",
        "</w:txbxContent>",
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>',
        '<w:tcPr><w:gridSpan w:val="99999"/><w:vMerge/></w:tcPr>',
    ]
)


@given(st.lists(PARTS, max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_word_body_is_read_or_refused(parts: list[str]) -> None:
    """Elements of a Word file in any order are a document with true places, or a refusal."""
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{name}"><w:body>{"".join(parts)}</w:body></w:document>'
    try:
        document = read(make_raw(repacked(WORD, {"word/document.xml": body.encode()})))
    except UnreadableDocument:
        return
    assert consistent(document)


RTF_WORDS = st.sampled_from(
    [
        "\\cell ",
        "\\row ",
        "\\trowd ",
        "\\par ",
        "{",
        "}",
        "\\intbl ",
        "a",
        " 1,5 ",
        "{\\footnote ",
        '{\\field{\\*\\fldinst HYPERLINK "x"}{\\fldrslt y}}',
        "\\u-8185?",
        "\\listtext ",
        "\\'e9",
        "\\bin3 ",
        "\\uc0",
        "\\u55357?",
    ]
)


@given(st.lists(RTF_WORDS, max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_rtf_is_read_or_refused(words: list[str]) -> None:
    """Control words of RTF in any order are a document with true places and no private signs, or a refusal."""
    try:
        document = read(make_raw(("{\\rtf1 " + "".join(words) + "}").encode("latin-1")))
    except UnreadableDocument:
        return
    assert consistent(document)
    assert not set(document.text) & {chr(sign) for sign in range(0xE000, 0xE009)}


@given(st.text(alphabet='ab1,.;\t|"\n %€-', max_size=300))
def test_any_csv_is_read_or_refused(text: str) -> None:
    """Any signs claimed to be comma-separated values are a document with true places, or a refusal."""
    try:
        document = read(make_raw(text.encode(), "text/csv"))
    except UnreadableDocument:
        return
    assert consistent(document)


def test_table_that_is_mostly_empty_stays_small() -> None:
    """Cells far apart in their rows do not make a text of millions of tabs; their places are kept."""
    assembly = TextAssembly()
    assembly.table([PlacedCell(row=row, column=(row * 7919) % 16_000, text="5") for row in range(300)])
    made = assembly.finish("test")
    assert len(made.text) < 2000
    assert made.tables[0].cells[1].column == 7919


@pytest.mark.parametrize("span", ["1000", "99999999", "x"])
def test_wide_web_table_stays_small(span: str) -> None:
    """Cells of a web page that claim a thousand columns each make no table and no text of their size."""
    row = f"<tr><td colspan={span}>a</td><td colspan={span}>1</td><td>2</td></tr>"
    made = read(make_raw(f"<html><table>{row * 200}</table></html>".encode(), "text/html"))
    assert len(made.text) < 3000
    assert bool(made.tables) is (span == "x")
