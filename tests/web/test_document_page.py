"""The parts of a document's page: notes, clock, quoted answers, tables, printed pages, very long documents."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableDocument
from corpus.model import Cell, DocumentText, RawDocument, Span, Table
from corpus.register import Cause
from corpus.settings import Settings
from corpus.store import DocumentSummary, Store
from ingest.pipeline import process
from search.service import SearchService
from tests.conftest import clock
from tests.web.checking import faults, page, text_of
from tests.web.test_documents import by_number, spans, squeezed, texts
from web.app import create_app
from web.document.alignment import Row, Stretch
from web.document.clock import clock_of
from web.document.marks import KINDS, MOST
from web.document.parts import LONGEST, parts_of
from web.document.tables import MOST_ROWS, rows_of, tables_of
from web.marking import anchor
from web.services import Services


def test_every_mark_leads_to_its_note_and_back(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """A note says words, reading and rule; it stands once, and leads back to the words."""
    checked = 0
    for summary in documents:
        tree = page(client.get(f"/d/{summary.id}").text)
        for name in {str(link)[1:] for link in tree.xpath("//div[@class='text']//a[@role='doc-noteref']/@href")}:
            (note,) = tree.xpath(f"//section[@role='doc-endnotes']//li[@id='{name}']")
            back = str(note.xpath("./a/@href")[0])[1:]
            assert len(tree.xpath(f"//*[@id='{back}']")) == 1
            assert text_of(note.xpath("./small")[0])
            checked += 1
    assert checked > 300


def test_kinds_are_counted_and_can_be_switched(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """A box for each kind that occurs, with the number of its facts, which is that of its notes."""
    summary = by_number(documents, "2023-2024", 118)
    tree = page(client.get(f"/d/{summary.id}").text)
    boxes = tree.xpath("//fieldset[@class='key']/label")
    assert [str(one.xpath("./input/@id")[0]) for one in boxes] == [
        f"mark-{kind}" for kind in KINDS if tree.xpath(f"//a[contains(@class, 'fact-{kind}')]")
    ]
    for one in boxes:
        kind = str(one.xpath("./input/@id")[0]).removeprefix("mark-")
        assert text_of(one).split()[-1] == str(len(tree.xpath(f"//li[starts-with(@id, '{kind}-')]")))


def test_all_facts_can_be_taken_away(
    client: TestClient, sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """The list has a line for every fact, with place, words, reading and rule."""
    summary = by_number(documents, "2023-2024", 118)
    document = sample_services.store.documents.get(summary.id)
    lines = list(csv.DictReader(io.StringIO(client.get(f"/d/{summary.id}/v/1/facts.csv").text.removeprefix("\ufeff"))))
    places = {(int(line["start"]), int(line["end"])) for line in lines}
    heads = {span for _, span in document.record.evidence}
    assert places == {(span.start, span.end) for span in spans(document)} - {(one.start, one.end) for one in heads}
    assert all(line["words"] and line["rule"] for line in lines)


def test_a_referring_answer_quotes_what_it_refers_to(
    client: TestClient, documents: tuple[DocumentSummary, ...]
) -> None:
    """The words of the other answer stand in the page, with a way to it, and by the API."""
    coordinated, referring = by_number(documents, "2023-2024", 88), by_number(documents, "2023-2024", 197)
    tree = page(client.get(f"/d/{referring.id}").text)
    (quoted,) = tree.xpath("//aside[contains(@class, 'quoted')]")
    assert len(text_of(quoted.xpath("./blockquote")[0])) > 200
    assert any(str(link).startswith(f"/d/{coordinated.id}?s=") for link in quoted.xpath(".//a/@href"))
    (given,) = client.get(f"/api/v1/documents/{referring.id}/relations").json()["quoted"]
    assert given["document"]["id"] == coordinated.id
    assert given["words"] in text_of(quoted.xpath("./blockquote")[0])


def test_the_clock_shows_its_computation(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """From the day of the question to the last day, with what did not count; the API says the same."""
    shown = 0
    for summary in documents:
        tree = page(client.get(f"/d/{summary.id}").text)
        given = client.get(f"/api/v1/documents/{summary.id}/clock")
        steps = [text_of(one) for one in tree.xpath("//section[@aria-labelledby='clock']//ol/li")]
        assert bool(steps) is (given.status_code == 200), summary.id
        if steps:
            assert steps == given.json()["lines"]
            shown += given.json()["state"] in ("in_time", "late")
    assert shown >= 2


def test_an_answer_without_a_day_says_so(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """Where only the question has a day, the page says that times are counted from it."""
    told = {}
    for summary in documents:
        tree = page(client.get(f"/d/{summary.id}").text)
        answered = tree.xpath("//dt[.='Beantwoord op']/following-sibling::dd[1]")
        if answered:
            told[summary.id] = "geteld vanaf de dag van de vraag" in text_of(answered[0])
            assert told[summary.id] is (summary.answered is None and summary.asked is not None)
    assert set(told.values()) == {True, False}


def test_tables_are_shown_and_given_as_csv(
    client: TestClient, sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """Every cell of a table of the document or of its attachment, in the page, the file and the API."""
    shown = 0
    for summary in documents:
        text = sample_services.store.documents.get(summary.id).text
        if not text.tables:
            assert client.get(f"/d/{summary.id}/v/1/tables/1.csv").status_code == 404
            continue
        tree = page(client.get(f"/d/{summary.id}").text)
        for number, table in enumerate(text.tables, start=1):
            answer = client.get(f"/d/{summary.id}/v/1/tables/{number}.csv")
            lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
            words = [" ".join(cell.span.quote(text.text).split()) for cell in table.cells]
            assert [one for line in lines for one in line if one] == words
            cells = tree.xpath(f"//table[caption/@id='table-{number}']//tr/*")
            assert [text_of(one) for one in cells if text_of(one)] == words
            assert client.get(f"/api/v1/documents/{summary.id}/tables").json()[number - 1]["rows"] == lines
            shown += 1
    assert shown >= 3


def test_a_long_table_with_merged_cells() -> None:
    """A merged cell covers its places once; a long table is cut in the page and whole in the file."""
    words = ["Jaar", "Aantal", "2023", "12"]
    text = "\t".join([*words, *map(str, range(100))])
    places = [text.index(word) for word in words]
    spans = [Span(start=place, end=place + len(word)) for place, word in zip(places, words, strict=True)]
    cells = [
        Cell(row=0, column=0, span=spans[0], rows=2),
        Cell(row=0, column=1, span=spans[1], columns=2),
        Cell(row=1, column=1, span=spans[2]),
        Cell(row=60, column=2, span=spans[3]),
    ]
    table = Table(span=Span(start=0, end=len(text)), cells=tuple(cells), header_rows=2)
    (shown,) = tables_of(DocumentText(text=text, tables=(table,)))
    assert [[(one.words, one.rows, one.columns) for one in row] for row in shown.heads] == [
        [("Jaar", 2, 1), ("Aantal", 1, 2)],
        [("2023", 1, 1), ("", 1, 1)],
    ]
    assert (len(shown.heads) + len(shown.rows), shown.row_count, shown.cut) == (MOST_ROWS, 61, True)
    rows = list(rows_of(text, table))
    assert (len(rows), rows[60]) == (61, ["", "", "12"])


def test_printed_pages_stand_beside_their_text(
    client: TestClient, sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """Every page of every printed sample is a sound page with a picture that may be kept; others have none."""
    drawn = 0
    for summary in documents:
        pages = sample_services.store.documents.get(summary.id).text.pages
        if not summary.name.endswith(".pdf"):
            assert client.get(f"/d/{summary.id}/v/1/pages/1").status_code == 404
            assert client.get(f"/d/{summary.id}/v/1/pages/1.png").status_code == 404
            continue
        answer = client.get(f"/d/{summary.id}/v/1/pages/{pages[-1].number}")
        assert (answer.status_code, faults(answer.text)) == (200, {}), summary.id
        (source,) = page(answer.text).xpath("//div[@class='leaf']/img/@src")
        picture = client.get(str(source))
        assert picture.content.startswith(b"\x89PNG")
        assert "immutable" in picture.headers["Cache-Control"]
        again = client.get(str(source), headers={"If-None-Match": picture.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(f"/d/{summary.id}/v/1/pages/{len(pages) + 1}").status_code == 404
        drawn += 1
    assert drawn > 10


def test_every_fact_of_the_printed_samples_is_outlined(
    client: TestClient, sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """The page on which a fact stands outlines it, and the API gives the same boxes."""
    outlined = 0
    for summary in [one for one in documents if one.name.endswith(".pdf")][:6]:
        document = sample_services.store.documents.get(summary.id)
        for span in {one for one in spans(document) if one.page is not None}:
            asked = f"?s={span.start}-{span.end}"
            (first, *_) = client.get(f"/api/v1/documents/{summary.id}/places{asked}").json()["pages"]
            assert first["boxes"], (summary.id, span)
            outlined += 1
        span = document.facts.times[0].span
        tree = page(client.get(f"/d/{summary.id}/v/1/pages/{span.page}?s={span.start}-{span.end}").text)
        assert tree.xpath("//div[@class='leaf']/svg/rect")
        assert tree.xpath(f"//*[@id='{anchor(span)}']")
        strip = page(client.get(f"/d/{summary.id}?s={span.start}-{span.end}").text)
        assert strip.xpath("//section[@aria-labelledby='pointed']//svg/rect")
    assert outlined > 60


def test_a_passage_on_another_page_is_said_to_be_there(
    client: TestClient, sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """A page without the passage names the one that has it."""
    summary = by_number(documents, "2023-2024", 118)
    span = sample_services.store.documents.get(summary.id).commitments[0].span
    answer = client.get(f"/d/{summary.id}/v/1/pages/1?s={span.start}-{span.end}")
    assert "staat niet op deze pagina" in answer.text
    assert f"/d/{summary.id}/v/1/pages/2?s={span.start}-{span.end}" in page(answer.text).xpath("//a/@href")


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 400)), max_size=8),
    st.integers(30, 200),
)
def test_parts_hold_everything_once(sizes: list[tuple[int, int]], longest: int) -> None:
    """Whatever the lengths of the rows, every character stands in one part, and none is much longer than asked."""
    rows, place = [], 0
    for question, answer in sizes:
        one = Stretch(label="1", start=place, body=place, end=place + question)
        other = Stretch(label="1", start=one.end, body=one.end, end=one.end + answer)
        rows.append(Row(questions=(one,), answers=(other,)))
        place = other.end
    text = "een woord of twee. \n" * (place // 20 + 1)
    parts = parts_of(rows, (), text, longest=longest)
    held = sorted((span.start, span.end) for part in parts for span in part.spans)
    assert "".join(text[start:end] for start, end in held) == text[:place]
    assert all(sum(span.end - span.start for span in part.spans) <= longest for part in parts)


@pytest.fixture(scope="module")
def long_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, str]]:
    """Return a site with one very long document of thousands of facts."""
    settings = Settings(data=tmp_path_factory.mktemp("long"), model="lexical")
    line = "In {} gingen {} leerlingen naar {} scholen en bleven {} plaatsen vrij.\n"
    body = "".join(line.format(2000 + one % 25, 1000 + one, 20 + one, 30 + one) for one in range(1500))
    head = "VLAAMS PARLEMENT\nSCHRIFTELIJKE VRAAG\nnr. 12\nvan AN PEETERS\ndatum: 5 februari 2024\n\n"
    text = f"{head}1. Hoe staat het?\n\nANTWOORD\n\n1. {body}"
    raw = RawDocument(
        source="files",
        uri="file:///lang.txt",
        name="lang.txt",
        media_type="text/plain",
        content=text.encode(),
        fetched=clock(),
    )
    parsed = process(raw, parliament="Vlaams Parlement")
    with Store.open(settings, clock=clock) as store:
        with store.writing():
            store.documents.put(parsed.raw, parsed.text, parsed.record, parsed.facts, cause=Cause.INGEST)
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts)) as client:
            yield client, store.documents.list()[0].id


def test_a_very_long_document_is_shown_in_parts(long_client: tuple[TestClient, str]) -> None:
    """Each part is a sound page of bounded size; it says how many facts it does not mark; nothing is lost."""
    client, document = long_client
    text = client.get(f"/api/v1/documents/{document}").json()["text"]
    assert len(text) > 2 * LONGEST
    shown, number, further = "", 0, True
    while further:
        number += 1
        answer = client.get(f"/d/{document}/v/1?part={number}")
        assert (answer.status_code, faults(answer.text)) == (200, {})
        assert len(answer.content) < 120_000
        tree = page(answer.text)
        assert len(tree.xpath("//li[starts-with(@id, 'figure-')]")) <= MOST
        shown += texts(tree, "//section/div/div[@class='text']")
        further = bool(tree.xpath("//nav[@aria-label='Delen']/a[@rel='next']"))
        if number == 1:
            assert "nog " in text_of(tree.xpath("//p[@class='notice small']")[0])
    assert number > 3
    answers = text[text.index("In 2000") :]
    assert squeezed(answers) in shown


def test_a_passage_of_a_long_document_is_in_the_part_shown(long_client: tuple[TestClient, str]) -> None:
    """An address of a passage far down leads to its part."""
    client, document = long_client
    text = client.get(f"/api/v1/documents/{document}").json()["text"]
    start = text.rindex("plaatsen vrij") - 30
    tree = page(client.get(f"/d/{document}?s={start}-{start + 20}").text)
    assert tree.xpath(f"//*[@id='s{start}-{start + 20}']")
    assert tree.xpath("//nav[@aria-label='Delen']//a[@rel='prev']")


def test_places_are_only_for_printed_passages(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """A passage that is not there, and a document that is no PDF, have none."""
    printed = by_number(documents, "2023-2024", 118)
    plain = next(one for one in documents if one.name.endswith(".txt"))
    for name, passage in ((printed.id, "0-99999999"), (plain.id, "0-20")):
        assert client.get(f"/api/v1/documents/{name}/places?s={passage}").status_code == 404


def test_a_picture_that_cannot_be_drawn_hides_no_text(
    client: TestClient, documents: tuple[DocumentSummary, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The passage is pointed out without its strip of the page."""

    def fail(*_: object) -> None:
        raise UnreadableDocument("no", reason="damaged")

    monkeypatch.setattr("web.pages.documents.page_view", fail)
    answer = client.get(f"/d/{by_number(documents, '2023-2024', 118).id}?s=1156-1211")
    assert answer.status_code == 200
    tree = page(answer.text)
    assert tree.xpath("//section[@aria-labelledby='pointed']")
    assert not tree.xpath("//section[@aria-labelledby='pointed']//svg")


def test_a_parliament_without_a_known_term_has_no_clock(
    sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """No clock is shown rather than a guessed one; nor without the day of the question."""
    head, today = documents[0], sample_services.today()
    assert clock_of(replace(head, parliament="Gemeenteraad"), today) is None
    assert clock_of(replace(head, asked=None), today) is None
