"""How well this release reads and searches, in words for everybody."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.about.scores import quality_scores
from web.render import render

router = APIRouter()


@router.get("/quality")
def show(request: Request) -> HTMLResponse:
    """Show what was measured, on which texts, and what it means for a reader."""
    return render(request, "about/quality.html", scores={one.name: one for one in quality_scores()})
