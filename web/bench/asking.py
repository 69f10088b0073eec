"""One request to the application inside this process, and what it cost."""

import gzip
import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from anyio.from_thread import start_blocking_portal
from starlette.types import ASGIApp


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer with what it cost.

    Attributes:
        status: Its status.
        body: Its bytes, not compressed.
        etag: Its mark; empty where it has none.
        processor_ms: Processor time of this process, all threads, in milliseconds.
        wall_ms: Time passed, in milliseconds.
    """

    status: int
    body: bytes
    etag: str
    processor_ms: float
    wall_ms: float

    @property
    def packed(self) -> int:
        """Bytes that travel to a browser that takes gzip."""
        return len(gzip.compress(self.body, 5))


class Asker:
    """Asks an application, one request after the other, in an event loop of its own.

    Args:
        app: The application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        # A thread of its own: whoever measures may run an event loop already.
        self._opened = start_blocking_portal()
        self._portal = self._opened.__enter__()

    def close(self) -> None:
        """Stop the event loop."""
        self._opened.__exit__(None, None, None)

    def ask(self, address: str, *, held: str = "", language: str = "") -> Answer:
        """Ask for an address.

        Args:
            address: Path and query.
            held: ETag of an answer that the visitor holds.
            language: Language of the visitor's cookie; that of the instance where empty.
        """
        headers = [(b"host", b"localhost")]
        headers += [(b"if-none-match", held.encode())] if held else []
        headers += [(b"cookie", f"rappel-language={language}".encode())] if language else []
        return self._portal.call(self._ask, address, headers)

    async def _ask(self, address: str, headers: list[tuple[bytes, bytes]]) -> Answer:
        parts, sent = urlsplit(address), list[MutableMapping[str, Any]]()
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 80),
        }

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        processor, wall = time.process_time(), time.perf_counter()
        await self._app(scope, receive, send)
        spent = (time.process_time() - processor, time.perf_counter() - wall)
        held = {name.lower(): value for name, value in sent[0]["headers"]}
        return Answer(
            status=sent[0]["status"],
            body=b"".join(one.get("body", b"") for one in sent[1:]),
            etag=held.get(b"etag", b"").decode(),
            processor_ms=spent[0] * 1000,
            wall_ms=spent[1] * 1000,
        )
