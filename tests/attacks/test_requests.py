"""Hostile visitors: what they send in addresses, forms and headers, to every route that the site has."""

import logging
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from unittest.mock import Mock, patch
from urllib.parse import quote, urlencode

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pydantic import BaseModel

from corpus.settings import Settings
from tests.attacks.conftest import ATTACK, Hostile
from tests.attacks.test_stored import injected, wrong_in
from tests.conftest import clock
from tests.web.editing import PASSWORD
from web import api, calendar, feeds, pages
from web.app import create_app
from web.discovery import routers
from web.services import Services
from web.serving.guard import POLICY
from web.sign_in_gate import COOKIE


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the site.

    Attributes:
        path: With its parameters in braces.
        methods: What it answers.
        asked: Names of the parameters of its query.
    """

    path: str
    methods: frozenset[str]
    asked: tuple[str, ...]


def _asked(dependant: Dependant) -> Iterator[str]:
    for one in dependant.query_params:
        kind = one.field_info.annotation
        if isinstance(kind, type) and not isinstance(kind, types.GenericAlias) and issubclass(kind, BaseModel):
            yield from kind.model_fields
        else:
            yield one.alias
    for inner in dependant.dependencies:
        yield from _asked(inner)


def routes() -> list[Route]:
    """Return every route of the pages, the API, the feeds and the calendar."""
    found = [*routers(pages), *routers(api), feeds.router, calendar.router]
    held = [one for router in found for one in router.routes if isinstance(one, APIRoute)]
    return [Route(one.path, frozenset(one.methods or ()), tuple(dict.fromkeys(_asked(one.dependant)))) for one in held]


GETS = sorted({one.path: one for one in routes() if "GET" in one.methods}.values(), key=lambda one: one.path)
INJECTIONS = (
    ATTACK,
    "' OR '1'='1' UNION SELECT password FROM accounts --",
    "%_%' ESCAPE '\\",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "\r\nSet-Cookie: stolen=1\r\n\r\n<x-attack>",
    "{{config}}{%print(31*43*1009)%}",
    "\x00\ufffe\u202e",
    "9" * 400,
    "[[1]]&a[]=1",
)


def test_the_site_has_routes() -> None:
    """Routes and parameters are found; so the tests below try something."""
    assert len(GETS) > 60
    assert sum(len(one.asked) for one in GETS) > 150


def filled(path: str, value: str) -> str:
    """Return the address of a route with the same word for each parameter."""
    return re.sub(r"\{\w+(?::\w+)?\}", lambda _: quote(value, safe=""), path)


def wrong_answer(client: TestClient, address: str) -> list[object]:
    """Return what is wrong with the answer to a hostile request."""
    answer = client.get(address, follow_redirects=False)
    wrong: list[object] = [answer.status_code] if answer.status_code >= 500 else []
    if "stolen" in answer.headers.get("set-cookie", ""):
        wrong.append("it set a cookie")
    if not answer.headers.get("location", "/").startswith(("/", "http://testserver/")):
        wrong.append(f"it leads to {answer.headers['location']}")
    if answer.headers.get("content-security-policy") != POLICY:
        wrong.append("it has no policy")
    if "root:x:" in answer.text or "argon2" in answer.text:
        wrong.append("it tells a secret")
    return [*wrong, *wrong_in(answer)]


@pytest.mark.parametrize("route", GETS, ids=lambda one: one.path)
def test_no_parameter_is_more_than_words(hostile: Hostile, route: Route) -> None:
    """Whatever stands in any parameter of any route, all at once or in the path, is refused or shown as words."""
    wrong = {}
    for number, attack in enumerate(INJECTIONS):
        plain = filled(route.path, "a")
        addresses = [f"{plain}?{urlencode(dict.fromkeys(route.asked, attack))}"] if route.asked else []
        addresses += [f"{plain}?{urlencode({one: attack})}" for one in route.asked] if number == 0 else []
        if "{" in route.path:
            addresses.append(filled(route.path, attack))
        for address in addresses:
            if found := wrong_answer(hostile.client, address):
                wrong[address[:150]] = found[:3]
    assert wrong == {}


SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
WITH_TOKEN = {"/alerts/confirm/{token}", "/alerts/manage/{token}", "/alerts/unsubscribe/{token}"}
"""Opened by a signed link alone, which no other site knows; a mail program unsubscribes from elsewhere (RFC 8058)."""
ONLY_READS = {"/api/v1/similar"}
LETTER = "/c/{commitment_id}/follow-up"
FOR_ALL = {"/sign-in", "/sign-out", "/alerts", "/alerts/link", "/already-asked", "/news/visit", LETTER}
OF_PROGRAMS = {"/api/v1/commitments/{commitment_id}/decisions"}
"""JSON alone, which no form can send: they carry no mark."""
WITHOUT_ACCOUNT = FOR_ALL | WITH_TOKEN | ONLY_READS
"""Forms for everybody, which have no session whose mark they could carry."""
FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)


def unsafe() -> list[tuple[str, str]]:
    """Return each method and path that may change something, of every route that the application has."""
    held = Services(settings=Settings(), store=Mock(), clock=clock, open_search=Mock())
    waiting: list[object] = list(create_app(held).routes)
    found: set[tuple[str, str]] = set()
    while waiting:
        one = waiting.pop()
        waiting += getattr(getattr(one, "original_router", one), "routes", None) or []
        methods = set(getattr(one, "methods", None) or ()) - set(SAFE_METHODS)
        found |= {(method, str(getattr(one, "path", ""))) for method in methods}
    return sorted(found)


UNSAFE = unsafe()


def test_what_changes_something_is_known() -> None:
    """Every exception below is a route, nothing but forms changes anything, and most forms are an editor's."""
    assert {path for _, path in UNSAFE} >= WITHOUT_ACCOUNT
    assert {method for method, _ in UNSAFE} == {"POST"}
    assert len(UNSAFE) > len(WITHOUT_ACCOUNT) + 5


@pytest.mark.parametrize("path", [path for _, path in UNSAFE if path not in WITH_TOKEN | ONLY_READS])
def test_no_form_of_another_site_is_taken(hostile: Hostile, path: str) -> None:
    """A form is refused for where it comes from alone: signed in, and with the right mark of the session."""
    address = filled(path, "a")
    before = hostile.services.store.feed.mark()
    messages = len(hostile.services.store.outbox.messages())
    given = {"csrf": hostile.csrf, "action": "confirm", "text": "Bruggen?", "address": "x@example.org", "q": "x"}
    sent = {"json": {"action": "confirm", "expected_last": 1}} if path.startswith("/api/") else {"data": given}
    for headers in FOREIGN:
        answer = hostile.client.post(address, **sent, headers=headers, follow_redirects=False)
        assert answer.status_code == 403, headers
    assert hostile.services.store.feed.mark() == before
    assert len(hostile.services.store.outbox.messages()) == messages


@pytest.mark.parametrize("path", [path for _, path in UNSAFE if path not in WITHOUT_ACCOUNT | OF_PROGRAMS])
def test_no_form_without_the_mark_of_the_session_is_taken(hostile: Hostile, path: str) -> None:
    """What needs an account is refused to strangers, and to an editor whose form is not the session's own."""
    address = filled(path, "a")
    before = hostile.services.store.feed.mark()
    for given in ({}, {"csrf": ""}, {"csrf": "f" * 64}, {"csrf": "é"}):
        answer = hostile.client.post(address, data=given, follow_redirects=False)
        assert answer.status_code in (403, 422), (given, answer.status_code)
    with TestClient(create_app(hostile.services)) as stranger:
        assert stranger.post(address, data={"csrf": hostile.csrf}, follow_redirects=False).status_code == 401
    assert hostile.services.store.feed.mark() == before


@pytest.mark.parametrize("address", ["/api/v1/similar", "/api/v1/commitments/a/decisions"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_the_api_takes_no_form(hostile: Hostile, kind: str, address: str) -> None:
    """What a form of another site can send without asking first is nothing that the API reads."""
    content = b'{"text": "bruggen", "action": "confirm", "expected_last": 1}'
    answer = hostile.client.post(address, content=content, headers={"Content-Type": kind})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/..%5capp.py",
        "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/....//app.py", "/static/rappel.css%00.js",
        "/d/..%2f..%2frappel.sqlite", "/d/a/v/1/pages/..%2f1.png", "/d/a/original/../../../rappel.sqlite",
        "/export/..%2frappel.sqlite", "/language/..%2f..%2fx", "/c/..%2f..%2fetc/chain.svg",
    ],
)  # fmt: skip
def test_no_path_climbs(hostile: Hostile, address: str) -> None:
    """No address reaches a file that is not meant to be sent."""
    answer = hostile.client.get(address, follow_redirects=False)
    assert answer.status_code in (303, 307, 400, 404, 405, 422)
    assert not re.search(rb"root:x:|SQLite format|create_app", answer.content)


FORGED = {
    "Host": "kwaad.example",
    "X-Forwarded-Host": "kwaad.example",
    "X-Forwarded-Proto": "https",
    "X-Original-URL": "/sign-in",
    "X-Rewrite-URL": "/sign-in",
    "Forwarded": "host=kwaad.example",
}


@pytest.mark.parametrize("name", [name for name in FORGED if name != "Host"])
@pytest.mark.parametrize("address", ["/", "/search?q=bruggen", "/feeds/missed.atom", "/robots.txt"])
def test_no_header_changes_what_others_get(hostile: Hostile, address: str, name: str) -> None:
    """Headers that a cache does not look at change neither the answer nor its mark."""
    plain, forged = hostile.client.get(address), hostile.client.get(address, headers={name: FORGED[name]})
    assert forged.headers.get("etag") == plain.headers.get("etag")
    assert "kwaad.example" not in forged.text
    assert "kwaad.example" not in str(forged.headers)


def test_another_name_of_the_site_has_answers_of_its_own(hostile: Hostile) -> None:
    """What is asked under another host's name has another mark, and mails never lead there."""
    with TestClient(create_app(hostile.services)) as stranger:
        plain, forged = stranger.get("/"), stranger.get("/", headers={"Host": "kwaad.example"})
        assert plain.headers["etag"] != forged.headers["etag"]
        wish = {"follow": "search", "q": "x", "address": "h@example.org", "mail_language": "nl", "rhythm": "live"}
        before = len(hostile.services.store.outbox.messages())
        assert stranger.post("/alerts", data=wish, headers={"Host": "kwaad.example"}).status_code == 200
        messages = hostile.services.store.outbox.messages()
        assert len(messages) == before + 1
        assert not [one for one in messages if b"kwaad.example" in one.content]


@pytest.mark.parametrize("address", ["/", "/review", "/commitments", "/api/v1/status"])
def test_what_is_shown_to_one_is_kept_for_none(hostile: Hostile, address: str) -> None:
    """An answer to who is signed in may not be kept, has no mark, and no stranger gets it by the same mark."""
    own = hostile.client.get(address)
    assert own.headers["cache-control"] == "private, no-store"
    assert "etag" not in own.headers
    with TestClient(create_app(hostile.services)) as stranger:
        assert "Lies" not in stranger.get(address).text


def test_no_other_site_reads_with_a_visitors_rights(hostile: Hostile) -> None:
    """No answer allows another origin to read it: there is no CORS, with credentials or without."""
    for address in ("/", "/api/v1/status", "/sign-in", "/commitments.csv"):
        for method in ("GET", "OPTIONS"):
            headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
            answer = hostile.client.request(method, address, headers=headers)
            assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_the_cookie_is_the_sites_alone(hostile: Hostile) -> None:
    """The cookie of a session is read by no script, sent by no other site, and one that was planted is never taken."""
    with TestClient(create_app(hostile.services), raise_server_exceptions=False) as client:
        client.cookies.set(COOKIE, "planted")
        answer = client.post("/sign-in", data={"name": "Bert", "password": PASSWORD}, follow_redirects=False)
        (given,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith(COOKIE)]
        assert {"HttpOnly", "SameSite=lax"} <= {one.strip() for one in given.split(";")}
        assert "planted" not in given


def test_no_secret_is_logged(hostile: Hostile, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever goes right or wrong, no password, session, token or subscriber's address stands in a log."""
    caplog.set_level(logging.DEBUG)
    secrets = [PASSWORD, "fout-wachtwoord-9", "geheim@example.org", "planted-session"]
    with TestClient(create_app(hostile.services), raise_server_exceptions=False) as client:
        client.post("/sign-in", data={"name": "Lies", "password": "fout-wachtwoord-9"})
        client.post("/sign-in", data={"name": "Lies", "password": PASSWORD})
        secrets.append(client.cookies[COOKIE])
        csrf = re.search(r'name="csrf" value="(\w+)"', client.get("/sign-in").text)
        assert csrf
        secrets.append(csrf[1])
        wish = {"follow": "search", "q": "x", "address": "geheim@example.org", "mail_language": "nl", "rhythm": "live"}
        client.post("/alerts", data=wish)
        client.post("/alerts", data={**wish, "rhythm": "never"})
        newest = max(hostile.services.store.outbox.messages(), key=lambda one: one.id or 0)
        mail = newest.content.decode().replace("=\n", "").replace("=3D", "=")
        link = re.search(r"/alerts/confirm/([\w.~-]+)", mail)
        assert link
        secrets.append(link[1][:30])
        assert client.get(f"/alerts/confirm/{link[1]}x").status_code == 404
        with patch("web.pages.alerts.desk_of", side_effect=RuntimeError("broken")):
            assert client.get(f"/alerts/confirm/{link[1]}").status_code == 500
        client.get("/d/none", headers={"Cookie": f"{COOKIE}=planted-session"})
    said = "\n".join(
        f"{one.getMessage()} {one.exc_text or ''}" for one in caplog.records if not one.name.startswith("httpx")
    )
    assert "unexpected error on /alerts/confirm/" in said
    assert [one for one in secrets if one in said] == []
    assert injected(hostile.client.get("/").text) == []
