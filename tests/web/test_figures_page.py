"""Figures as a table and as CSV: the same ones, all of them, safe in a spreadsheet."""

import csv
import io

import pytest
from fastapi.testclient import TestClient

from corpus.store import FigureFilter
from tests.web.checking import faults, page, text_of
from tracker.figures_outline import COLUMNS
from web.services import Services


def rows(text: str) -> list[dict[str, str]]:
    """Return the lines of a CSV file."""
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")))


@pytest.mark.parametrize(
    "query", ["", "kind=money", "unit=EUR&minimum=1000000", "year=2023", "subject=euro", "maximum=10&limit=5"]
)
def test_table_api_and_csv_agree(client: TestClient, query: str) -> None:
    """Page, JSON and CSV count the same figures; the CSV has every one."""
    tree = page(client.get(f"/figures?{query}").text)
    shown = int(text_of(tree.xpath("//p[@role='status']")[0]).split()[0])
    api = client.get(f"/api/v1/figures?{query}").json()
    assert shown == api["total"] == len(rows(client.get(f"/figures.csv?{query}").text))


def test_csv_holds_every_figure_and_where_it_stands(client: TestClient, sample_services: Services) -> None:
    """Each line quotes the figure as printed; offsets lead to that quote in the document's text."""
    found = rows(client.get("/figures.csv").text)
    assert len(found) == sample_services.store.figures.count(FigureFilter()) > 100
    assert tuple(found[0]) == COLUMNS
    held = sample_services.store.documents.list()
    texts: dict[str, str] = {one.id: client.get(f"/api/v1/documents/{one.id}").json()["text"] for one in held}
    for row in found:
        quote = texts[row["document"]][int(row["start"]) : int(row["end"])]
        assert quote.split() == row["quote"].split()


def test_csv_is_read_more_than_one_batch_at_a_time(
    client: TestClient, sample_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long list is written in batches without losing or doubling a line."""
    whole = client.get("/figures.csv").text
    monkeypatch.setattr("web.figures.found._AT_ONCE", 7)
    assert client.get("/figures.csv").text == whole
    assert len(rows(whole)) == sample_services.store.figures.count(FigureFilter())


def test_the_file_has_a_name(client: TestClient) -> None:
    """A browser saves the list under a fitting name."""
    for name in ("figures.csv", "commitments.csv"):
        answer = client.get(f"/{name}")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    "query",
    [
        "about=laadpunten",
        "about=laadpunten&sort=largest",
        "planned=true",
        "planned=false&sort=smallest",
        "sort=largest",
    ],
)
def test_every_order_and_filter_gives_the_same_set(client: TestClient, query: str) -> None:
    """What words find, plans and other orders are on page, API and CSV alike, and the API goes on page by page."""
    tree = page(client.get(f"/figures?{query}").text)
    shown = int(text_of(tree.xpath("//p[@role='status']")[0]).split()[0])
    lines = rows(client.get(f"/figures.csv?{query}").text)
    assert shown == len(lines) > 0
    items, following = [], f"/api/v1/figures?{query}&limit=7"
    while following:
        answer = client.get(following).json()
        assert answer["total"] == shown
        items += answer["items"]
        following = answer["next_url"]
    assert [(one["document"], one["figure"]["span"]["start"]) for one in items] == [
        (line["document"], int(line["start"])) for line in lines
    ]


@pytest.mark.parametrize(("order", "falling"), [("largest", True), ("smallest", False)])
def test_figures_by_value(client: TestClient, order: str, falling: bool) -> None:
    """The largest, or the smallest, value comes first, with words of a subject and without."""
    for about in ("", "&about=laadpunten"):
        found = rows(client.get(f"/figures.csv?kind=count&sort={order}{about}").text)
        values = [float(one["value"]) for one in found]
        assert values == sorted(values, reverse=falling)


def test_words_go_with_the_other_filters(client: TestClient) -> None:
    """Words of a subject are narrowed by office, document and subject, and ordered by day where that is asked."""
    whole = rows(client.get("/figures.csv?about=laadpunten&sort=newest").text)
    assert [one["day"] for one in whole] == sorted((one["day"] for one in whole), reverse=True)
    document, office = whole[0]["document"], whole[0]["office"]
    by_document = rows(client.get(f"/figures.csv?about=laadpunten&document={document}").text)
    assert {one["document"] for one in by_document} == {document}
    by_office = rows(client.get("/figures.csv", params={"about": "laadpunten", "office": office}).text)
    assert {one["office"] for one in by_office} == {office}
    assert rows(client.get("/figures.csv?about=laadpunten&subject=nowhere").text) == []


def test_a_stretch_of_time_is_a_filter(client: TestClient) -> None:
    """Only figures about a time that touches the days asked for are listed; of a year none that only ends later."""
    found = rows(client.get("/figures.csv?begins=2022-01-01&ends=2022-12-31").text)
    assert [one for one in found if one["period_from"] or one["period_to"] <= "2022-12-31"] == rows(
        client.get("/figures.csv?year=2022").text
    )
    assert all(one["period_from"] <= "2022-12-31" and (one["period_to"] or "9") >= "2022-01-01" for one in found)
    later = rows(client.get("/figures.csv?begins=2024-01-01").text)
    assert later
    assert all(not one["period_to"] or one["period_to"] >= "2024-01-01" for one in later)


def test_every_row_quotes_its_sentence_and_leads_to_it(client: TestClient, sample_services: Services) -> None:
    """The figure is marked in its sentence; the link leads to those characters of the document."""
    tree = page(client.get("/figures").text)
    found = tree.xpath("//tbody/tr")
    assert len(found) == 50
    for row, one in zip(found, sample_services.store.figures.list(FigureFilter(), 50), strict=True):
        (link,) = row.xpath(".//a[mark]")
        span = one.figure.span
        assert link.get("href") == f"/d/{one.document}?s={span.start}-{span.end}#s{span.start}-{span.end}"
        assert text_of(link) == " ".join(one.quote.split())
        assert len(text_of(row.xpath(".//*[@class='in-sentence']")[0])) > len(text_of(link))
    assert client.get(tree.xpath("//tbody//a[mark]/@href")[0]).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/figures", "/figures?about=laadpunten&minimum=10", "/figures?about=nothingofthekind", "/figures/series",
        "/figures/series?subject=laadpunten", "/figures/series?subject=nothingofthekind", "/figures/contradictions",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_pages_of_figures_have_no_fault(client: TestClient, address: str, language: str) -> None:
    """Every page of figures is well formed in each language, with all its words translated."""
    answer = client.get(address, params={"lang": language})
    assert answer.status_code == 200
    assert not faults(answer.text)
    assert len(answer.content) < 100_000


def test_a_series_is_a_picture_with_its_table(client: TestClient) -> None:
    """Each year is a mark that leads to its sentence, and a row of the table with the same value."""
    tree = page(client.get("/figures/series?subject=laadpunten&unit=laadpunten&lang=en").text)
    figure = tree.xpath("//figure[contains(@class, 'picture')]")[0]
    years = [text_of(cell) for cell in figure.xpath(".//tbody/tr/td[1]")]
    assert {"2021", "2022", "2023"} <= set(years)
    marks = figure.xpath(".//*[name()='svg']//a[@aria-label]")
    assert sorted(one.get("href") for one in marks) == sorted(figure.xpath(".//tbody//a/@href"))
    assert all("laadpunten" in one.get("aria-label") for one in marks)
    kinds = {text_of(cell) for cell in figure.xpath(".//tbody/tr/td[5]")}
    assert {"outcome", "another figure"} <= kinds
    assert tree.xpath("//p[@class='notice'][contains(., 'Different figures for the same period (2022)')]")


def test_a_series_as_files(client: TestClient) -> None:
    """The picture of a series is given as SVG, PNG and CSV by its key; an unknown one is not found."""
    tree = page(client.get("/figures/series?subject=laadpunten").text)
    links = tree.xpath("(//figure)[1]//a[@download]/@href")
    kinds = [client.get(link).headers["Content-Type"].partition(";")[0] for link in links]
    assert kinds == ["image/svg+xml", "image/png", "text/csv"]
    drawn = client.get(links[0]).text
    assert "http://testserver/d/" in drawn
    assert client.get("/figures/series.svg?key=unknown").status_code == 404
    assert client.get("/figures/series.svg").status_code == 404
    assert client.get("/figures/series.gif?subject=laadpunten").status_code == 422


def test_known_series_invite(client: TestClient, empty_client: TestClient) -> None:
    """Without a question the page names series, each of which leads to its picture; an empty archive says so."""
    tree = page(client.get("/figures/series").text)
    links = tree.xpath("//ul[contains(@class, 'known-series')]//a/@href")
    assert links
    for link in links[:3]:
        assert page(client.get(link).text).xpath("//figure")
    empty = page(empty_client.get("/figures/series?lang=en").text)
    assert "No series is known yet" in text_of(empty)


def test_only_the_first_series_are_drawn(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many series are shown as tables that lead to their picture, and no more than fit a page."""
    monkeypatch.setattr("web.pages.figures._DRAWN", 0)
    monkeypatch.setattr("web.pages.figures._SERIES", 1)
    tree = page(client.get("/figures/series?unit=EUR&lang=en").text)
    assert not tree.xpath("//figure")
    assert len(tree.xpath("//section[contains(@class, 'series')]")) == 1
    assert tree.xpath("//a[.='Show as a picture'][contains(@href, 'key=')]")
    assert "Only the longest series are shown" in text_of(tree)


def test_figures_that_differ_stand_side_by_side(client: TestClient) -> None:
    """Both values stand with their sentence, document and day; page, API and CSV have the same pairs."""
    tree = page(client.get("/figures/contradictions?lang=en").text)
    sides = tree.xpath("//div[@class='side']")
    assert len(sides) == 2
    assert all(side.xpath(".//blockquote//a[mark]") and side.xpath(".//time") for side in sides)
    assert "Both may be right" in text_of(tree)
    (pair,) = client.get("/api/v1/figures/contradictions").json()["items"]
    lines = rows(client.get("/figures/contradictions.csv").text)
    assert [one["sentence"] for one in lines] == [one["sentence"] for one in pair["statements"]]
    assert {one["pair"] for one in lines} == {"1"}
    assert float(lines[0]["difference"]) == float(pair["difference"])


def test_no_figures_that_differ(empty_client: TestClient) -> None:
    """Where nothing differs the page says what would be compared."""
    text = text_of(page(empty_client.get("/figures/contradictions?lang=en").text))
    assert "No figures that differ were found" in text


def test_series_as_data(client: TestClient) -> None:
    """The API gives the series of the page; without a question those that are found without doubt."""
    found = client.get("/api/v1/figures/series?subject=laadpunten&unit=laadpunten").json()["items"]
    values = {one["year"]: one for one in found[0]["values"]}
    assert values[2022]["differing"]
    assert all(client.get(said["url"]).status_code == 200 for said in values[2022]["stated"])
    (same,) = client.get(f"/api/v1/figures/series?key={found[0]['key']}&subject=laadpunten").json()["items"]
    assert same == found[0]
    known = client.get("/api/v1/figures/series").json()["items"]
    assert known
    assert all(len(one["values"]) >= 3 and not one["left_out"] for one in known)
