"""Weights and processor times of the pages on offices, persons, subjects and parties, on a copy of a data folder.

    python -m tests.web.people_speed FOLDER [pages of a kind]

The folder is only read: what is written, to see the first call after a change, goes into a copy.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from fastapi.testclient import TestClient

from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.corpus.building import plain
from web.app import create_app
from web.services import Services

KINDS = ("offices", "persons", "subjects", "parties")
TIMES = 3


def milliseconds(work: Callable[[], object]) -> float:
    """Return the processor time of a piece of work, in all threads of this process."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def p95(times: Sequence[float]) -> float:
    """Return the time that nineteen of twenty stay under."""
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


def measure(client: TestClient, addresses: Sequence[str]) -> str:
    """Return weight, first call and later calls of some pages, as a line of a table."""
    first = [milliseconds(lambda one=one: client.get(one)) for one in addresses]  # type: ignore[misc]
    later = [milliseconds(lambda one=one: client.get(one)) for one in addresses for _ in range(TIMES)]  # type: ignore[misc]
    sizes = [len(client.get(one).content) for one in addresses]
    return (
        f"{len(addresses)} | {median(sizes) / 1000:.0f}, {max(sizes) / 1000:.0f} | "
        f"{median(first):.0f}, {p95(first):.0f} | {median(later):.0f}, {p95(later):.0f}"
    )


def changed(client: TestClient, store: Store, address: str) -> float:
    """Return the time of the first call after a document was added."""
    now = datetime.now(UTC)
    asked, answered = date(2024, 1, 8), date(2024, 1, 9)
    made = plain(f"Een nieuwe vraag op {now}.", f"nieuw-{now.timestamp()}", asked=asked, answered=answered, asker="Lid")
    made.put(store)
    return milliseconds(lambda: client.get(address))


def main(folder: Path, most: int) -> None:
    """Print a table of weights and times."""
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(data=Path(shutil.copytree(folder, Path(place) / "data")))
        with Store.open(settings, clock=lambda: datetime.now(UTC)) as store:
            parts = Services(
                settings=settings,
                store=store,
                clock=lambda: datetime.now(UTC),
                open_search=lambda: SearchService.open(settings, store),
            )
            with TestClient(create_app(parts)) as client:
                show(client, store, most)


def show(client: TestClient, store: Store, most: int) -> None:
    """Print the lines of the table, the lists first."""
    began = milliseconds(lambda: client.get("/offices"))
    print(f"first page of the process: {began:.0f} ms")
    print("pages | how many | kB median, most | first call ms median, p95 | later calls ms median, p95")
    lists = [f"/{kind}" for kind in KINDS] + [
        "/persons?letter=V&sort=name",
        "/subjects?q=polit",
        "/subjects?offset=600",
    ]
    print(f"lists | {measure(client, lists)}")
    for kind in KINDS:
        rows = client.get(f"/api/v1/{kind}?limit={most}").json()["items"]
        pages = [f"/{kind}/{row['slug']}" for row in rows]
        print(f"{kind} | {measure(client, pages)}")
    largest = [f"/{kind}/{largest_of(client, kind)}" for kind in ("offices", "persons")]
    for address in ("/offices", "/subjects", *largest):
        after = [changed(client, store, address) for _ in range(5)]
        print(f"{address[:60]} after a new document: median {median(after):.0f} ms, most {max(after):.0f} ms")


def largest_of(client: TestClient, kind: str) -> str:
    """Return the slug of the largest entry of a kind."""
    found: str = client.get(f"/api/v1/{kind}?limit=1").json()["items"][0]["slug"]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 40)
