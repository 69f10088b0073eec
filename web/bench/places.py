"""The addresses that a measurement asks for: every kind of page, with parameters drawn from the store."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar
from urllib.parse import quote, urlencode

from web.services import Services

T = TypeVar("T")
PAGE_BAR, SEARCH_BAR, WEIGHT_BAR = 60.0, 120.0, 100_000
"""Processor time of a page and of a search (95th percentile, ms), and weight of a first page (bytes)."""
_WORD = re.compile(r"\w{4,}")
_FOUND = ("persons", "parties", "subjects", "offices")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A kind of page.

    Attributes:
        name: What it is called in the table.
        addresses: Those that are asked for.
        bar: Longest processor time in ms at the 95th percentile; None where none is set.
        weighed: Whether it is a page for people, whose weight counts.
    """

    name: str
    addresses: tuple[str, ...]
    bar: float | None = PAGE_BAR
    weighed: bool = True


def places(services: Services, read: Callable[[str], str], *, each: int, seed: int = 1) -> Iterator[Place]:
    """Yield every kind of page that this store has something for.

    Args:
        services: The store.
        read: Gives the text of a page, from which addresses of its kind are drawn.
        each: Addresses of each kind.
        seed: Equal seeds draw equal addresses.
    """
    chance = Random(seed)  # noqa: S311 - the same pages each time, no secret
    documents = services.store.documents.list()
    commitments = [one.id for one in services.store.register.list()]
    titles = [one.title for one in _drawn(chance, [one for one in documents if one.title], each)]
    ids = [one.id for one in _drawn(chance, documents, each)]
    yield from _lists(each)
    yield Place(name="document", addresses=tuple(f"/d/{quote(one)}" for one in ids))
    yield Place(name="commitment", addresses=tuple(f"/c/{one}" for one in _drawn(chance, commitments, each)))
    queries = tuple(_query(chance, title or "") for title in titles)
    yield Place(name="search", addresses=tuple(f"/search?{urlencode({'q': one})}" for one in queries), bar=SEARCH_BAR)
    yield Place(
        name="search, by day", addresses=tuple(f"/search?{urlencode({'q': one, 'sort': 'newest'})}" for one in queries)
    )
    asked = tuple(f"/already-asked?{urlencode({'text': title})}" for title in titles)
    yield Place(name="asked before", addresses=asked[:3], bar=SEARCH_BAR)
    for kind in _FOUND:
        found = sorted(set(re.findall(rf'href="(/{kind}/[^"#?/]+)"', read(f"/{kind}"))))
        if found:
            yield Place(name=f"one of {kind}", addresses=tuple(_drawn(chance, found, each)))
    yield Place(name="API document", addresses=tuple(f"/api/v1/documents/{quote(one)}" for one in ids), weighed=False)


def _lists(each: int) -> Iterator[Place]:
    for path in (
        "/", "/search", "/commitments", "/commitments?state=missed",
        "/commitments?view=list", "/commitments?view=timeline", "/figures", "/figures?kind=money", "/figures/series",
        "/figures/contradictions", "/offices", "/persons", "/parties", "/subjects", "/news", "/sources", "/quality",
        "/methods", "/data", "/api/docs", "/already-asked",
    ):  # fmt: skip
        yield Place(name=path, addresses=(path,) * each)
    for path in (
        "/api/v1/documents", "/api/v1/commitments", "/api/v1/figures", "/feeds/missed.atom", "/feeds/events.atom",
        "/deadlines.ics",
    ):  # fmt: skip
        bar = None if path == "/deadlines.ics" else PAGE_BAR
        yield Place(name=path, addresses=(path,) * each, weighed=False, bar=bar)


def _drawn(chance: Random, held: Sequence[T], most: int) -> list[T]:
    return chance.sample(held, min(most, len(held)))


def _query(chance: Random, title: str) -> str:
    words = _WORD.findall(title) or [title]
    return " ".join(_drawn(chance, words, 3))
