"""A client of the site over the sample corpus, and what the corpus holds."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from corpus.register import Commitment
from corpus.settings import Settings
from corpus.store import DocumentSummary, Store
from search.service import SearchService
from tests.browser_setup import browser as find_browser
from tests.conftest import clock
from tests.web.editing import services_with_accounts
from tests.web.site import served
from tests.web.walk import Samples, alert_links, french_record, samples, second_version
from web.app import create_app
from web.services import Services

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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


@pytest.fixture(scope="session")
def whole_site(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, Samples]]:
    """Return services with accounts, mail and a changed document, and what to show of them on every page."""
    data = Path(shutil.copytree(sample_data, tmp_path_factory.mktemp("whole") / "data"))
    with services_with_accounts(data, mail_from="alerts@rappel.example") as services:
        french_record(services, data.parent)
        changed = second_version(services, data.parent)
        yield services, samples(services, changed, alert_links(services))


@pytest.fixture(scope="session")
def whole_address(whole_site: tuple[Services, Samples]) -> Iterator[str]:
    """Return the address at which the whole site is served."""
    with served(whole_site[0]) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Return a browser with an empty profile of its own."""
    from playwright.sync_api import sync_playwright

    found = find_browser()
    if found is None:
        pytest.skip("NO BROWSER: install Chromium, or name one in RAPPEL_TEST_BROWSER")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield started
        started.close()
