"""Measures matching: many subscriptions against many new records, by processor time and memory.

``python -m tests.tracker.alerts.bench_matching --subscriptions 100000 --documents 1000``

The records are made of the words of the shipped model's vocabulary, drawn as often as words of a language are (Zipf);
two queries in ten are those of somebody else, and one in five compares meanings.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from corpus.alerts import Rhythm, Subscriber, SubscriberStatus, Subscription, SubscriptionKind
from corpus.facts import Facts
from corpus.model import DocumentText, QuestionRecord, RawDocument, Section, Side
from corpus.register import Cause
from corpus.settings import Settings
from corpus.store import Store
from search.rule_files import load_language
from search.service import SearchService
from tracker.alerts.matching import match_events

_NOW = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
_WORDS = 400  # of a document
_PEOPLE = 200
_RARER = 1_000  # people follow rarer words than texts are made of
_SHARED = 0.2  # queries that somebody else follows too


def _vocabulary() -> list[str]:
    known = load_language().frequencies
    return [word for word, _ in sorted(known.items(), key=lambda pair: -pair[1]) if word.isalpha() and len(word) > 3]


class _Words:
    """Words drawn as a language draws them."""

    def __init__(self, words: list[str], seed: int, first: int = 10) -> None:
        self._words = np.array(words)
        weights = 1.0 / np.arange(first, len(words) + first)
        self._weights = weights / weights.sum()
        self._random = np.random.default_rng(seed)

    def some(self, count: int) -> list[str]:
        return list(self._random.choice(self._words, count, p=self._weights).tolist())


def _document(store: Store, words: _Words, number: int) -> None:
    question, answer = " ".join(words.some(_WORDS // 3)), " ".join(words.some(_WORDS * 2 // 3))
    text = f"{question}\n{answer}"
    record = QuestionRecord(
        parliament="Parlement",
        session="2023-2024",
        number=number,
        office=f"Minister van {number % 11}",
        minister=f"Minister {number % 11}",
        asker=f"Lid {number % _PEOPLE}",
        title=" ".join(words.some(6)),
        asked=date(2024, 2, 1),
        answered=date(2024, 3, 1),
        sections=(
            Section(side=Side.QUESTION, start=0, end=len(question)),
            Section(side=Side.ANSWER, start=len(question) + 1, end=len(text)),
        ),
    )
    raw = RawDocument(
        source="files",
        uri=f"file:{number}",
        name=str(number),
        media_type="text/plain",
        content=text.encode(),
        fetched=_NOW,
    )
    store.documents.put(raw, DocumentText(text=text), record, Facts(), cause=Cause.INGEST)


def _subscriptions(words: _Words, count: int, owner: int, mode: str) -> Iterator[Subscription]:
    draw = random.Random(7)  # noqa: S311 - the same queries every time
    known: list[dict[str, object]] = []
    for number in range(count):
        kind, target = SubscriptionKind.SEARCH, dict[str, object]()
        if number % 20 == 0:
            kind, target = SubscriptionKind.PERSON, {"person": f"lid-{number % _PEOPLE}"}
        elif known and draw.random() < _SHARED:
            target = draw.choice(known)
        else:
            query = " ".join(words.some(draw.choice((2, 2, 3, 3, 4))))
            target = {"q": f'"{query}"' if number % 25 == 1 else query}
            if mode == "mixed" and number % 5 == 2:
                target["mode"] = "semantic"
            elif mode == "meaning":
                target["mode"] = "hybrid"
            known.append(target)
        yield Subscription(
            subscriber=owner, kind=kind, target=target, created=_NOW, confirmed=_NOW, rhythm=Rhythm.DAILY
        )


def measure(subscriptions: int, documents: int, mode: str) -> dict[str, float]:
    """Return seconds of processor time, peak memory in MB, deliveries and broken subscriptions."""
    words = _Words(_vocabulary(), 5)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        with Store.open(settings, clock=lambda: _NOW) as store:
            for number in range(300):
                _document(store, words, number)
            SearchService.open(settings, store).update()
            who = store.subscribers.add(
                Subscriber(address="a@example.org", language="nl", created=_NOW, status=SubscriberStatus.ACTIVE)
            )
            asked = _Words(_vocabulary(), 6, first=_RARER)
            store.subscriptions.add_all(_subscriptions(asked, subscriptions, who.id or 0, mode))
            store.outbox.record((), since=0, upto=store.outbox.head())
            for number in range(300, 300 + documents):
                _document(store, words, number)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            began, wall = time.process_time(), time.perf_counter()
            found = match_events(store, settings, lambda: _NOW)
            return {
                "processor_seconds": round(time.process_time() - began, 1),
                "seconds": round(time.perf_counter() - wall, 1),
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "before_mb": round(before),
                "deliveries": found.deliveries,
                "broken": found.broken,
            }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscriptions", type=int, default=100_000)
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--mode", choices=("words", "mixed", "meaning"), default="mixed")
    given = parser.parse_args()
    sys.stdout.write(f"{measure(given.subscriptions, given.documents, given.mode)}\n")
