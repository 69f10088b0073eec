"""Slow clients: who sends or takes a byte at a time keeps nobody else out, and is let go."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from tests.attacks.conftest import Hostile
from tests.loops import in_its_own_loop
from web.app import create_app
from web.services import Services
from web.serving import bodies, connections, shedding
from web.serving.connections import BoundedConnection, most_connections
from web.serving.shedding import Shedding

FORM = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SECONDS = 1.2


@contextmanager
def served(app: Any) -> Iterator[int]:  # noqa: ANN401 - an ASGI application
    """Serve as ``rappel serve`` does, and give the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, http=BoundedConnection, ws="none", log_level="critical", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = server.force_exit = True
            thread.join()


@pytest.fixture(scope="module")
def port(hostile: Hostile) -> Iterator[int]:
    """Return the port of the hostile site, which has little patience."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "_LOOK", 0.1)
        patch.setattr(connections, "HEAD_SECONDS", SECONDS)
        patch.setattr(connections, "STALLED_SECONDS", SECONDS)
        patch.setattr(bodies, "SECONDS", SECONDS)
        with served(create_app(hostile.services)) as found:
            yield found


def _answered(port: int) -> int:
    return httpx.get(f"http://127.0.0.1:{port}/imprint", timeout=20).status_code


def _told(connection: socket.socket) -> bytes:
    """Return everything that the server says until it closes the connection."""
    connection.settimeout(20)
    said = b""
    while piece := connection.recv(65_536):
        said += piece
    return said


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ", b""),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET ", b"200"),
        (FORM + b"Content-Length: 900\r\n\r\nname=", b"408"),
        (FORM + b"Transfer-Encoding: chunked\r\n\r\n5\r\nname=\r\n", b"408"),
    ],
    ids=["nothing", "head", "second head", "form", "form in pieces"],
)
def test_who_sends_slowly_keeps_nobody_out(port: int, sent: bytes, status: bytes) -> None:
    """Forty who open a request and never end it are let go, whatever trickles in; meanwhile others are answered."""
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(40)]
        for one in slow:
            one.sendall(sent)
        begun = time.monotonic()
        while time.monotonic() < begun + SECONDS / 2:
            assert _answered(port) == 200
            if sent and not sent.endswith(b"\n"):
                for one in slow:
                    one.sendall(b"a")
        told = [_told(one) for one in slow]
    assert time.monotonic() - begun < 20 * SECONDS
    assert {one[9:12] for one in told} == {status}


def test_who_takes_slowly_is_let_go(hostile: Hostile) -> None:
    """An answer that nobody takes is given up, and holds no place among the requests in progress."""

    async def large(scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(200 if scope["path"] == "/large" else 1):
            await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    front = Shedding(large, hostile.services)
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setattr(connections, "_LOOK", 0.1)
        patch.setattr(connections, "STALLED_SECONDS", SECONDS)
        port = stack.enter_context(served(front))
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(40)]
        for one in slow:
            one.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.2)
        assert httpx.get(f"http://127.0.0.1:{port}/small", timeout=20).status_code == 200
        time.sleep(2 * SECONDS)
        assert _received(slow[0]) < 20_000_000
        for _ in range(100):
            if front.busy == 0:
                break
            time.sleep(0.1)
        assert front.busy == 0


def _received(one: socket.socket) -> int:
    """Return how many bytes come until the other side has closed."""
    one.settimeout(20)
    size = 0
    with suppress(ConnectionResetError):
        while piece := one.recv(1_000_000):
            size += len(piece)
    return size


def test_a_piece_that_is_not_taken_ends_the_answer(monkeypatch: pytest.MonkeyPatch, hostile: Hostile) -> None:
    """Whatever stands between, a request whose answer is not taken does not wait for ever."""
    monkeypatch.setattr(shedding, "TAKING_SECONDS", 0.05)

    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def never(_message: object) -> None:
        await asyncio.Event().wait()

    async def nothing() -> dict[str, str]:
        return {"type": "http.disconnect"}

    with pytest.raises(TimeoutError):
        in_its_own_loop(Shedding(answer, hostile.services)({"type": "http", "path": "/"}, nothing, never))


def test_connections_are_counted(monkeypatch: pytest.MonkeyPatch, hostile: Hostile) -> None:
    """Beyond the most connections, and beyond the most of one address, a new one is closed at once."""
    monkeypatch.setattr(connections, "most_connections", lambda: 20)
    with served(create_app(hostile.services)) as port, ExitStack() as stack:
        held = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(20)]
        assert _closed(port)
        held[0].close()
        time.sleep(0.2)
        assert _answered(port) == 200
    monkeypatch.setattr(connections, "most_connections", lambda: 1_000)
    monkeypatch.setattr(connections, "MOST_OF_ONE", 5)
    monkeypatch.setattr(connections, "_is_public", lambda host: host == "127.0.0.1")
    with served(create_app(hostile.services)) as port, ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert _closed(port)


def _closed(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port)) as one:
        try:
            one.settimeout(5)
            return one.recv(10) == b""
        except ConnectionResetError:
            return True


def test_some_files_are_left_for_other_things() -> None:
    """However few files a process may open, connections take no more than half of them."""
    import resource

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert most_connections() <= max(16, files // 2)
    assert not connections._is_public("127.0.0.1")
    assert not connections._is_public("10.2.3.4")
    assert not connections._is_public("")
    assert connections._is_public("8.8.8.8")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (FORM + b"Content-Length: 5000000\r\n\r\n", b"413"),
        (FORM + b"Content-Length: 99999999999999999999999\r\n\r\n", b"400"),
        (FORM + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n", b"400"),
        (FORM + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde", b"400"),
        (FORM + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", b"400"),
        (FORM + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + b"a" * 60_000 + b"\r\nConnection: close\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: 1\r\n" * 9_000 + b"Connection: close\r\n\r\n", b"431"),
    ],
)  # fmt: skip
def test_a_request_of_two_meanings_or_too_much_is_refused(port: int, head: bytes, status: bytes) -> None:
    """What two servers could read differently is refused and the connection closed, as is what is too large."""
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(head)
        told = _told(one)
    assert told[9:12] == status
    assert told.count(b"HTTP/1.1 ") == 1


def test_forms_are_taken_whole(hostile: Hostile) -> None:
    """A form of any size up to the largest reaches its page as it was sent; a larger one is refused while it comes."""
    with served(create_app(hostile.services)) as port:
        base = f"http://127.0.0.1:{port}"
        text = "Hoeveel bruggen zijn er? " * 1_900
        assert httpx.post(f"{base}/already-asked", data={"text": text}, timeout=60).status_code == 200

        def pieces() -> Iterator[bytes]:
            for _ in range(40):
                yield b"text=" + b"a" * 50_000

        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            status = httpx.post(f"{base}/already-asked", content=pieces(), headers=headers, timeout=60).status_code
        except (httpx.WriteError, httpx.ReadError):  # it is refused before all of it was sent
            status = 413
        assert status == 413


def test_only_so_many_forms_come_at_a_time(monkeypatch: pytest.MonkeyPatch, hostile: Hostile) -> None:
    """Beyond the most forms that are taken in at once a new one is asked to come back."""
    monkeypatch.setattr(bodies, "AT_ONCE", 3)
    with served(create_app(hostile.services)) as port, ExitStack() as stack:
        for _ in range(3):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            one.sendall(FORM + b"Content-Length: 900\r\n\r\nname=")
        time.sleep(0.2)
        answer = httpx.post(f"http://127.0.0.1:{port}/already-asked", data={"text": "a"}, timeout=20)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
        assert _answered(port) == 200


def test_the_running_service_has_these_bounds(monkeypatch: pytest.MonkeyPatch, sample_services: Services) -> None:
    """``rappel serve`` serves with the connections tried here."""
    from web import server

    given: dict[str, object] = {}

    def config(_app: object, **named: object) -> None:
        given.update(named)
        raise InterruptedError

    monkeypatch.setattr(uvicorn, "Config", config)
    with socket.socket() as listener:
        monkeypatch.setattr(server, "listener", lambda *_: listener)
        with pytest.raises(InterruptedError):
            server.serve(sample_services, port=0)
    assert given["http"] is BoundedConnection
