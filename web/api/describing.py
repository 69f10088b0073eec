"""The description of the API (OpenAPI 3.1): tags, errors with a form of their own, and no unknown parameters."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from web import api
from web.api.describing_answers import tell_of_answers, tell_of_links
from web.api.describing_parameters import empty_ones, tell_of_parameters
from web.discovery import routers
from web.problems import Problem
from web.sign_in_gate import COOKIE

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
_SESSION = {
    "type": "apiKey",
    "in": "cookie",
    "name": COOKIE,
    "description": "The session that signing in on /sign-in gives.",
}
_INTRODUCTION = (
    "Written questions, answers, commitments and figures, each with the sentence that proves it. No key is needed. "
    "Lists go on by `cursor`; errors are problems of RFC 9457 with a stable `code`; an unknown parameter is an error; "
    "an empty one, where it may be empty, counts as left out; days are ISO 8601, moments UTC; spans count characters "
    "of the document's text from 0, the end left out."
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
    held = (route for router in routers(api) for route in router.routes if isinstance(route, APIRoute))
    empty = {route.path: empty_ones(route) for route in held}
    for path, method, call in calls(made):
        call["tags"] = [group_of(path)]
        tell_of_answers(call, method, has_name="{" in path)
        tell_of_parameters(call, empty.get(path, ()), EXAMPLES)
    tell_of_links(made["paths"])
    made["components"]["securitySchemes"] = {"session": _SESSION}
    if app.state.services.settings.reading == "closed":
        made["security"] = [{"session": []}]
    return made
