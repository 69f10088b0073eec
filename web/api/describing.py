"""The description of the API (OpenAPI 3.1): tags, errors with a form of their own, and no unknown parameters."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi

from web.problems import MEANINGS, MEDIA_TYPE, Problem

TAGS: Mapping[str, str] = {
    "documents": "Questions with their answers: lists, texts, records, facts, versions.",
    "search": "By word and by meaning, and whether a question was asked before.",
    "commitments": "What was promised, how it stands on a day, its history, and decisions of editors.",
    "figures": "Amounts, percentages and counts with the words they were read from.",
    "people": "Ministers' offices, persons, parties and subjects, with their numbers.",
    "news": "What is new, and how the sources are doing.",
}
"""The groups of calls, by what stands first in their address."""
_GROUPS = {
    "documents": "documents", "search": "search", "similar": "search", "commitments": "commitments",
    "figures": "figures", "offices": "people", "persons": "people", "parties": "people", "subjects": "people",
}  # fmt: skip
_PREFIX = "/api/v1/"
_INTRODUCTION = (
    "Written questions, answers, commitments and figures, each with the sentence that proves it. No key is needed. "
    "Lists go on by `cursor`; errors are problems of RFC 9457 with a stable `code`; an unknown parameter is an error; "
    "days are ISO 8601, moments UTC; spans count characters of the document's text from 0, the end left out."
)
EXAMPLES: Mapping[str, object] = {
    "document_id": "sv-2022-2023-710-peeters",
    "commitment_id": "c-0123456789",
    "slug": "vlaams-minister-van-welzijn",
    "session": "2022-2023",
    "minister": "Lotte Vandervorst",
    "office": "vlaams-minister-van-welzijn",
    "asker": "Karolien De Wachter",
    "as_of": "2024-07-01",
    "known_on": "2024-07-01",
    "due_from": "2024-01-01",
    "due_to": "2024-12-31",
    "asked_from": "2023-01-01",
    "asked_to": "2023-12-31",
    "q": '"wachtlijst" pleegzorg',
    "about": "plaatsen in de pleegzorg",
    "text": "wachtlijst",
    "s": "120-345",
    "year": 2023,
    "unit": "EUR",
    "limit": 20,
    "language": "nl",
}
"""What a parameter of that name may look like, where its own description has no example."""
_EXAMPLE = {
    "type": "/api/docs#problem-invalid_request",
    "title": "Unprocessable Entity",
    "status": 422,
    "code": "invalid_request",
    "detail": "as_of: Input should be a valid date or datetime, input is too short",
    "instance": "/api/v1/commitments",
    "errors": [
        {
            "place": "query",
            "name": "as_of",
            "pointer": "",
            "detail": "Input should be a valid date or datetime, input is too short",
        }
    ],
}


def describe(app: FastAPI) -> None:
    """Let an application describe itself in this way; made once, on first use."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _description(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign] # the library's own way to extend it


def group_of(path: str) -> str:
    """Return the tag of a call, by its address."""
    return _GROUPS.get(path.removeprefix(_PREFIX).partition("/")[0], "news")


def calls(description: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every call of a description: path, method in capitals, and what is said of it."""
    for path, methods in description["paths"].items():
        for method, call in methods.items():
            yield path, method.upper(), call


async def only_known(request: Request) -> None:
    """Refuse a parameter that the description does not name: a mistyped filter would be left out in silence.

    Raises:
        RequestValidationError: Naming it, with the one that may be meant.
    """
    if not request.query_params:
        return
    route = request.scope["route"]
    described = request.app.openapi()["paths"].get(route.path, {}).get(request.method.lower(), {})
    known = [one["name"] for one in described.get("parameters", ()) if one["in"] == "query"]
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        raise RequestValidationError([_unknown(name, known) for name in unknown])


def _unknown(name: str, known: list[str]) -> dict[str, object]:
    near = get_close_matches(name, known, n=1)
    meant = f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(known) or 'none'}"
    return {"type": "unknown_parameter", "loc": ("query", name), "msg": f"there is no such parameter{meant}"}


def _description(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title=app.title,
        version=app.version,
        description=_INTRODUCTION,
        routes=app.routes,
        tags=[{"name": name, "description": words} for name, words in TAGS.items()],
    )
    made["servers"] = [{"url": "/", "description": "This instance."}]
    schemas = made["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    form = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(form.pop("$defs", {}))
    schemas["Problem"] = form
    for path, method, call in calls(made):
        call["tags"] = [group_of(path)]
        _tell_of_errors(call, method, has_name="{" in path)
        for one in call.get("parameters", ()):
            if one["name"] in EXAMPLES and not {"example", "examples"} & {*one, *one["schema"]}:
                one["example"] = EXAMPLES[one["name"]]
    return made


def _tell_of_errors(call: dict[str, Any], method: str, *, has_name: bool) -> None:
    """Say which errors a call gives, all in one form."""
    told = {"422": "invalid_request", "503": "unavailable"}
    if has_name:
        told["404"] = "not_found"
    if method == "GET":
        told["401"] = "sign_in_needed"
    responses = call["responses"]
    for status, code in told.items():
        responses.setdefault(status, {"description": MEANINGS[code]})
    for status, response in responses.items():
        if status >= "400":
            response.setdefault("description", "")
            content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
            if status == "422":
                response["description"] = MEANINGS["invalid_request"]
                content["example"] = _EXAMPLE
            response["content"] = {MEDIA_TYPE: content}
