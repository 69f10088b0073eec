"""Sending files to the site, as the form does, and waiting for what becomes of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import enumerate as enumerate_threads
from time import monotonic, sleep
from unittest.mock import patch

from httpx2 import Response

from corpus.uploads import Upload
from ingest.service import Ingest
from tests.web.editing import Editor
from web.services import Services

QUESTION = (
    "VLAAMS PARLEMENT\n\nSCHRIFTELIJKE VRAAG\n\nnr. {}\nvan AN PEETERS\ndatum: 3 maart 2026\n\n"
    "aan HILDE MAES, VLAAMS MINISTER VAN WATER\n\nZwanen - Telling {}\n\nHoeveel zwanen zijn er?\n"
)
Files = Sequence[tuple[str, bytes]]


def question(number: int, more: str = "") -> bytes:
    """Return a question as a text file."""
    return (QUESTION.format(number, number) + more).encode()


def sent(
    editor: Editor,
    files: Files,
    *,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    csrf: str | None = None,
) -> Response:
    """Send files as an editor, without following where the answer leads."""
    data = {"csrf": editor.csrf if csrf is None else csrf, "ticket": ticket(editor), **(fields or {})}
    # Without a part of a file the client would send another kind of form.
    parts = [("other", ("", b"", ""))] if not files else []
    parts += [("files", (name, content, "application/octet-stream")) for name, content in files]
    return editor.client.post("/upload", data=data, files=parts, headers=dict(headers or {}), follow_redirects=False)


def ticket(editor: Editor) -> str:
    """Return the mark of a form that was opened anew."""
    found = re.search(r'name="ticket" value="([\w-]+)"', editor.client.get("/upload").text)
    assert found
    return found[1]


def ended(services: Services, upload_id: str, seconds: float = 60) -> Upload:
    """Return an upload once nothing of it waits any more."""
    until = monotonic() + seconds
    while not (held := services.store.uploads.get(upload_id)).done and monotonic() < until:
        sleep(0.05)
    assert held.done
    return held


def brought(editor: Editor, files: Files, **named: Mapping[str, str]) -> Upload:
    """Send files and return what became of them."""
    answer = sent(editor, files, **named)  # type: ignore[arg-type]
    assert answer.status_code == 303, answer.text
    return ended(editor.services, answer.headers["location"].rpartition("/")[2])


@contextmanager
def read_here() -> Iterator[list[bool]]:
    """Read in this process, which is faster, and give whether each time a process of its own was asked for."""
    asked: list[bool] = []

    def ingest(*given: object, apart: bool, **named: object) -> Ingest:
        asked.append(apart)
        return Ingest(*given, **named)  # type: ignore[arg-type]

    with patch("web.uploading.reading.Ingest", ingest):
        yield asked


def rested(services: Services, seconds: float = 60, *, waiting: bool = False) -> None:
    """Wait until nothing more is done in the background, and nothing waits any more unless that is said."""
    until = monotonic() + seconds
    while any(one.name == "uploads" for one in enumerate_threads()) and monotonic() < until:
        sleep(0.05)
    assert waiting or services.store.uploads.waiting() == ()
