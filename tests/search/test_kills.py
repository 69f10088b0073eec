"""The index survives being killed at any moment: what is served is whole, and the next update heals."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable

import numpy as np
import pytest

from search.request import SearchRequest
from search.service import SearchService
from tests.search.conftest import FakeStore, MakeService, document, small_corpus

KILLS = 52

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed after a fork")


def killed(work: Callable[[], object], after: float) -> bool:
    """Do a piece of work in another process and kill that after so many seconds; whether it was still at work."""
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join(after)
    alive = child.is_alive()
    if alive and child.pid is not None:
        os.kill(child.pid, signal.SIGKILL)
    child.join()
    return alive


def duration(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def seen(service: SearchService) -> set[str]:
    """Return all documents that a search lists, after checking that it counts and shows the same ones."""
    results = service.search(SearchRequest(limit=100))
    listed = {str(hit.document_id) for hit in results.hits}
    assert len(listed) == len(results.hits) == results.total == service.status().documents
    ranked = service.search(SearchRequest(text="bos", limit=100))
    assert {"bos-1", "bos-2"} <= {str(hit.document_id) for hit in ranked.hits} <= listed
    return listed


def test_kills_at_random_moments(store: FakeStore, service_on: MakeService) -> None:
    """Killed 52 times in builds and updates, what is served is the old or the new state, and an update finishes."""
    generator = np.random.default_rng(4)
    always = {str(made.id) for made in small_corpus()} - {"werk-1", "werk-2"}
    service_on(store).rebuild()
    spans = {True: duration(service_on(store).rebuild), False: 0.4}
    interrupted = 0
    for number in range(KILLS):
        store.put(document(f"nieuw-{number % 7}", title=f"Nieuw {number}", question=f"Vraag over tram {number}?"))
        gone = "werk-1" if number % 2 else "werk-2"
        if number % 3 == 0:
            store.put(*(made for made in small_corpus() if made.id == gone))
        elif gone in store.held:
            store.delete(gone)
        rebuilds = number % 2 == 0
        worker = service_on(store)
        work = worker.rebuild if rebuilds else worker.update
        interrupted += killed(work, generator.uniform(0.0, spans[rebuilds]))
        assert always <= seen(service_on(store))
        if number % 4 == 3:
            status = service_on(store).update()
            assert (status.behind, status.message) == (0, "")
            assert seen(service_on(store)) == {str(name) for name in store.held}
    assert interrupted >= KILLS // 3
