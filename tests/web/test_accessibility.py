"""Every kind of page by axe-core, on the smallest screen, enlarged, in the dark, without motion, and on paper."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.web.editing import PASSWORD
from tests.web.walk import EDITED_ONLY, Samples
from web.services import Services

pytestmark = pytest.mark.browser
WIDE, PHONE, ENLARGED = ({"width": 1280, "height": 900}, {"width": 320, "height": 640}, {"width": 320, "height": 256})
"""A screen, the smallest phone, and a screen of 1280 pixels at 400 %."""
FULL = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
LOOKS = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"]
"""Rules that hang on colours and room: the others say the same in every scheme."""
OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"
MOVING = """() => [...document.querySelectorAll('*')].filter(one => { const style = getComputedStyle(one);
  const longest = list => Math.max(...list.split(',').map(parseFloat));
  return longest(style.transitionDuration) > .01 || longest(style.animationDuration) > .01
    || style.scrollBehavior === 'smooth' }).map(one => one.outerHTML.slice(0, 80))"""
STUCK = """() => [...document.querySelectorAll('*')].filter(one =>
  ['fixed', 'sticky'].includes(getComputedStyle(one).position) && one.getBoundingClientRect().height > innerHeight / 3
  && one.getBoundingClientRect().width > innerWidth / 2).map(one => one.outerHTML.slice(0, 80))"""
CUT = """() => [...document.querySelectorAll('main *')].filter(one => { const style = getComputedStyle(one);
  return style.display !== 'none' && style.overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1
    && one.clientWidth > 0 && !one.closest('svg, textarea, .sr') }).map(one => one.outerHTML.slice(0, 80))"""
PAPER = {"width": 718, "height": 1000}
"""Text of a sheet of A4 within margins of 1 cm, at 96 pixels an inch."""
MOST_SHEETS = 18


@contextmanager
def tab(chromium: Browser, address: str, *, signed_in: bool = False, **options: Any) -> Iterator[Page]:  # noqa: ANN401
    """Open a tab, of an editor or of a stranger."""
    context = chromium.new_context(base_url=address, locale="nl-BE", **options)
    page = context.new_page()
    if signed_in:
        page.goto("/sign-in")
        page.locator("input[name=name]").fill("Lies")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_load_state()
    yield page
    context.close()


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return what axe-core finds, with the beginning of the first element of each."""
    options = {**FULL, "runOnly": {"type": "rule", "values": rules}} if rules else FULL
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:150]}" for one in found]


def in_every_look(page: Page) -> list[str]:
    """Look with all rules on a wide light screen, then with those of colours and room on a phone and in the dark."""
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    found = violations(page)
    for scheme, size in (("dark", WIDE), ("light", PHONE), ("dark", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{scheme} {size['width']}: {one}" for one in violations(page, LOOKS)]
    return found


def too_wide(page: Page) -> list[str]:
    """Return what makes a page scroll sideways, or covers it, on the smallest screens."""
    found = []
    for size in (ENLARGED, PHONE, {"width": 390, "height": 844}, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > size["width"]:
            found.append(f"{needed} px on {size['width']}")
        if size is ENLARGED:
            found += [f"covers: {one}" for one in page.evaluate(STUCK)]
    return found


def on_paper(page: Page) -> list[str]:
    """Return what goes wrong on paper: menus that are printed, text that is cut, sheets without end."""
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    page.emulate_media(media="print", color_scheme="dark")
    found = [f"cut: {one}" for one in page.evaluate(CUT)]
    if page.evaluate("document.documentElement.scrollWidth") > PAPER["width"]:
        found.append("wider than the sheet")
    if page.locator("nav").first.is_visible():
        found.append("the menu is printed")
    sheets = len(PdfReader(io.BytesIO(page.pdf(format="A4", margin={"top": "1cm", "left": "1cm"}))).pages)
    if sheets > MOST_SHEETS:
        found.append(f"{sheets} sheets")
    page.emulate_media(media="screen")
    return found


Findings = dict[str, list[str]]
"""What each look finds on all pages, a line a page and fault."""


def moving(page: Page) -> list[str]:
    """Return what moves although the visitor asks for rest."""
    page.emulate_media(reduced_motion="reduce")
    return [str(one) for one in page.evaluate(MOVING)]


LOOKS_AT: dict[str, Callable[[Page], list[str]]] = {
    "axe": in_every_look, "wide": too_wide, "moving": moving, "paper": on_paper,
}  # fmt: skip


@pytest.fixture(scope="module")
def findings(chromium: Browser, whole_address: str, whole_site: tuple[Services, Samples]) -> Findings:
    """Return what is found on every kind of page: each is opened once, for all the looks at it are slower to load."""
    found: Findings = {name: [] for name in (*LOOKS_AT, "stranger")}
    with tab(chromium, whole_address, signed_in=True) as page:
        for address in (one for those in whole_site[1].addresses().values() for one in those):
            page.goto(address)
            page.evaluate(OPEN)
            for name, look in LOOKS_AT.items():
                found[name] += [f"{address[:80]} {fault}" for fault in look(page)]
    with tab(chromium, whole_address, color_scheme="dark") as page:
        for route, addresses in whole_site[1].addresses().items():
            if route not in EDITED_ONLY:
                page.goto(addresses[0])
                found["stranger"] += [f"{addresses[0][:80]} {fault}" for fault in violations(page)]
    return found


@pytest.mark.parametrize("visitor", ["axe", "stranger"])
def test_no_page_keeps_anybody_out(findings: Findings, visitor: str) -> None:
    """The rules of axe-core (WCAG 2.2 AA and good practice) find nothing, for an editor and for a stranger."""
    assert not findings[visitor], "\n".join(findings[visitor])


def test_no_page_scrolls_sideways(findings: Findings) -> None:
    """At 320 pixels, and at 1280 enlarged four times, a page is as wide as the screen, and nothing stuck covers it."""
    assert not findings["wide"], "\n".join(findings["wide"])


def test_nothing_moves_for_who_asks_for_rest(findings: Findings) -> None:
    """With reduced motion no page has a transition, an animation or smooth scrolling."""
    assert not findings["moving"], "\n".join(findings["moving"])


def test_every_page_prints(findings: Findings) -> None:
    """On paper the menus are gone, nothing is cut at the edge, and a page takes a sensible number of sheets."""
    assert not findings["paper"], "\n".join(findings["paper"])


def test_the_dark_is_dark_and_forced_colours_show_the_focus(chromium: Browser, whole_address: str) -> None:
    """Who asks for a dark screen gets one; with colours of their own people see where they are and what is a button."""
    with tab(chromium, whole_address, color_scheme="dark") as page:
        page.goto("/")
        red, green, blue = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        assert max(red, green, blue) < 60
        page.emulate_media(forced_colors="active")
        for name in ("a:visible", "button:visible", "input:visible"):
            page.locator(name).first.focus()
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", name
        assert page.evaluate("getComputedStyle(document.querySelector('main button')).borderTopStyle") != "none"
