"""Data to take away: whole tables, what their columns mean, and their description for portals."""

import csv
import gzip
import io
import json
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.errors import RulesError
from corpus.model import RawDocument
from corpus.settings import Settings
from corpus.store import DocumentSummary, Store
from search.service import SearchService
from tests.conftest import clock
from tests.web.checking import faults, page
from tracker.figures_outline import COLUMNS as FIGURE_COLUMNS
from web.app import create_app
from web.commitment.rows import COLUMNS as COMMITMENT_COLUMNS
from web.exports import describing, reading
from web.exports.describing import forms
from web.exports.meaning import meanings, said
from web.exports.tables import TABLES, Table
from web.exports.writing import Form, pieces
from web.services import Services

EVERY = [(table, form) for table in TABLES.values() for form in forms(table)]
TYPES = {"text", "integer", "decimal", "date", "moment", "boolean", "object"}


def lines(client: TestClient, name: str) -> list[dict[str, Any]]:
    """Return a table as JSONL gives it."""
    return [json.loads(line) for line in client.get(f"/export/{name}.jsonl").text.splitlines()]


def rows(client: TestClient, name: str) -> list[dict[str, str]]:
    """Return a table as CSV gives it."""
    return list(csv.DictReader(io.StringIO(client.get(f"/export/{name}.csv").text.removeprefix("\ufeff"))))


@pytest.mark.parametrize(("table", "form"), EVERY, ids=lambda one: getattr(one, "name", str(one)))
def test_every_table_is_whole(client: TestClient, sample_services: Services, table: Table, form: Form) -> None:
    """Each form has as many lines as the page says, with exactly the columns of the dictionary."""
    found: list[Any] = rows(client, table.name) if form is Form.CSV else lines(client, table.name)
    assert len(found) == table.count(sample_services) > 0
    names = [column.name for column in table.columns]
    assert all(list(one) == names for one in found)
    answer = client.get(f"/export/{table.name}.{form.value}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{table.name}.{form.value}"'


@pytest.mark.parametrize("table", [table for table in TABLES.values() if table.flat], ids=lambda table: table.name)
def test_both_forms_say_the_same(client: TestClient, table: Table) -> None:
    """A cell of the CSV is the value of the JSONL; what has parts is JSON there too."""
    for told, cells in zip(lines(client, table.name), rows(client, table.name), strict=True):
        for column in table.columns:
            value, cell = told[column.name], cells[column.name]
            if value is None:
                assert cell == "", column.name
            elif column.type == "object":
                assert json.loads(cell) == value
            elif column.type == "integer":
                assert int(cell) == value
            elif column.type == "text":
                assert cell.removeprefix("'") == value.removeprefix("'")


def test_the_columns_are_those_of_the_lists(client: TestClient) -> None:
    """Commitments and figures have the columns of the lists' own CSV, with the same rows."""
    for name, columns in (("figures", FIGURE_COLUMNS), ("commitments", COMMITMENT_COLUMNS)):
        assert tuple(column.name for column in TABLES[name].columns) == tuple(columns)
        assert client.get(f"/export/{name}.csv").content == client.get(f"/{name}.csv").content


def test_documents_and_texts_are_the_stores(
    client: TestClient, sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """The tables hold every document in the order of the list; a text's facts are quoted by their places in it."""
    assert [one["id"] for one in lines(client, "documents")] == [one.id for one in documents]
    whole = lines(client, "texts")
    assert [one["id"] for one in whole] == [one.id for one in documents]
    for one in whole:
        assert one["text"] == sample_services.store.documents.get(one["id"]).text.text
        assert all(one["text"][c["span"]["start"] : c["span"]["end"]] == c["quote"] for c in one["commitments"])


def test_a_table_is_read_a_piece_at_a_time(
    sample_services: Services, monkeypatch: pytest.MonkeyPatch, client: TestClient
) -> None:
    """However small the pieces, the table is the same; so memory does not grow with it."""
    whole = {name: client.get(f"/export/{name}.csv").content for name in ("documents", "figures", "events")}
    monkeypatch.setattr(reading, "_AT_ONCE", 3)
    for name, content in whole.items():
        assert b"".join(pieces(TABLES[name], Form.CSV, sample_services)) == content


def test_memory_stays_that_of_a_piece(sample_services: Services) -> None:
    """A table a hundred times as long needs no more memory."""
    row = ("x" * 1000,) * len(TABLES["events"].columns)

    def peak(count: int) -> int:
        table = Table(
            name="long",
            line="",
            columns=TABLES["events"].columns,
            rows=lambda _: (row for _ in range(count)),
            count=lambda _: count,
        )
        tracemalloc.start()
        for form in Form:
            sum(len(piece) for piece in pieces(table, form, sample_services))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(5000) < 2 * peak(200)


def test_an_export_is_compressed_for_who_asks(client: TestClient) -> None:
    """With gzip asked for, the stream is compressed on its way."""
    with client.stream("GET", "/export/figures.jsonl", headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == client.get("/export/figures.jsonl").content


@pytest.mark.parametrize("name", ["documents.xml", "nothing.csv", "texts.csv", "documents.JSONL"])
def test_an_unknown_export_is_not_found(client: TestClient, name: str) -> None:
    """What is not offered, whole documents as a flat table included, is 404."""
    assert client.get(f"/export/{name}").status_code == 404


def test_an_empty_store_gives_empty_tables(empty_client: TestClient) -> None:
    """Without documents each table is there, with its head alone, and the page says so."""
    for table, form in EVERY:
        answer = empty_client.get(f"/export/{table.name}.{form.value}")
        assert (answer.status_code, len(answer.text.splitlines())) == (200, int(form is Form.CSV))
    assert faults(empty_client.get("/data").text) == {}
    assert empty_client.get("/catalog.jsonld").status_code == 200


def test_every_column_is_explained(client: TestClient) -> None:
    """The dictionary says of each column its type, unit and meaning; as data, as CSV and on the page alike."""
    told = {one["table"]: one for one in client.get("/data/dictionary.json").json()}
    listed = list(csv.DictReader(io.StringIO(client.get("/data/dictionary.csv").text.removeprefix("\ufeff"))))
    shown = client.get("/data").text
    for table in TABLES.values():
        assert [one["name"] for one in told[table.name]["columns"]] == [column.name for column in table.columns]
        for column in table.columns:
            assert column.type in TYPES
            assert column.meaning.endswith("."), column
            assert f"<code>{column.name}</code>" in shown
            assert {
                "table": table.name,
                "column": column.name,
                "type": column.type,
                "unit": column.unit,
                "meaning": column.meaning,
            } in listed


def test_a_meaning_that_nobody_wrote_is_an_error() -> None:
    """A column without words in its type fails when the tables are made, not in front of a reader."""
    assert meanings(DocumentSummary)["id"] == "Stable id."
    assert meanings(RawDocument)["part"].endswith("Empty where the bytes are one document.")
    with pytest.raises(RulesError, match="does not say what 'nothing' means"):
        said(DocumentSummary, "nothing")


def test_the_page_offers_every_table(client: TestClient) -> None:
    """The page is well formed, says how much there is and leads to each form."""
    for language in ("nl", "fr", "en"):
        text = client.get(f"/data?lang={language}").text
        assert faults(text) == {}
        links = set(map(str, page(text).xpath("//a/@href")))
        assert {f"/export/{table.name}.{form.value}" for table, form in EVERY} <= links


MANDATORY = {
    "dcat:Catalog": ("dct:title", "dct:description", "dct:publisher", "dcat:dataset"),
    "dcat:Dataset": ("dct:title", "dct:description"),
    "dcat:Distribution": ("dcat:accessURL",),
    "foaf:Agent": ("foaf:name",),
}
"""What DCAT-AP 3 asks of each class."""


def things(value: object) -> list[dict[str, Any]]:
    """Return everything in a description that has a type."""
    if isinstance(value, list):
        return [thing for one in value for thing in things(one)]
    if not isinstance(value, dict):
        return []
    return [*([value] if "@type" in value else []), *(thing for one in value.values() for thing in things(one))]


def test_the_catalogue_counts_what_is_held_once(sample_services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """The days that are covered are those of every table: they are not counted again for each."""
    asked: list[Services] = []

    def noted(parts: Services) -> tuple[date, date]:
        asked.append(parts)
        return date(2020, 1, 2), date(2024, 3, 4)

    monkeypatch.setattr(describing, "covered", noted)
    tables: Any = describing.catalogue(sample_services, "https://rappel.example")["dcat:dataset"]
    assert {one["dct:temporal"]["dcat:endDate"]["@value"] for one in tables} == {"2024-03-04"}
    assert (len(tables), len(asked)) == (len(TABLES), 1)


def test_the_catalogue_has_what_portals_ask(client: TestClient) -> None:
    """Every class of the description has its mandatory properties, and each download answers."""
    answer = client.get("/catalog.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json"
    catalogue = answer.json()
    found = things(catalogue)
    for kind, names in MANDATORY.items():
        those = [one for one in found if one["@type"] == kind]
        assert those, kind
        assert [one for one in those for name in names if not one.get(name)] == []
    prefixes = {name.partition(":")[0] for one in found for name in one if ":" in name}
    assert prefixes <= set(catalogue["@context"])
    for one in found:
        if one["@type"] == "dcat:Distribution":
            address = one["dcat:downloadURL"]["@id"].removeprefix("http://testserver")
            kind = client.get(address).headers["Content-Type"].partition(";")[0]
            assert one["dcat:mediaType"]["@id"].endswith(kind)
    assert "dct:license" not in catalogue


def test_a_licence_is_stated_where_it_is_set(own_sample_data: Path) -> None:
    """The setting's licence stands on the page and on every distribution; links carry the public address."""
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    settings = Settings(data=own_sample_data, data_licence=licence, base_url="https://rappel.example")
    with Store.open(settings, clock=clock) as store:
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts)) as client:
            catalogue = client.get("/catalog.jsonld").json()
            shown = client.get("/data").text
    for one in things(catalogue):
        if one["@type"] in ("dcat:Catalog", "dcat:Dataset", "dcat:Distribution"):
            assert one["dct:license"] == {"@id": licence}
            assert one["@id"].startswith("https://rappel.example/")
    assert f'href="{licence}"' in shown
