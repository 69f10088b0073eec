"""Following: commitments and their chains, figures over the years, offices and people, and what is new.

Each task is walked in three languages, with scripts and without, on a desk and on a phone.
"""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, expect

from tests.web.visiting import LOOKS, Look, Visitor, visiting
from tests.web.walk import OFFICE, Samples
from tracker.filters import TrackerFilter
from tracker.texts import phrase
from web.services import Services

pytestmark = pytest.mark.browser
SUBJECT = "laadpunten"


@pytest.fixture(params=LOOKS, ids=str)
def visitor(request: pytest.FixtureRequest, chromium: Browser, whole_address: str) -> Iterator[Visitor]:
    """Return somebody who visits the site."""
    look: Look = request.param
    with visiting(chromium, whole_address, look) as found:
        yield found


def test_task_4_the_board_and_its_lists(visitor: Visitor) -> None:
    """The board counts what its lists hold; a filter by office narrows it; the list can be taken away."""
    visitor.go("/commitments")
    everything = visitor.counted()
    column = visitor.main.locator(
        ".board details", has=visitor.page.get_by_text(visitor.say("group: missed"), exact=True)
    )
    missed = int(column.locator(".total").first.inner_text())
    column.locator("p > a").last.click()
    assert visitor.counted() == missed > 0
    rows = visitor.rows(visitor.main.get_by_role("link", name="CSV").first.get_attribute("href"))
    assert len(rows) == missed
    visitor.go("/commitments")
    visitor.main.locator("summary.button").first.click()
    visitor.main.locator("select[name=office]").select_option(OFFICE)
    visitor.press("Show")
    assert 0 < visitor.counted() < everything
    visitor.link("view: timeline").click()
    expect(visitor.main.locator("svg a").first).to_be_attached()


def test_task_4_one_commitment(visitor: Visitor, whole_site: tuple[Services, Samples]) -> None:
    """A commitment shows its chain in a picture, its computation, its history, and a question to follow it up."""
    services = whole_site[0]
    moved = max(services.tracker.list(TrackerFilter(), services.today()), key=lambda one: one.timeliness.moved)
    visitor.go(f"/c/{moved.id}")
    chain = visitor.main.get_by_role("region", name=visitor.say("What became of it"))
    expect(chain.locator("svg").first).to_be_visible()
    computed = visitor.main.get_by_role("region", name=visitor.say("How this was computed"))
    grace = phrase("explain.grace", visitor.look.language, days=7, overdue_from="0").partition("0")[0]
    expect(computed).to_contain_text(grace.strip().rstrip(":").strip())
    history = visitor.main.get_by_role("region", name=visitor.say("History"))
    expect(history).to_contain_text(phrase("event.found", visitor.look.language))
    visitor.link("Draft a follow-up question").click()
    letter = visitor.main.locator("textarea[name=text]")
    quoted = " ".join(moved.state.commitment.quote.split())
    assert quoted[:40] in " ".join(letter.input_value().split())
    visitor.go(f"/offices/{OFFICE}/reminders")
    visitor.sees(phrase("reminder.title", visitor.look.language))


def test_task_5_figures(visitor: Visitor) -> None:
    """Figures about a subject, one at its sentence, a series with its table, and two statements side by side."""
    visitor.go("/figures")
    visitor.main.locator("input[name=about]").fill(SUBJECT)
    visitor.press("Show")
    found = visitor.counted()
    assert found > 5
    assert len(visitor.rows(visitor.main.get_by_role("link", name="CSV").first.get_attribute("href"))) == found
    visitor.main.locator("table a[href*='?s=']").first.click()
    visitor.arrives_at_a_passage()
    visitor.go("/figures/series")
    visitor.main.locator("input[name=subject]").fill(SUBJECT)
    visitor.press("Show")
    assert visitor.counted() >= 1
    expect(visitor.main.locator("svg.marks").first).to_be_visible()
    visitor.unfold("The numbers")
    assert visitor.main.locator("details[open] table tbody tr").count() >= 2
    visitor.go("/figures/contradictions")
    assert visitor.counted() == 1
    assert visitor.main.locator("section blockquote").count() >= 2


def test_task_6_offices_persons_and_subjects(visitor: Visitor) -> None:
    """An office is found by name; the numbers on its page are those of the lists behind; persons have their pages."""
    visitor.go("/offices")
    offices = visitor.counted()
    assert visitor.main.locator("tbody tr").count() == offices
    visitor.main.locator("input[name=q]").fill("mobiliteit")
    visitor.press("Show")
    visitor.main.locator(f"tbody a[href^='/offices/{OFFICE}']").first.click()
    expect(visitor.main.get_by_role("heading", level=1)).to_contain_text("Mobiliteit")
    behind = visitor.main.locator(f"a[href^='/offices/{OFFICE}/commitments/moved']").first
    number = int("".join(filter(str.isdigit, behind.evaluate("one => one.firstChild.textContent"))))
    visitor.go(behind.get_attribute("href") or "")
    assert visitor.counted() == number
    feed = visitor.page.request.get(f"/feeds/events.atom?follow=office&office={OFFICE}")
    assert ElementTree.fromstring(feed.text()).tag.endswith("feed")  # noqa: S314 - our own feed
    visitor.go("/persons")
    visitor.main.locator("tbody a[href^='/persons/']").first.click()
    expect(visitor.main.get_by_role("heading", level=2).first).to_be_visible()
    visitor.go("/subjects")
    visitor.main.locator("tbody a[href^='/subjects/']").first.click()
    expect(visitor.main.get_by_role("heading", level=1)).to_contain_text("chemin de fer")


def test_task_7_what_is_new_and_how_reliable_it_is(visitor: Visitor) -> None:
    """The week, a preview of the mail, the sources and their coverage, and the methods in the visitor's language."""
    visitor.go("/news")
    visitor.sees(visitor.say("Keep up"))
    assert visitor.main.locator("section.news li").count() > 0
    visitor.go(f"/news/digest?office={OFFICE}&rhythm=weekly")
    expect(visitor.main.get_by_role("heading", level=2).first).to_be_visible()
    visitor.page.locator("footer a[href='/sources']").click()
    expect(visitor.main.get_by_role("heading", level=1)).to_have_text(visitor.say("Sources and coverage"))
    expect(visitor.main.locator("svg.marks").first).to_be_visible()
    visitor.page.locator("footer a[href='/methods']").click()
    expect(visitor.main.get_by_role("heading", level=1)).to_have_text(visitor.say("Methods and limits"))
    visitor.page.locator("footer a[href='/privacy']").click()
    expect(visitor.main.get_by_role("heading", level=1)).to_have_text(visitor.say("Privacy"))
