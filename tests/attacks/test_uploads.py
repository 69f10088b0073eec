"""Hostile files brought in through the site: read in a process of their own, while everybody else searches."""

import gzip
import resource
import sys
import threading
from collections.abc import Iterator

import httpx
import pytest

from corpus.errors import WrongUse
from corpus.uploads import FileState, Upload
from ingest.isolation_process import ReadingProcesses
from tests.attacks.bombs import BOMBS
from tests.web.editing import Editor, editor, services_with_accounts
from tests.web.site import served
from tests.web.uploading import brought, question, rested
from web.services import Services

_KINDS = {
    "zip": "docx", "word": "docx", "sheet": "xlsx", "open document": "odt", "html": "html", "xhtml": "xhtml",
    "rtf": "rtf", "csv": "csv", "text": "txt", "json": "jsonl", "pdf": "pdf", "picture called web page": "html",
}  # fmt: skip
_CHOSEN = (
    "zip, flat", "zip, nested", "word, entities", "sheet, entities", "open document, external entity", "rtf, deep",
    "json, deep", "pdf, looping pages", "pdf, huge picture", "pdf, script", "picture called web page",
)  # fmt: skip
_MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Return services over an empty data folder, with little patience for a document."""
    folder = tmp_path_factory.mktemp("hostile uploads") / "data"
    with services_with_accounts(folder, model="lexical", document_seconds=20.0) as found:
        yield found
        rested(found)


@pytest.fixture(scope="module")
def lies(services: Services) -> Iterator[Editor]:
    """Return an editor who is signed in."""
    with editor(services, "Lies") as found:
        yield found


def _named(bomb: str) -> tuple[str, bytes]:
    ending = _KINDS.get(bomb) or _KINDS[bomb.partition(",")[0]]
    return f"{bomb.replace(', ', '-').replace(' ', '-')}.{ending}", BOMBS[bomb][1]()


def _memory() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _searched(address: str, upload: threading.Thread) -> list[int]:
    """Search as long as an upload is being read, and return the answers' states."""
    found: list[int] = []
    with httpx.Client(base_url=address, timeout=30) as reader:
        while upload.is_alive() or len(found) < 3:
            found.append(reader.get("/search", params={"q": "zwanen"}).status_code)
    return found


def test_bombs_harm_neither_the_site_nor_who_searches(lies: Editor, services: Services) -> None:
    """Each ends read or in quarantine, with a fate that is told; the site keeps answering, and takes the next file."""
    files = [_named(one) for one in _CHOSEN]
    before = _memory()
    found: list[Upload] = []
    bring = threading.Thread(target=lambda: found.append(brought(lies, files)))
    with served(services) as address:
        bring.start()
        states = _searched(address, bring)
    assert set(states) == {200}
    (held,) = found
    assert [one.state for one in held.files] == [FileState.READ] * len(_CHOSEN)
    fates = {one.name: (one.result.new + one.result.same, one.result.failed) for one in held.files}
    assert {name: fate for name, fate in fates.items() if sum(fate) == 0} == {}
    assert sum(failed > 0 for _, failed in fates.values()) > len(_CHOSEN) // 2
    assert _memory() - before < 600 * _MEGABYTE
    assert lies.client.get(f"/upload/{held.id}").status_code == 200
    assert brought(lies, [("goed.txt", question(1))]).files[0].result.new == 1


def test_records_that_unpack_for_ever(lies: Editor, services: Services) -> None:
    """A packed file of records that holds five hundred megabytes of nothing is broken off at its bound."""
    packed = gzip.compress(b" " * 1000 + b"\n", 9) * 100 + gzip.compress(b" " * 500 * _MEGABYTE, 1)
    held = brought(lies, [("niets.jsonl.gz", packed)])
    assert "damaged" in [one.reason for one in held.files[0].result.problems]
    assert services.store.uploads.get(held.id).done


def test_a_reader_that_dies_takes_nothing_else_along(
    lies: Editor, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the processes that read cannot be started at all, the files wait, and are read once they can be."""

    def broken(*_given: object) -> ReadingProcesses:
        raise WrongUse("no process can be started")

    monkeypatch.setattr("ingest.batches.ReadingProcesses", broken)
    monkeypatch.setattr("web.pages.upload.PATIENCE", 0.5)
    monkeypatch.setattr("tests.web.uploading.ended", lambda services, name: services.store.uploads.get(name))
    waiting = brought(lies, [("wacht.txt", question(2))])
    assert not waiting.done
    rested(services, waiting=True)
    assert "Het lezen is net mislukt" in lies.client.get(f"/upload/{waiting.id}").text
    rested(services, waiting=True)
    monkeypatch.undo()
    lies.client.get(f"/upload/{waiting.id}")
    rested(services)
    assert services.store.uploads.get(waiting.id).files[0].result.new == 1
