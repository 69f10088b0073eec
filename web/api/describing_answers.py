"""What the description of the API says of answers: errors in one form, headers, and which call goes on from which."""

from collections.abc import Mapping
from typing import Any

from web.problems import MEANINGS, MEDIA_TYPE

_LISTS = ("documents", "commitments", "offices", "persons", "subjects", "parties")
_ONE = {"documents": "document_id", "commitments": "commitment_id"}
"""The parameter that names one of a list; a slug elsewhere."""
_EXAMPLE = {
    "type": "/api/docs#problem-invalid_request",
    "title": "Unprocessable Entity",
    "status": 422,
    "code": "invalid_request",
    "detail": "as_of: Input should be a valid date like 2024-07-01",
    "instance": "/api/v1/commitments",
    "errors": [
        {
            "place": "query",
            "name": "as_of",
            "pointer": "",
            "detail": "Input should be a valid date like 2024-07-01",
        }
    ],
}
_ALWAYS = {"401": "sign_in_needed", "414": "too_long", "422": "invalid_request", "429": "busy", "503": "unavailable"}
_OF_BODIES = {"400": "bad_request", "408": "too_slow", "413": "too_large"}
_RETRY = {
    "Retry-After": {
        "description": "Seconds after which to ask again.",
        "schema": {"type": "integer", "minimum": 1},
    }
}
_MARK = {"ETag": {"description": "Mark of the answer, for If-None-Match.", "schema": {"type": "string"}}}
_NEXT = {"Link": {"description": "Address of the next page (rel=next).", "schema": {"type": "string"}}}


def tell_of_answers(call: dict[str, Any], method: str, *, has_name: bool) -> None:
    """Say which answers a call gives beside the one that it is made for.

    Args:
        call: What the description says of it; it is added to.
        method: In capitals.
        has_name: Whether its address names a thing, which may not be held.
    """
    responses = call["responses"]
    told = _ALWAYS | ({} if method == "GET" else _OF_BODIES) | ({"404": "not_found"} if has_name else {})
    for status, code in told.items():
        responses.setdefault(status, {"description": MEANINGS[code]})
    for status, response in responses.items():
        if status >= "400":
            _tell_of_error(status, response)
    if method == "GET":
        is_list = any(one["name"] == "cursor" for one in call.get("parameters", ()))
        responses["200"]["headers"] = _MARK | (_NEXT if is_list else {})
        responses["304"] = {"description": "Nothing has changed since the ETag that was sent.", "headers": _MARK}


def tell_of_links(paths: Mapping[str, Any]) -> None:
    """Say how what a call gives is asked for by another: each list names its own, a decision its commitment."""
    for name in _LISTS:
        parameter = _ONE.get(name, "slug")
        link = {
            "operationId": paths[f"/api/v1/{name}/{{{parameter}}}"]["get"]["operationId"],
            "parameters": {parameter: f"$response.body#/items/0/{'id' if name in _ONE else 'slug'}"},
            "description": "The first of the page.",
        }
        paths[f"/api/v1/{name}"]["get"]["responses"]["200"]["links"] = {"first": link}
    decided = paths["/api/v1/commitments/{commitment_id}/decisions"]["post"]["responses"]["201"]
    decided["links"] = {
        "commitment": {
            "operationId": paths["/api/v1/commitments/{commitment_id}"]["get"]["operationId"],
            "parameters": {"commitment_id": "$response.body#/outline/id"},
            "description": "The commitment as it is then.",
        }
    }


def _tell_of_error(status: str, response: dict[str, Any]) -> None:
    response.setdefault("description", "")
    content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if status == "422":
        response["description"] = MEANINGS["invalid_request"]
        content["example"] = _EXAMPLE
    if status in ("429", "503"):
        response["headers"] = _RETRY
    response["content"] = {MEDIA_TYPE: content}
