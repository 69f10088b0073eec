"""The review queue in a real browser: fifty entries by keyboard, everything without scripts, nobody kept out."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.web.editing import PASSWORD, services_with_accounts
from tests.web.site import served
from web.pages.review import ReviewQuestion, held_queue
from web.services import Services

pytestmark = pytest.mark.browser
FIFTY = 50


@pytest.fixture
def services(own_sample_data: Path) -> Iterator[Services]:
    """Return services over samples of their own."""
    with services_with_accounts(own_sample_data) as found:
        yield found


@pytest.fixture
def site(services: Services) -> Iterator[str]:
    """Return the address of a site over them."""
    with served(services) as address:
        yield address


def signed_in(chromium: Browser, site: str, *, script: bool = True, **options: object) -> Page:
    """Open a tab and sign in."""
    context = chromium.new_context(base_url=site, locale="nl-BE", java_script_enabled=script, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/sign-in?back=/review")
    page.get_by_label("Naam").fill("Lies")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nakijken")
    page.wait_for_load_state("domcontentloaded")  # the heading can show before the script listens to keys
    return page


def waiting(services: Services) -> int:
    """Return how many entries wait."""
    return len(held_queue(services, ReviewQuestion()).items)


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for it."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.keyboard.press(key)


def test_fifty_by_keyboard(chromium: Browser, site: str, services: Services) -> None:
    """Fifty entries are cleared by keys alone; the machine's part is a small share of ten minutes."""
    page, before = signed_in(chromium, site), waiting(services)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    trips: list[str] = []
    page.on("request", lambda request: trips.append(request.resource_type))
    began, work = time.monotonic(), time.process_time()
    for number in range(FIFTY):
        if number % 5 == 4:
            page.keyboard.press("r")
            page.keyboard.press("ArrowDown")
            press(page, "Enter")
        else:
            press(page, "c")
    took, work = time.monotonic() - began, time.process_time() - work
    print(
        f"\nfifty decisions: {took:.1f} s in the browser, {1000 * work / FIFTY:.0f} ms of processor time each in the "
        f"site's process (the driver included), {trips.count('document')} page requests of {len(trips)}"
    )
    assert waiting(services) == before - FIFTY
    assert said == []
    assert trips.count("document") <= 2 * FIFTY
    assert took < 60


def test_every_key(chromium: Browser, site: str, services: Services) -> None:
    """Skip, back, undo and the forms answer to their keys; typing in a field does not; Escape closes."""
    page, before = signed_in(chromium, site), waiting(services)
    first = page.url
    press(page, "n")
    assert "at=" in page.url
    press(page, "k")
    assert page.url != first
    press(page, "c")
    assert waiting(services) == before - 1
    press(page, "u")
    assert waiting(services) == before
    for key, action in (("r", "reject"), ("e", "edit"), ("m", "merge"), ("s", "split"), ("f", "fulfil"), ("t", "note")):
        page.keyboard.press(key)
        part = page.locator(f"details.deed[open]:has([value='{action}'])")
        expect(part).to_have_count(1)
        inside = "document.activeElement.closest('details.deed[open]') !== null"
        assert page.evaluate(inside), key
        page.keyboard.press("Escape")
        expect(part).to_have_count(0)
    page.keyboard.press("t")
    page.keyboard.type("nog na te vragen, curn")
    expect(page.locator("details[open] textarea")).to_have_value("nog na te vragen, curn")
    assert waiting(services) == before


def test_keys_can_be_switched_off(chromium: Browser, site: str, services: Services) -> None:
    """Single keys can be switched off (WCAG 2.1.4), and stay off on the next page."""
    page, before = signed_in(chromium, site), waiting(services)
    page.keyboard.press("?")
    page.get_by_label("Losse letters als sneltoets gebruiken").uncheck()
    page.get_by_role("link", name="Overslaan").click()
    page.keyboard.press("c")
    page.keyboard.press("r")
    expect(page.locator("details.deed[open]")).to_have_count(0)
    assert waiting(services) == before


def test_without_scripts(chromium: Browser, site: str, services: Services) -> None:
    """Confirming, rejecting with a reason, undoing and skipping work without scripts."""
    page, before = signed_in(chromium, site, script=False), waiting(services)
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_role("status")).to_contain_text("Bevestigd")
    page.get_by_role("button", name="Ongedaan maken").first.click()
    assert waiting(services) == before
    page.locator("summary", has_text="Verwerpen").click()
    page.get_by_label("spreekt een mening of hoop uit").check()
    page.get_by_role("button", name="Verwerpen").click()
    expect(page.get_by_role("status")).to_contain_text("Verworpen")
    page.get_by_role("link", name="Overslaan").click()
    assert waiting(services) == before - 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nobody_is_kept_out(chromium: Browser, site: str, services: Services, scheme: str, width: int) -> None:
    """Queue, entry and sign-in pass axe-core with every form open, at any width, and scroll down only."""
    viewport = {"width": width, "height": 900}
    page = signed_in(chromium, site, color_scheme=scheme, viewport=viewport)
    name = held_queue(services, ReviewQuestion()).items[0].id
    found = {}
    for address in ("/review", f"/c/{name}", "/review?at=end", "/sign-in"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        violations = Axe().run(page).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        if violations or wide:
            found[address] = (wide, [(one["id"], one["nodes"][0]["html"][:150]) for one in violations])
    assert found == {}
