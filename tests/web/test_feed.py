"""The feed of missed deadlines: valid Atom (RFC 4287), stable, newest first, an office at a time where asked."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markupsafe import escape

from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.conftest import clock
from tracker.missed import event_tag
from web.app import create_app
from web.feeds import xml_safe
from web.services import Services

ATOM = "{http://www.w3.org/2005/Atom}"
OFFICE = "vlaams-minister-van-mobiliteit-en-openbare-werken"
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def feed(client: TestClient, query: str = "") -> etree._Element:
    """Return the feed as a tree."""
    answer = client.get(f"/feeds/missed.atom{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/atom+xml")
    return etree.fromstring(answer.content)


def texts(tree: etree._Element, path: str) -> list[str]:
    """Return the texts of the elements of a path."""
    return [one.text or "" for one in tree.findall(path.replace("a:", ATOM))]


def test_has_what_atom_asks(client: TestClient) -> None:
    """Feed and entries have id, title, updated, author and links; times are in UTC."""
    tree = feed(client)
    for name in ("id", "title", "updated", "subtitle", "author"):
        assert len(tree.findall(f"{ATOM}{name}")) == 1, name
    assert {link.get("rel") for link in tree.findall(f"{ATOM}link")} == {"self", "alternate"}
    entries = tree.findall(f"{ATOM}entry")
    assert len(entries) > 20
    for entry in entries:
        for name in ("id", "title", "updated", "published", "summary", "content"):
            assert (entry.findtext(f"{ATOM}{name}") or "").strip(), name
        assert _ZONED.fullmatch(entry.findtext(f"{ATOM}updated") or "")
        assert {link.get("rel") for link in entry.findall(f"{ATOM}link")} == {"alternate", "related"}


def test_entries_are_unique_and_newest_first(client: TestClient) -> None:
    """Each missed deadline is one entry; the feed is as new as its newest entry."""
    tree = feed(client)
    ids, moments = texts(tree, "a:entry/a:id"), texts(tree, "a:entry/a:updated")
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("tag:") for one in ids)
    assert moments == sorted(moments, reverse=True)
    assert tree.findtext(f"{ATOM}updated") == moments[0]


def test_ids_stay_the_same(client: TestClient) -> None:
    """Asked again, in another language, or on a later day, an entry keeps its id and its moment."""

    def held(query: str) -> dict[str, str]:
        tree = feed(client, query)
        return dict(zip(texts(tree, "a:entry/a:id"), texts(tree, "a:entry/a:updated"), strict=True))

    now, english, earlier = held(""), held("?lang=en"), held("?as_of=2025-01-01")
    assert now == english
    assert 0 < len(earlier) < len(now)
    assert earlier.items() <= now.items()


def test_links_lead_to_pages_of_the_site(client: TestClient) -> None:
    """Every entry leads to its commitment and to its passage in the document."""
    for entry in feed(client).findall(f"{ATOM}entry"):
        for link in entry.findall(f"{ATOM}link"):
            address = str(link.get("href")).removeprefix("http://testserver")
            answer = client.get(address.partition("#")[0])
            assert answer.status_code == 200, address
            fragment = address.partition("#")[2]
            assert not fragment or f'id="{fragment}"' in answer.text


def test_an_office_has_its_own(client: TestClient) -> None:
    """Narrowed to an office, the feed has only its deadlines and is a feed of its own; an unknown office is none."""
    whole, own = feed(client), feed(client, f"?office={OFFICE}")
    offices = {one.get("term") for one in own.iter(f"{ATOM}category")}
    assert len(offices) == 1
    assert 0 < len(own.findall(f"{ATOM}entry")) < len(whole.findall(f"{ATOM}entry"))
    assert own.findtext(f"{ATOM}id") != whole.findtext(f"{ATOM}id")
    assert client.get("/feeds/missed.atom?office=niemand").status_code == 404


def test_words_are_calm(client: TestClient) -> None:
    """No entry accuses: it says that no evidence was found, in either language."""
    for query, words in (("", "geen bewijs van uitvoering gevonden"), ("?lang=en", "no evidence of fulfilment found")):
        summaries = texts(feed(client, query), "a:entry/a:summary")
        assert all(words in summary for summary in summaries)


def test_an_empty_feed_is_valid(empty_client: TestClient) -> None:
    """Without entries there is still a moment, and it does not run with the clock."""
    tree = feed(empty_client)
    assert tree.findall(f"{ATOM}entry") == []
    assert datetime.fromisoformat(tree.findtext(f"{ATOM}updated") or "").year == 1970


@pytest.mark.parametrize("base", ["https://rappel.example", "https://rappel.example/"])
def test_a_public_address_is_used_in_links(own_sample_data: Path, base: str) -> None:
    """Behind a proxy the links carry the address that the settings name."""
    settings = Settings(data=own_sample_data, base_url=base)
    with Store.open(settings, clock=clock) as store:
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts)) as client:
            tree = feed(client)
    links = {str(link.get("href")) for link in tree.iter(f"{ATOM}link")}
    assert all(link.startswith("https://rappel.example/") and "example//" not in link for link in links)


@given(st.text())
def test_any_text_can_stand_in_the_feed(text: str) -> None:
    """What a document holds, control characters and halves of characters included, never makes the XML invalid."""
    tree = etree.fromstring(f"<a>{xml_safe(str(escape(text)))}</a>".encode())
    assert (tree.text or "") == re.sub(r"\r\n?", "\n", xml_safe(text))


def test_an_event_has_one_id_everywhere(own_sample_data: Path) -> None:
    """A missed deadline that was written down is the same entry in both feeds; a reader of both shows it once."""
    settings = Settings(data=own_sample_data)
    with Store.open(settings, clock=clock) as store:
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        recorded = parts.tracker.record_missed(parts.today())
        with TestClient(create_app(parts)) as client:
            computed = set(texts(feed(client, "?limit=500"), "a:entry/a:id"))
            logged = etree.fromstring(client.get("/feeds/events.atom?limit=500").content)
    assert len(computed) > 20
    assert {event_tag(one) for one in recorded} <= computed
    assert computed <= set(texts(logged, "a:entry/a:id"))


def test_events_are_read_page_by_page(client: TestClient) -> None:
    """The feed of events links to what came before (RFC 5005), until the log ends; each event stands on one page."""
    found: list[str] = []
    address = f"/feeds/events.atom?follow=office&office={OFFICE}&limit=7"
    while address:
        tree = etree.fromstring(client.get(address).content)
        page = texts(tree, "a:entry/a:id")
        assert len(page) <= 7
        found += page
        following = [str(one.get("href")) for one in tree.findall(f"{ATOM}link") if one.get("rel") == "next"]
        address = following[0] if following else ""
    assert len(found) == len(set(found)) > 7


@pytest.mark.parametrize("query", ["limit=0", "limit=9999", "limit=x", "before=0", "before=x"])
def test_a_feed_refuses_what_it_cannot_give(client: TestClient, query: str) -> None:
    """Limits of a feed are checked like those of every list."""
    assert client.get(f"/feeds/events.atom?{query}").status_code == 422
