"""The one stylesheet of the site, joined from a file a kind of page, so that each can be read by itself."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

router = APIRouter(include_in_schema=False)
NAME = "rappel.css"
_FOLDER = Path(__file__).parent / "styles"
_FIRST, _LAST = ("base", "frame", "forms", "parts"), ("print",)
_AROUND = re.compile(r"\s*([{};,])\s*")
_AFTER_NAME = re.compile(r"((?<=[{;(])[\w-]+):\s+")
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)


@lru_cache
def stylesheet() -> str:
    """Return the sheet: what pages share first, then each kind of page by name, then paper; comments left out."""
    names = {path.stem for path in _FOLDER.glob("*.css")}
    middle = sorted(names - {*_FIRST, *_LAST})
    parts = ((_FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in (*_FIRST, *middle, *_LAST))
    return "".join(_without_room(_COMMENT.sub("", part)) for part in parts)


def _without_room(text: str) -> str:
    """Take out the room that only people need; inside selectors and values every space stays that means something."""
    return _AFTER_NAME.sub(r"\1:", _AROUND.sub(r"\1", text)).strip() + "\n"


@lru_cache
def digest() -> str:
    """Return what changes in the sheet's address with its content."""
    return hashlib.sha256(stylesheet().encode()).hexdigest()[:10]


@router.get(f"/static/{NAME}")
def sheet() -> Response:
    """Give the stylesheet."""
    return Response(stylesheet(), media_type="text/css")
