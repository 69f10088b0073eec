"""Data to take away: what there is, in which forms, what its columns mean, and its description for portals."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse

from corpus.errors import NotFound
from web.csv_lines import csv_response
from web.exports.describing import (
    DICTIONARY,
    catalogue,
    changed,
    covered,
    dictionary,
    dictionary_data,
    forms,
    local_day,
    offers,
)
from web.exports.tables import TABLES
from web.exports.writing import MEDIA_TYPES, Form, pieces
from web.feeds import site
from web.render import render, services_of

router = APIRouter()


@router.get("/data")
def show(request: Request) -> HTMLResponse:
    """Show what can be taken away."""
    parts = services_of(request)
    last = changed(parts)
    return render(
        request,
        "exports/data.html",
        offers=offers(parts),
        forms=forms,
        licence=parts.settings.data_licence,
        changed=local_day(last, parts) if last else None,
        covered=covered(parts),
    )


@router.get("/data/dictionary.json")
def as_json() -> JSONResponse:
    """Give the dictionary as data."""
    return JSONResponse(dictionary_data())


@router.get("/data/dictionary.csv")
def as_csv() -> StreamingResponse:
    """Give the dictionary as a table."""
    return csv_response("dictionary.csv", DICTIONARY, dictionary())


@router.get("/export/{name}.{form}")
def export(request: Request, name: str, form: str) -> StreamingResponse:
    """Give a whole table, written while it is sent."""
    table = TABLES.get(name)
    chosen = next((one for one in Form if one.value == form), None)
    if table is None or chosen is None or chosen not in forms(table):
        known = ", ".join(f"{one.name}.{wanted.value}" for one in TABLES.values() for wanted in forms(one))
        raise NotFound(f"there is no export '{name}.{form}'; there are {known}")
    return StreamingResponse(
        pieces(table, chosen, services_of(request)),
        media_type=MEDIA_TYPES[chosen],
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )


@router.get("/catalog.jsonld")
def describe(request: Request) -> JSONResponse:
    """Give the description of the data for portals (DCAT-AP)."""
    return JSONResponse(catalogue(services_of(request), site(request)), media_type="application/ld+json")
