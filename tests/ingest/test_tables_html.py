"""Tables of web pages: a line a row, a place for each cell, and page layouts that are no tables."""

import pytest

from corpus.model import DocumentText
from ingest.readers import read
from tests.ingest.conftest import make_raw
from tests.ingest.office_kit import grid


def page(body: str) -> DocumentText:
    """Read a web page with this body."""
    return read(make_raw(f"<html><body>{body}</body></html>".encode(), "text/html"))


def test_table_with_caption_and_merged_headings() -> None:
    """Caption, heading rows, merged and empty cells of a table are kept, its blocks become one line."""
    made = page(
        "<p>Voor.</p><table><caption>Aantal <b>leerlingen</b></caption><thead><tr><th rowspan=2>Provincie<th colspan=2>"
        "Jaar</tr><tr><th>2021<th>2022</tr></thead><tbody><tr><td><p>Lim<br>burg</p><td></td>"
        "<td> <a href='x'>5</a> </tr>"
        "<tr><td><div>Antwerpen</div></td><td>1.234<td>7</tbody></table><p>Na."
    )
    rows = "Provincie\tJaar\n\t2021\t2022\nLim burg\t\t5\nAntwerpen\t1.234\t7"
    assert made.text == f"Voor.\n\nAantal leerlingen\n{rows}\n\nNa.\n"
    (table,) = made.tables
    assert (table.name, table.header_rows, table.span.quote(made.text)) == ("Aantal leerlingen", 2, rows)
    assert grid(made)[:4] == [(0, 0, "Provincie"), (0, 1, "Jaar"), (1, 1, "2021"), (1, 2, "2022")]
    assert grid(made)[4:6] == [(2, 0, "Lim burg"), (2, 2, "5")]
    assert [(cell.rows, cell.columns) for cell in table.cells[:2]] == [(2, 1), (1, 2)]
    assert made.links[0].span is not None
    assert made.links[0].span.quote(made.text) == "5"


@pytest.mark.parametrize(
    ("rows", "stated"),
    [
        ("<tr><th>a<th>b</tr><tr><td>c<td>1</tr>", 1),
        ("<tr><td>a<td>b</tr><tr><td>c<td>1</tr>", None),
        ("<tr><th>a<th>b</tr><tr><th>c<th>1</tr>", None),
        ("<tr><th>a<td>b</tr><tr><th>c<td>1</tr>", None),
    ],
)
def test_heading_rows_are_those_that_the_page_marks(rows: str, stated: int | None) -> None:
    """Rows of heading cells at the top are headings; a table of nothing else, or without them, leaves it open."""
    assert page(f"<table>{rows}</table>").tables[0].header_rows == stated


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td>een</td></tr><tr><td>twee</td></tr></table>",
        "<table><tr><td>links</td><td>rechts</td></tr></table>",
        "<table><tr><td><ul><li>a</ul></td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
        f"<table><tr><td>a</td><td>{'woord ' * 100}</td></tr><tr><td>c</td><td>d</td></tr></table>",
        "<table><tr><td><h2>Kop</h2></td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
    ],
)
def test_page_layout_is_no_table(body: str) -> None:
    """A table of one row or column, with headings, lists or long text lays out a page: its text is read as before."""
    made = page(body)
    assert made.tables == ()
    assert made.text.strip()


def test_inner_table_of_a_layout_is_a_table() -> None:
    """A table of entries inside one that lays out the page is found."""
    made = page("<table><tr><td><table><tr><td>a<td>b</tr><tr><td>c<td>1</tr></table></td><td>x</td></tr></table>")
    assert [grid(made)] == [[(0, 0, "a"), (0, 1, "b"), (1, 0, "c"), (1, 1, "1")]]
