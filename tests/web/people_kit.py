"""A small parliament in our own words: dated answers, a change of minister, a member who became minister."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from corpus.settings import Settings
from corpus.store import Store
from ingest.console import run_ingest
from search.service import SearchService
from tests.conftest import clock
from web.services import Services

ROADS = "Vlaams minister van Mobiliteit en Openbare Werken"
CARE = "Vlaams minister van Welzijn"
DAYS = (9, 14, 20, 24, 26, 28, 30, 33, 40, 47, 61, 90)
"""Calendar days from question to answer, in turn."""


def record(number: int, **fields: object) -> dict[str, object]:
    """Return a record of a source, with an answer that promises something."""
    return {
        "doc_id": f"vraag-{number}",
        "parliament": "Vlaams Parlement",
        "session": "2022-2023",
        "number": number,
        "asked": "2023-01-09",
        "answered": "2023-02-01",
        "author": "Lena Dubois",
        "party": "Alfa",
        "minister": "Ann Wouters",
        "department": ROADS,
        "title": f"Herstel van brug nummer {number} in Testdorp",
        "themes": ["BRUG", "VERKEERSVEILIGHEID"],
        "language": "nl",
        "question": f"Wanneer is brug {number} hersteld?",
        "answer": f"Het verslag over brug {number} wordt tegen eind 2023 bezorgd.",
    } | fields


def records() -> Iterator[dict[str, object]]:
    """Yield the records of the parliament."""
    for number in range(1, 25):
        asked = date(2023, 1, 9) + timedelta(days=7 * number)
        answered = asked + timedelta(days=DAYS[number % len(DAYS)])
        late = number > 16
        yield record(
            number,
            asked=asked.isoformat(),
            answered=answered.isoformat(),
            minister="BO CLAES" if late else "Ann Wouters",
            author="Lena Dubois" if number % 2 else "LENA DUBOIS",
            party="Alfa" if number < 12 else "Beta",
            in_time=number % 3 > 0,
        )
    for number in range(30, 36):
        yield record(number, answered=None, author="Bo Claes", party="Gamma", department=CARE, minister=None)
    yield record(40, asked="2026-11-09", answered=None, answer="", themes=[], title="Een vraag die nog wacht")
    yield record(
        41, asked="2024-03-04", answered=None, answer="", session="2023-2024", title="Een vraag die lang wacht"
    )


@contextmanager
def parliament(folder: Path, **settings: object) -> Iterator[Services]:
    """Give the services over the records, in a data folder of their own."""
    source = folder / "records.jsonl"
    source.write_text("\n".join(json.dumps(one) for one in records()), encoding="utf-8")
    chosen = Settings(data=folder / "data", **settings)  # type: ignore[arg-type]
    with Store.open(chosen, clock=clock) as store:
        report = run_ingest(store, chosen, clock, [source], backfill=True, quiet=True)
        assert report.problems == ()
        SearchService.open(chosen, store).update()
        yield Services(settings=chosen, store=store, clock=clock, open_search=lambda: SearchService.open(chosen, store))
