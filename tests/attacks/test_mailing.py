"""Mass subscription: nobody is flooded with questions, and nobody calls addresses through the site."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.attacks.conftest import confirmed
from tests.conftest import clock
from tests.web.editing import services_with_accounts
from web.app import create_app
from web.networks import NetworkLimit, mailbox_of
from web.pages import alerts, alerts_manage
from web.services import Services

WISH = {"follow": "search", "q": "bruggen", "mail_language": "nl", "rhythm": "live"}


class Site:
    """A site that sends mail, with a clock that can be put on."""

    def __init__(self, parts: Services) -> None:
        self.now: datetime = clock()
        self.parts = replace(parts, clock=lambda: self.now)
        self._app = create_app(self.parts)
        self._networks = 0

    def client(self) -> TestClient:
        """Return a browser in a network of its own."""
        self._networks += 1
        return TestClient(self._app, client=(f"203.{self._networks}.113.5", 9))

    def ask(self, address: str, query: str = "bruggen") -> None:
        """Ask for mail to an address, from a network that has asked for nothing yet."""
        answer = self.client().post("/alerts", data={**WISH, "address": address, "q": query})
        assert answer.status_code in (200, 400), answer.text

    def mails(self) -> int:
        """Return how many mails were written."""
        return len(self.parts.store.outbox.messages())


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Return a site of its own."""
    monkeypatch.setattr(alerts, "limit", NetworkLimit())
    given = {"mail_from": "alerts@rappel.example", "webhooks_allow_private": True}
    with services_with_accounts(tmp_path / "data", **given) as parts:
        yield Site(parts)


def test_one_address_is_asked_little(site: Site) -> None:
    """From however many networks, an address gets three questions in an hour and six in a day until it says yes."""
    for number in range(8):
        site.ask("victim@example.org", f"bruggen {number}")
    assert site.mails() == 3
    for hour in range(5):
        site.now += timedelta(hours=1, minutes=1)
        site.ask("victim@example.org", f"wegen {hour}")
        site.ask("victim@example.org", f"fietsen {hour}")
    assert site.mails() == 6
    site.now += timedelta(days=1)
    site.ask("victim@example.org", "water")
    assert site.mails() == 7


def test_one_mailbox_is_asked_little(site: Site) -> None:
    """Signs behind a plus, capitals and ways to write the domain make no other person of the victim."""
    for number in range(40):
        site.ask(f"{'Victim' if number % 2 else 'victim'}+{number}@{'EXAMPLE.org' if number % 3 else 'example.org'}")
    assert site.mails() == 6
    site.ask("somebody.else@example.org")
    assert site.mails() == 7


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org, b@example.org", "a@example.org\r\nBcc: b@example.org", "a@example.org;b@example.org",
        "<a@example.org>", "a@b", "a@[127.0.0.1]", "a b@example.org", '"a"@example.org', "@example.org", "a@-x.org",
        "a" * 65 + "@example.org", "a@" + "b." * 200 + "org", "a@example..org", "vi\u0441tim@example.org",
        "a@example.org\x00", "%0d%0a@x.org ",
    ],
)  # fmt: skip
def test_no_odd_address_is_taken(site: Site, address: str) -> None:
    """Several addresses, lines of headers, and what looks like another's address: nothing is sent."""
    site.ask(address)
    written = site.parts.store.outbox.messages()
    assert len(written) == (address == "%0d%0a@x.org ")
    assert not [one for one in written if b"Bcc" in one.content or b"\r\n@x.org" in one.content]


def test_no_trace_of_an_address_is_kept_in_memory() -> None:
    """A mailbox is counted under a name that tells nothing of it."""
    assert mailbox_of("Victim+a@Example.org") == mailbox_of("victim@example.org ")
    assert mailbox_of("victim@example.org") != mailbox_of("victim@example.net")
    assert "victim" not in mailbox_of("victim@example.org")


def test_nobody_calls_addresses_through_the_site(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A web address is tried ten times in an hour for one subscriber, however many addresses that has."""
    called: list[object] = []

    def ping(*given: object) -> object:
        called.append(given)
        raise AssertionError("is caught as an answer")

    monkeypatch.setattr("tracker.alerts.sending.service.ping", ping)
    client = TestClient(create_app(site.parts), raise_server_exceptions=False)
    manage = confirmed(site.parts, client, "who@example.org")
    for number in range(3):
        client.post(manage, data={"action": "add_endpoint", "url": f"https://hook.example:{2000 + number}/"})
    statuses = [client.post(manage, data={"action": "ping", "number": 1 + n % 3}).status_code for n in range(30)]
    assert len(called) == alerts_manage.PINGS_PER_HOUR
    assert statuses.count(429) == 20
