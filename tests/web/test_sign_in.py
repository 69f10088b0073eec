"""Signing in, staying in, signing out, being locked out; an instance that is closed; forms of other sites."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.accounts import Role
from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.web.checking import faults
from web.accounts import AccountDesk
from web.app import create_app
from web.services import Services
from web.sign_in_gate import COOKIE
from web.sign_in_limits import FREE_FAILURES, LONGEST_LOCK, NETWORK_FAILURES, locked_until, network_of

PASSWORD = "een lange zin als wachtwoord"
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass
class Site:
    """A site of its own with three accounts and a clock that can be put on."""

    data: Path
    client: TestClient = field(init=False)
    store: Store = field(init=False)
    now: datetime = START

    def clock(self) -> datetime:
        """Return the moment that the test has set."""
        return self.now

    def sign_in(self, name: str = "Lies", password: str = PASSWORD, **headers: str) -> Any:  # noqa: ANN401 - the test client's own
        """Send the form."""
        return self.client.post(
            "/sign-in", data={"name": name, "password": password}, headers=headers, follow_redirects=False
        )

    def signed_in(self) -> bool:
        """Return whether the site knows this browser."""
        return 'name="csrf"' in self.client.get("/sign-in").text

    def csrf(self) -> str:
        """Return what the forms of this session carry."""
        found = re.search(r'name="csrf" value="(\w+)"', self.client.get("/sign-in").text)
        assert found
        return found[1]


def opened(data: Path, **given: object) -> Iterator[Site]:
    """Open a site with accounts over an empty store."""
    site = Site(data=data)
    settings = Settings(data=data, **given)  # type: ignore[arg-type]
    with Store.open(settings, clock=site.clock) as store:
        parts = Services(
            settings=settings, store=store, clock=site.clock, open_search=lambda: SearchService.open(settings, store)
        )
        desk = AccountDesk(store, site.clock)
        for name, role in (("Lies", Role.EDITOR), ("Rik", Role.READER), ("Ada", Role.ADMIN)):
            desk.add(name, PASSWORD, role)
        site.store = store
        with TestClient(create_app(parts), raise_server_exceptions=False) as client:
            site.client = client
            yield site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Return an open site."""
    yield from opened(tmp_path / "data")


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Site]:
    """Return a closed site."""
    yield from opened(tmp_path / "data", reading="closed")


def test_signs_in_and_goes_back(site: Site) -> None:
    """The right password opens a session and leads back to the page; the cookie is out of reach of scripts."""
    answer = site.client.post(
        "/sign-in",
        data={"name": "lies", "password": PASSWORD, "back": "/commitments?state=missed"},
        follow_redirects=False,
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/commitments?state=missed")
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert "Secure" not in cookie
    assert "Lies" in site.client.get("/").text
    assert site.client.get("/").headers["Cache-Control"] == "private, no-store"


def test_only_the_hash_of_the_cookie_is_kept(site: Site) -> None:
    """Who reads the database cannot sign in with what stands there."""
    site.sign_in()
    cookie = site.client.cookies[COOKIE]
    assert site.store.accounts.signed_in(hashlib.sha256(cookie.encode()).hexdigest()) is not None
    assert site.store.accounts.signed_in(cookie) is None
    assert PASSWORD not in site.store.accounts.get("Lies").password


def test_secure_behind_https(tmp_path: Path) -> None:
    """Over https, or where the setting says that the site is reached so, the cookie is for https only."""
    for site in opened(tmp_path / "data", base_url="https://rappel.example"):
        assert "Secure" in site.sign_in().headers["Set-Cookie"]


def test_a_new_session_at_every_sign_in(site: Site) -> None:
    """Signing in again gives another cookie and ends the session before; a cookie that somebody set is none."""
    site.client.cookies.set(COOKIE, "untergeschoben")
    site.sign_in()
    first = site.client.cookies.get(COOKIE, domain="testserver.local") or ""
    site.sign_in()
    second = site.client.cookies.get(COOKIE, domain="testserver.local") or ""
    assert len({first, second, "untergeschoben"}) == 3
    assert site.store.accounts.signed_in(hashlib.sha256(first.encode()).hexdigest()) is None


@pytest.mark.parametrize("name", ["Lies", "Niemand", "Dicht", ""])
def test_one_answer_for_every_refusal(site: Site, name: str) -> None:
    """Unknown name, wrong password and closed account look the same, so that names cannot be found out."""
    desk = AccountDesk(site.store, site.clock)
    desk.add("Dicht", PASSWORD, Role.EDITOR)
    desk.disable("Dicht")
    answer = site.sign_in(name, PASSWORD if name == "Dicht" else "verkeerd wachtwoord")
    assert answer.status_code == 401
    assert "horen niet bij elkaar" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert faults(answer.text) == {}


def test_the_same_work_for_unknown_names(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password is compared where there is no account, and where the account is locked or closed, too."""
    compared: list[str] = []

    def counting(_password: str, hashed: str) -> bool:
        compared.append(hashed)
        return False

    monkeypatch.setattr("web.sign_in.fits", counting)
    desk = AccountDesk(site.store, site.clock)
    desk.disable("Rik")
    for name in ("Lies", "Niemand", "Rik"):
        site.sign_in(name)
    assert len(compared) == 3


def test_ends_when_idle_and_in_any_case(site: Site) -> None:
    """A session ends after two hours without use, and after twelve hours however it is used."""
    site.sign_in()
    site.now += timedelta(minutes=119)
    assert site.signed_in()
    site.now += timedelta(minutes=121)
    assert not site.signed_in()
    site.sign_in()
    for _ in range(11):
        site.now += timedelta(minutes=60)
        assert site.signed_in()
    site.now += timedelta(minutes=61)
    assert not site.signed_in()


def test_signs_out_here_and_everywhere(site: Site) -> None:
    """Signing out ends this session; everywhere ends the one in the other browser too."""
    with TestClient(site.client.app, raise_server_exceptions=False) as other:
        other.post("/sign-in", data={"name": "Lies", "password": PASSWORD})
        site.sign_in()
        site.client.post("/sign-out", data={"csrf": site.csrf()})
        assert not site.signed_in()
        assert 'name="csrf"' in other.get("/sign-in").text
        site.sign_in()
        site.client.post("/sign-out", data={"csrf": site.csrf(), "everywhere": "true"})
        assert 'name="csrf"' not in other.get("/sign-in").text


@pytest.mark.parametrize("change", ["password", "disable", "remove"])
def test_a_right_that_ends_signs_out(site: Site, change: str) -> None:
    """Another password, a closed or a removed account end every session at once."""
    site.sign_in()
    desk = AccountDesk(site.store, site.clock)
    if change == "password":
        desk.password("Lies", "een heel ander wachtwoord")
    elif change == "disable":
        desk.disable("Lies")
    else:
        desk.remove("Lies")
    assert not site.signed_in()


def test_an_account_is_locked_for_longer_and_longer(site: Site) -> None:
    """Five wrong passwords lock the account; the right one does not open it until the time is over."""
    for _ in range(FREE_FAILURES):
        site.sign_in(password="verkeerd wachtwoord")
    assert site.sign_in().status_code == 401
    site.now += timedelta(minutes=1)
    assert site.sign_in(password="nog eens verkeerd").status_code == 401
    site.now += timedelta(minutes=1)
    assert site.sign_in().status_code == 401
    site.now += timedelta(minutes=1)
    assert site.sign_in().status_code == 303
    assert site.store.accounts.get("Lies").failures == 0


def test_lock_times_grow_to_an_hour() -> None:
    """One, two, four minutes and so on, never more than an hour, whatever the count."""
    times = [locked_until(n, START) for n in (4, 5, 6, 7, 11, 12, 10_000)]
    minutes = [None if one is None else (one - START).total_seconds() / 60 for one in times]
    assert minutes == [None, 1, 2, 4, 60, 60, LONGEST_LOCK.total_seconds() / 60]


def test_a_network_has_to_wait_whatever_the_account(site: Site) -> None:
    """Twenty wrong passwords from one network stop it, for every name; after half a minute it may try once."""
    for number in range(NETWORK_FAILURES):
        assert site.sign_in(f"Naam {number}").status_code == 401
    answer = site.sign_in("Ada")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 30
    site.now += timedelta(seconds=31)
    assert site.sign_in("Ada").status_code == 303


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        (None, ""),
    ],
)
def test_networks(host: str | None, network: str) -> None:
    """An IPv4 address stands for itself, an IPv6 one for its household."""
    assert network_of(host) == network


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elders.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_send_no_forms(site: Site, headers: dict[str, str]) -> None:
    """What another site makes a browser send is refused, at signing in and at signing out."""
    assert site.sign_in(**headers).status_code == 403
    site.sign_in()
    answer = site.client.post("/sign-out", data={"csrf": site.csrf()}, headers=headers)
    assert answer.status_code == 403
    assert site.signed_in()


def test_a_form_needs_the_mark_of_its_session(site: Site) -> None:
    """Without the session's own mark, or with another's, nothing happens."""
    site.sign_in()
    for csrf in ("", "0" * 64, "é"):
        assert site.client.post("/sign-out", data={"csrf": csrf}).status_code == 403
    assert site.signed_in()
    own = site.client.post("/sign-out", data={"csrf": site.csrf()}, headers={"Origin": "http://testserver"})
    assert own.status_code == 200
    assert not site.signed_in()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 303),
        ("/search?q=a", 303),
        ("/commitments.csv", 303),
        ("/nergens", 303),
        ("/api/v1/status", 401),
        ("/api/v1/openapi.json", 401),
        ("/feeds/missed.atom", 401),
        ("/sign-in", 200),
        ("/health", 200),
        ("/static/rappel.css", 200),
        ("/sign-in/", 303),
        ("/static", 303),
    ],
)
def test_a_closed_site_asks_for_sign_in(closed: Site, address: str, status: int) -> None:
    """Strangers see only the sign-in, health and files; data and feeds say 401; the way back is kept."""
    answer = closed.client.get(address, follow_redirects=False)
    assert answer.status_code == status
    if status == 303:
        assert answer.headers["Location"].startswith("/sign-in?back=%2F")
    if address.startswith("/api/"):
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_reader_reads_a_closed_site(closed: Site) -> None:
    """An account of any role opens it; the API too."""
    assert closed.sign_in("Rik").status_code == 303
    assert closed.client.get("/", follow_redirects=False).status_code == 200
    assert closed.client.get("/api/v1/openapi.json").status_code == 200
    assert "/review" not in closed.client.get("/").text


def test_the_page_is_whole(site: Site) -> None:
    """The form and the page of who is signed in are well-formed and labelled."""
    assert faults(site.client.get("/sign-in?back=/offices").text) == {}
    site.sign_in("Ada")
    assert faults(site.client.get("/sign-in").text) == {}
    assert "beheerder" in site.client.get("/sign-in").text
