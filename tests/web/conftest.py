"""A client of the site over the sample corpus, and what the corpus holds."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from corpus.register import Commitment
from corpus.settings import Settings
from corpus.store import DocumentSummary, Store
from search.service import SearchService
from tests.conftest import clock
from web.app import create_app
from web.services import Services


@pytest.fixture(scope="session")
def client(sample_services: Services) -> Iterator[TestClient]:
    """Return a client that sees errors as pages, as a visitor does."""
    with TestClient(create_app(sample_services), raise_server_exceptions=False) as found:
        yield found


@pytest.fixture(scope="session")
def documents(sample_services: Services) -> tuple[DocumentSummary, ...]:
    """Return all documents of the samples, the newest first."""
    return sample_services.store.documents.list()


@pytest.fixture(scope="session")
def commitments(sample_services: Services) -> tuple[Commitment, ...]:
    """Return the register of the samples."""
    return sample_services.store.register.list()


@pytest.fixture(scope="session")
def empty_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a site that holds nothing yet."""
    settings = Settings(data=tmp_path_factory.mktemp("empty"))
    with Store.open(settings, clock=clock) as store:
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts), raise_server_exceptions=False) as found:
            yield found
