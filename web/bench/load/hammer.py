"""Clients that ask a server over sockets, many at once in one thread, at as little cost as can be.

They share the machine with the server they measure, so an answer is read into one buffer and looked at twice: where its
head ends, and how long it is.
"""

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlsplit

_BUFFER = 1 << 16
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_RETRY = re.compile(rb"\r\nretry-after: *\d", re.IGNORECASE)
_OK, _BUSY = 200, 429
_PATIENCE = 30.0
"""Seconds that answers get which are still on their way when the time is over."""


@dataclass(slots=True, kw_only=True)
class Told:
    """What clients saw.

    Attributes:
        seconds: How long they asked.
        statuses: Answers by status.
        accepted: Milliseconds of each answer of 200, from the moment at which it was to be asked.
        refused: The same of each 429.
        polite: Answers of 429 that say when to come back.
        errors: Connections that broke, and answers that never came.
        unsent: Requests that were due while every client was waiting: only where a rate was asked for.
        repeated: Whether any request was asked twice.
        bytes: Length of all answers of 200.
        processor: Seconds of processor time of the clients.
    """

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    accepted: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    polite: int = 0
    errors: int = 0
    unsent: int = 0
    repeated: bool = False
    bytes: int = 0
    processor: float = 0.0


class _Client:
    """One connection that is kept open; it waits for one answer at a time."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._buffer = bytearray(_BUFFER)
        self.due = 0.0
        self.waits = False
        self.open()

    def open(self) -> None:
        """Connect anew."""
        self.socket = socket.create_connection(self._address, timeout=_PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._held, self._whole = 0, 0

    def ask(self, request: bytes, due: float) -> None:
        """Send a request."""
        self.due, self.waits = due, True
        self._held, self._whole = 0, 0
        self.socket.sendall(request)

    def read(self) -> tuple[int, bytes, int] | None:
        """Read what has come: status, head and length of the body once the answer is whole; None before.

        Raises:
            ConnectionError: If the server hung up, or said what is no answer of known length.
        """
        got = self.socket.recv_into(memoryview(self._buffer)[self._held :])
        if not got:
            raise ConnectionError("the server hung up")
        self._held += got
        head = self._buffer.find(_HEAD_END, 0, self._held)
        if head < 0:
            return None
        said = bytes(self._buffer[: head + 2])
        length = _LENGTH.search(said)
        if length is None:
            raise ConnectionError("an answer without a length")
        self._whole = head + len(_HEAD_END) + int(length[1])
        if self._whole > len(self._buffer):
            self._buffer.extend(bytes(self._whole - len(self._buffer)))
        return (int(said[9:12]), said, int(length[1])) if self._held >= self._whole else None


def hammer(address: str, requests: Sequence[bytes], *, clients: int, seconds: float, rate: float | None = None) -> Told:
    """Ask a server for some time.

    Args:
        address: Of the server, such as ``http://127.0.0.1:8710``.
        requests: Whole requests, asked in turn; from the beginning again where the time lasts longer than they do.
        clients: Connections.
        seconds: For how long.
        rate: Requests a second, evenly, whether earlier ones were answered or not; None lets each client ask again as
            soon as it is answered, also where it is refused.
    """
    parts = urlsplit(address)
    told = Told()
    with selectors.DefaultSelector() as selector:
        idle = [_Client((parts.hostname or "", parts.port or 80)) for _ in range(clients)]
        for client in idle:
            selector.register(client.socket, selectors.EVENT_READ, client)
        asking = _Asking(selector, idle, requests, told)
        began, spent = time.monotonic(), time.process_time()
        if rate is None:
            asking.closely(began + seconds)
        else:
            asking.evenly(began, began + seconds, rate)
        told.seconds = time.monotonic() - began
        asking.await_the_rest()
        told.processor = time.process_time() - spent
        for client in asking.clients:
            client.socket.close()
    return told


class _Asking:
    """One run of the clients."""

    def __init__(
        self, selector: selectors.BaseSelector, clients: list[_Client], requests: Sequence[bytes], told: Told
    ) -> None:
        self._selector, self.clients, self._told = selector, clients, told
        self._idle = list(clients)
        self._count, self._asked = len(requests), 0
        self._requests: Iterator[bytes] = cycle(requests)

    def closely(self, until: float) -> None:
        """Let each client ask again as soon as it is answered."""
        while time.monotonic() < until:
            for client in self._taken():
                self._ask(client, time.monotonic())
            self._listen(until - time.monotonic())

    def evenly(self, began: float, until: float, rate: float) -> None:
        """Let clients ask at a rate."""
        step, due = 1.0 / rate, began
        while (now := time.monotonic()) < until:
            while due <= now:
                if self._idle:
                    self._ask(self._idle.pop(), due)
                else:
                    self._told.unsent += 1
                due += step
            self._listen(due - time.monotonic())

    def await_the_rest(self) -> None:
        """Wait for the answers that are still on their way."""
        until = time.monotonic() + _PATIENCE
        while len(self._idle) < len(self.clients) and time.monotonic() < until:
            self._listen(0.2)
        self._told.errors += len(self.clients) - len(self._idle)

    def _taken(self) -> list[_Client]:
        taken, self._idle = self._idle, []
        return taken

    def _ask(self, client: _Client, due: float) -> None:
        self._asked += 1
        self._told.repeated |= self._asked > self._count
        try:
            client.ask(next(self._requests), due)
        except OSError:
            self._broken(client)

    def _listen(self, seconds: float) -> None:
        for key, _ in self._selector.select(max(0.0, seconds)):
            client: _Client = key.data
            try:
                found = client.read()
            except OSError:
                self._broken(client)
                continue
            if found is not None:
                client.waits = False
                self._note(client, *found)
                self._idle.append(client)

    def _note(self, client: _Client, status: int, head: bytes, length: int) -> None:
        told, taken = self._told, (time.monotonic() - client.due) * 1000
        told.statuses[status] += 1
        if status == _OK:
            told.accepted.append(taken)
            told.bytes += length
        elif status == _BUSY:
            told.refused.append(taken)
            told.polite += _RETRY.search(head) is not None

    def _broken(self, client: _Client) -> None:
        self._selector.unregister(client.socket)
        client.socket.close()
        client.open()
        self._selector.register(client.socket, selectors.EVENT_READ, client)
        if client.waits:  # a server may well close a connection on which nothing is asked for long
            client.waits = False
            self._told.errors += 1
            self._idle.append(client)
