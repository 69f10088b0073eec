"""The search on the real store."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.model import DocumentId, RawDocument
from corpus.register import Cause
from corpus.settings import Settings
from corpus.store import Store
from search.request import Filters, SearchRequest
from search.service import SearchService
from tests.search.conftest import FakeDocument, document, small_corpus

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings for an empty data folder."""
    return Settings(data=tmp_path)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """Return an open store that is empty."""
    with Store.open(settings, clock=lambda: NOW) as opened:
        yield opened


def put(store: Store, *documents: FakeDocument) -> list[DocumentId]:
    """Store documents, each under a uri of its own."""
    ids = []
    with store.writing():
        for made in documents:
            raw = RawDocument(
                source="files",
                uri=f"file:///{made.id}.txt",
                name=f"{made.id}.txt",
                media_type="text/plain",
                content=made.text.text.encode(),
                fetched=NOW,
            )
            put_result = store.documents.put(raw, made.text, made.record, made.facts, cause=Cause.INGEST)
            ids.append(put_result.document_id)
    return ids


def test_follows_the_store(settings: Settings, store: Store) -> None:
    """What is stored is found, a new version replaces the old one, and spans quote the stored text."""
    service = SearchService.open(settings, store)
    assert service.search(SearchRequest(text="bos")).total == 0
    ids = put(store, *small_corpus())
    assert service.status().behind == store.feed.head() > 0
    status = service.update()
    assert (status.documents, status.behind, status.message) == (12, 0, "")
    results = service.search(SearchRequest(text="wachtlijst kinderopvang"))
    best = results.hits[0]
    assert best.document_id == ids[0]
    assert best.has_commitment
    held = store.documents.get(best.document_id)
    for passage in best.passages:
        quote = "".join(segment.text for segment in passage.snippet)
        assert passage.snippet_span.quote(held.text.text) == quote
    put(store, document("opvang-1", title="Kinderopvang", question="Hoeveel tarieven zijn er?", number=12))
    service.update()
    changed = service.search(SearchRequest(text="tarieven"))
    assert [hit.document_id for hit in changed.hits] == [ids[0]]
    assert service.search(SearchRequest(filters=Filters(only=frozenset(ids)))).total == 12
    assert service.search(SearchRequest(text='"staan op de wachtlijst"')).total == 0
