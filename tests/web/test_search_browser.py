"""The search in a browser: keys on the results, and a comparison that is copied."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.web.site import served
from web.services import Services

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def results(chromium: "Browser", sample_services: Services) -> Iterator[Page]:
    """Return a tab on the results of a search."""
    with served(sample_services) as site:
        context = chromium.new_context(base_url=site, locale="nl-BE")
        context.set_default_timeout(5_000)
        page = context.new_page()
        yield page
        context.close()


def test_keys_go_through_the_results(results: Page) -> None:
    """J and k go down and up and stop at the ends, Enter opens; what is typed in the box stays text."""
    results.goto("/search?q=wachtlijst")
    links = results.locator("[data-result]")
    for key, place in (("j", 0), ("j", 1), ("k", 0), ("k", 0), ("j", 1)):
        results.keyboard.press(key)
        expect(links.nth(place)).to_be_focused()
    results.keyboard.press("/")
    box = results.get_by_role("searchbox")
    expect(box).to_be_focused()
    results.keyboard.type("jk")
    expect(box).to_have_value("jk")
    links.nth(1).focus()
    address = links.nth(1).get_attribute("href")
    results.keyboard.press("Enter")
    results.wait_for_url(f"**{address}")


def test_keys_can_be_switched_off(results: Page) -> None:
    """The help says the keys and switches them off, on the next page too, and on again."""
    results.goto("/search?q=wachtlijst")
    results.locator(".search-help summary").click()
    results.get_by_role("button", name="Deze sneltoetsen uitzetten").click()
    results.goto("/search?q=wachtlijst")
    results.keyboard.press("j")
    results.keyboard.press("/")
    expect(results.locator("body")).to_be_focused()
    results.locator(".search-help summary").click()
    results.get_by_role("button", name="Deze sneltoetsen aanzetten").click()
    results.keyboard.press("j")
    expect(results.locator("[data-result]").first).to_be_focused()


def test_an_example_is_compared(results: Page) -> None:
    """The example is put in, compared, and its text stands ready to be copied."""
    results.goto("/already-asked")
    results.get_by_role("link", name="Een voorbeeld invullen").click()
    results.get_by_role("button", name="Vergelijken").click()
    expect(results.locator("#outcome")).to_be_visible()
    results.get_by_text("Deze vergelijking als tekst").click()
    expect(results.get_by_role("button", name="Kopi")).to_be_visible()
