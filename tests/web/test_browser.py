"""The site as a person uses it, in a real browser: from question to evidence, on a phone, by keyboard, in the dark."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from corpus.model import Side
from tests.web.site import served
from tracker.filters import TrackerFilter
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


def test_by_keyboard_alone(chromium: Browser, site: str) -> None:
    """The first stop skips to the content; the box is reached and sent by keys; the focus can always be seen."""
    with tab(chromium, site) as page:
        page.goto("/")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Naar de inhoud")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_role("searchbox")).to_be_focused()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.type("laadpunten")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("document")
        page.locator("li.hit h2 a").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("div.aligned")).to_be_visible()


def pages(services: Services) -> list[str]:
    """Return one address of every kind of page, with the richest documents and commitments."""
    documents = services.store.documents.list()
    richest = max(documents, key=lambda one: (one.commitments, one.figures))
    family = next(one for one in documents if (one.session, one.number) == ("2023-2024", 88))
    moved = max(services.tracker.list(TrackerFilter(), services.today()), key=lambda one: one.timeliness.moved)
    return [
        "/",
        "/search",
        "/search?q=wachtlijst&has_commitment=true",
        "/search?q=%22niets",
        "/commitments",
        "/commitments?state=undated",
        f"/c/{moved.id}?as_of=2025-06-01",
        f"/d/{richest.id}?s=300-420",
        f"/d/{family.id}",
        "/figures",
        "/offices",
        f"/offices/{OFFICE}",
        "/methods",
        "/api/docs",
        "/already-asked",
        "/already-asked?" + urlencode({"text": held_draft(services)}),
        "/figures?about=laadpunten",
        "/search?q=hoeveel+laadpunten",
        "/nergens",
    ]


def held_draft(services: Services) -> str:
    """Return a held question as a draft, so that every kind of result is on its page."""
    document = services.store.documents.get(services.store.documents.list()[0].id)
    items = [item.span.quote(document.text.text) for item in document.record.items_of(Side.QUESTION) if item.label]
    lines = [f"{number}. {' '.join(item.split())}" for number, item in enumerate(items, 1)]
    return "\n".join([document.record.title or "", *lines, f"{len(lines) + 1}. Zwijgen de eekhoorns in oktober?"])


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(chromium: Browser, site: str, sample_services: Services, width: int) -> None:
    """On the smallest phone as on a wide screen a page is as wide as the screen; wide tables scroll by themselves."""
    with tab(chromium, site, viewport={"width": width, "height": 844}) as page:
        wide = {}
        for address in pages(sample_services)[:-1]:  # the last is an error, which the console tells
            page.goto(address)
            needed = page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                wide[address] = needed
        assert wide == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_keeps_anybody_out(chromium: Browser, site: str, sample_services: Services, scheme: str) -> None:
    """The checks of axe-core (WCAG 2.2 AA and good practice) find nothing on any kind of page, light or dark."""
    context = chromium.new_context(base_url=site, color_scheme=scheme, viewport={"width": 1280, "height": 900})  # type: ignore[arg-type]
    page = context.new_page()
    found = {}
    for address in pages(sample_services):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        violations = Axe().run(page).response["violations"]
        if violations:
            found[address] = [(one["id"], one["nodes"][0]["html"][:150]) for one in violations]
    context.close()
    assert found == {}


def test_the_dark_is_dark(chromium: Browser, site: str) -> None:
    """Who asks for a dark screen gets one."""
    with tab(chromium, site, color_scheme="dark") as page:
        page.goto("/")
        red, green, blue = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        assert max(red, green, blue) < 60


def test_prints_what_matters(chromium: Browser, site: str, sample_services: Services) -> None:
    """On paper the menus are gone, and question and answer stay."""
    with tab(chromium, site) as page:
        page.goto(pages(sample_services)[7])
        page.emulate_media(media="print")
        expect(page.locator("nav").first).not_to_be_visible()
        expect(page.locator(".aligned .row").first).to_be_visible()
        assert page.pdf()[:5] == b"%PDF-"
