"""Loads in the background what the first searches would else wait for: dictionaries, word lists, names."""

import gc
import logging
from threading import Thread

from search.request import SearchRequest
from tracker.figure_search import FigureSearch
from web.searching.examples import offered
from web.services import Services

_UNKNOWN = "qxzvwq"  # held by no document: dictionary and spelling are looked into
_log = logging.getLogger("rappel.web")


def warm_up(services: Services) -> Thread:
    """Ask the examples of the search page once, in a thread of its own.

    Args:
        services: The parts behind the application.

    Returns:
        The thread, for who wants to wait.
    """
    thread = Thread(target=_ask, args=(services,), name="search", daemon=True)
    thread.start()
    return thread


def _ask(services: Services) -> None:
    today = services.today()
    try:
        for text in (*(one.query for one in offered(services)), _UNKNOWN):
            services.search.search(SearchRequest(text=text, limit=20, passages=2, grouped=True, today=today))
            FigureSearch(services.store, services.search).answer(text, today)
        # All that was loaded stays: it need not be gone through again and again for what could be let go of.
        gc.collect()
        gc.freeze()
    except Exception as error:  # noqa: BLE001 - whatever fails here is told to the visitor who asks it
        _log.debug("the search was not warmed up: %s", error)
