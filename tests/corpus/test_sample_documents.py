"""The sample documents: what the files of the sample corpus hold, and what the readers find in them."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from corpus.model import DocumentText, QuestionRecord, RawDocument, Side
from corpus.samples import build, sample_folder
from corpus.samples.source import Source, blocks, load_layout, load_sources, printed, title
from ingest.layout import parse
from ingest.readers import read
from ingest.sources.files import discover

SOURCES = load_sources()
LAYOUT = load_layout()
EACH = pytest.mark.parametrize("sample", SOURCES, ids=lambda sample: sample.name)
HEADER = ("number", "session", "asked", "asker", "minister", "office")


def folded(text: str) -> str:
    """Return ``text`` with every run of white space as one space."""
    return " ".join(text.split())


def words_of(body: str) -> str:
    """Return a body as a reader sees it: labels, words and cells, marks left out."""
    parts = [
        f"{block.label} {printed(block.text)} {' '.join(c for row in block.rows for c in row)}"
        for block in blocks(body)
    ]
    return folded(" ".join(parts))


def pdf_pages(content: bytes) -> list[str]:
    """Return the text of each page as PDFium reads it, words broken at line ends made whole."""
    with pypdfium2.PdfDocument(content) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [re.sub("[\ufffe\x02]", "", text) for text in texts]


def test_documents_are_up_to_date() -> None:
    """The files in the folder are what the sources make, byte for byte, and a second run makes the same."""
    pytest.importorskip("reportlab", reason="PDF samples are made with reportlab")
    files = build.build()
    assert build.differences(files, sample_folder()) == ()
    assert build.build() == files


def test_check_names_what_is_out_of_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--check`` names missing, changed and stray files and writes nothing; without it the folder is put right."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "stray.txt").write_text("stray")
    (folder / "a.txt").write_text("old")
    monkeypatch.setattr(build, "sample_folder", lambda: folder)
    monkeypatch.setattr(build, "build", lambda: {"a.txt": b"new", "b.txt": b"new"})
    assert build.main(["--check"]) == 1
    assert capsys.readouterr().out == "out of date: a.txt\nout of date: b.txt\nout of date: stray.txt\n"
    assert (folder / "a.txt").read_text() == "old"
    assert build.main([]) == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a.txt": b"new", "b.txt": b"new"}
    assert build.main(["--check"]) == 0


@EACH
def test_document_says_what_the_source_says(sample: Source) -> None:
    """The made document holds every word of question and answer in order, and the line that it is fictitious."""
    content = (sample_folder() / build.file_name(sample)).read_bytes()
    question, answer = words_of(sample.question), words_of(sample.answer) if sample.answer else ""
    if sample.format == "pdf":
        pages = pdf_pages(content)
        assert all(LAYOUT.note in page for page in pages)
        text = squeezed(" ".join(pages), LAYOUT.note, LAYOUT.running_head)
    elif sample.format == "html":
        page = content.decode()
        assert f"<small>{LAYOUT.note}</small>" in page
        text = squeezed(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page))
        question, answer = (unlisted(part) if sample.ordered_lists else part for part in (question, answer))
    elif sample.format == "text":
        assert content.decode().endswith(f"\n\n{LAYOUT.note}\n")
        text = squeezed(content.decode())
    else:
        record = next(r for r in map(json.loads, content.decode().splitlines()) if r["doc_id"] == sample.name)
        assert record["answer"].endswith(LAYOUT.note)
        text = squeezed(record["question"] + record["answer"])
    assert squeezed(question) in text
    assert squeezed(answer) in text


def squeezed(text: str, *furniture: str) -> str:
    """Return ``text`` without white space, link addresses in brackets, and what stands on every page."""
    text = text.replace("&nbsp;", " ").replace("&amp;", "&")
    for line in furniture:
        text = re.sub(
            re.escape(folded(line)).replace(r"\{session\}", "[0-9-]+").replace(r"\{number\}", r"\d+") + r"\s*\d*",
            "",
            folded(text),
        )
    return re.sub(r"\s|\(https?://[^)]*\)|-", "", text)


def unlisted(words: str) -> str:
    """Return words without the numbers that an HTML list leaves to the browser."""
    return re.sub(r"(?:(?<=\s)|^)\d\. ", "", words)


def test_heads_are_lost_where_the_source_says_so() -> None:
    """A text without the answer's head has its answer on a line with one leading blank; another without both heads."""
    for sample in SOURCES:
        if sample.format == "text":
            text = (sample_folder() / build.file_name(sample)).read_text(encoding="utf-8")
            assert (LAYOUT.answer_head in text) == (sample.heads == "both")
            assert (LAYOUT.question_head in text) == (sample.heads != "none")
            assert (re.search(r"\n [^ \n]", text) is not None) == (sample.heads != "both")
    assert {sample.heads for sample in SOURCES} == {"both", "question", "none"}


def test_flattened_record_has_no_line_ends() -> None:
    """The flattened record runs its numbers into the sentences before them."""
    lines = (sample_folder() / build.RECORDS).read_text(encoding="utf-8").splitlines()
    flat = [record for record in map(json.loads, lines) if "\n" not in record["question"]]
    assert len(flat) == 1
    assert re.search(r"[?.]2\. [A-Z]", flat[0]["question"])


def test_attachment_and_links_are_inside_the_pdf() -> None:
    """The CSV file comes out of the PDF as it went in, and links keep their targets."""
    pypdf = pytest.importorskip("pypdf")
    links: list[str] = []
    for sample in SOURCES:
        if sample.format == "pdf":
            reader = pypdf.PdfReader(sample_folder() / build.file_name(sample))
            held = {name: content[0].decode() for name, content in reader.attachments.items()}
            assert held == {attachment.name: attachment.text for attachment in sample.attachments}
            marks = [mark.get_object() for page in reader.pages for mark in page.get("/Annots", [])]
            links += [mark["/A"]["/URI"] for mark in marks]
    assert len(links) >= 2
    assert all(link.startswith("https://www.") for link in links)


@pytest.fixture(scope="module")
def records() -> dict[str, tuple[DocumentText, QuestionRecord]]:
    """Return the text and the record of every document, by the name of its source."""
    found = discover([sample_folder()], clock=lambda: datetime(2026, 11, 22, tzinfo=UTC), max_bytes=1_000_000)
    raws = [raw for raw in found if isinstance(raw, RawDocument)]
    read_of = {_source_name(raw): read(raw) for raw in raws}
    return {name: (text, parse(text, parliament=LAYOUT.parliament)) for name, text in read_of.items()}


def _source_name(raw: RawDocument) -> str:
    return raw.uri.rpartition("/")[2] if raw.uri.startswith("record:") else Path(raw.name).stem


@EACH
def test_readers_find_the_head(sample: Source, records: dict[str, tuple[DocumentText, QuestionRecord]]) -> None:
    """Number, session, persons, office, day, title, kind and family are read; what is not shown stays unknown."""
    _, record = records[sample.name]
    for name in HEADER:
        expected = None if name in sample.expected.unknown else getattr(sample, name)
        assert getattr(record, name) == expected, name
    assert record.title == folded(title(sample, LAYOUT))
    assert record.answer_kind is sample.expected.kind
    assert [(mandate.minister, mandate.number) for mandate in record.family] == [
        (mandate.minister, mandate.number) for mandate in sample.family
    ]
    if sample.expected.not_before:
        assert record.not_before == sample.expected.not_before
        assert "not_before" in record.inferred


@EACH
def test_readers_find_the_items(sample: Source, records: dict[str, tuple[DocumentText, QuestionRecord]]) -> None:
    """Every item of both sides is found with its label, and each answer is tied to its questions."""
    _, record = records[sample.name]
    assert tuple(item.label for item in record.items_of(Side.QUESTION)) == sample.expected.question_items
    assert {item.label: item.answers for item in record.items_of(Side.ANSWER)} == sample.expected.answer_items


@EACH
def test_expected_quotes_stand_in_the_text_read(
    sample: Source, records: dict[str, tuple[DocumentText, QuestionRecord]]
) -> None:
    """Every expected quote is in the text as read, whatever line ends, pages and broken words lay between."""
    text = folded(records[sample.name][0].text)
    expected = sample.expected
    quotes = [fact.quote for fact in (*expected.commitments, *expected.earlier_claims)]
    quotes += [figure.quote for figure in expected.figures] + [reference.quote for reference in expected.references]
    assert [quote for quote in quotes if quote not in text] == []


def test_running_heads_and_footers_are_taken_out(records: dict[str, tuple[DocumentText, QuestionRecord]]) -> None:
    """No answered PDF keeps its running head or its footer in the text."""
    for sample in SOURCES:
        if sample.format == "pdf" and sample.answer:
            text = folded(records[sample.name][0].text)
            assert LAYOUT.note not in text
            assert not sample.running_head or "Vragen en Antwoorden" not in text
