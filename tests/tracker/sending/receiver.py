"""A real HTTP receiver for the tests, that fails in the way it is told to."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def name(self) -> str:
        """Return its webhook-id."""
        return self.headers["webhook-id"]


@dataclass(slots=True)
class Receiver:
    """Takes requests and keeps them.

    Attributes:
        answers: What to answer next: a code, or raw bytes, or seconds to sleep first, or None to hang up.
        always: The same, for every time.
        headers: Headers of every answer.
        posted: The requests, in order.
        port: Where it listens.
        open: How many connections are open.
    """

    answers: list[int | bytes | float | None] = field(default_factory=list)
    always: int | bytes | float | None = 204
    headers: dict[str, str] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    port: int = 0
    scheme: str = "http"
    open: int = 0
    counting: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str = "/hook") -> str:
        """Return the address of a path."""
        return f"{self.scheme}://localhost:{self.port}{path}"


_Request = socket.socket | tuple[bytes, socket.socket]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    receiver: Receiver

    def process_request(self, request: _Request, client_address: object) -> None:
        """Count a connection before its thread begins."""
        with self.receiver.counting:
            self.receiver.open += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request: _Request) -> None:
        """Count it out."""
        super().shutdown_request(request)
        with self.receiver.counting:
            self.receiver.open -= 1

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: the tests break connections on purpose."""


@contextmanager
def receiving(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Run a receiver on a port of its own, with TLS where a context is given."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length)
            if len(body) < length:
                return  # cut off: whoever sent it has died, and no receiver takes half a message
            receiver.posted.append(Posted(path=self.path, headers=headers, body=body))
            answer = receiver.answers.pop(0) if receiver.answers else receiver.always
            with suppress(OSError):
                self._answer(answer)

        def _answer(self, answer: int | bytes | float | None) -> None:
            if isinstance(answer, float):
                time.sleep(answer)
                answer = 204
            if isinstance(answer, int):
                self.send_response(answer)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()
            elif answer is not None:
                self.wfile.write(answer)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Stay silent."""

    server = _Server(("127.0.0.1", 0), Handler)
    server.receiver = receiver
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        receiver.scheme = "https"
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def dripping(head: bytes, every: float) -> Iterator[int]:
    """Listen, and answer with one byte at a time; gives the port."""
    listening = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def drip() -> None:
        with suppress(OSError):
            connection, _ = listening.accept()
            with connection:
                for byte in head:
                    if ended.wait(every):
                        return
                    connection.sendall(bytes([byte]))

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        ended.set()
        listening.close()
        thread.join(5)
