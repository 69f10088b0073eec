"""Pictures: drawn offline in the page's colours, read and reached without seeing them, given as files, drawn once."""

import io
import xml.etree.ElementTree as Tree
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import altair
import pytest
from lxml import html
from PIL import Image

from corpus.errors import NotFound, PictureError
from tests.web.checking import malformed, twice_used_ids, unlabelled
from web.i18n import Speaker
from web.pictures import (
    Bar,
    Bin,
    Column,
    Form,
    Interval,
    Picture,
    Point,
    Table,
    Today,
    Words,
    bars,
    download,
    histogram,
    intervals,
    lines,
    rendering,
    warm_up,
)
from web.pictures.cache import Kept
from web.pictures.dressing import light
from web.render import environment

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words(name="some", title="Answers & <years>", description="A bar a year.", source="The archive", language="nl")


def some_bars(**changes: str) -> Picture:
    """Return bars in two parts, linked."""
    shown = [
        Bar(name="2023", value=1200, label="2023: 1.200 in time", part="in time", tone="done", href="/x?y=2023&p=1"),
        Bar(
            name="2023", value=Decimal("3.5"), label="2023: 3,5 late", part="late", tone="missed", href="/x?y=2023&p=2"
        ),
        Bar(name="2024", value=800, label="2024: 800 in time", part="in time", tone="done"),
    ]
    return bars(replace(WORDS, **changes), shown, along="Year", up="Answers")


def some_histogram() -> Picture:
    """Return months with one missing."""
    shown = [
        Bin(name="January", first=date(2024, 1, 1), last=date(2024, 1, 31), count=3, label="January: 3", href="/m/1"),
        Bin(name="March", first=date(2024, 3, 1), last=date(2024, 3, 31), count=5, label="March: 5", href="/m/3"),
    ]
    return histogram(WORDS, shown, along="Month", up="Questions", width=240, height=80)


def some_lines() -> Picture:
    """Return two series with a gap, a plan and a value that differs."""
    shown = [
        *(
            Point(year=year, value=year - 2000, label=f"A {year}", series="A", kind="outcome")
            for year in (2019, 2020, 2022)
        ),
        Point(year=2020, value=5, label="A 2020 differs", series="A", kind="another", sign="cross", href="/d/1#s1-2"),
        Point(year=2023, value=40, label="A 2023 planned", series="A", kind="plan", sign="hollow"),
        Point(year=2020, value=7, label="B 2020", series="B", kind="outcome", href="/d/2"),
    ]
    return lines(WORDS, shown, along="Year", up="Things")


def some_intervals() -> Picture:
    """Return two rows of one name in two groups, one moved."""
    long_ = "A promise with more words than any row of a picture could ever hold beside its bar"
    shown = [
        Interval(
            name=long_, first=date(2024, 1, 1), last=date(2024, 6, 30), label="One", state="late", tone="missed",
            group="Roads", earlier=(date(2023, 6, 30),), href="/c/1",
        ),
        Interval(name=long_, first=date(2025, 1, 1), last=date(2025, 1, 1), label="Two", state="ahead", tone="next",
                 group="Water", href="/c/2"),
    ]  # fmt: skip
    return intervals(WORDS, shown, today=Today(day=date(2024, 9, 1), label="today"))


KINDS = [some_bars, some_histogram, some_lines, some_intervals]
every_kind = pytest.mark.parametrize("made", KINDS, ids=lambda made: made.__name__)


def tree_of(drawn: str) -> Tree.Element:
    """Return a drawing as a tree."""
    return Tree.fromstring(drawn)  # noqa: S314 - drawn by the program under test


def marks(picture: Picture) -> list[Tree.Element]:
    """Return the links that the keyboard reaches."""
    return [one for one in tree_of(picture.svg()).iter(f"{SVG}a") if one.get("tabindex") != "-1"]


@every_kind
def test_the_library_knows_every_word_of_a_drawing(made: Callable[[], Picture]) -> None:
    """What is drawn is Vega-Lite by its own schema, so that a newer library draws it too."""
    altair.Chart.from_dict(dict(made().spec))


@every_kind
def test_a_drawing_for_a_page_is_well_formed_and_named(made: Callable[[], Picture]) -> None:
    """In a page it has title and description, ids of its own, no style, no script, no colour but the site's."""
    drawn = made().svg()
    text = f"<!doctype html><html lang=nl><title>t</title><body>{drawn}</body></html>"
    assert malformed(text) == []
    tree = html.document_fromstring(text)
    assert twice_used_ids(tree) == unlabelled(tree) == []
    root = tree_of(drawn)
    assert [one.text for one in (root.find(f"{SVG}title"), root.find(f"{SVG}desc")) if one is not None] == [
        WORDS.title,
        WORDS.description,
    ]
    assert root.get("viewBox")
    assert "style=" not in drawn
    assert "<script" not in drawn
    colours = {one.get(name, "none") for one in root.iter() for name in ("fill", "stroke")}
    assert {one for one in colours if not one.startswith(("var(--", "url(#"))} <= {"none", "transparent"}


@every_kind
def test_every_linked_mark_is_one_stop_of_the_keyboard_with_a_name(made: Callable[[], Picture]) -> None:
    """Each page behind the picture is reached once, by a link that says everything; axes are not read."""
    picture = made()
    found = [(one.get("href"), one.get("aria-label")) for one in marks(picture)]
    assert len({href for href, _ in found}) == len(found)
    assert {href for href, _ in found} == {link for link in picture.table.links if link}
    assert all(name for _, name in found)
    titles = [one.findtext(f"{SVG}title") for one in marks(picture)]
    assert titles == [name for _, name in found]
    root = tree_of(picture.svg())
    assert root.get("role") == "graphics-document"
    assert "axis titled" not in picture.svg()
    assert 'aria-label=""' not in picture.svg()


def test_a_picture_without_links_is_one_image() -> None:
    """Without links it is read as one image, by its title and description."""
    picture = bars(WORDS, [Bar(name="2024", value=1, label="2024: 1")], along="Year", up="Answers", sideways=True)
    assert tree_of(picture.svg()).get("role") == "img"
    assert marks(picture) == []
    assert picture.table.links == ()
    assert picture.csv() == "\ufeffYear,Answers\r\n2024,1\r\n"


@every_kind
def test_a_file_stands_by_itself(made: Callable[[], Picture]) -> None:
    """A file has a white ground, colours of its own, title and source inside, and links to the site if it is known."""
    picture = made()
    drawn = picture.svg(inline=False)
    assert "var(--" not in drawn
    assert "href" not in drawn
    root = tree_of(drawn)
    words = " ".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))
    assert WORDS.title in words
    assert WORDS.source in words
    ground = root.find(f"{SVG}rect")
    assert ground is not None
    assert ground.get("fill") == "#ffffff"
    linked = tree_of(picture.svg(inline=False, base="https://example.org"))
    addresses = {one.get("href", "") for one in linked.iter(f"{SVG}a")}
    assert addresses == {f"https://example.org{link}" for link in picture.table.links if link}


def test_long_words_of_a_file_are_broken() -> None:
    """A title longer than its picture goes on below; nothing is cut off."""
    picture = some_bars(title="many words " * 30)
    root = tree_of(picture.svg(inline=False))
    found = [one for one in root.findall(f"{SVG}text") if one.get("font-weight") == "bold"]
    assert len(found) > 1
    assert " ".join(one.text or "" for one in found).split() == ["many", "words"] * 30


def test_a_png_is_twice_as_large() -> None:
    """The PNG has twice the points of the drawing, on white."""
    picture = some_bars()
    image = Image.open(io.BytesIO(picture.png())).convert("RGB")
    width = float(tree_of(picture.svg(inline=False)).get("width", "0"))
    assert abs(image.width - 2 * width) <= 2
    assert image.getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize(("language", "written"), [("nl", "1.000"), ("en", "1,000"), ("fr", "1\u202f000")])
def test_numbers_are_written_as_the_visitor_does(language: str, written: str) -> None:
    """Numbers along an axis have the marks of the language."""
    assert written in some_bars(language=language).svg().replace("\xa0", "\u202f")


@pytest.mark.parametrize(("language", "month"), [("nl", "maart"), ("fr", "mars"), ("en", "March")])
def test_months_are_named_in_the_language(language: str, month: str) -> None:
    """Dates along an axis are written in the language."""
    shown = [
        Bin(name=str(at), first=date(2024, at, 1), last=date(2024, at, 28), count=at, label=str(at))
        for at in range(1, 6)
    ]
    assert month in histogram(replace(WORDS, language=language), shown, along="Month", up="Questions").svg()


def test_parts_differ_in_more_than_colour() -> None:
    """Each part of a bar has a filling of its own, found under an id of the picture."""
    root = tree_of(some_bars().svg())
    patterns = {one.get("id"): Tree.tostring(one) for one in root.iter(f"{SVG}pattern")}
    used = {one.get("fill", "")[5:-1] for one in root.iter() if one.get("fill", "").startswith("url(#")}
    assert used == set(patterns)
    assert len({pattern.split(b"/>", 1)[1] for pattern in patterns.values()}) == 2


def test_a_line_is_broken_where_a_year_is_missing() -> None:
    """Neighbouring years are joined; a missing year, a plan and a value that differs are not."""
    rows = some_lines().spec["data"]["values"]
    runs = {(row["series"], row["year"], row["kind"]): row["run"] for row in rows}
    assert runs["A", 2019, "outcome"] == runs["A", 2020, "outcome"] != runs["A", 2022, "outcome"]
    assert runs["A", 2020, "another"] is runs["A", 2023, "plan"] is None


def test_rows_of_one_name_stay_apart_and_long_names_are_cut() -> None:
    """Two stretches of time with the same words have a row each; the whole words stand in the table."""
    picture = some_intervals()
    texts = ["".join(one.itertext()) for one in tree_of(picture.svg()).iter(f"{SVG}text")]
    cut = [one for one in texts if one.startswith("A promise")]
    assert len(cut) == 2
    assert all(len(one) <= 45 and one.endswith("…") for one in cut)
    assert {"Roads", "Water", "today", "late", "ahead"} <= set(texts)
    assert (
        picture.table.rows[0][1] == "A promise with more words than any row of a picture could ever hold beside its bar"
    )


def test_equal_pictures_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture of the same content is not drawn again, in the page's form and as a file each."""
    drawn: list[str] = []
    draw = rendering.svg

    def noted(spec: Mapping[str, Any], language: str) -> str:
        drawn.append(language)
        return draw(spec, language)

    monkeypatch.setattr(rendering, "svg", noted)
    title = "drawn once only"
    first = some_bars(title=title).svg()
    assert some_bars(title=title).svg() == first
    assert len(drawn) == 1
    assert some_bars(title=title, language="fr").svg() != first
    assert len(drawn) == 2


def test_what_is_kept_is_bounded() -> None:
    """The least recently used pieces go first; a piece larger than all room is not kept."""
    kept = Kept(10)
    for key in ("a", "b"):
        kept.get(key, lambda: b"12345")
    assert kept.get("a", lambda: b"other") == b"12345"
    kept.get("c", lambda: b"123")
    assert kept.size == 8
    assert kept.get("b", lambda: b"new") == b"new"
    kept.get("large", lambda: b"1" * 99)
    assert kept.size == 0


def test_threads_draw_side_by_side() -> None:
    """Pictures asked for at the same moment are all drawn, each its own."""
    wanted = [some_bars(title=f"picture {number}") for number in range(6)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda picture: picture.svg(), wanted))
    assert all(f"picture {number}<" in drawn for number, drawn in enumerate(found))


def test_what_cannot_be_drawn_is_said() -> None:
    """A drawing or a file that the library refuses is an error of our own."""
    with pytest.raises(PictureError, match="cannot be drawn"):
        rendering.svg({"mark": "no such mark", "data": {"values": []}}, "nl")
    with pytest.raises(PictureError, match="PNG"):
        rendering.png("<svg")


def test_nothing_is_fetched() -> None:
    """Data from elsewhere is refused: pictures are drawn offline."""
    with pytest.raises(PictureError):
        rendering.svg({"data": {"url": "https://example.org/data.json"}, "mark": "point"}, "nl")


def test_the_engine_is_warmed_in_the_background() -> None:
    """The thread that starts the engine ends by itself."""
    thread = warm_up()
    thread.join(30)
    assert not thread.is_alive()
    assert thread.daemon


@pytest.mark.parametrize(
    ("form", "kind", "begins"),
    [
        (Form.SVG, "image/svg+xml", b"<svg"),
        (Form.PNG, "image/png", b"\x89PNG"),
        (Form.CSV, "text/csv; charset=utf-8", b"\xef"),
    ],
)
def test_a_download_has_its_name_and_kind(form: Form, kind: str, begins: bytes) -> None:
    """Each file comes under the picture's name with its ending."""
    answer = download(some_bars(), form)
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="some.{form}"'
    assert bytes(answer.body).startswith(begins)


@pytest.mark.parametrize("form", [Form.SVG, Form.PNG])
def test_a_picture_of_nothing_is_no_file(form: Form) -> None:
    """Where no stretch of time is, a file is refused, not drawn infinitely wide; the table has its heads alone."""
    nothing = intervals(some_intervals().words, [], today=None)
    with pytest.raises(NotFound, match="nothing to draw") as refused:
        download(nothing, form)
    assert nothing.words.title not in str(refused.value)  # it may hold what a visitor asked for
    assert len(bytes(download(nothing, Form.CSV).body).splitlines()) == 1


def test_the_csv_has_links_and_parts() -> None:
    """The numbers as CSV name their part and the page behind them."""
    assert some_bars().csv().splitlines()[1:3] == ["2023,in time,1200,/x?y=2023&p=1", "2023,late,3.5,/x?y=2023&p=2"]


def shown(picture: Picture, language: str = "nl", **changes: object) -> str:
    """Return a picture as a template writes it."""
    speaker = Speaker(language=language)
    text = '{% import "pictures/picture.html" as pictures with context %}{{ pictures.picture(p, **changes) }}'
    return environment().from_string(text).render(p=picture, speaker=speaker, _=speaker.say, changes=changes)


def test_a_figure_has_title_table_and_files() -> None:
    """A page shows title, description, drawing in a region that the keyboard can scroll, numbers and files."""
    rows = (("2024", Decimal("1234.5"), date(2024, 5, 1), None),)
    columns = (Column(name="Year"), Column(name="Value", number=True), Column(name="Day"), Column(name="What"))
    table = Table(columns=columns, rows=rows, links=("/d/1",))
    bar = Bar(name="2024", value=1, label="2024: 1", href="/d/1")
    picture = bars(WORDS, [bar], along="Year", up="Answers", table=table)
    tree = html.fragment_fromstring(shown(picture, address="/some", given={"q": "a b"}, note="Mind the gap."))
    assert tree.xpath("string(figcaption/h2)") == WORDS.title
    assert tree.xpath("div[@tabindex='0'][@role='region'][@aria-label]/*[name()='svg']")
    assert [cell.text_content() for cell in tree.xpath(".//tbody//td")] == ["2024", "1.234,5", "1 mei 2024", "–"]
    assert tree.xpath("string(.//tbody//a/@href)") == "/d/1"
    assert tree.xpath(".//a[@download]/@href") == ["/some.svg?q=a+b", "/some.png?q=a+b", "/some.csv?q=a+b"]
    assert "Mind the gap." in tree.text_content()
    assert WORDS.source in tree.text_content()
    assert not html.fragment_fromstring(shown(picture, titled=False, sourced=False)).xpath("figcaption/h2")


def test_nothing_to_draw_is_nothing_shown() -> None:
    """A picture without numbers writes nothing, and can still be asked for as a file."""
    for picture in (
        bars(WORDS, [], along="Year", up="Answers"),
        histogram(WORDS, [], along="Month", up="Questions"),
        lines(WORDS, [], along="Year", up="Things"),
        intervals(WORDS, [], today=None),
    ):
        assert picture.empty
        assert shown(picture).strip() == ""
        assert picture.svg(inline=False).startswith("<svg")


def test_how_small_a_picture_may_become() -> None:
    """A small picture shrinks with its page; wider ones say how wide they stay."""
    assert some_histogram().size == "small"
    assert some_bars().size == "wide"
    assert bars(WORDS, [], along="", up="", width=440).size == "middle"


def test_every_tone_has_a_colour_of_the_site() -> None:
    """The tokens that pictures name are in the stylesheet."""
    assert {"accent", "missed", "now", "next", "done", "quiet", "ink", "ink-soft", "line", "card"} <= set(light())


def test_another_library_may_name_the_elements_of_drawings() -> None:
    """A prefix that another library gives to SVG for its own files does not reach the drawings of pages."""
    from xml.etree import ElementTree

    ElementTree.register_namespace("svg", "http://www.w3.org/2000/svg")
    assert "<svg:" not in some_bars(title="Never drawn before").svg(inline=True)
