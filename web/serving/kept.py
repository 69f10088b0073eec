"""Answers that are kept for who asks the same, up to so many bytes: those asked for longest ago are forgotten first."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

from starlette.types import Message

KEPT = "kept"
"""What a request is marked by, in its state, whose answer was kept."""
_LONGEST = 256_000
"""Bytes of an answer that is kept; a longer one, such as an export, would push many others out."""
_BESIDE = 500
"""Bytes that an answer takes beside its body."""


@dataclass(slots=True)
class Answer:
    """An answer as it is sent, piece by piece.

    Attributes:
        headers: Its headers.
        body: What was sent of it; nothing of one that is too long.
        whole: Whether all of it was, with 200, and is short enough to be kept.
    """

    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    whole: bool = False
    _pieces: list[bytes] = field(default_factory=list)
    _length: int = 0
    _kept: bool = False

    def add(self, message: Message) -> None:
        """Take in what is sent."""
        if message["type"] == "http.response.start":
            self._kept = message["status"] == 200
            self.headers = tuple(message["headers"])
        elif self._kept and message["type"] == "http.response.body":
            self._length += len(message.get("body", b""))
            if self._length > _LONGEST:
                self._kept = False
                self._pieces.clear()
                return
            self._pieces.append(message.get("body", b""))
            if not message.get("more_body", False):
                self.body, self.whole = b"".join(self._pieces), True

    def stands_with(self, tag: str) -> bool:
        """Tell whether it says of itself that it is for everybody, and stands as long as this mark: no cookie does."""
        held = {name.lower(): value for name, value in self.headers}
        return held.get(b"etag") == tag.encode() and held.get(b"cache-control", b"").startswith(b"public")


class Kept:
    """Answers by what was asked.

    Args:
        most: Bytes of all together.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._held: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, asked: Hashable) -> Answer | None:
        """Return an answer; None where it is not kept."""
        found = self._held.get(asked)
        if found is not None:
            self._held.move_to_end(asked)
        return found

    def put(self, asked: Hashable, answer: Answer) -> None:
        """Keep an answer."""
        before = self._held.pop(asked, None)
        self._bytes += _size(answer) - (_size(before) if before else 0)
        self._held[asked] = answer
        while self._bytes > self._most:
            self._bytes -= _size(self._held.popitem(last=False)[1])


def _size(answer: Answer) -> int:
    return len(answer.body) + _BESIDE
