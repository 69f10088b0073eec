"""Pages of a PDF drawn for the site in a process of their own, so that no file that was stored can harm the server.

The process is started when a page is first asked for, and anew after each page that it does not survive. Such a page
is not tried again for a while, and only some requests wait for the process: a page made to take long costs the site one
process for some seconds, however often it is asked for.
"""

import hashlib
import pickle
import signal
import threading
from collections import OrderedDict
from multiprocessing.connection import Connection
from time import monotonic

from corpus.errors import Busy, NotFound, UnreadableDocument
from corpus.model import DocumentText, Span
from ingest.isolation import Limits, confine
from ingest.isolation_answers import NotAnAnswer, values_of
from ingest.isolation_process import ConfinedProcess
from ingest.readers.page_view import PageView

LIMITS = Limits(seconds=10.0, memory=1_000_000_000)
"""What one page may take."""
MOST_WAITING = 6
"""Requests for pages, the one that is drawn included: more would take the threads that answer all the others."""
REST_SECONDS = 900.0
"""How long a page that ended its process twice is not tried again; the first time may be another's fault."""
_MOST_RESTING, _TRIES = 1_000, 2
_PICTURE, _VIEW = "page_picture", "page_view"
_NOT_FOUND, _UNREADABLE = "not_found", "unreadable"


def page_picture(content: bytes, number: int) -> bytes:
    """Return a page as a PNG picture, as ``ingest.readers.page_view.page_picture`` does, drawn apart.

    Raises:
        NotFound: If the file has no such page.
        UnreadableDocument: If the page cannot be drawn.
    """
    found = _DRAWER.ask(_PICTURE, content, number)
    if not isinstance(found, bytes) or not found.startswith(b"\x89PNG"):
        raise UnreadableDocument("the page cannot be drawn: no picture came of it", reason="damaged")
    return found


def page_view(content: bytes, text: DocumentText, number: int, span: Span | None = None) -> PageView:
    """Return a page with the place of a span, as ``ingest.readers.page_view.page_view`` does, looked up apart.

    Raises:
        NotFound: If the document has no such page.
        UnreadableDocument: If the PDF cannot be opened.
    """
    found = _DRAWER.ask(_VIEW, content, text, number, span)
    if not isinstance(found, PageView):
        raise UnreadableDocument("the page cannot be drawn: nothing came of it", reason="damaged")
    return found


class Drawer:
    """Asks one process for pages, one at a time, from any thread.

    Args:
        limits: Of each page.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._process: ConfinedProcess | None = None
        self._places = threading.BoundedSemaphore(MOST_WAITING)
        self._deadly: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def ask(self, name: str, *given: object) -> object:
        """Return what a function of ``ingest.readers.page_view`` returns.

        Raises:
            NotFound: If the function says so.
            UnreadableDocument: If the function says so, or the process did not survive it, now or a while ago.
            Busy: If too many requests wait already.
        """
        if not self._places.acquire(blocking=False):
            raise Busy("many pages are being drawn at once; try again in a moment")
        try:
            with self._lock:
                kind, found = self._asked(name, given)
        finally:
            self._places.release()
        if kind == _NOT_FOUND:
            raise NotFound(str(found))
        if kind == _UNREADABLE:
            raise UnreadableDocument(str(found), reason="damaged")
        return found

    def _asked(self, name: str, given: tuple[object, ...]) -> tuple[object, object]:
        key = _key(name, given) if self._deadly else ""
        deaths, last = self._deadly.get(key, (0, 0.0))
        if deaths >= _TRIES and monotonic() < last + REST_SECONDS:
            return _UNREADABLE, "the page cannot be drawn: it took too much a while ago"
        process = self._process = self._process or ConfinedProcess(serve, self._limits)
        try:
            return _pair(values_of(process.ask((name, given))))
        except NotAnAnswer as error:
            self._process = None
            process.end()
            self._note_death(_key(name, given))
            return _UNREADABLE, f"the page cannot be drawn: {error}"

    def _note_death(self, key: str) -> None:
        deaths, _ = self._deadly.pop(key, (0, 0.0))
        self._deadly[key] = (deaths + 1, monotonic())
        if len(self._deadly) > _MOST_RESTING:
            self._deadly.popitem(last=False)


_DRAWER = Drawer(LIMITS)


def _key(name: str, given: tuple[object, ...]) -> str:
    """Return a name for a page, whatever place on it is looked for."""
    plain = [one for one in given if isinstance(one, int)]
    content = next((one for one in given if isinstance(one, bytes)), b"")
    return f"{name} {plain} {hashlib.sha256(content).hexdigest()}"


def _pair(value: object) -> tuple[object, object]:
    if not isinstance(value, tuple) or len(value) != 2:
        raise NotAnAnswer("it is no answer about a page")
    return value


def serve(connection: Connection, limits: Limits) -> None:
    """Draw what comes through a connection, until it is closed.

    Args:
        connection: To the process that started this one.
        limits: Of each page.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confine(limits)
    from ingest.readers import page_view as drawing

    connection.send_bytes(b"ready")
    while True:
        try:
            name, given = pickle.loads(connection.recv_bytes())  # noqa: S301 - sent by the parent
        except EOFError:
            return
        try:
            answer: tuple[str, object] = ("found", getattr(drawing, name)(*given))
        except NotFound as error:
            answer = (_NOT_FOUND, str(error))
        except Exception as error:  # noqa: BLE001 - whatever a file does to its reader is the file's fault
            answer = (_UNREADABLE, str(error)[:500] or type(error).__name__)
        connection.send_bytes(pickle.dumps(answer))
