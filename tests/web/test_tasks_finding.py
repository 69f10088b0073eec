"""Finding: search as people know it, whether a question was asked already, and a document with its evidence.

Each task is walked in three languages, with scripts and without, on a desk and on a phone.
"""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from corpus.store import DocumentSummary
from tests.web.visiting import LOOKS, Look, Visitor, visiting
from tests.web.walk import Samples
from tracker.texts import written_date
from web.services import Services

pytestmark = pytest.mark.browser
DRAFT = """Wachtlijsten pleegzorg
1. Hoeveel kinderen en jongeren stonden er eind 2021 op de wachtlijst voor pleegzorg?
2. Zwijgen de eekhoorns in oktober?"""
STYLE = (
    "one => { const s = getComputedStyle(one); return [s.backgroundColor, s.textDecorationLine, s.borderBottomStyle] }"
)


@pytest.fixture(params=LOOKS, ids=str)
def visitor(request: pytest.FixtureRequest, chromium: Browser, whole_address: str) -> Iterator[Visitor]:
    """Return somebody who visits the site."""
    look: Look = request.param
    with visiting(chromium, whole_address, look) as found:
        yield found


def held(whole_site: tuple[Services, Samples], session: str, number: int) -> DocumentSummary:
    """Return a question of the samples."""
    documents = whole_site[0].store.documents.list()
    return next(one for one in documents if (one.session, one.number) == (session, number))


def test_task_1_search(visitor: Visitor) -> None:
    """A query with an operator becomes chips; facet, list and export agree; a result opens at its passage."""
    visitor.go("/")
    visitor.main.get_by_role("searchbox").fill("wachtlijst sessie:2022-2023")
    visitor.press("Search")
    narrow = visitor.counted()
    hits = visitor.main.locator("li.hit")
    assert hits.count() == narrow >= 2
    assert all("2022-2023" in one for one in hits.locator(".meta").all_inner_texts())
    assert len(visitor.rows(visitor.main.get_by_role("link", name="CSV").first.get_attribute("href"))) == narrow
    expect(hits.first.locator("mark").first).to_be_visible()
    chips = visitor.main.get_by_role("list", name=visitor.say("Read as")).get_by_role("link")
    chips.filter(has_text="2022-2023").click()
    assert visitor.counted() > narrow
    facet = visitor.main.get_by_role("complementary", name=visitor.say("Narrow down")).locator("li").first
    expected = int(facet.locator(".count").inner_text())
    facet.get_by_role("link").click()
    assert visitor.counted() == expected
    alert = visitor.link("Save as alert").get_attribute("href")
    hits.first.locator("blockquote a").first.click()
    visitor.arrives_at_a_passage()
    assert alert
    visitor.go(alert)
    expect(visitor.main.locator("input[name=q][type=text]")).to_have_value("wachtlijst")


def test_task_2_was_this_asked_already(visitor: Visitor) -> None:
    """Each part of a draft meets its nearest earlier question, its answer and the figures in it with their age."""
    visitor.go("/already-asked")
    visitor.main.get_by_role("textbox", name=visitor.say("Draft question")).fill(DRAFT)
    visitor.press("Compare")
    expect(visitor.main.locator("section.asked-part")).to_have_count(2)
    asked, new = visitor.main.locator("section.asked-part").all()
    expect(asked.locator(".yours .state")).to_contain_text(visitor.say("search: standing asked"))
    expect(new.locator(".yours .state")).to_contain_text(visitor.say("search: standing nothing"))
    expect(asked.get_by_role("heading", level=3).first).to_contain_text("pleegzorg")
    expect(asked.locator(".theirs blockquote").nth(1)).to_contain_text("612 kinderen")
    old = visitor.say("%s old").partition("%s")[2] or visitor.say("%s old").partition("%s")[0]
    expect(asked.locator(".side-title", has_text=old.strip()).first).to_be_visible()
    asked.locator(".figure-list a").first.click()
    visitor.arrives_at_a_passage()
    visitor.sees("612", ".fact-passage")


def test_task_3_a_document(visitor: Visitor, whole_site: tuple[Services, Samples]) -> None:
    """Question and answer stand together; kinds of facts are switched off; a note says how a fact was read."""
    document = held(whole_site, "2024-2025", 310)
    visitor.go(f"/d/{document.id}")
    row = visitor.main.locator(".aligned .row").nth(1)
    expect(row.locator("section.question")).to_be_visible()
    expect(row.locator("section.answer")).to_be_visible()
    time = visitor.main.locator(".aligned .fact-time:not(.fact-commitment, .fact-claim)").first
    marked = time.evaluate(STYLE) if visitor.look.scripts else None
    visitor.main.locator("#mark-time").uncheck()
    if marked:
        assert time.evaluate(STYLE) != marked
    visitor.main.locator(".aligned a.fact-commitment").first.click()
    beside = "#noted" if visitor.look.scripts else f"[id='{visitor.page.url.partition('#')[2]}']"
    note = visitor.page.locator(beside)
    expect(note).to_be_in_viewport()
    expect(note.locator("code").first).to_be_visible()
    expect(visitor.main.locator("#cite-legal")).to_have_value(re.compile(r"\b310 S\. OOMEN"))


def test_task_3_its_evidence(visitor: Visitor, whole_site: tuple[Services, Samples]) -> None:
    """References lead there and back; the printed page outlines the passage; two versions show what was added."""
    later, earlier = held(whole_site, "2024-2025", 310), held(whole_site, "2023-2024", 455)
    visitor.go(f"/d/{later.id}")
    clock = visitor.main.get_by_role("region", name=visitor.say("The answer clock"))
    expect(clock).to_contain_text(written_date(date(2025, 3, 27), visitor.look.language))
    refers = visitor.main.get_by_role("region", name=visitor.say("Refers to"))
    refers.locator(f"a[href^='/d/{earlier.id}']").first.click()
    named = visitor.main.get_by_role("region", name=visitor.say("Referred to in"))
    back = named.locator(f"a[href^='/d/{later.id}']").first
    expect(back).to_be_visible()
    back.click()
    visitor.arrives_at_a_passage()
    visitor.main.locator("a[href*='/pages/'][href*='?s=']").first.click()
    expect(visitor.main.get_by_role("heading", level=1)).to_contain_text("Fietsbrug")
    leaf = visitor.main.locator(".leaf")
    picture = leaf.locator("img").get_attribute("src")
    assert picture
    assert visitor.page.request.get(picture).headers["content-type"] == "image/png"
    expect(leaf.locator("svg > *").first).to_be_attached()
    changed = whole_site[1].values["/d/{document_id}/diff/{versions} document_id"]
    visitor.go(f"/d/{changed}")
    visitor.link("what changed").click()
    visitor.sees("Nog een zin.", "main ins")
