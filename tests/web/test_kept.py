"""Answers that are kept are given again while nothing changes, to who may have them, and within bounds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.settings import Settings
from corpus.store import Store
from search.request import SearchRequest, SearchResults
from search.service import SearchService
from tests.conftest import clock
from tests.corpus.building import plain
from web.app import create_app
from web.services import Services
from web.serving.kept import Answer, Kept

SEARCH = "/api/v1/search?q=wachtlijst"


@pytest.fixture
def parts(own_sample_data: Path) -> Iterator[Services]:
    """Return services that keep answers, over a store of the test's own."""
    settings = Settings(data=own_sample_data, kept_megabytes=1)
    with Store.open(settings, clock=clock) as store:
        yield Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )


@pytest.fixture
def made(parts: Services, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts that were really searched for."""
    texts: list[str] = []
    real = parts.search.search

    def search(asked: SearchRequest) -> SearchResults:
        texts.append(asked.text)
        return real(asked)

    monkeypatch.setattr(parts.search, "search", search)
    return texts


def test_the_same_search_is_made_once(parts: Services, made: list[str]) -> None:
    """A second visitor gets the answer of the first, headers included; another question is asked anew."""
    with TestClient(create_app(parts)) as client:
        parts.search.status()
        client.get("/api/v1/search?q=eerst")
        first, second = client.get(SEARCH), client.get(SEARCH)
        assert (second.content, second.headers) == (first.content, first.headers)
        client.get(f"{SEARCH}&limit=1")
    assert made == ["eerst", "wachtlijst", "wachtlijst"]


def test_a_change_by_another_process_is_seen(parts: Services, made: list[str]) -> None:
    """What another opening of the store writes makes the next answer a new one, at once."""
    with TestClient(create_app(parts)) as client:
        for _ in range(3):
            client.get(SEARCH)
        before = len(made)
        with Store.open(parts.settings, clock=clock) as other:
            plain("Een woord over bossen.", "file:/bos", number=4711).put(other)
        assert client.get(SEARCH).json()["status"]["behind"] == 1
    assert len(made) == before + 1


def test_who_asks_otherwise_gets_another(parts: Services, made: list[str]) -> None:
    """Another coding, cookie or scheme is another answer; so is that to who is refused."""
    with TestClient(create_app(parts)) as client:
        client.get("/api/v1/search?q=eerst")
        asked = [{"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip"}, {"Cookie": "rappel-language=en"}]
        for headers in (*asked, *asked):
            client.get(SEARCH, headers=headers)
        assert len(made) == 4
        for _ in range(2):
            assert client.get(f"{SEARCH}&limit=0").status_code == 422
    with TestClient(create_app(parts), base_url="https://testserver") as client:
        client.get(SEARCH, headers=asked[0])
    assert len(made) == 5


def answer(length: int, *, tag: str = "x", **headers: str) -> Answer:
    """Return an answer of so many bytes, sent in two pieces."""
    found = Answer()
    said = {"etag": tag, "cache-control": "public, no-cache", **headers}
    pairs = [(name.encode(), value.encode()) for name, value in said.items()]
    found.add({"type": "http.response.start", "status": 200, "headers": pairs})
    found.add({"type": "http.response.body", "body": b"a" * (length - 1), "more_body": True})
    assert not found.whole
    found.add({"type": "http.response.body", "body": b"b"})
    return found


def test_the_oldest_is_forgotten() -> None:
    """However much is kept, it stays within its bytes; what was asked for again stays longest."""
    kept = Kept(10_000)
    for number in range(4):
        kept.put(number, answer(2_500))
        assert kept.get(0) is not None
    assert [number for number in range(4) if kept.get(number)] == [0, 2, 3]
    kept.put(0, answer(100))
    kept.put(4, answer(2_500))
    assert [number for number in range(5) if kept.get(number)] == [0, 2, 3, 4]


def test_what_is_not_for_all_is_not_kept() -> None:
    """Too long, with another mark, or private: none of these stands with the mark that was asked for."""
    assert answer(100).stands_with("x")
    assert not answer(100).stands_with("y")
    assert not answer(100, **{"cache-control": "private, no-cache"}).stands_with("x")
    long = Answer()
    long.add({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(3):
        long.add({"type": "http.response.body", "body": b"a" * 100_000, "more_body": True})
    long.add({"type": "http.response.body", "body": b""})
    assert (long.whole, long.body) == (False, b"")
