"""What was drawn, kept by content so that the same picture costs nothing twice."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock


class Kept:
    """The latest used pieces of bytes, up to a total size; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        """Keep at most so many bytes."""
        self._most, self._size = most, 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept under the key, or make it and keep it.

        Two threads that ask for the same new piece at once may both make it: drawing has a lock of its own.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._put(key, made)
        return made

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self._size

    def _put(self, key: str, made: bytes) -> None:
        self._size += len(made) - len(self._kept.pop(key, b""))
        self._kept[key] = made
        while self._size > self._most:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest)


PICTURES = Kept(8 * 1024 * 1024)
