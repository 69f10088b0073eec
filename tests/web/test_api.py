"""The JSON API: every route answers with what its description promises, and errors are problem+json."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from corpus.register import Commitment
from corpus.store import DocumentFilter, DocumentSummary
from web.api.describing import EXAMPLES, calls
from web.services import Services


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    """Return the machine-readable description."""
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def test_the_description_is_valid(description: dict[str, Any]) -> None:
    """The description keeps to OpenAPI, and says in words what each call and parameter is."""
    validate(description)
    found = [call for _, _, call in calls(description)]
    assert len(found) >= 9
    parameters = [one for call in found for one in call.get("parameters", ())]
    assert [one["name"] for one in parameters if not one.get("description", one["schema"].get("description"))] == []
    assert all(call["summary"] and call["description"] for call in found)
    assert [path for path in description["paths"] if not path.startswith("/api/v1/")] == []


def addresses(client: TestClient, description: dict[str, Any], known: dict[str, str]) -> Iterator[str]:
    """Yield an address for each path that can be read, made of things that the samples hold."""
    for path in (path for path, methods in description["paths"].items() if "get" in methods and "places" not in path):
        named = dict(known)
        if "{slug}" in path:
            held = client.get(path.partition("/{slug}")[0]).json()["items"]
            if not held:
                continue
            named["slug"] = held[0]["slug"]
        needed = {one["name"] for one in description["paths"][path]["get"].get("parameters", ()) if one["required"]}
        yield path.format(**named) + ("?s=0-20" if "s" in needed else "")


def test_every_route_answers(
    client: TestClient,
    description: dict[str, Any],
    documents: tuple[DocumentSummary, ...],
    commitments: tuple[Commitment, ...],
) -> None:
    """Each path of the description gives JSON."""
    known = {"document_id": documents[0].id, "commitment_id": commitments[0].id, "before": "1", "after": "1"}
    found = list(addresses(client, description, known))
    assert len(found) > 15
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.text)
        assert answer.headers["Content-Type"] == "application/json"


def test_every_call_tells_of_its_errors(description: dict[str, Any]) -> None:
    """Each call has a group, and says in one form which errors it gives; parameters in paths have an example."""
    groups = {one["name"] for one in description["tags"]}
    for _, _, call in calls(description):
        assert set(call["tags"]) <= groups
        for status, response in call["responses"].items():
            if status >= "400":
                assert response["description"]
                form = response["content"]["application/problem+json"]["schema"]
                assert form == {"$ref": "#/components/schemas/Problem"}
        named = [one for one in call.get("parameters", ()) if one["name"] in EXAMPLES]
        assert all(one.get("example") or one["schema"].get("examples") or one.get("examples") for one in named)


def test_a_problem_is_what_the_description_says(client: TestClient, description: dict[str, Any]) -> None:
    """The errors that the site gives have the form that it promises, with a code that the page explains."""
    schema = {**description["components"]["schemas"]["Problem"], "components": description["components"]}
    page = client.get("/api/docs").text
    for address in (
        "/api/v1/nothing",
        "/api/v1/documents?limit=0",
        "/api/v1/documents?cursor=x",
        "/api/v1/documents/x",
    ):
        problem = client.get(address).json()
        OAS31Validator(schema).validate(problem)
        assert f'id="problem-{problem["code"]}"' in page
        assert problem["type"] == f"/api/docs#problem-{problem['code']}"


@pytest.mark.parametrize(
    ("address", "name", "words"),
    [
        ("/api/v1/documents?minster=x", "minster", "did you mean 'minister'?"),
        ("/api/v1/commitments?as_off=2024-01-01", "as_off", "did you mean 'as_of'?"),
        ("/api/v1/status?x=1", "x", "there are none"),
        ("/api/v1/documents/none?lang=nl", "lang", "did you mean 'language'?"),
    ],
)
def test_an_unknown_parameter_is_refused(client: TestClient, address: str, name: str, words: str) -> None:
    """A mistyped filter is an error that names the right one: left out in silence it would give a wrong count."""
    problem = client.get(address).json()
    assert (problem["status"], problem["code"]) == (422, "invalid_request")
    assert [(one["place"], one["name"]) for one in problem["errors"]] == [("query", name)]
    assert words in problem["detail"] or name == "lang"


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/commitments?as_of=gisteren",
        "/api/v1/commitments?as_of=2024-02-30",
        "/api/v1/commitments/none?known_on=x",
        "/api/v1/offices/x/numbers?as_of=x",
        "/api/v1/search?asked_from=x",
        "/api/v1/documents?offset=-1",
        "/api/v1/commitments?offset=-1",
        "/api/v1/figures?offset=-1",
        "/api/v1/offices?limit=-1",
    ],
)
def test_a_wrong_value_has_one_status_and_a_place(client: TestClient, address: str) -> None:
    """A day that is none and a negative number are 422 everywhere, with the parameter's name."""
    problem = client.get(address).json()
    name = address.partition("?")[2].partition("=")[0]
    assert (problem["status"], [one["name"] for one in problem["errors"]]) == (422, [name])


@pytest.mark.parametrize("name", ["as_of", "known_on"])
def test_a_day_means_the_same_in_every_call(description: dict[str, Any], name: str) -> None:
    """The day as of which is reckoned, and that of what was known, are described in one way wherever they are asked."""
    found = [one for _, _, call in calls(description) for one in call.get("parameters", ()) if one["name"] == name]
    assert len(found) > 2
    assert len({one["description"] for one in found}) == 1


@pytest.mark.parametrize("day", ["0", "20240701", "2024-7-1", "2024-W27-1", "2024-07-01T00:00:00", "\u0662024-07-01"])
@pytest.mark.parametrize(
    "call", ["commitments", "figures", "documents/{document}/clock", "offices/{office}/numbers", "persons/none"]
)
def test_a_day_is_written_in_one_way(
    client: TestClient, documents: tuple[DocumentSummary, ...], call: str, day: str
) -> None:
    """What could be read as a day but is none as the description has it is refused; an empty one is left out."""
    named = {"document": documents[0].id, "office": client.get("/api/v1/offices").json()["items"][0]["slug"]}
    address, name = f"/api/v1/{call.format(**named)}", "begins" if call == "figures" else "as_of"
    problem = client.get(address, params={name: day}).json()
    assert (problem["status"], [one["name"] for one in problem["errors"]]) == (422, [name])
    assert client.get(address, params={name: ""}).status_code == (404 if "none" in call else 200)


@pytest.mark.parametrize(
    ("address", "sent", "status", "code"),
    [
        ("/api/v1/documents?asker=" + "x" * 10_001, {}, 414, "too_long"),
        ("/api/v1/documents", {"headers": {"X-Long": "x" * 40_000}}, 431, "too_large"),
        ("/api/v1/similar", {"content": b"x" * 1_000_001}, 413, "too_large"),
        ("/api/v1/similar", {"content": b"\xff", "headers": {"Content-Type": "application/json"}}, 400, "bad_request"),
        ("/api/v1/search?cursor=x", {}, 422, "bad_cursor"),
    ],
)
def test_what_is_refused_before_it_is_read_is_a_problem_too(
    client: TestClient, description: dict[str, Any], address: str, sent: dict[str, Any], status: int, code: str
) -> None:
    """Programs are refused in the form that the description promises; people get a line of words."""
    answer = client.request("POST" if "content" in sent else "GET", address, **sent)
    schema = {**description["components"]["schemas"]["Problem"], "components": description["components"]}
    OAS31Validator(schema).validate(answer.json())
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert (answer.json()["code"], answer.json()["status"]) == (code, status)
    assert f'id="problem-{code}"' in client.get("/api/docs").text
    if status == 414:
        assert client.get(address.replace("/api/v1", "")).text == "This address is too long.\n"


def test_a_body_of_what_only_reads_is_passed_over(client: TestClient, description: dict[str, Any]) -> None:
    """A GET with a body, however large and whatever it is, is answered as without: it describes no refusal of one."""
    for path in ("/api/v1/status", "/api/v1/documents", "/api/v1/search"):
        assert not {"400", "408", "413"} & set(description["paths"][path]["get"]["responses"])
        for sent in (b"\xff", b"x" * 1_000_001):
            answer = client.request("GET", path, content=sent, headers={"Content-Type": "application/json"})
            assert answer.status_code == 200, path


def test_a_call_says_where_it_leads_and_what_it_needs(description: dict[str, Any]) -> None:
    """The description names what keeps an answer, where a list goes on, which call follows and who must sign in."""
    found = {f"{method} {path}": call for path, method, call in calls(description)}
    named = {call["operationId"] for call in found.values()}
    for name, call in found.items():
        assert {"401", "414", "422", "429", "503"} <= set(call["responses"]), name
        if name.startswith("GET"):
            assert "ETag" in call["responses"]["200"]["headers"]
            assert "304" in call["responses"]
        else:
            assert {"400", "408", "413"} <= set(call["responses"])
        links = [link for one in call["responses"].values() for link in one.get("links", {}).values()]
        assert {link["operationId"] for link in links} <= named
        for one in call.get("parameters", ()):
            assert {"type": "null"} not in one["schema"].get("anyOf", ())
    assert "Link" in found["GET /api/v1/documents"]["responses"]["200"]["headers"]
    assert found["POST /api/v1/commitments/{commitment_id}/decisions"]["security"] == [{"session": []}]
    assert description["components"]["securitySchemes"]["session"]["name"] == "rappel-session"


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
