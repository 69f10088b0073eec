"""A kill while a watched folder or an upload is read loses nothing and doubles nothing.

``RAPPEL_TEST_KILLS`` says how many kills each test deals out.
"""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings
from corpus.store import Store
from corpus.store.documents import Documents
from corpus.store.source_items import SourceItems
from corpus.store.uploads import Uploads
from corpus.uploads import FileState, Upload, UploadedFile
from ingest import batches
from ingest.service import Ingest
from ingest.sources import folder as watching
from ingest.sources.folder import SOURCE, WatchedFolder
from search.service import SearchService
from tests.conftest import TODAY, clock
from tests.faults.killing import Work, store_is_sound, store_state, survives
from tests.web.uploading import question
from web.services import Services
from web.uploading import reading
from web.uploading.spool import Spool, file_name

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed after a fork"),
    pytest.mark.timeout(3600),
    pytest.mark.slow,
]
_FILES = 12
_UPLOAD = "u" * 24


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in the process that is killed; that a reading process may die, other tests show."""

    def ingest(*given: Any, apart: bool, **named: Any) -> Ingest:  # noqa: ANN401, ARG001 - as the class
        return Ingest(*given, **named)

    monkeypatch.setattr(watching, "Ingest", ingest)
    monkeypatch.setattr(reading, "Ingest", ingest)


def contents() -> list[bytes]:
    """Return what is brought in: questions, one twice, and one that cannot be read."""
    return [*(question(number + 1) for number in range(_FILES - 2)), question(1), b""]


def test_the_watched_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever its job is killed, the next looks leave the documents, problems and marks of an undisturbed one."""
    monkeypatch.setattr(watching, "_AT_ONCE", 3)
    place = tmp_path / "brievenbus"
    place.mkdir()
    for number, content in enumerate(contents()):
        (place / f"{number:02}.txt").write_bytes(content)

    def look(settings: Settings) -> None:
        with Store.open(settings, clock=clock) as store:
            watched = WatchedFolder(place, store, settings, clock)
            watched.run()
            watched.run()

    def state(settings: Settings) -> object:
        with Store.open(settings, clock=clock) as store:
            marks = store.source_items.stamps(SOURCE)
        texts, entries, _events, problems = store_state(settings)  # a kill decides whether it is old news
        return marks, texts, entries, problems

    stages = {
        "read": (batches, "attempt"),
        "store": (Documents, "put"),
        "mark": (SourceItems, "fetched"),
    }
    survives(Work(before=Path.mkdir, run=look, state=state, sound=store_is_sound, stages=stages), tmp_path)


def test_an_upload(tmp_path: Path) -> None:
    """Whenever its reading is killed, the next leaves each file with the fate that an undisturbed one tells."""

    def before(folder: Path) -> None:
        settings = Settings(data=folder, model="lexical")
        with Store.open(settings, clock=clock) as store:
            spool, files = Spool(folder), []
            coming = spool.begin()
            for position, content in enumerate(contents()):
                (coming / file_name(position)).write_bytes(content)
                digest = hashlib.sha256(content).hexdigest()
                files.append(UploadedFile(position=position, name=f"{position}.txt", size=len(content), sha256=digest))
            assert spool.keep(coming, _UPLOAD)
            upload = Upload(id=_UPLOAD, account="Lies", received=TODAY, parliament="P", files=tuple(files))
            assert store.uploads.add(upload)

    def read(settings: Settings) -> None:
        with Store.open(settings, clock=clock) as store:
            reading.read_waiting(_services(settings, store), lambda: False)

    def state(settings: Settings) -> object:
        with Store.open(settings, clock=clock) as store:
            held = store.uploads.get(_UPLOAD)
            assert not Spool(settings.data).holds(_UPLOAD)
        # Of two equal files either may be told as the new one where a kill fell between them.
        fates = [(one.state, one.result.documents, one.result.failed) for one in held.files]
        news = sum(one.result.new for one in held.files)
        return fates, news, held.done, all(one.state is FileState.READ for one in held.files), store_state(settings)

    stages = {
        "read": (batches, "attempt"),
        "store": (Documents, "put"),
        "tell": (Uploads, "tell"),
    }
    survives(Work(before=before, run=read, state=state, sound=store_is_sound, stages=stages), tmp_path)


def _services(settings: Settings, store: Store) -> Services:
    return Services(
        settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
    )
