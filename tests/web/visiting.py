"""A person who visits the site: one language, a screen, with scripts or without, and what such a person does there."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from web.i18n import COOKIE, LANGUAGES, Speaker

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How somebody visits."""

    language: str
    scripts: bool
    phone: bool

    def __str__(self) -> str:
        """Return the name of the look in the report."""
        return "-".join((self.language, "scripts" if self.scripts else "plain", "phone" if self.phone else "desktop"))


LOOKS = tuple(
    Look(language=one, scripts=on, phone=phone) for one in LANGUAGES for on in (True, False) for phone in (False, True)
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A tab of the browser with somebody before it, who reads one language.

    Attributes:
        page: The tab.
        look: How this person visits.
    """

    page: Page
    look: Look

    @property
    def speaker(self) -> Speaker:
        """Who speaks to this visitor."""
        return Speaker(language=self.look.language)

    def say(self, message: str) -> str:
        """Return the words that this visitor reads for a message."""
        return self.speaker.say(message)

    @property
    def main(self) -> Locator:
        """What the page is about."""
        return self.page.locator("main")

    def go(self, address: str) -> None:
        """Open a page, which must answer in this visitor's language."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.ok, (address, answer.status)
        expect(self.page.locator("html")).to_have_attribute("lang", self.look.language)

    def link(self, message: str) -> Locator:
        """Return the first link of the main part with the words of a message."""
        return self.main.get_by_role("link", name=self.say(message)).first

    def press(self, message: str) -> None:
        """Press the button of the main part with the words of a message."""
        self.main.get_by_role("button", name=self.say(message), exact=True).first.click()

    def unfold(self, message: str) -> None:
        """Open the part that is folded under the words of a message."""
        self.main.locator("summary", has_text=self.say(message)).first.click()

    def sees(self, words: str, place: str = "main") -> None:
        """Assert that words stand on the page for this visitor to see."""
        expect(self.page.locator(place).get_by_text(words).first).to_be_visible()

    def counted(self) -> int:
        """Return the number that the page says its list has."""
        status = self.main.get_by_role("status").first
        digits = re.match(r"\D*(\d[\d.,\s]*)", status.inner_text().strip())
        assert digits, status.inner_text()
        return int(re.sub(r"\D", "", digits[1]))

    def rows(self, href: str | None) -> list[list[str]]:
        """Return the rows of a list that is taken away as CSV, its head left out."""
        assert href
        answer = self.page.request.get(href)
        assert answer.ok, href
        return list(csv.reader(io.StringIO(answer.text().removeprefix("\ufeff"))))[1:]

    def arrives_at_a_passage(self) -> None:
        """Assert that the page shows the passage that its address names, marked and within sight."""
        expect(self.page.locator(".fact-passage").first).to_be_in_viewport()


@contextmanager
def visiting(chromium: Browser, address: str, look: Look) -> Iterator[Visitor]:
    """Open a tab of a fresh visitor; a message on its console fails the test, and so does a call to elsewhere."""
    size = PHONE if look.phone else DESKTOP
    context = chromium.new_context(base_url=address, locale="nl-BE", java_script_enabled=look.scripts, **size)
    context.set_default_timeout(8_000)
    context.add_cookies([{"name": COOKIE, "value": look.language, "url": address}])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda one: None if one.url.startswith((address, "data:", "blob:")) else said.append(one.url))
    try:
        yield Visitor(page, look)
    finally:
        context.close()
    assert said == []
