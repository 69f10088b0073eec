"""The JSON API: every route answers with what its description promises, and errors are problem+json."""

import json
from dataclasses import asdict
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openapi_spec_validator import validate

from corpus.register import Commitment
from corpus.store import DocumentFilter, DocumentSummary
from web.services import Services


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    """Return the machine-readable description."""
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def test_the_description_is_valid(description: dict[str, Any]) -> None:
    """The description keeps to OpenAPI, and says in words what each call and parameter is."""
    validate(description)
    calls = [call for path in description["paths"].values() for call in path.values()]
    assert len(calls) >= 9
    parameters = [one for call in calls for one in call.get("parameters", ())]
    assert [one["name"] for one in parameters if not one.get("description", one["schema"].get("description"))] == []
    assert all(call["summary"] and call["description"] for call in calls)
    assert [path for path in description["paths"] if not path.startswith("/api/v1/")] == []


def test_every_route_answers(
    client: TestClient,
    description: dict[str, Any],
    documents: tuple[DocumentSummary, ...],
    commitments: tuple[Commitment, ...],
) -> None:
    """Each path of the description gives JSON."""
    office = next(one.office for one in documents if one.office)
    known = {"document_id": documents[0].id, "commitment_id": commitments[0].id, "slug": office}
    for path in (path for path, calls in description["paths"].items() if "get" in calls):
        answer = client.get(path.format(**known))
        assert answer.status_code == 200, (path, answer.text)
        assert answer.headers["Content-Type"] == "application/json"


def test_the_description_has_a_page_of_this_site(client: TestClient, description: dict[str, Any]) -> None:
    """The page lists every call of the description."""
    text = client.get("/api/docs").text
    assert all(path in text for path in description["paths"])


def test_documents_are_listed_with_filters(client: TestClient, sample_services: Services) -> None:
    """Totals and pages agree with the store."""
    held = sample_services.store.documents
    for chosen in (
        DocumentFilter(),
        DocumentFilter(session="2022-2023"),
        DocumentFilter(minister="lotte-vandervorst"),
        DocumentFilter(asker="Karolien De Wachter"),
    ):
        asked = {name: value for name, value in asdict(chosen).items() if value is not None}
        found = client.get("/api/v1/documents", params={**asked, "limit": 3, "offset": 1}).json()
        assert found["total"] == held.count(chosen) > 1, asked
        assert [one["id"] for one in found["items"]] == [one.id for one in held.list(chosen, 3, 1)]


def test_a_document_has_its_facts(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """Every span counts characters of the text that comes with it; commitments quote it."""
    for summary in documents:
        found = client.get(f"/api/v1/documents/{summary.id}").json()
        assert found["version"] == summary.version
        for one in found["commitments"]:
            assert found["text"][one["span"]["start"] : one["span"]["end"]] == one["quote"]
        for figure in found["facts"]["figures"]:
            assert found["text"][figure["span"]["start"] : figure["span"]["end"]].strip()
    assert client.get(f"/api/v1/documents/{documents[0].id}?version=1").json()["version"] == 1
    assert [one["version"] for one in client.get(f"/api/v1/documents/{documents[0].id}/versions").json()["items"]] == [
        1
    ]


def test_search_is_that_of_the_page(client: TestClient) -> None:
    """The API gives the results with their passages and how the query was read."""
    found = client.get("/api/v1/search?q=wachtlijst&limit=2&overdue=true").json()
    assert len(found["hits"]) <= 2
    plain = client.get('/api/v1/search?q="wachtlijst').json()
    assert [remark["code"] for remark in plain["understood"]["remarks"]] == ["unclosed_quote"]
    assert found["total"] < plain["total"]


def test_a_commitment_speaks_the_language_asked_for(client: TestClient, commitments: tuple[Commitment, ...]) -> None:
    """Sentences come in Dutch or English; states are the same words."""
    dutch, english = (
        client.get(f"/api/v1/commitments/{commitments[0].id}?language={one}").json() for one in ("nl", "en")
    )
    assert dutch["outline"]["state"] == english["outline"]["state"]
    assert dutch["outline"]["verdict"] != english["outline"]["verdict"]
    assert dutch["history"] != english["history"]
    assert len(dutch["history"]) == len(dutch["events"])


def test_status_tells_what_is_held(client: TestClient, sample_services: Services) -> None:
    """Documents, index, model and sources."""
    found = client.get("/api/v1/status").json()
    assert found["documents"] == len(sample_services.store.documents.list())
    assert (found["index_behind"], found["sources"][0]["source"]) == (0, "files")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/documents/none", 404),
        ("/api/v1/documents/none/versions", 404),
        ("/api/v1/commitments/none", 404),
        ("/api/v1/nothing", 404),
        ("/api/nothing", 404),
        ("/api/v1/documents?limit=0", 422),
        ("/api/v1/documents?offset=99999999999999999999", 422),
        ("/api/v1/commitments?language=de", 422),
        ("/api/v1/commitments?as_of=gisteren", 422),
        ("/api/v1/commitments?state=vergeten", 422),
        ("/api/v1/figures?minimum=veel", 422),
        ("/api/v1/search?mode=magic", 422),
    ],
)
def test_errors_are_problems(client: TestClient, address: str, status: int) -> None:
    """A program gets the status, a title and what is wrong (RFC 9457)."""
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert (problem["status"], problem["type"]) == (status, f"/api/docs#problem-{problem['code']}")
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"] == address.partition("?")[0]


def test_a_problem_names_the_parameter(client: TestClient) -> None:
    """What is wrong is said with the name of the parameter."""
    detail = client.get("/api/v1/commitments?as_of=gisteren").json()["detail"]
    assert detail.startswith("as_of: ")
    assert "none" in client.get("/api/v1/documents/none").json()["detail"]


def test_other_methods_are_refused(client: TestClient) -> None:
    """Nothing can be written through the API."""
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/api/v1/documents", content=json.dumps({}))
        assert (answer.status_code, answer.json()["title"]) == (405, "Method Not Allowed")
