"""HTML: main content, blocks, lists, tables, links and encodings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableDocument
from corpus.model import DocumentText
from ingest.readers import read
from ingest.readers.html_text import item_label
from tests.ingest.conftest import make_raw


def page(body: str, *, head: str = "", encoding: str = "utf-8") -> DocumentText:
    """Read a page with some content."""
    content = f"<!doctype html><html lang='nl-BE'><head>{head}</head><body>{body}</body></html>"
    return read(make_raw(content.encode(encoding), "text/html"))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<h1>Titel</h1><p>Een\n  alinea.</p><p>Twee.</p>", "Titel\n\nEen alinea.\n\nTwee."),
        ("<div>nr. 5<br>van AN</div><div>aan JO</div>", "nr. 5\nvan AN\naan JO"),
        ("een<br><br><br>twee", "een\n\ntwee"),
        ("<p>vet <b>en</b><i>cursief</i> samen</p>", "vet encursief samen"),
        ("<ol><li>Een</li><li>Twee</li></ol>", "1. Een\n2. Twee"),
        ("<ol start=4><li>Vier</li><li value=9>Negen</li><li>Tien</li></ol>", "4. Vier\n9. Negen\n10. Tien"),
        (
            "<ol><li>Een<ol type=a><li>sub</li><li>sub</li></ol></li><li>Twee</li></ol>",
            "1. Een\na. sub\nb. sub\n2. Twee",
        ),
        ("<ol type=i><li>x</li></ol><ol type=Q start=z><li>y</li></ol>", "i. x\n\n1. y"),
        ("<ol><li><p>Een</p><p>vervolg</p></li></ol>", "1. Een\nvervolg"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<p>in</p><li>los</li>", "in\n\n- los"),
        ("<table><tr><th>Jaar</th><th>Som</th></tr><tr><td>2020</td><td>5</td></tr></table>", "Jaar\tSom\n2020\t5"),
        ("<pre>a\r\n  b</pre>", "a\n  b"),
        ("<p>x&nbsp;y &amp; z</p>", "x\N{NO-BREAK SPACE}y & z"),
        ("<p>Cafe\N{COMBINING ACUTE ACCENT}</p>", "Café"),
        ("<p>a<!-- weg -->b</p><script>weg()</script><style>p{}</style><nav>menu</nav>", "ab"),
        ("<header>site</header><div><footer>weg</footer></div><p>blijft</p><aside>weg</aside>", "blijft"),
        ("<header>site</header><article><header>Kop</header><p>Tekst</p></article>", "Kop\n\nTekst"),
        ("<div>weg</div><main><p>Inhoud</p></main><div>weg</div>", "Inhoud"),
        ("<article>een</article><article>twee</article>", "een\n\ntwee"),
        ("<div role=navigation>weg</div><p>blijft</p>", "blijft"),
        ("<form><p>in een formulier</p></form>", "in een formulier"),
    ],
)
def test_blocks_become_lines_and_paragraphs(body: str, text: str) -> None:
    """Content comes out as a person sees it: lines, paragraphs, list numbers; the frame of the site does not."""
    document = page(body)
    assert document.text == text + "\n"
    assert (document.reader, document.fields.language) == ("html", "nl")


def test_links_have_words_and_spans() -> None:
    """A link has its target, its words and their place, blanks at its edges left out; anchors without target do not."""
    document = page("<p>Zie <a href=' http://a.be/x '> de\n lijst </a> en <a name=y>dit</a>, <a href='#n'></a>.</p>")
    first, second = document.links
    assert (first.target, first.anchor) == ("http://a.be/x", "de lijst")
    assert first.span is not None
    assert first.span.quote(document.text) == "de lijst"
    assert (second.target, second.anchor, second.span) == ("#n", "", None)


@pytest.mark.parametrize(
    ("style", "number", "label"),
    [
        ("", 3, "- "),
        ("1", 12, "12. "),
        ("a", 3, "c. "),
        ("A", 26, "Z. "),
        ("a", 27, "27. "),
        ("i", 4, "iv. "),
        ("I", 39, "XXXIX. "),
        ("i", 40, "40. "),
        ("a", 0, "0. "),
    ],
)
def test_item_labels(style: str, number: int, label: str) -> None:
    """Items are numbered in the style of their list, in digits where the style has no sign."""
    assert item_label(style, number) == label


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "iso-8859-15"])
def test_encoding_is_that_of_mark_or_declaration(encoding: str) -> None:
    """The encoding is read from the byte order mark or the page's own declaration."""
    assert page("<p>één café</p>", head=f"<meta charset={encoding}>", encoding=encoding).text == "één café\n"


def test_bytes_outside_the_encoding_are_a_warning() -> None:
    """A page with bytes that its encoding has not is read with a warning."""
    document = read(make_raw(b"<html><meta charset=utf-8><p>ca\xe9 ok \xc3\xa9</p></html>", "text/html"))
    assert "ok" in document.text


@pytest.mark.parametrize("body", ["", "<nav>menu</nav><script>x</script>", "<p> </p>"])
def test_page_without_text_is_empty(body: str) -> None:
    """A page that holds no text is refused as empty."""
    with pytest.raises(UnreadableDocument) as caught:
        page(body)
    assert caught.value.reason == "empty"


@pytest.mark.parametrize(
    ("content", "claimed", "reader"),
    [
        (b"<p>Los fragment</p>", "text/plain", "html"),
        (b"  <!-- x --> <HTML><body>x", "application/octet-stream", "html"),
        (b"Tekst met <b>vet</b> en <br> regels", "text/html", "html"),
        (b"Tekst met <b>vet</b> en <br> regels", "text/plain", "text"),
        (b"a < b en b > c", "text/html", "text"),
    ],
)
def test_html_is_known_by_its_bytes(content: bytes, claimed: str, reader: str) -> None:
    """HTML is known by how it begins; tags in the middle count only where the source says that it is HTML."""
    assert read(make_raw(content, claimed)).reader == reader


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><p>x</p></body></html>',
        b'<?xml version="1.0"?><!DOCTYPE html><html><body><p>x</p></body></html>',
        b"<p>x",
    ],
)
def test_xhtml_and_fragments_are_read_without_warnings(content: bytes) -> None:
    """A page that is also XML, or no whole page, is read like any other."""
    assert read(make_raw(content, "text/html")).text == "x\n"


def test_page_without_language_states_none() -> None:
    """A page that states no language leaves it open."""
    assert read(make_raw(b"<html><p>x</p></html>")).fields.language is None


def test_deep_nesting_is_read() -> None:
    """Ten thousand elements inside each other are read without running out of stack."""
    assert "diep" in page("<div>" * 10_000 + "diep").text


@given(st.text(alphabet="<>/abpoli \n=\"'&;!-1", max_size=400))
def test_any_markup_is_read_or_refused(body: str) -> None:
    """Any soup of tags is text with link spans inside it, or a refusal."""
    try:
        document = page(body)
    except UnreadableDocument:
        return
    for link in document.links:
        assert link.span is None or link.span.quote(document.text).split() == link.anchor.split()


def test_random_bytes_with_a_tag_are_refused() -> None:
    """Bytes that are no text are refused, though they begin like a page."""
    content = b"<html>" + bytes(range(256)) * 12
    with pytest.raises(UnreadableDocument) as raised:
        read(make_raw(content, "text/html", "pagina.html"))
    assert raised.value.reason == "binary"
