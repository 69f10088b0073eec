"""People who read a site at a steady pace, all over it, and note every answer that they did not expect."""

import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote

import httpx

Kind = tuple[int, str, int]
"""How often it is asked for, an address, and the status that must come."""

_MONTHS, _TIMES = "/search/months.svg", "/times.svg"
"""Pictures that are not there where there is nothing to draw."""
_ADDRESSES: tuple[Kind, ...] = (
    (10, "/", 200),
    (12, "/search?q={word}", 200),
    (6, "/search?q={word}+{word}&sort=newest&offset=20", 200),
    (4, "/search?q={word}&has_commitment=true&session=2023-2024", 200),
    (2, "/search?q=hoeveel+{word}+in+2024", 200),
    (2, "/search/values?name=office&q={word}", 200),
    (2, "/suggest?q={start}", 200),
    (1, "/search.csv?q={word}", 200),
    (1, "/search.json?q={word}", 200),
    (1, "/search.atom?q={word}", 200),
    (1, f"{_MONTHS}?q={{word}}", 200),
    (14, "/d/{document}", 200),
    (2, "/d/{document}/v/1", 200),
    (1, "/d/{document}/v/1/facts.csv", 200),
    (1, "/d/{document}/v/1/original", 200),
    (6, "/c/{commitment}", 200),
    (1, "/c/{commitment}/times.svg", 200),
    (1, "/c/{commitment}/follow-up", 200),
    (5, "/commitments", 200),
    (2, "/commitments?text={word}&state=missed", 200),
    (1, "/commitments?view=timeline", 200),
    (1, "/commitments/timeline.svg", 200),
    (1, "/commitments.csv", 200),
    (1, "/commitments.ics", 200),
    (1, "/commitments.atom", 200),
    (1, "/deadlines.ics", 200),
    (2, "/feeds/events.atom?follow=deadlines", 200),
    (1, "/feeds/offices/{office}.atom", 200),
    (3, "/offices", 200),
    (4, "/offices/{office}", 200),
    (1, "/offices/{office}.csv", 200),
    (1, "/offices/{office}/reminders", 200),
    (1, "/offices/{office}/answers/in_time", 200),
    (2, "/persons", 200),
    (2, "/persons/{person}", 200),
    (2, "/subjects", 200),
    (3, "/figures?about={word}", 200),
    (2, "/figures/series", 200),
    (2, "/news", 200),
    (1, "/alerts?follow=search&q={word}", 200),
    (1, "/alerts/status", 200),
    (1, "/quality", 200),
    (1, "/sources", 200),
    (1, "/sources/sessions.png", 200),
    (1, "/data", 200),
    (1, "/sitemap.xml", 200),
    (1, "/methods", 200),
    (1, "/?lang=fr", 200),
    (1, "/search?q={word}&lang=en", 200),
    (6, "/api/v1/search?q={word}", 200),
    (2, "/api/v1/documents?limit=50", 200),
    (2, "/api/v1/documents/{document}", 200),
    (2, "/api/v1/documents/{document}/relations", 200),
    (2, "/api/v1/commitments?limit=50", 200),
    (2, "/api/v1/commitments/{commitment}", 200),
    (1, "/api/v1/commitments/board", 200),
    (1, "/api/v1/news", 200),
    (1, "/api/v1/figures?about={word}", 200),
    (1, "/api/v1/offices/{office}/numbers", 200),
    (1, "/api/v1/status", 200),
    (2, "/d/is-er-niet", 404),
    (1, "/zomaar/iets.php", 404),
    (1, "/c/c-0000000000", 404),
    (2, "/search?q=%22{word}", 200),
    (1, "/search?q={word}&limit=abc", 422),
    (1, "/api/v1/search?limit=abc", 422),
    (1, "/api/v1/zomaar", 404),
)
_WORDS = (
    *("laadpalen", "fietspaden", "wachtlijsten", "zonnepanelen", "veerdiensten", "budget", "planning", "evaluatie"),
    *("aanvragen", "gemeente", "dossiers", "gezinnen", "agentschap", "overleg", "woningen", "provincie", "kwikstaart"),
)
_KNOWN_FOR = 60.0
_SLOWEST = 90.0
_HASTY = 40  # one reader in so many leaves before the answer has come
_REMEMBERED = 200


@dataclass
class Seen:
    """What readers saw, together.

    Attributes:
        answers: How many of each status.
        seconds: How long each answer took.
        unexpected: Answers that should have been others, in words.
        left: Readers who left before the answer had come.
    """

    answers: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    left: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, address: str, status: int, expected: set[int], seconds: float, body: str = "") -> None:
        """Keep an answer."""
        with self.lock:
            self.answers[status] += 1
            self.seconds.append(seconds)
            if status not in expected:
                self.unexpected.append(f"{address}: {status} {body[:200]!r}")


class Readers(threading.Thread):
    """Reads a site on a timetable: a slow answer does not make the next request later.

    Args:
        address: Where the site is.
        seen: Where answers are noted.
        every: Seconds between two requests.
        seed: Of what is chosen.
        until: Set when it must end.
    """

    def __init__(self, address: str, seen: Seen, every: float, seed: int, until: threading.Event) -> None:
        super().__init__(name=f"reader {seed}", daemon=True)
        self._address, self._seen, self._every, self._until = address, seen, every, until
        self._chance = Random(seed)  # noqa: S311 - no secret
        self._known: Mapping[str, list[str]] = {}
        self._asked_at = 0.0
        self._marks: dict[str, str] = {}

    def run(self) -> None:
        """Read until told to end."""
        with httpx.Client(base_url=self._address, timeout=_SLOWEST, headers={"Accept-Language": "nl"}) as client:
            start, number = time.monotonic(), 0
            while not self._until.is_set():
                try:
                    self._one(client)
                except httpx.HTTPError as error:
                    self._seen.note(type(error).__name__, 0, set(), 0.0, str(error))
                number += 1
                self._until.wait(max(0.0, start + number * self._every - time.monotonic()))

    def _one(self, client: httpx.Client) -> None:
        if not self._known or time.monotonic() - self._asked_at > _KNOWN_FOR:
            self._known, self._asked_at = known(client), time.monotonic()
        if self._chance.randrange(_HASTY) == 0:
            self._leave(client)
            return
        form, status = self._choose()
        address = filled(form, self._known, self._chance)
        mark = self._marks.get(address)
        began = time.monotonic()
        answer = client.get(address, headers={"If-None-Match": mark} if mark else {})
        allowed = {status, 304} if mark else {status}
        if _MONTHS in form or _TIMES in form:
            allowed.add(404)
        self._seen.note(address, answer.status_code, allowed, time.monotonic() - began, answer.text[:200])
        self._remember(address, answer)

    def _choose(self) -> tuple[str, int]:
        weights = [weight for weight, _, _ in _ADDRESSES]
        _, form, status = self._chance.choices(_ADDRESSES, weights)[0]
        return form, status

    def _leave(self, client: httpx.Client) -> None:
        """Ask for something large and hang up as soon as it begins."""
        with client.stream("GET", "/commitments.csv", headers={"Accept-Encoding": "identity"}) as answer:
            next(answer.iter_raw(512), b"")
        with self._seen.lock:
            self._seen.left += 1

    def _remember(self, address: str, answer: httpx.Response) -> None:
        if "ETag" in answer.headers:
            self._marks[address] = answer.headers["ETag"]
            if len(self._marks) > _REMEMBERED:
                del self._marks[next(iter(self._marks))]


def known(client: httpx.Client) -> dict[str, list[str]]:
    """Return what the site holds now, by the name it has in an address."""

    def names(path: str, field_name: str) -> list[str]:
        return [str(one[field_name]) for one in client.get(path).raise_for_status().json()["items"]]

    return {
        "document": names("/api/v1/documents?limit=100", "id"),
        "commitment": names("/api/v1/commitments?limit=100", "id"),
        "office": names("/api/v1/offices", "slug"),
        "person": names("/api/v1/persons", "slug"),
    }


def filled(form: str, names: Mapping[str, list[str]], chance: Random) -> str:
    """Return an address with names of today in it."""

    def value(match: re.Match[str]) -> str:
        word = chance.choice(_WORDS)
        if match[1] == "word":
            return quote(word)
        return word[:3] if match[1] == "start" else quote(chance.choice(names[match[1]]))

    return re.sub(r"\{(\w+)\}", value, form)


def addresses() -> tuple[Kind, ...]:
    """Return everything that is read."""
    return _ADDRESSES
