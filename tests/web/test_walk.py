"""Every kind of page is found by its route, and answers in every language without a fault."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.web.checking import faults, page
from tests.web.editing import PASSWORD
from tests.web.walk import EDITED_ONLY, Samples
from web.app import create_app
from web.i18n import LANGUAGES
from web.services import Services


@pytest.fixture(scope="module")
def editor(whole_site: tuple[Services, Samples]) -> Iterator[TestClient]:
    """Return a client that an editor is signed in with."""
    with TestClient(create_app(whole_site[0]), raise_server_exceptions=False) as client:
        client.post("/sign-in", data={"name": "Lies", "password": PASSWORD})
        yield client


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers(editor: TestClient, whole_site: tuple[Services, Samples], language: str) -> None:
    """Each kind of page answers an editor in each language, says which one it is, and is well-formed."""
    wrong: dict[str, object] = {}
    editor.cookies.set("rappel-language", language)
    for address in (one for those in whole_site[1].addresses().values() for one in those):
        answer = editor.get(address)
        found = faults(answer.text)
        if answer.status_code != 200 or found or page(answer.text).get("lang") != language:
            wrong[address] = (answer.status_code, page(answer.text).get("lang"), found)
    assert wrong == {}


def test_pages_of_editors_are_closed_to_others(whole_site: tuple[Services, Samples]) -> None:
    """Who is not signed in is not shown what only editors see."""
    with TestClient(create_app(whole_site[0]), raise_server_exceptions=False) as client:
        assert {client.get(address, follow_redirects=False).status_code for address in EDITED_ONLY} <= {303, 401}
