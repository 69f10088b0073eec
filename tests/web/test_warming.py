"""What is loaded while the site starts."""

import logging

import pytest
from fastapi.testclient import TestClient

from web.app import create_app
from web.services import Services
from web.warming import PAGES, warm_up


@pytest.mark.parametrize("page", PAGES)
def test_every_page_that_is_warmed_up_is_one(client: TestClient, page: str) -> None:
    """An address that is asked for at the start is a page that visitors see."""
    assert client.get(page).status_code == 200


def test_warming_up_finishes_and_complains_of_nothing(
    sample_services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    """All main pages are drawn in the background, each without an error."""
    with caplog.at_level(logging.DEBUG, logger="rappel.web"):
        thread = warm_up(create_app(sample_services))
        thread.join(60)
    assert not thread.is_alive()
    assert [one.message for one in caplog.records] == []
