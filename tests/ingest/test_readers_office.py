"""Word, RTF and OpenDocument texts: paragraphs, printed list numbers, tables, links, footnotes."""

from decimal import Decimal

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from odfdo import Document as OpenDocument
from odfdo import Element, Header, Link, List, Paragraph, Table

from corpus.model import DocumentText
from ingest.readers import read
from ingest.readers.list_labels import Level, ListCounter
from tests.ingest.conftest import make_raw
from tests.ingest.office_kit import (
    W,
    add_xml,
    grid,
    item,
    numbered,
    open_bytes,
    read_word,
    word_table,
)

LEVELS = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%3"/></w:lvl>'
)
ROWS = (("Provincie", "2021", "2022"), ("Limburg", "1.234", "2"), ("Antwerpen", "3", "4"))
FLAT = "Provincie\t2021\t2022\nLimburg\t1.234\t2\nAntwerpen\t3\t4"


def rtf(body: str) -> DocumentText:
    """Read an RTF file with this body."""
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}}{\header kop}"
    return read(make_raw(f"{head}{body}}}".encode("latin-1"), "application/rtf"))


def test_word_paragraphs_are_parted() -> None:
    """Headings and paragraphs of a Word file are parted by a blank line, an empty one adds nothing, blanks stay."""
    document = docx.Document()
    document.add_heading("Kop", 1)
    document.add_paragraph("Dienst  -  Onderwerp\tx\nvervolg")
    document.add_paragraph(" ")
    document.add_paragraph("Slot e\u0301\u0301n")
    made = read_word(document)
    assert (made.text, made.reader) == ("Kop\n\nDienst  -  Onderwerp\tx\nvervolg\n\nSlot é\u0301n\n", "docx")


def test_word_list_numbers_are_those_that_word_prints() -> None:
    """Numbers of several levels, restarts of inner levels, and the numbers of outer levels in a label are computed."""
    document = docx.Document()
    numbered(document, LEVELS)
    for level, text in [(0, "een"), (1, "a"), (1, "b"), (2, "diep"), (0, "twee"), (1, "opnieuw")]:
        item(document, text, level)
    assert read_word(document).text == "1. een\na) a\nb) b\n1.i diep\n2. twee\na) opnieuw\n"


def test_word_list_goes_on_or_restarts() -> None:
    """Two lists of one definition count on, unless the second states where it starts."""
    nums = (
        '<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
        '<w:num w:numId="91"><w:abstractNumId w:val="90"/></w:num>'
        '<w:num w:numId="92"><w:abstractNumId w:val="90"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    document = docx.Document()
    numbered(document, LEVELS, nums)
    for number in (90, 91, 92, 92):
        item(document, "x", number=number)
    item(document, "zonder", number=0)
    item(document, "onbekend", number=77)
    assert read_word(document).text == "1. x\n2. x\n5. x\n6. x\n\nzonder\n\nonbekend\n"


def test_word_styles_number_paragraphs() -> None:
    """A paragraph whose style is a list's is numbered, a bulleted one gets a dash."""
    document = docx.Document()
    for style in ("List Number", "List Number", "List Bullet"):
        document.add_paragraph("x", style=style)
    assert read_word(document).text == "1. x\n2. x\n- x\n"


def test_word_table_stands_in_place() -> None:
    """A table of entries is a line a row with tabs, between the paragraphs around it, with a span for each cell."""
    document = docx.Document()
    document.add_paragraph("Voor")
    word_table(document, ROWS)
    document.add_paragraph("Na")
    made = read_word(document)
    assert made.text == f"Voor\n\n{FLAT}\n\nNa\n"
    assert grid(made) == [(r, c, text) for r, row in enumerate(ROWS) for c, text in enumerate(row)]
    assert made.tables[0].span.quote(made.text) == FLAT
    assert made.tables[0].header_rows is None


def test_word_merged_cells_and_heading_rows() -> None:
    """Merged cells stand once with their extent; rows repeated on each page are heading rows."""
    document = docx.Document()
    table = word_table(document, (("P", "J", ""), ("", "2021", "2022"), ("Limburg", "1", "2")))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(docx.oxml.parse_xml(f"<w:tblHeader {W}/>"))
    made = read_word(document)
    extents = [(cell.row, cell.column, cell.rows, cell.columns) for cell in made.tables[0].cells[:3]]
    assert extents == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1)]
    assert made.tables[0].header_rows == 2
    assert made.text == "P\tJ\n\t2021\t2022\nLimburg\t1\t2\n"


def test_word_table_of_paragraphs_is_text() -> None:
    """A table that only lays out a letterhead, or holds long text, gives its paragraphs and is no table."""
    document = docx.Document()
    word_table(document, (("Kabinet", "datum: 1 mei 2024"),))
    word_table(document, (("Vraag", "a"), ("Antwoord", "woord " * 100)))
    inner = document.add_table(2, 2)
    inner.cell(0, 0).add_table(1, 1).cell(0, 0).text = "genest"
    made = read_word(document)
    assert made.tables == ()
    assert made.text.startswith("Kabinet\n\ndatum: 1 mei 2024\n\nVraag\n\na\n\nAntwoord")
    assert made.text.endswith("genest\n")


def test_word_links_have_their_place() -> None:
    """A hyperlink has its target, words and place."""
    document = docx.Document()
    name = document.part.relate_to("https://a.be/x", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<w:hyperlink xmlns:r="{relation}" r:id="{name}"><w:r><w:t>de lijst </w:t></w:r></w:hyperlink>'
    add_xml(document, f'<w:p><w:r><w:t xml:space="preserve">Zie </w:t></w:r>{link}<w:r><w:t>hier.</w:t></w:r></w:p>')
    made = read_word(document)
    (found,) = made.links
    assert (found.target, found.anchor) == ("https://a.be/x", "de lijst")
    assert found.span is not None
    assert found.span.quote(made.text) == "de lijst"


def test_word_revisions_fields_and_controls() -> None:
    """Inserted words and content controls are read; deleted ones, instructions of fields and page breaks are not."""
    document = docx.Document()
    inner = (
        "<w:ins><w:r><w:t>nieuw</w:t></w:r></w:ins><w:del><w:r><w:delText>oud</w:delText></w:r></w:del>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:noBreakHyphen/><w:br w:type='page'/></w:r>"
        "<w:sdt><w:sdtContent><w:r><w:t>veld</w:t></w:r></w:sdtContent></w:sdt>"
    )
    add_xml(document, f"<w:p>{inner}</w:p>")
    add_xml(document, "<w:sdt><w:sdtContent><w:p><w:r><w:t>blok</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    add_xml(
        document,
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>kader</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
    )
    assert read_word(document).text == "nieuw-veld\n\nblok\n\nkader\n"


def test_word_footnotes_follow_their_paragraph() -> None:
    """A footnote stands behind the paragraph that calls it, with its number; separators are no notes."""
    document = docx.Document()
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>Bron: VDAB.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    call = '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:footnoteReference w:id="9"/></w:r>'
    add_xml(document, f"<w:p><w:r><w:t>Eerste.</w:t></w:r>{call}</w:p>")
    document.add_paragraph("Tweede.")
    assert read_word(document).text == "Eerste.\n\n[1] Bron: VDAB.\n\nTweede.\n"


def test_word_running_heads_are_furniture() -> None:
    """Heads and footers of pages are remembered beside the text."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Vlaams Parlement"
    document.add_paragraph("x")
    made = read_word(document)
    assert (made.text, made.furniture) == ("x\n", ("Vlaams Parlement",))


@pytest.mark.parametrize(
    ("level", "labels"),
    [
        (Level(), ["1. ", "2. "]),
        (Level(style="lowerRoman", pattern="(%1)", start=4), ["(iv) ", "(v) "]),
        (Level(style="upperLetter", pattern="%1)"), ["A) ", "B) "]),
        (Level(style="decimalZero", pattern="%1"), ["01 ", "02 "]),
        (Level(style="none", pattern="%1"), ["", ""]),
        (Level(style="bullet", pattern="x"), ["- ", "- "]),
        (Level(style="chicago", pattern="%1."), ["1. ", "2. "]),
    ],
)
def test_labels_of_each_style(level: Level, labels: list[str]) -> None:
    """Labels are counted in the style of their level, unknown styles in digits."""
    counter = ListCounter(lambda _: level)
    assert [counter.label(0), counter.label(0)] == labels


def test_levels_beyond_the_tenth_are_the_tenth() -> None:
    """A level that no format has is counted like the deepest one; a restart sets the next number."""
    counter = ListCounter(lambda level: Level(pattern=f"%{min(level + 1, 9)}"))
    counter.restart(40, 7)
    assert counter.label(99) == "1 "
    counter.restart(0, 7)
    assert counter.label(0) == "7 "


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\pard Een caf\'e9\par \pard \u8364? 5\par", "Een café\n\n€ 5\n"),
        (r"{\listtext\pard\plain 1.\tab}a\par{\listtext 2.\tab}b\par{\pntext\'B7\tab}c\par", "1. a\n2. b\n- c\n"),
        (r"Tekst{\super\chftn{\*\footnote\pard noot\par}} verder.\par Na.\par", "Tekst verder.\n\nnoot\n\nNa.\n"),
        (r"Tekst{\footnote noot}.\par", "Tekst.\n\nnoot\n"),
        (r"een\line twee\tab drie\page vier\par", "een\ntwee\tdrie\n\nvier\n"),
        (r"{\pict\bin8 \par}}{{}na\par", "na\n"),
        (r"a\u-8192?b\u57352?c\par", "a b c\n"),
    ],
)
def test_rtf_text(body: str, text: str) -> None:
    """RTF is read with its signs, printed list numbers and footnotes; raw pictures and private signs do no harm."""
    assert rtf(body).text == text


def test_rtf_table_and_text_around_it() -> None:
    """Rows with nothing between them are one table in its place; one of long paragraphs is text."""
    rows = "".join(
        r"\trowd\cellx1\cellx2 \pard\intbl " + "".join(rf"{text}\cell " for text in row) + r"\row " for row in ROWS
    )
    made = rtf(
        rf"Voor\par {rows}\pard Na\par \trowd\intbl a\par b\cell c\cell\row\trowd "
        + "woord " * 90
        + r"\cell \row slot\par"
    )
    assert made.text.startswith(f"Voor\n\n{FLAT}\n\nNa\n\na\n\nb\n\nc\n\nwoord")
    assert made.text.endswith("\n\nslot\n")
    assert grid(made) == [(r, c, text) for r, row in enumerate(ROWS) for c, text in enumerate(row)]


def test_rtf_rows_whose_properties_come_last() -> None:
    """A row that is opened by its cells and described at its end begins behind the last paragraph."""
    row = r"\pard\intbl {0}\cell {1}\cell {{\trowd\cellx1\cellx2\row}}"
    made = rtf(r"Voor\par " + row.format("a", "b") + row.format("c", "5") + r"\pard Na\par")
    assert made.text == "Voor\n\na\tb\nc\t5\n\nNa\n"


def test_rtf_links() -> None:
    """Links have their target and words; fields that are no link have neither, and their result is read."""
    link = r'{\field{\*\fldinst{HYPERLINK "https://a.be/x"}}{\fldrslt{\ul de lijst}}}'
    made = rtf(rf"{{\field{{\*\fldinst PAGE}}{{\fldrslt 3}}}} Zie {link}.\par")
    assert made.text == "3 Zie de lijst.\n"
    (found,) = made.links
    assert found.target == "https://a.be/x"
    assert found.span is not None
    assert found.span.quote(made.text) == "de lijst"


def odt(*elements: Element) -> DocumentText:
    """Read an OpenDocument text with these elements."""
    document = OpenDocument("text")
    document.body.clear()
    for element in elements:
        document.body.append(element)
    return read(make_raw(open_bytes(document), "application/vnd.oasis.opendocument.text"))


def test_open_document_text() -> None:
    """Paragraphs, blanks that count, lists with numbers, links, notes and tables of an ODT file are read in order."""
    paragraph = Paragraph("Tekst met  twee blanken en ")
    paragraph.append(Link("https://a.be/x", text="een link"))
    paragraph.insert_note(after="Tekst", note_id="n1", citation="1", body="noot")
    table = Table("T", width=2, height=2)
    table.set_values([["Provincie", "2022"], ["Limburg", 3.5]])
    made = odt(Header(1, "Kop"), paragraph, List(["een", "twee"]), List(["weer"]), table)
    lines = "Kop\n\nTekst met  twee blanken en een link\n\n[1] noot\n\n1. een\n2. twee\n1. weer\n\n"
    assert made.text == lines + "Provincie\t2022\nLimburg\t3.5\n"
    assert made.links[0].span is not None
    assert made.links[0].span.quote(made.text) == "een link"
    assert (made.tables[0].cells[-1].value, made.reader) == (Decimal("3.5"), "odt")


LIST_STYLE = (
    '<text:list-style style:name="L9">'
    '<text:list-level-style-number text:level="1" style:num-format="A" style:num-suffix=")" text:start-value="2"/>'
    '<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="." text:display-levels="2"/>'
    '<text:list-level-style-bullet text:level="3" text:bullet-char="x"/></text:list-style>'
)


def test_open_document_list_styles() -> None:
    """Numbers of an ODT list follow its style, go on where the list says so, and start where an item says so."""
    document = OpenDocument("text")
    document.body.clear()
    document.get_part("content.xml").root.get_element("office:automatic-styles").append(Element.from_tag(LIST_STYLE))  # type: ignore[union-attr]
    nested = (
        '<text:list text:style-name="L9" xml:id="l1"><text:list-item><text:p>a</text:p><text:list>'
        "<text:list-item><text:p>b</text:p><text:list><text:list-item><text:p>c</text:p></text:list-item></text:list>"
        "</text:list-item></text:list></text:list-item><text:list-header><text:p>kop</text:p></text:list-header></text:list>"
    )
    going_on = (
        '<text:list text:style-name="L9" text:continue-list="l1"><text:list-item>'
        "<text:p>d</text:p><text:p>e</text:p></text:list-item></text:list>"
    )
    restarted = (
        '<text:list text:style-name="L9" text:continue-numbering="true">'
        '<text:list-item text:start-value="9"><text:p>f</text:p></text:list-item></text:list>'
    )
    for xml in (nested, going_on, restarted):
        document.body.append(Element.from_tag(xml))
    text = read(make_raw(open_bytes(document), "x/y")).text
    assert text == "B) a\nB.1. b\n- c\n\nkop\n\nC) d\n\ne\n\nI) f\n"


def test_open_document_tables() -> None:
    """Heading rows, merged and repeated cells of an ODT table are kept; a table of one column is text."""
    heads = (
        '<table:table table:name="T"><table:table-header-rows><table:table-row>'
        '<table:table-cell table:number-columns-spanned="2"><text:p>Kop</text:p></table:table-cell>'
        "<table:covered-table-cell/>"
        "<table:table-cell><text:p>2022</text:p></table:table-cell></table:table-row></table:table-header-rows>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3">'
        "<text:p>1</text:p></table:table-cell></table:table-row></table:table>"
    )
    cell = "<table:table-cell><text:p>los</text:p></table:table-cell>"
    single = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    made = odt(Element.from_tag(heads), Element.from_tag(single))
    assert made.text == "Kop\t\t2022\n1\t1\t1\n1\t1\t1\n\nlos\n"
    assert (len(made.tables), made.tables[0].header_rows, made.tables[0].cells[0].columns) == (1, 1, 2)
