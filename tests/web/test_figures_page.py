"""Figures as a table and as CSV: the same ones, all of them, safe in a spreadsheet."""

import csv
import io

import pytest
from fastapi.testclient import TestClient

from corpus.store import FigureFilter
from tests.web.checking import page, text_of
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
