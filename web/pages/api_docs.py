"""The description of the API as a page of this site, by groups, with examples that can be copied."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.api.describing import TAGS, calls
from web.problems import MEANINGS
from web.render import render, services_of, site
from web.services import Services

router = APIRouter()


@router.get("/api/docs")
def show(request: Request) -> HTMLResponse:
    """Show every call with its parameters, errors and an example."""
    description = request.app.openapi()
    known = _examples(services_of(request))
    groups: dict[str, list[dict[str, Any]]] = {name: [] for name in TAGS}
    for path, method, call in sorted(calls(description), key=lambda one: one[:2]):
        asked = path
        for name, value in known.items():
            asked = asked.replace(f"{{{name}}}", value)
        shown = {"path": path, "method": method, "call": call, "curl": _curl(site(request), asked, method)}
        groups[call["tags"][0]].append(shown)
    return render(request, "exports/api.html", groups=groups, words=TAGS, problems=MEANINGS)


def _curl(home: str, path: str, method: str) -> str:
    """Return a call as a line of a shell."""
    if method == "GET":
        return f"curl '{home}{path}'"
    return f"curl -X {method} -H 'Content-Type: application/json' -d @body.json '{home}{path}'"


def _examples(parts: Services) -> dict[str, str]:
    """Return what stands for the names in a path: things that this instance holds."""
    documents, commitments = parts.store.documents.list(limit=1), parts.store.register.last_changes(1)
    offices = parts.store.people.offices()
    return {
        "document_id": documents[0].id if documents else "sv-2022-2023-1",
        "commitment_id": commitments[0][0] if commitments else "c-0123456789",
        "slug": offices[0].slug if offices else "minister",
    }
