"""Pages of the lists of the API: everything once, whatever is added meanwhile; a wrong cursor is a clear problem."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.store import DocumentFilter, FigureFilter
from web import errors
from web.api.paging import Listing, PageAsked, listed
from web.services import Services

HELD = [f"t{number}" for number in range(7)]


@pytest.fixture
def shelf() -> list[str]:
    """Return a list that a test may change between two pages."""
    return list(HELD)


@pytest.fixture
def small(shelf: list[str], sample_services: Services) -> TestClient:
    """Return a client of an application with one list."""
    app = FastAPI()
    app.state.services = sample_services
    errors.install(app)

    @app.get("/api/v1/things")
    def things(response: Response, paging: PageAsked, only: str = "") -> Listing[str]:
        """List things."""
        found = [one for one in shelf if only in one]
        return listed(response, paging, found, name=lambda one: one, shown=lambda one: one)

    return TestClient(app)


def walked(client: TestClient, address: str) -> Iterator[Any]:
    """Yield the pages of a list, from one to the next by the header."""
    following: str | None = address
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        link = answer.links.get("next", {}).get("url")
        assert (link is None) == (body["next"] is None)
        assert link == body["next_url"]
        yield body
        following = link


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_the_pages_make_the_list(small: TestClient, limit: int) -> None:
    """One after the other the pages give the whole list once, each with the same total."""
    pages = list(walked(small, f"/api/v1/things?limit={limit}"))
    assert [one for page in pages for one in page["items"]] == HELD
    assert {page["total"] for page in pages} == {7}


def test_what_is_added_or_taken_away_shifts_nothing(small: TestClient, shelf: list[str]) -> None:
    """New ones push nothing onto the next page twice; where the last one shown is gone, its place counts."""
    first = small.get("/api/v1/things?limit=3").json()
    shelf[:0] = ["new1", "new2"]
    assert small.get(first["next_url"]).json()["items"] == ["t3", "t4", "t5"]
    shelf[:] = [one for one in HELD if one != "t2"]
    assert small.get(first["next_url"]).json()["items"] == ["t4", "t5", "t6"]


def test_an_offset_skips(small: TestClient) -> None:
    """An offset leaves out the first ones, and its page leads on by a cursor."""
    pages = list(walked(small, "/api/v1/things?limit=4&offset=2"))
    assert [one for page in pages for one in page["items"]] == HELD[2:]


def text_of(held: object) -> str:
    """Return something as a cursor would carry it."""
    return base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")


@pytest.mark.parametrize("cursor", ["x", "é", "....", text_of(1), text_of([]), text_of(["other", "t1", 1]), "=" * 9])
@pytest.mark.parametrize("path", ["/api/v1/documents", "/api/v1/figures", "/api/v1/commitments", "/api/v1/offices"])
def test_a_bad_cursor_is_a_problem(client: TestClient, path: str, cursor: str) -> None:
    """What is no cursor of the list is refused with the parameter's name and what to do."""
    answer = client.get(path, params={"cursor": cursor})
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["detail"].startswith("cursor: ")
    assert answer.json()["code"] == "bad_cursor"


def test_a_cursor_of_another_question_is_refused(client: TestClient, small: TestClient) -> None:
    """A cursor goes with its own filters: with others it would give a wrong page in silence."""
    following = small.get("/api/v1/things?limit=2").json()["next"]
    assert small.get(f"/api/v1/things?only=t&cursor={following}").status_code == 422
    assert small.get(f"/api/v1/things?offset=2&cursor={following}").status_code == 422
    assert small.get(f"/api/v1/things?limit=5&cursor={following}").json()["items"] == HELD[2:]
    other = client.get("/api/v1/documents?limit=2").json()["next"]
    assert client.get(f"/api/v1/figures?cursor={other}").status_code == 422


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5) | st.booleans(), lambda one: st.lists(one, max_size=4)
    ),
    st.sampled_from(["/api/v1/documents", "/api/v1/figures", "/api/v1/commitments"]),
)
def test_no_forged_cursor_breaks_a_list(client: TestClient, held: object, path: str) -> None:
    """A cursor with the right mark and anything behind it is a page or a clear refusal."""
    following = client.get(f"{path}?limit=1").json()["next"]
    question = json.loads(base64.urlsafe_b64decode(following + "=" * (-len(following) % 4)))[0]
    forged = text_of([question, *(held if isinstance(held, list) else [held])])
    assert client.get(path, params={"limit": 1, "cursor": forged}).status_code in (200, 422)


@pytest.mark.parametrize("held", [["gisteren", "x", 0], ["2024-01-01", "x"], [None, "x", 10**30], ["x", -1], [1]])
@pytest.mark.parametrize("path", ["/api/v1/documents", "/api/v1/figures", "/api/v1/commitments"])
def test_a_cursor_with_the_right_mark_and_nonsense_is_refused(
    client: TestClient, path: str, held: list[object]
) -> None:
    """A day that is none, too many digits, or another list's place is refused like any bad cursor."""
    following = client.get(f"{path}?limit=1").json()["next"]
    question = json.loads(base64.urlsafe_b64decode(following + "=" * (-len(following) % 4)))[0]
    answer = client.get(path, params={"limit": 1, "cursor": text_of([question, *held])})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


def test_the_lists_of_the_store_go_on(client: TestClient, sample_services: Services) -> None:
    """Documents and figures come page by page as the store lists them, those of unknown days included."""
    store = sample_services.store
    pages = list(walked(client, "/api/v1/documents?limit=4"))
    assert [one["id"] for page in pages for one in page["items"]] == [one.id for one in store.documents.list()]
    assert {page["total"] for page in pages} == {store.documents.count(DocumentFilter())}
    pages = list(walked(client, "/api/v1/figures?limit=37"))
    found = [(one["document"], one["position"]) for page in pages for one in page["items"]]
    assert found == [(one.document, one.position) for one in store.figures.list(FigureFilter())]


def test_the_undated_come_behind_everything(sample_services: Services) -> None:
    """Behind a place without a day stand only the undated of a later id; behind the first day, everything else."""
    held = sample_services.store.documents
    first = held.list()[0]
    place = held.place(first.id)
    assert held.list(after=place) == held.list()[1:]
    undated = held.list(after=replace(place, day=None))
    assert all(one.day is None and one.id > first.id for one in undated)
