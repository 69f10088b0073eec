"""Answers that need not be made again: one mark for everything that pages show, and 304 while it stands.

What was answered lately is kept whole, and given again while its mark stands: popular pages and searches are made once.

The mark is made of the store's state (feed, log, evidence, quarantine, health of the sources), the index, files of the
data folder, the day, the release with its settings, and of the request itself: address, cookies and language. Nobody
who is signed in gets one, as pages with forms differ by session.
"""

import hashlib
import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import RappelError
from web.services import Services
from web.serving.kept import KEPT, Answer, Kept

_SOURCE = Path(__file__).parent.parent.parent
_PACKAGES = ("corpus", "ingest", "search", "tracker", "web")
_NEVER = ("/static/", "/sign-in", "/sign-out", "/alerts", "/review", "/language/", "/health", "/readyz", "/metrics")
_SEEN = (b"cookie", b"accept-language", b"accept", b"host")
VARY = "Cookie, Accept-Encoding"


class Conditional:
    """Gives what anybody may read an ETag, and answers 304 where the visitor holds it already.

    Args:
        app: The application behind it.
        services: Where changes are seen.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services
        self._kept = Kept(services.settings.kept_megabytes * 1_000_000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the mark alone where that is enough."""
        if not self._concerns(scope):
            await self._app(scope, receive, send)
            return
        tag = await self._tag(scope)
        cache = "private, no-cache" if self._services.settings.reading == "closed" else "public, no-cache"
        if tag and tag in _held(Headers(scope=scope).get("if-none-match", "")):
            headers = [(b"etag", tag.encode()), (b"cache-control", cache.encode()), (b"vary", VARY.encode())]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return

        # The mark holds what a visitor's own browser can tell apart; these are told apart by nobody else.
        asked = (tag, Headers(scope=scope).get("accept-encoding", ""), scope["scheme"], scope.get("root_path", ""))
        again = self._kept.get(asked) if tag else None
        if again is not None:
            scope.setdefault("state", {})[KEPT] = True
            await send({"type": "http.response.start", "status": 200, "headers": list(again.headers)})
            await send({"type": "http.response.body", "body": again.body})
            return
        answer = Answer()

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                _mark(message, tag, cache)
            answer.add(message)
            await send(message)

        await self._app(scope, receive, marked)
        if tag and answer.whole and answer.stands_with(tag):
            self._kept.put(asked, answer)

    async def _tag(self, scope: Scope) -> str:
        """Return the ETag; where the store says at once whether it changed, without a thread for it."""
        return self.tag(scope) if self._services.store.feed.tells_at_once else await run_in_threadpool(self.tag, scope)

    def tag(self, scope: Scope) -> str:
        """Return the ETag of an answer; empty where the store cannot say how it stands."""
        try:
            state = self._services.store.feed.mark()
        except RappelError:
            return ""
        asked = [value for name, value in scope["headers"] if name in _SEEN]
        parts = (state, self._index, self._release, self._services.today(), *_files(self._services.settings.data))
        text = repr((parts, scope["path"], scope["query_string"], asked))
        return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'

    def _concerns(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"].startswith(_NEVER):
            return False
        return scope.get("state", {}).get("visitor") is None

    @property
    def _index(self) -> object:
        """What the open index holds; None before the first search, when what is on the disk counts."""
        if "search" not in vars(self._services):
            return None
        status = self._services.search.status()
        return status.generation, status.cursor

    @cached_property
    def _release(self) -> str:
        """What changes with the program and with its settings."""
        newest = max(path.stat().st_mtime_ns for name in _PACKAGES for path in (_SOURCE / name).rglob("*.[pthjc]*"))
        return f"{newest} {self._services.settings!r}"


def _files(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield the files of the data folder that are no database, and the index, with the moments they changed."""
    for place in (folder, folder / "index"):
        try:
            with os.scandir(place) as entries:
                found = [(one.name, _changed(one)) for one in entries]
        except OSError:
            continue
        yield from sorted(pair for pair in found if "sqlite" not in pair[0] and ".lock" not in pair[0])


def _changed(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_mtime_ns
    except OSError:  # it went meanwhile: the others still count
        return 0


def _held(given: str) -> set[str]:
    return {one.strip() for one in given.split(",")}


def _mark(message: Message, tag: str, cache: str) -> None:
    headers = MutableHeaders(scope=message)
    if message["status"] != 200:
        headers.setdefault("Cache-Control", "no-store")
        return
    if tag and "set-cookie" not in headers:
        headers.setdefault("ETag", tag)
    headers.setdefault("Cache-Control", cache)
    headers.add_vary_header(VARY)
