"""The seven tasks by keyboard alone: Tab, arrows, Space and Enter, with the focus in sight at every stop."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.visiting import Look, Visitor, visiting
from tests.web.walk import OFFICE

pytestmark = pytest.mark.browser
MOST_STOPS = 150
SEEN = """() => { const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  const ringed = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
    || ['stroke', 'outline'].some(name => style[name] && style[name] !== 'none' && one.closest('svg'));
  return { inside, ringed, shown: one.outerHTML.slice(0, 90) } }"""


@pytest.fixture
def visitor(chromium: Browser, whole_address: str) -> Iterator[Visitor]:
    """Return somebody at a desk who never touches the mouse."""
    with visiting(chromium, whole_address, Look(language="nl", scripts=True, phone=False)) as found:
        found.page.emulate_media(reduced_motion="reduce")
        yield found


def reach(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus; every stop on the way must be visible with a ring around it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(SEEN)
        if stop["shown"].startswith("<body"):  # past the last stop the browser's own bar has its turn
            continue
        assert stop["inside"], f"out of sight: {stop['shown']}"
        assert stop["ringed"], f"no ring: {stop['shown']}"
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached in {MOST_STOPS} stops")


def follow(page: Page, selector: str) -> None:
    """Reach a link or button and press Enter; the next page must come."""
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_searches_and_opens_a_result(visitor: Visitor) -> None:
    """The first stop skips to the content; / goes to the box; j goes to the first result, which Enter opens."""
    page = visitor.page
    visitor.go("/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    page.keyboard.type("wachtlijst")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("document")
    page.locator("body").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("j")
    expect(page.locator("li.hit h2 a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("div.aligned")).to_be_visible()


def test_asks_whether_it_was_asked(visitor: Visitor) -> None:
    """The draft is typed, compared, and the earlier question opened."""
    page = visitor.page
    visitor.go("/already-asked")
    reach(page, "textarea[name=text]")
    page.keyboard.type("1. Hoeveel kinderen stonden er eind 2021 op de wachtlijst voor pleegzorg?")
    follow(page, "main form button:not(.plain)")
    expect(page.locator("#outcome")).to_be_visible()
    follow(page, ".asked-part h3 a")
    expect(page.locator("div.aligned")).to_be_visible()


def test_reads_a_document(visitor: Visitor) -> None:
    """A kind of fact is switched off with Space, and a fact opens its note, which Escape closes."""
    page = visitor.page
    visitor.go("/search?q=fietsbrug+Zuiderkanaal+start+van+de+werken")
    follow(page, "li.hit h2 a")
    reach(page, "#mark-time")
    page.keyboard.press("Space")
    expect(page.locator("#mark-time")).not_to_be_checked()
    reach(page, ".aligned a.fact-commitment")
    expect(page.locator("#noted")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#noted")).to_be_hidden()


def test_goes_from_the_board_to_a_letter(visitor: Visitor) -> None:
    """From the board to a commitment, and from there to the draft of a follow-up question."""
    page = visitor.page
    visitor.go("/commitments")
    follow(page, ".board li a[href^='/c/']")
    follow(page, "a[href*='/follow-up']")
    reach(page, "textarea[name=text]")


def test_looks_for_a_figure(visitor: Visitor) -> None:
    """Words are typed, an order is chosen with the arrows, and a figure leads to its sentence."""
    page = visitor.page
    visitor.go("/figures")
    reach(page, "input[name=about]")
    page.keyboard.type("laadpunten")
    reach(page, "select[name=kind]")
    page.keyboard.press("ArrowDown")
    follow(page, "main form button")
    expect(page.get_by_role("status").first).to_be_visible()
    follow(page, "table a[href*='?s=']")
    expect(page.locator(".fact-passage").first).to_be_in_viewport()


def test_goes_to_an_office(visitor: Visitor) -> None:
    """The list of offices leads to one, and its page to a list behind a number."""
    page = visitor.page
    visitor.go("/offices")
    follow(page, f"tbody a[href^='/offices/{OFFICE}']")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mobiliteit")
    follow(page, "main a[href*='/commitments/'], main a[href*='/answers/']")
    expect(page.get_by_role("status").first).to_be_visible()


def test_sees_what_is_new(visitor: Visitor) -> None:
    """The page of news leads to what changed, and its foot to the sources."""
    page = visitor.page
    visitor.go("/news")
    follow(page, "section.news a[href^='/']")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    visitor.go("/news")
    follow(page, "footer a[href='/sources']")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bronnen")
