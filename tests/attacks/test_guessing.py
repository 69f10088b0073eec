"""Guessing passwords: what locks the guesser out, and that it locks nobody else out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.accounts import Account
from tests.conftest import clock
from tests.web.editing import PASSWORD, services_with_accounts
from web.app import create_app
from web.services import Services
from web.sign_in_devices import FORGIVEN, Devices, proof_for
from web.sign_in_gate import DEVICE_COOKIE
from web.sign_in_limits import FREE_FAILURES, NETWORK_FAILURES

WRONG = "geraden wachtwoord"


@dataclass
class Clock:
    """A clock that can be put on."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the moment that the test has set."""
        return self.now


@dataclass
class Site:
    """A site with accounts.

    Attributes:
        parts: What is behind it.
        clock: Its clock.
        owner: A browser that Lies has signed in with.
        stranger: A browser that nobody has.
    """

    parts: Services
    clock: Clock
    owner: TestClient
    stranger: TestClient


def tried(client: TestClient, password: str = PASSWORD, name: str = "Lies") -> int:
    """Try to sign in, and return the status."""
    return client.post("/sign-in", data={"name": name, "password": password}, follow_redirects=False).status_code


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Return a site of its own."""
    own = Clock(clock())
    with services_with_accounts(tmp_path / "data") as parts:
        held = replace(parts, clock=own)
        app = create_app(held)
        with (
            TestClient(app, client=("203.0.113.5", 9)) as owner,
            TestClient(app, client=("203.0.113.5", 8)) as stranger,
        ):
            assert tried(owner) == 303
            yield Site(held, own, owner, stranger)


def test_nobody_is_locked_out_by_strangers(site: Site) -> None:
    """An account that strangers guess at, from its owner's own network, is locked for them and open for its owner."""
    for _ in range(NETWORK_FAILURES):
        tried(site.stranger, WRONG)
    assert tried(site.stranger) == 429
    site.clock.now += timedelta(seconds=31)
    assert tried(site.stranger) == 401
    assert tried(site.owner) == 303
    site.clock.now += timedelta(seconds=15)
    assert tried(site.stranger) in (401, 429)
    assert tried(site.owner) == 303


def test_a_known_browser_guesses_no_better(site: Site) -> None:
    """Who took a browser has five tries with it; then it is a stranger's, and after an hour it has five again."""
    for _ in range(FREE_FAILURES):
        assert tried(site.owner, WRONG) == 401
    assert site.parts.store.accounts.get("Lies").failures == 0
    for _ in range(FREE_FAILURES):
        assert tried(site.owner, WRONG) == 401
    assert site.parts.store.accounts.get("Lies").failures == FREE_FAILURES
    assert tried(site.owner) == 401
    site.clock.now += FORGIVEN
    assert tried(site.owner) == 303


def test_a_proof_is_of_one_account_and_one_password(site: Site) -> None:
    """A proof opens no other account's lock, nor that of a changed password, and nobody can make one."""
    account = site.parts.store.accounts.get("Lies")
    devices, now = Devices(), clock()
    proof = proof_for(account)
    assert devices.knows(account, proof, now)
    assert proof_for(account) != proof
    assert not devices.knows(replace(account, name="Bert"), proof, now)
    assert not devices.knows(replace(account, password="other"), proof, now)
    for forged in ("", ".", "a.b", "é", proof[:-1], proof + "a", "x" * 500, f"x.{proof.partition('.')[2]}"):
        assert not devices.knows(account, forged, now), forged
    for _ in range(NETWORK_FAILURES):
        tried(site.stranger, WRONG, "Bert")
    assert tried(site.owner, name="Bert") == 429


def test_the_proof_is_the_sites_alone(site: Site) -> None:
    """It is sent to the sign-in alone, by no other site, read by no script, and over https alone where the site is."""
    answer = site.owner.post("/sign-in", data={"name": "Lies", "password": PASSWORD}, follow_redirects=False)
    (given,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith(DEVICE_COOKIE)]
    assert {"HttpOnly", "SameSite=strict", "Path=/sign-in", f"Max-Age={180 * 86_400}"} <= set(given.split("; "))
    refused = site.stranger.post("/sign-in", data={"name": "Lies", "password": WRONG})
    assert "set-cookie" not in refused.headers
    with services_with_accounts(site.parts.settings.data.parent / "secure", base_url="https://x.example") as parts:
        form = {"name": "Lies", "password": PASSWORD}
        secure = TestClient(create_app(parts)).post("/sign-in", data=form, follow_redirects=False)
        assert all("Secure" in one for one in secure.headers.get_list("set-cookie"))


def test_a_session_is_new_and_its_own(site: Site) -> None:
    """A planted session is never taken; the old one ends at a new sign-in; signing out ends it for good."""
    planted = TestClient(create_app(site.parts), cookies={"rappel-session": "planted"})
    answer = planted.post("/sign-in", data={"name": "Bert", "password": PASSWORD}, follow_redirects=False)
    session = re.search(r"rappel-session=([^;]+)", answer.headers["set-cookie"])
    assert session
    assert session[1] != "planted"
    assert len(session[1]) >= 43
    before = site.owner.cookies["rappel-session"]
    assert tried(site.owner) == 303
    stale = TestClient(create_app(site.parts), cookies={"rappel-session": before})
    assert 'name="csrf"' not in stale.get("/sign-in").text
    csrf = re.search(r'name="csrf" value="(\w+)"', site.owner.get("/sign-in").text)
    assert csrf
    kept = site.owner.cookies["rappel-session"]
    site.owner.post("/sign-out", data={"csrf": csrf[1]})
    again = TestClient(create_app(site.parts), cookies={"rappel-session": kept})
    assert 'name="csrf"' not in again.get("/sign-in").text


def test_counts_are_bounded() -> None:
    """However many proofs fail, few are remembered, and those the longest ago are forgotten first."""
    devices, now = Devices(), clock()
    account = Account(name="a", password="h", role="editor", created=now)  # type: ignore[arg-type]
    first = proof_for(account)
    for _ in range(FREE_FAILURES):
        devices.wrong(first, now)
    assert not devices.knows(account, first, now)
    for number in range(10_000):
        devices.wrong(str(number), now)
    assert devices.knows(account, first, now)
    assert len(devices._wrong) == 10_000
