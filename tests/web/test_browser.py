"""The site as a person uses it, in a real browser: from question to evidence, on a phone, by keyboard, in the dark."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.site import served
from web.services import Services

pytestmark = pytest.mark.browser
OFFICE = "vlaams-minister-van-mobiliteit-en-openbare-werken"


@pytest.fixture(scope="module")
def site(sample_services: Services) -> Iterator[str]:
    """Return the address of the site over the samples."""
    with served(sample_services) as address:
        yield address


@contextmanager
def tab(chromium: Browser, site: str, **options: Any) -> Iterator[Page]:  # noqa: ANN401 - options of the library
    """Open a tab of a fresh visitor; a message on its console fails the test, and so does a call to elsewhere."""
    context = chromium.new_context(base_url=site, locale="nl-BE", **options)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: None if request.url.startswith((site, "data:")) else said.append(request.url))
    yield page
    context.close()
    assert said == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_from_a_question_to_its_evidence(chromium: Browser, site: str, javascript: bool) -> None:
    """A visitor searches, opens a passage, follows a promise to its computation and its history."""
    with tab(chromium, site, java_script_enabled=javascript) as page:
        page.goto("/")
        page.get_by_role("searchbox").fill("fietsbrug Zuiderkanaal start van de werken")
        page.get_by_role("button", name="Zoeken").click()
        expect(page.get_by_role("status")).to_contain_text("document")
        page.locator("li.hit h2 a", has_text="Fietsbrug over het Zuiderkanaal").first.click()
        passage = page.url.partition("#")[2]
        expect(page.locator(f"[id='{passage}']")).to_be_in_viewport()
        expect(page.locator(".fact-passage").first).to_be_visible()
        page.locator("section[aria-labelledby=promised] li a", has_text="start van de").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("plant de start van de werken")
        expect(page.locator("ol.steps li")).not_to_have_count(0)
        expect(page.locator("ol.history li").nth(1)).to_contain_text("Verschoven")
        page.get_by_role("link", name="Fietssnelwegen").first.click()
        expect(page.locator(".fact-passage").first).to_be_in_viewport()


def test_commitments_of_an_office_on_a_day(chromium: Browser, site: str) -> None:
    """The form narrows to an office and a day; the picture and the list follow."""
    with tab(chromium, site) as page:
        page.goto("/commitments?view=timeline")
        everything = int(page.get_by_role("status").inner_text().split()[0])
        page.locator("details.narrow > summary").click()
        page.locator("select[name=office]").select_option(OFFICE)
        page.get_by_label("Stand op").fill("2024-07-01")
        page.get_by_role("button", name="Tonen").click()
        expect(page.locator("p.notice").first).to_contain_text("Stand op 1 juli 2024")
        assert 0 < int(page.get_by_role("status").inner_text().split()[0]) < everything
        expect(page.locator("select[name=office]")).to_have_value(OFFICE)
        page.locator("figure svg a[tabindex='0'], figure svg a:not([tabindex])").first.click()
        expect(page.get_by_role("heading", name="Geschiedenis")).to_be_visible()


def test_chooses_a_language_once(chromium: Browser, site: str) -> None:
    """English is chosen on one page and holds on the next; the page stays the same."""
    with tab(chromium, site) as page:
        page.goto("/search?q=wachtlijst")
        page.get_by_role("link", name="English").click()
        assert page.url.endswith("/search?q=wachtlijst")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.get_by_role("link", name="Commitments").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Commitments")
        page.get_by_role("link", name="Nederlands").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Toezeggingen")
