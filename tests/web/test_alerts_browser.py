"""The pages of the alerts in a real browser: from a search to a confirmed subscription, for everybody."""

from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, expect

from corpus.alerts import Endpoint, SubscriptionKind
from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.tracker.alerts.building import START, Clock, follow, follower, put
from tests.web.site import served
from tracker.alerts.links import LinkKind, Links
from web.services import Services

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_for_everybody(chromium: Browser, tmp_path: Path, scheme: str) -> None:
    """Without scripts a visitor subscribes; every page passes axe in light and dark, in the three languages."""
    clock = Clock()
    settings = Settings(data=tmp_path / "data", mail_from="alerts@rappel.example")
    with Store.open(settings, clock=clock) as store:
        put(store, clock)
        SearchService.open(settings, store).update()
        who = replace(follower(store), created=START)
        one = follow(store, who, SubscriptionKind.SEARCH, {"q": "wandelpad"})
        store.endpoints.add(
            Endpoint(subscriber=who.id or 0, url="https://x.example", secret="whsec_eA==", created=START)
        )
        links = Links(settings, clock)
        tokens = {kind: links.token(kind, who, [one.id or 0]) for kind in LinkKind}
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        with served(parts) as address:
            plain = chromium.new_context(base_url=address, locale="nl-BE", java_script_enabled=False)
            page = plain.new_page()
            page.goto("/alerts?follow=search")
            page.get_by_label("Zoekwoorden").fill("wandelpad")
            page.get_by_role("button", name="Eerst bekijken").click()
            expect(page.get_by_role("status")).to_contain_text("1 melding")
            page.get_by_label("Uw mailadres").fill("jan@example.org")
            page.get_by_role("button", name="Inschrijven").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in uw mailbox")
            plain.close()
            context = chromium.new_context(base_url=address, color_scheme="dark" if scheme == "dark" else "light")
            page = context.new_page()
            paths = ["/alerts?follow=deadlines&lang=fr", "/alerts?follow=search&q=wandelpad", "/alerts/status?lang=en"]
            for path in [*paths, *(f"/alerts/{kind.value}/{token}" for kind, token in tokens.items())]:
                page.goto(path)
                found = Axe().run(page)
                assert found.violations_count == 0, (path, found.generate_report())
            context.close()
