"""Those who change something while others read: an editor, newcomers who subscribe, and who reads folders in."""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import message_from_bytes
from pathlib import Path
from random import Random

import httpx

from tests.faults.soaking.parliament import GoingOn, pages
from tests.faults.soaking.scene import EDITOR, PASSWORD
from tests.sources.flemish_questions import Question
from tests.tracker.sending.mailsink import Sink

_FOLDER_KEYS = 1_795_000
_OFTEN = 4
_PATIENCE = 120.0


@dataclass
class Deeds:
    """What was done, and what failed."""

    done: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def count(self, what: str) -> None:
        """Count a deed."""
        self.done[what] = self.done.get(what, 0) + 1


class Actor(threading.Thread):
    """Does something again and again until told to end; whatever fails is noted.

    Args:
        name: What it is called.
        act: Does it once.
        every: Seconds between two beginnings.
        deeds: Where it is noted.
        until: Set when it must end.
        leave: Done in the end.
    """

    def __init__(
        self,
        name: str,
        act: Callable[[], object],
        every: float,
        deeds: Deeds,
        until: threading.Event,
        leave: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._act, self._every, self._deeds, self._until, self._leave = act, every, deeds, until, leave

    def run(self) -> None:
        """Act until told to end."""
        try:
            self._go_on()
        finally:
            self._leave()

    def _go_on(self) -> None:
        pause = self._every / 2
        while not self._until.wait(pause):
            pause = self._every
            try:
                self._act()
            except (httpx.HTTPError, AssertionError, LookupError, OSError, subprocess.SubprocessError) as error:
                self._deeds.failed.append(f"{self.name}: {type(error).__name__}: {error}")
            else:
                self._deeds.count(self.name)


@dataclass
class Editor:
    """Signs in, decides about commitments in turn, and signs out now and then."""

    address: str
    chance: Random
    today: date
    client: httpx.Client | None = None
    csrf: str = ""
    decided: int = 0

    def decide(self) -> None:
        """Record a decision on some commitment, as the page offers it."""
        client = self._signed_in()
        listed = client.get("/api/v1/commitments?limit=100").raise_for_status().json()["items"]
        one = self.chance.choice([entry for entry in listed if entry["record"] in ("candidate", "confirmed")])
        page = client.get(f"/c/{one['id']}").raise_for_status().text
        last = re.search(r'name="expected_last" value="(\d+)"', page)
        assert last, "no form on the page of a commitment"
        fields = self._fields(one["record"])
        answer = client.post(f"/c/{one['id']}", data={"csrf": self.csrf, "expected_last": last[1], **fields})
        # An ingest or the clock may have been faster: that is told, and nothing is lost.
        assert answer.status_code in (200, 303, 409), f"{fields}: {answer.status_code}"
        self.decided += 1
        if self.decided % (5 * _OFTEN) == 0:
            assert client.post("/sign-out", data={"csrf": self.csrf}).status_code in (200, 303)
            self.close()

    def _fields(self, record: str) -> Mapping[str, str]:
        soon = self.today + timedelta(days=self.chance.randint(1, 40))
        move = {"action": "move", "to": soon.isoformat(), "note": "Later beloofd."}
        note = {"action": "note", "note": "Nagevraagd bij het kabinet."}
        if record == "candidate":
            return self.chance.choice(({"action": "confirm"}, {"action": "confirm"}, note, move))
        return self.chance.choice((move, move, note, {"action": "undo", "note": "Te vroeg."}))

    def _signed_in(self) -> httpx.Client:
        if self.client is None:
            self.client = httpx.Client(base_url=self.address, timeout=_PATIENCE, follow_redirects=True)
            self.client.post("/sign-in", data={"name": EDITOR, "password": PASSWORD}).raise_for_status()
            found = re.search(r'name="csrf" value="(\w+)"', self.client.get("/sign-in").text)
            assert found, "not signed in"
            self.csrf = found[1]
        return self.client

    def close(self) -> None:
        """Leave."""
        if self.client is not None:
            self.client.close()
            self.client = None


@dataclass
class Newcomer:
    """Subscribes on the site, confirms with the link that comes by mail, and leaves again with the next one."""

    address: str
    sink: Sink
    until: threading.Event
    number: int = 0
    leave: str = ""

    def subscribe(self) -> None:
        """Take out a subscription and confirm it; every second one ends the one before."""
        self.number += 1
        mail = f"nieuw{self.number}@example.org"
        wish = {"follow": "search", "q": "wachtlijsten", "address": mail, "mail_language": "nl", "rhythm": "live"}
        with httpx.Client(base_url=self.address, timeout=_PATIENCE) as client:
            client.post("/alerts", data=wish).raise_for_status()
            link = self._link(mail)
            if not link:
                return
            client.get(link).raise_for_status()
            page = client.post(link).raise_for_status().text
            if self.leave:
                client.post(self.leave, data={"action": "forget"}).raise_for_status()
                self.leave = ""
            elif found := re.search(r"/alerts/manage/[\w.~-]+", page):
                self.leave = found[0]

    def _link(self, mail: str) -> str:
        """Wait for the link that comes by mail; nothing where all end before."""
        patience = time.monotonic() + 5 * _PATIENCE
        while time.monotonic() < patience:
            for taken in list(self.sink.taken):
                if taken.recipient == mail and (found := _confirming(taken.content)):
                    return found
            if self.until.wait(1):
                return ""
        raise LookupError(f"no mail to confirm came to {mail}")


def _confirming(content: bytes) -> str:
    for part in message_from_bytes(content).walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and (found := re.search(rb"/alerts/confirm/[\w.~-]+", payload)):
            return found[0].decode()
    return ""


@dataclass
class Folders:
    """Reads folders in with a program of its own, which contends with the service for the writer."""

    folder: Path
    environment: Mapping[str, str]
    chance: Random
    today: date
    number: int = 0

    def ingest(self) -> None:
        """Write some documents, one of them not readable now and then, and read the folder in."""
        self.number += 1
        place = self.folder / f"{self.number:04d}"
        place.mkdir(parents=True)
        for one in range(self.chance.randint(2, 6)):
            key = _FOLDER_KEYS + 10 * self.number + one
            asked = self.today - timedelta(days=25)
            question = Question(key=key, asked=asked, answered=self.today - timedelta(days=1))
            due = self.today + timedelta(days=self.chance.randint(1, 60))
            text = "\n".join("\n".join(lines) for lines in pages(question, due))
            (place / f"{key}.txt").write_text(text + "\n", encoding="utf-8")
        broken = self.number % _OFTEN == 0
        if broken:
            (place / "stuk.pdf").write_bytes(b"%PDF-1.7 and no more")
        words = [sys.executable, "-m", "rappel", "ingest", str(place)]
        told = subprocess.run(words, env=self.environment, capture_output=True, text=True, timeout=300, check=False)
        assert told.returncode == (1 if broken else 0), f"ingest: {told.returncode} {told.stdout} {told.stderr}"


@dataclass
class Clerk:
    """Keeps the parliament going: something new, something answered, something corrected."""

    server: GoingOn
    chance: Random
    today: date

    def work(self) -> None:
        """Do a day's work of a parliament."""
        for _ in range(self.chance.randint(1, 4)):
            due = self.today + timedelta(days=self.chance.randint(1, 90))
            self.server.ask(self.today, due, waiting=self.chance.random() < 1 / _OFTEN)
        self.server.answer(self.chance, self.today)
        self.server.correct(self.chance, self.today)
