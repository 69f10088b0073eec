"""A site over samples of its own, with accounts, and browsers that are signed in to it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from lxml.html import HtmlElement

from corpus.accounts import Role
from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.conftest import clock
from tests.web.checking import page
from web.accounts import AccountDesk
from web.app import create_app
from web.services import Services

PASSWORD = "een lange zin als wachtwoord"
ROLES = {"Lies": Role.EDITOR, "Bert": Role.EDITOR, "Rik": Role.READER}


@contextmanager
def services_with_accounts(data: Path, **given: Any) -> Iterator[Services]:  # noqa: ANN401 - settings of any type
    """Open services over a data folder that may be written to, with two editors and a reader."""
    settings = Settings(data=data, **given)
    # The real cost of a password, tried in test_sign_in.py, would be most of the time of these tests.
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with (
        patch("web.accounts.hasher", return_value=cheap),
        patch("web.sign_in.hasher", return_value=cheap),
        Store.open(settings, clock=clock) as store,
    ):
        desk = AccountDesk(store, clock)
        for name, role in ROLES.items():
            desk.add(name, PASSWORD, role)
        yield Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )


@dataclass
class Editor:
    """A browser that somebody is signed in with."""

    client: TestClient
    services: Services
    csrf: str = ""

    def sign_in(self, name: str) -> "Editor":
        """Sign in and keep the session's mark."""
        self.client.post("/sign-in", data={"name": name, "password": PASSWORD})
        found = re.search(r'name="csrf" value="(\w+)"', self.client.get("/sign-in").text)
        assert found
        self.csrf = found[1]
        return self

    def last(self, commitment: str) -> int:
        """Return the number of the last event of a commitment."""
        return max(event.id or 0 for event in self.services.store.register.events(commitment))

    def send(self, address: str, action: str, **fields: Any) -> HtmlElement:  # noqa: ANN401 - whatever a form holds
        """Send a decision form, as seen after event ``last`` if given; the page that comes of it knows its status."""
        last = fields.pop("last", None)
        commitment = address.split("?", maxsplit=1)[0].rpartition("/")[2]
        data = {"csrf": self.csrf, "action": action, "expected_last": self.last(commitment) if last is None else last}
        answer = self.client.post(address, data={**data, **fields})
        tree = page(answer.text)
        tree.set("data-status", str(answer.status_code))
        tree.set("data-address", str(answer.url))
        return tree


@contextmanager
def editor(services: Services, name: str) -> Iterator[Editor]:
    """Open a browser and sign in."""
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        yield Editor(client=client, services=services).sign_in(name)


def status(tree: HtmlElement) -> int:
    """Return the status of a page that a form led to."""
    return int(tree.get("data-status"))


def address(tree: HtmlElement) -> str:
    """Return the address of a page that a form led to, without the host."""
    return str(tree.get("data-address")).removeprefix("http://testserver")
