"""Uploads in the store: who brought what in, what waits, and what became of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from corpus.errors import NotFound
from corpus.model import DocumentId
from corpus.settings import Settings
from corpus.store import Store
from corpus.uploads import FileState, Upload, UploadedFile, UploadProblem, UploadResult
from tests.conftest import TODAY, clock
from tests.corpus.building import made

RESULT = UploadResult(
    new=1, failed=1, documents=(DocumentId("a"),), problems=(UploadProblem(line=2, reason="not_json", message="no"),)
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a new store."""
    with Store.open(Settings(data=tmp_path / "data"), clock=clock) as found:
        yield found


def upload(name: str, *states: FileState, days: int = 0) -> Upload:
    """Return an upload of files in some states."""
    files = tuple(
        UploadedFile(position=at, name=f"{at}.txt", size=at, sha256=f"{at:064d}", state=state)
        for at, state in enumerate(states)
    )
    return Upload(
        id=name, account="Lies", received=TODAY - timedelta(days=days), parliament="P", backfill=True, files=files
    )


def test_it_is_kept_as_it_came(store: Store) -> None:
    """An upload is read back as it was added; a second one of its id is refused and changes nothing."""
    first = upload("a", FileState.WAITING, FileState.LEFT_OUT)
    assert store.uploads.add(first)
    assert not store.uploads.add(upload("a", FileState.READ))
    assert store.uploads.get("a") == first
    with pytest.raises(NotFound):
        store.uploads.get("b")


def test_what_became_of_a_file(store: Store) -> None:
    """A result is kept with its file, and the other files stay as they are."""
    store.uploads.add(upload("a", FileState.WAITING, FileState.WAITING))
    store.uploads.tell("a", 1, FileState.READ, RESULT)
    files = store.uploads.get("a").files
    assert [(one.state, one.result) for one in files] == [
        (FileState.WAITING, UploadResult()),
        (FileState.READ, RESULT),
    ]
    assert not store.uploads.get("a").done


def test_what_waits_and_what_came_last(store: Store) -> None:
    """Whatever is not ended waits, the oldest first; lists begin with the newest."""
    for name, state, days in (
        ("a", FileState.WAITING, 1),
        ("b", FileState.READ, 0),
        ("c", FileState.READING, 3),
        ("d", FileState.LOST, 2),
    ):
        store.uploads.add(upload(name, state, FileState.LEFT_OUT, days=days))
    assert [one.id for one in store.uploads.waiting()] == ["c", "a"]
    assert [one.id for one in store.uploads.list()] == ["b", "a", "d", "c"]
    assert [one.id for one in store.uploads.list(limit=1)] == ["b"]
    assert [store.uploads.get(one).done for one in "abcd"] == [False, True, False, True]


def test_the_documents_of_a_file(store: Store) -> None:
    """A document is found by the file's bytes, and whether it came from these or was held before."""
    document = made()
    put = document.put(store)
    held = store.documents.get(put.document_id)
    file = UploadedFile(position=0, name="a.txt", size=1, sha256="0" * 64)
    assert store.uploads.documents_of(file) == ()
    own = UploadedFile(position=0, name="a.txt", size=1, sha256=held.uri)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(UploadedFile, "uri", property(lambda self: self.sha256))
        (found,) = store.uploads.documents_of(own)
    assert (found.id, found.version, found.own) == (put.document_id, 1, True)
