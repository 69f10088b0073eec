"""A client of the site over the sample corpus."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from web.app import create_app
from web.services import Services


@pytest.fixture(scope="session")
def client(sample_services: Services) -> Iterator[TestClient]:
    """Return a client that sees errors as pages, as a visitor does."""
    with TestClient(create_app(sample_services), raise_server_exceptions=False) as found:
        yield found
