"""What every local server of a parliament shares: counting calls, faults, bodies that break off, a relaunched site."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from typing import TypeVar
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import escape

from tests.sources.flemish_questions import Question

Fault = Callable[[str, int], str | None]
"""Says, of a path and the number of the call, what goes wrong: ``429``, ``500``, ``cut``, ``slow`` or ``hang``."""


def no_fault(_path: str, _number: int) -> str | None:
    """Let every call go well."""
    return None


@dataclass(slots=True, kw_only=True)
class Reply:
    """What a server answers."""

    body: bytes = b""
    kind: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


NOT_HERE = Reply(body=b"not here", kind="text/plain", status=404)
REFUSED = Reply(body=b'{"error": "Bad request"}', kind="application/json", status=400)


@dataclass(kw_only=True)
class LocalServer:
    """The state of some services.

    Attributes:
        questions: What they hold, by id.
        fault: What goes wrong.
        relaunched: Whether every address gives the page of a new site.
        dated: The moment that every answer says it is; None for none, as the tests have a time of their own.
        calls: The paths that were called, in order.
        agents: The User-Agents that called.
        at_once: The most calls that were in progress at the same time.
        address: Where it listens, without a slash at its end.
    """

    questions: dict[int, Question]
    fault: Fault = no_fault
    relaunched: bool = False
    dated: datetime | None = None
    calls: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    address: str = ""

    def addresses(self) -> dict[str, str]:
        """Return the addresses of the services, by their names in the rules."""
        raise NotImplementedError

    def reply(self, path: str, query: dict[str, list[str]], headers: Mapping[str, str]) -> Reply:
        """Answer a call."""
        raise NotImplementedError


State = TypeVar("State", bound=LocalServer)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body leave together
    state: LocalServer
    lock = threading.Lock()
    busy = 0

    def do_GET(self) -> None:
        with self.lock:
            type(self).busy += 1
            self.state.at_once = max(self.state.at_once, self.busy)
            self.state.calls.append(self.path)
            self.state.agents.add(self.headers.get("User-Agent", ""))
            number = len(self.state.calls)
        try:
            self._answer(self.state.fault(self.path, number))
        finally:
            with self.lock:
                type(self).busy -= 1

    def _answer(self, fault: str | None) -> None:
        match fault:
            case "429":
                self._send(Reply(body=b"slow down", kind="text/plain", status=429, headers={"Retry-After": "1"}))
            case "500":
                self._send(Reply(body=b"oops", kind="text/html", status=500))
            case "hang":
                sleep(3)
            case _:
                self._serve(cut=fault == "cut", slow=fault == "slow")

    def _serve(self, *, cut: bool, slow: bool) -> None:
        if slow:
            sleep(0.3)
        if self.state.relaunched:
            self._send(Reply(body=b"<!doctype html><html><body>Our new site</body></html>", kind="text/html"))
            return
        path, _, query = self.path.partition("?")
        self._send(self.state.reply(unquote(path), parse_qs(query), dict(self.headers.items())), cut=cut)

    def _send(self, reply: Reply, *, cut: bool = False) -> None:
        self.send_response_only(reply.status)
        if self.state.dated is not None:
            self.send_header("Date", format_datetime(self.state.dated, usegmt=True))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.kind:
            self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if cut else reply.body)
        if cut:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def serving(state: State) -> Iterator[State]:
    """Serve on a free port of the loopback."""
    handler = type("Handler", (_Handler,), {"state": state})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        state.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


def marked(body: bytes, kind: str, mark: str, headers: Mapping[str, str]) -> Reply:
    """Return a file with its mark; only the mark where the caller has these bytes."""
    if headers.get("If-None-Match") == mark:
        return Reply(status=304, headers={"ETag": mark})
    return Reply(body=body, kind=kind, headers={"ETag": mark} if mark else {})


def xml(name: str, value: object) -> str:
    """Return plain values as an element."""
    if isinstance(value, list):
        return "".join(xml(name, one) for one in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(xml(inner, one) for inner, one in value.items())}</{name}>"
    return f"<{name}>{escape(str(value).lower() if isinstance(value, bool) else str(value))}</{name}>"
