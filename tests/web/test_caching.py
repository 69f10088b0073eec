"""Caching, compression and HEAD: an answer is made again only where something changed, and never kept for another."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.register import Cause, Event, EventKind
from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.conftest import clock
from tests.web.editing import editor, services_with_accounts
from web.app import create_app
from web.services import Services

ADDRESSES = (
    "/",
    "/search?q=wachtlijst",
    "/commitments",
    "/figures",
    "/offices",
    "/methods",
    "/api/v1/documents",
    "/api/v1/status",
    "/feeds/missed.atom",
    "/deadlines.ics",
    "/figures.csv",
)


@pytest.fixture
def parts(own_sample_data: Path) -> Iterator[Services]:
    """Return services over a store of the test's own."""
    settings = Settings(data=own_sample_data)
    with Store.open(settings, clock=clock) as store:
        yield Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_second_request_is_answered_without_making_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """With its own mark a page, a list, a feed is 304, without a template or the tracker being asked."""
    client.get(address)  # the first search opens the index, which counts from then on
    first = client.get(address)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "Accept-Encoding"} <= {one.strip() for one in first.headers["Vary"].split(",")}

    def fails(*_: object, **__: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr("web.render.environment", fails)
    monkeypatch.setattr("web.standing.Standing.list", fails)
    again = client.get(address, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Vary"] == "Cookie, Accept-Encoding"
    assert again.headers["X-Content-Type-Options"] == "nosniff"


def test_the_mark_follows_what_is_shown(client: TestClient) -> None:
    """Another address, query, language or cookie has a mark of its own."""
    asked: list[tuple[str, dict[str, str]]] = [
        ("/commitments", {}),
        ("/commitments?state=missed", {}),
        ("/figures", {}),
        ("/commitments", {"Cookie": "rappel-language=en"}),
        ("/commitments", {"Cookie": "other=1"}),
        ("/commitments", {"Accept-Language": "fr"}),
    ]
    assert len({client.get(address, headers=headers).headers["ETag"] for address, headers in asked}) == len(asked)


def test_a_change_or_a_new_day_makes_the_page_again(parts: Services) -> None:
    """A line of the log, a look at a source, a new file in the data folder or the next day changes the mark."""
    held = parts.store.register.list()[0]
    with TestClient(create_app(parts)) as client:

        def tag() -> str:
            return client.get("/commitments").headers["ETag"]

        tags = [tag(), tag()]
        assert tags[0] == tags[1]
        event = Event(
            kind=EventKind.NOTED,
            occurred=parts.today(),
            recorded=parts.clock(),
            cause=Cause.PERSON,
            author="iemand",
            commitment=held.id,
        )
        parts.store.register.append(event)
        tags.append(tag())
        parts.store.health.record("another", ok=False, message="away")
        tags.append(tag())
        (parts.settings.data / "mandates.toml").write_text("")
        tags.append(tag())
    tomorrow = replace(parts, clock=lambda: clock() + timedelta(days=1))
    with TestClient(create_app(tomorrow)) as client:
        tags.append(client.get("/commitments").headers["ETag"])
    assert len(set(tags)) == 5


@pytest.mark.parametrize("address", ["/nergens", "/api/v1/documents/none", "/commitments?limit=0"])
def test_an_error_is_not_kept(client: TestClient, address: str) -> None:
    """What went wrong has no mark and is kept by nobody."""
    answer = client.get(address)
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/sign-in", "/alerts", "/health"])
def test_pages_with_forms_of_a_session_have_no_mark(client: TestClient, address: str) -> None:
    """Sign-in, alerts and the sign of life are made every time."""
    answer = client.get(address)
    assert (answer.status_code, answer.headers.get("ETag")) == (200, None)


def test_the_mark_survives_a_store_that_cannot_answer(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the store cannot say how it stands, the page has no mark, and its own answer."""
    from corpus.errors import StoreBusy

    def busy(_: object) -> None:
        raise StoreBusy("another process is writing")

    monkeypatch.setattr("corpus.store.feed.Feed.mark", busy)
    answer = client.get("/methods")
    assert (answer.status_code, "ETag" in answer.headers) == (200, False)


@pytest.mark.parametrize("address", ["/commitments", "/static/rappel.css", "/api/v1/documents", "/figures.csv"])
def test_text_is_sent_small_to_who_takes_it(client: TestClient, address: str) -> None:
    """Pages, lists and the sheet are compressed where the visitor can read that, and only there."""
    small = client.get(address, headers={"Accept-Encoding": "gzip"})
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert (small.headers.get("Content-Encoding"), plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert small.content == plain.content
    assert "Accept-Encoding" in small.headers["Vary"]


@pytest.mark.parametrize("address", ["/sign-in", "/alerts?follow=deadlines"])
def test_pages_that_may_hold_a_secret_are_not_compressed(client: TestClient, address: str) -> None:
    """Beside a secret of the session the size of a compressed page would tell it (BREACH)."""
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, None)


def test_who_is_signed_in_gets_pages_of_their_own(own_sample_data: Path) -> None:
    """A page of somebody who is signed in is kept by nobody, has no mark, and is not compressed beside its form."""
    with services_with_accounts(own_sample_data) as parts, editor(parts, "Lies") as signed:
        stranger = TestClient(create_app(parts)).get("/commitments", headers={"Accept-Encoding": "gzip"})
        held = {"If-None-Match": stranger.headers["ETag"], "Accept-Encoding": "gzip"}
        answer = signed.client.get("/commitments", headers=held)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert "ETag" not in answer.headers
    assert "Content-Encoding" not in answer.headers


def test_small_answers_and_documents_are_sent_as_they_are(client: TestClient) -> None:
    """What is under a kilobyte gains nothing."""
    assert "Content-Encoding" not in client.get("/health", headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize("address", [*ADDRESSES, "/api/v1/openapi.json", "/health", "/static/site.js"])
def test_whatever_can_be_read_has_a_head(client: TestClient, address: str) -> None:
    """HEAD answers as GET does, without the body."""
    plain = {"Accept-Encoding": "identity"}
    head, full = client.head(address, headers=plain), client.get(address, headers=plain)
    assert (head.status_code, head.content) == (full.status_code, b"") == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers.get(name) == full.headers.get(name)


@pytest.mark.parametrize(("settings", "said"), [({"robots": "none"}, True), ({"reading": "closed"}, True), ({}, False)])
def test_an_unlisted_instance_says_so_in_every_answer(
    own_sample_data: Path, settings: dict[str, str], said: bool
) -> None:
    """Search engines are asked to keep away by the setting, and always where reading needs an account."""
    chosen = Settings(data=own_sample_data, **settings)  # type: ignore[arg-type]
    with Store.open(chosen, clock=clock) as store:
        own = Services(settings=chosen, store=store, clock=clock, open_search=lambda: SearchService.open(chosen, store))
        with TestClient(create_app(own)) as client:
            answer = client.get("/sign-in")
    assert ("X-Robots-Tag" in answer.headers) == said


def test_a_file_that_goes_meanwhile_hides_no_other(parts: Services) -> None:
    """Where one file of the data folder cannot be looked at, the change of another still makes a new mark."""
    folder = parts.settings.data
    (folder / "gone").symlink_to(folder / "nowhere")
    with TestClient(create_app(parts)) as client:
        before = client.get("/methods").headers["ETag"]
        assert client.get("/methods").headers["ETag"] == before
        (folder / "rules.toml").write_text("", encoding="utf-8")
        assert client.get("/methods").headers["ETag"] != before
