"""Loads in the background what the first visitors would else wait for: the site asks itself for its main pages."""

import asyncio
import logging
from threading import Thread

from fastapi import FastAPI

PAGES = (
    "/",
    "/search?sort=newest",
    "/commitments",
    "/commitments?view=timeline",
    "/offices",
    "/figures",
    "/figures/series",
)
"""The pages whose first drawing computes what later ones use again."""
_log = logging.getLogger("rappel.web")


def warm_up(app: FastAPI) -> Thread:
    """Ask an application for its main pages once, in a thread of its own.

    Args:
        app: The application; it need not be served yet.

    Returns:
        The thread, for who wants to wait.
    """
    thread = Thread(target=lambda: asyncio.run(_ask(app)), name="warming", daemon=True)
    thread.start()
    return thread


async def _ask(app: FastAPI) -> None:
    import httpx

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
        for page in PAGES:
            try:
                await client.get(page)
            except Exception as error:  # noqa: BLE001 - whatever fails here is told to the visitor who asks it
                _log.debug("%s was not warmed up: %s", page, error)
