"""A parliament of another language through the whole line: read, stored, found and shown."""

from collections.abc import Iterator
from datetime import date
from typing import cast

import pytest
from fastapi.testclient import TestClient

from search.request import SearchRequest
from search.service import SearchService
from tests.sources.conftest import Following, FollowSource
from tests.sources.flemish_questions import Question
from tests.sources.uk_server import UKServer
from tests.web.checking import faults
from web.app import create_app
from web.services import Services


@pytest.fixture
def site(follow_source: FollowSource) -> Iterator[tuple[Services, TestClient]]:
    """Return a site that follows the UK Parliament: an answered question, one that waits, and one answered for now."""
    here = cast("Following[UKServer]", follow_source("uk-parliament", 0))
    days = ((1, None), (2, date(2024, 9, 20)), (3, date(2024, 9, 20)))
    here.server.questions = {
        key: Question(key=key, asked=date(2024, 9, 2), answered=day, holding=key == 3, attachments=key == 2)
        for key, day in days
    }
    assert here.sync().complete

    def search() -> SearchService:
        return SearchService.open(here.settings, here.store)

    services = Services(settings=here.settings, store=here.store, clock=here.clock, open_search=search)
    services.search.update()
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        yield services, client


def test_english_questions_are_found(site: tuple[Services, TestClient]) -> None:
    """Words of question, answer and attachment lead to the document."""
    services, _ = site
    for words in ("chargers Secretary of State", "plan will follow", "Aalst"):
        found = services.search.search(SearchRequest(text=words))
        assert any(hit.document_id in ("uk-1", "uk-2", "uk-3") for hit in found.hits), words


def test_pages_of_english_questions(site: tuple[Services, TestClient]) -> None:
    """Every page of an English question is whole in each language of the site, and marks foreign words."""
    services, client = site
    held = [one.id for one in services.store.documents.list()]
    assert sorted(held) == ["uk-1", "uk-2", "uk-3"]
    pages = [*(f"/d/{one}" for one in held), "/search?q=chargers", "/", "/figures", "/commitments"]
    for page in pages:
        for language in ("nl", "fr", "en"):
            answer = client.get(f"{page}{'&' if '?' in page else '?'}lang={language}")
            assert (answer.status_code, faults(answer.text)) == (200, {}), (page, language)
    assert 'lang="en"' in client.get("/d/uk-2?lang=nl").text


def test_facts_of_english_questions_by_the_api(site: tuple[Services, TestClient]) -> None:
    """The API gives the record with the source's kind of answer, and no figure, time or commitment."""
    services, client = site
    given = client.get("/api/v1/documents/uk-3").json()["record"]
    assert (given["language"], given["answer_kind"]) == ("en", "provisional")
    for one in services.store.documents.list():
        facts = services.store.documents.get(one.id).facts
        assert (facts.times, facts.figures, facts.commitments, facts.claims) == ((), (), (), ())
