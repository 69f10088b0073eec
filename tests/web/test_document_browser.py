"""A document's page in a real browser: notes by mouse, keyboard and touch, kinds switched off, passages addressed."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, expect

from corpus.store import DocumentSummary
from tests.web.site import served
from tests.web.test_browser import tab
from tests.web.test_documents import by_number
from web.services import Services

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(sample_services: Services) -> Iterator[str]:
    """Return the address of the site over the samples."""
    with served(sample_services) as address:
        yield address


@pytest.fixture
def document(documents: tuple[DocumentSummary, ...]) -> DocumentSummary:
    """Return a printed sample with facts of several kinds, some inside others."""
    return by_number(documents, "2023-2024", 118)


def test_notes_by_mouse_and_keyboard(chromium: Browser, site: str, document: DocumentSummary) -> None:
    """Pointing at a fact or tabbing to it shows how it was read; Escape closes; facts inside others tell of both."""
    with tab(chromium, site, viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"/d/{document.id}")
        note = page.locator("#noted")
        expect(note).to_be_hidden()
        inner = page.locator(".text a[data-notes]").first
        inner.hover()
        expect(note.locator("p")).to_have_count(2)
        expect(note).to_contain_text("Tijdsaanduiding:")
        expect(note).to_contain_text("Toezegging:")
        page.keyboard.press("Escape")
        expect(note).to_be_hidden()
        page.mouse.move(5, 5)
        figure = page.locator(".text a.fact-figure").first
        figure.focus()
        expect(note).to_contain_text("704 kinderen")
        assert figure.get_attribute("aria-describedby") == "noted"
        page.locator("#mark-figure").focus()
        expect(note).to_be_hidden()


def test_a_kind_that_is_switched_off_is_plain(chromium: Browser, site: str, document: DocumentSummary) -> None:
    """Without and with scripts the marks are gone and come back; with scripts the Tab key passes them by too."""
    for scripts in (True, False):
        with tab(chromium, site, java_script_enabled=scripts) as page:
            page.goto(f"/d/{document.id}")
            figure = page.locator(".text a.fact-figure").first
            expect(figure).to_have_css("text-decoration-style", "dotted")
            page.locator("#mark-figure").uncheck()
            expect(figure).to_have_css("text-decoration-line", "none")
            if scripts:
                assert figure.get_attribute("tabindex") == "-1"
            page.locator("#mark-figure").check()
            expect(figure).to_have_css("text-decoration-style", "dotted")


def test_without_scripts_a_fact_leads_to_its_note(chromium: Browser, site: str, document: DocumentSummary) -> None:
    """And the note leads back to the words."""
    with tab(chromium, site, java_script_enabled=False) as page:
        page.goto(f"/d/{document.id}")
        page.locator(".text a.fact-figure").first.click()
        expect(page.locator("#figure-1")).to_be_in_viewport()
        page.locator("#figure-1 a").first.click()
        expect(page.locator(".text a.fact-figure").first).to_be_in_viewport()


def test_selected_words_get_an_address(chromium: Browser, site: str, document: DocumentSummary) -> None:
    """Selecting words offers their address; it points out exactly these words, with a citation."""
    with tab(chromium, site) as page:
        page.goto(f"/d/{document.id}")
        expect(page.locator("#selected")).to_be_hidden()
        page.evaluate(
            """() => {
                const texts = [...document.querySelectorAll('.answer .text')];
                const text = texts.find((one) => one.textContent.includes('zoekhulpmiddel'));
                const node = text.firstChild, range = document.createRange();
                range.setStart(node, node.data.indexOf('zoekhulpmiddel'));
                range.setEnd(node, node.data.indexOf('testfase'));
                getSelection().removeAllRanges(); getSelection().addRange(range);
            }"""
        )
        expect(page.locator("#selected")).to_be_visible()
        page.locator("#selected a").click()
        expect(page.locator("section[aria-labelledby=pointed] blockquote")).to_have_text("zoekhulpmiddel is in een")
        expect(page.locator("section[aria-labelledby=pointed] rect")).to_have_count(1)
        assert "“zoekhulpmiddel is in een”" in page.locator("#cite-text").input_value()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_nobody_is_kept_out_of_a_document(
    chromium: Browser, site: str, document: DocumentSummary, width: int, scheme: str
) -> None:
    """No fault of axe-core and no sideways scrolling on document, printed page and difference, small or wide."""
    context = chromium.new_context(base_url=site, color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    page = context.new_page()
    found: dict[str, object] = {}
    for address in (
        f"/d/{document.id}?s=1156-1211",
        f"/d/{document.id}/v/1/pages/2?s=1156-1211",
        f"/d/{document.id}/diff/1..1",
    ):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        violations = Axe().run(page).response["violations"]
        needed = page.evaluate("document.documentElement.scrollWidth")
        if violations or needed > width:
            found[address] = needed, [(one["id"], one["nodes"][0]["html"][:150]) for one in violations]
    context.close()
    assert found == {}
