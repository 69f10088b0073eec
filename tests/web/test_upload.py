"""Files that editors bring in: who may, what becomes of each, what is told, and what a refused form leaves."""

import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from unittest.mock import patch

import pytest
from fastapi.testclient import TestClient
from filelock import FileLock
from lxml.html import HtmlElement

from corpus.register import Cause, EventKind
from corpus.store.holding import new_holder
from corpus.uploads import FileState, Upload, UploadedFile, UploadResult
from search.request import SearchRequest
from tests.conftest import TODAY
from tests.web.checking import faults, page, text_of
from tests.web.editing import Editor, editor, services_with_accounts
from tests.web.uploading import brought, ended, question, read_here, rested, sent, ticket
from web.app import create_app
from web.i18n import LANGUAGES
from web.pages import upload as pages
from web.running.jobs import folder_jobs, uploads_job
from web.services import Services
from web.uploading import reading
from web.uploading.desk import UploadDesk


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Return services over an empty data folder, with bounds that tests reach."""
    given = {"upload_files": 5, "upload_bytes": 300_000, "max_document_bytes": 20_000, "lock_wait_seconds": 0.3}
    folder = tmp_path_factory.mktemp("upload") / "data"
    with services_with_accounts(folder, model="lexical", **given) as found, read_here():
        yield found


@pytest.fixture(scope="module")
def lies(services: Services) -> Iterator[Editor]:
    """Return an editor who is signed in."""
    with editor(services, "Lies") as found:
        yield found


@pytest.fixture(autouse=True)
def nothing_waits(services: Services) -> Iterator[None]:
    """Leave neither files nor uploads that wait to the next test."""
    yield
    rested(services)
    assert left(services) == []


def left(services: Services) -> list[str]:
    """Return what lies in the spool."""
    folder = services.uploads.spool.folder
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def report(lies: Editor, upload: Upload, language: str = "nl") -> HtmlElement:
    """Return the page of an upload."""
    answer = lies.client.get(f"/upload/{upload.id}", params={"lang": language})
    assert answer.status_code == 200
    assert faults(answer.text) == {}
    return page(answer.text)


def alert(text: str) -> str:
    """Return what the form complains about."""
    return text_of(page(text).xpath("//*[@role='alert']")[0])


def test_strangers_sign_in_and_readers_are_refused(services: Services) -> None:
    """Without the right account neither form nor report nor quarantine is shown, and nothing is taken."""
    before = services.store.feed.mark()
    with TestClient(create_app(services), raise_server_exceptions=False) as stranger:
        for address in ("/upload", f"/upload/{'a' * 24}", "/problems"):
            answer = stranger.get(address, follow_redirects=False)
            assert (answer.status_code, answer.headers["location"][:14]) == (303, "/sign-in?back=")
        assert stranger.post("/upload", files={"files": ("a.txt", question(1))}).status_code == 401
        assert stranger.post("/problems", data={"uri": "x"}).status_code == 401
        assert stranger.get("/problems/abc/original").status_code == 401
    with editor(services, "Rik") as reader:
        for address in ("/upload", f"/upload/{'a' * 24}", "/problems", "/problems/abc/original"):
            assert reader.client.get(address).status_code == 403
        answer = reader.client.post("/upload", data={"csrf": reader.csrf}, files={"files": ("a.txt", question(1))})
        assert answer.status_code == 403
    assert services.store.feed.mark() == before
    assert services.store.uploads.list() == ()


def test_a_closed_instance(tmp_path: Path) -> None:
    """Where reading needs an account, a stranger is sent to the sign-in and nothing is taken."""
    with (
        services_with_accounts(tmp_path / "data", reading="closed") as closed,
        TestClient(create_app(closed)) as stranger,
    ):
        assert stranger.get("/upload", follow_redirects=False).status_code == 303
        assert stranger.post("/upload", files={"files": ("a.txt", question(1))}).status_code == 401
        assert closed.store.uploads.list() == ()


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_no_form_of_another_site(lies: Editor, services: Services, headers: dict[str, str]) -> None:
    """What another site sends is refused before a byte of it is taken in."""
    with patch("web.pages.upload.receive") as receive:
        assert sent(lies, [("a.txt", question(1))], headers=headers).status_code == 403
    receive.assert_not_called()
    assert services.store.uploads.list() == ()


@pytest.mark.parametrize("csrf", ["", "f" * 64])
def test_a_form_without_the_mark_of_the_session(lies: Editor, services: Services, csrf: str) -> None:
    """A form that is not of this sign-in is refused, and what came with it is deleted."""
    assert sent(lies, [("a.txt", question(1))], csrf=csrf).status_code == 403
    assert services.store.uploads.list() == ()


def test_every_fate_is_told(lies: Editor) -> None:
    """New, damaged, empty, of several documents, left out, under a wrong kind: each file has its line and its links."""
    record = {"doc_id": "b-1", "parliament": "Vlaams Parlement", "question": "Hoeveel?", "title": "Reigers"}
    files = [
        ("vraag.txt", question(11)),
        ("kapot.pdf", b"%PDF-1.7\nkapot"),
        ("leeg.docx", b""),
        ("lijst.jsonl", json.dumps(record).encode() + b"\n{}\n"),
        ("foto.jpg", b"\xff\xd8"),
    ]
    held = brought(lies, files)
    assert [(one.name, one.state) for one in held.files] == [
        ("vraag.txt", FileState.READ),
        ("kapot.pdf", FileState.READ),
        ("leeg.docx", FileState.READ),
        ("lijst.jsonl", FileState.READ),
        ("foto.jpg", FileState.LEFT_OUT),
    ]
    results = [one.result for one in held.files]
    assert [(one.new, one.failed) for one in results] == [(1, 0), (0, 1), (0, 1), (1, 1), (0, 0)]
    assert [[one.reason for one in result.problems] for result in results][1:4] == [
        ["damaged"],
        ["empty"],
        ["incomplete"],
    ]
    tree = report(lies, held)
    words = [text_of(one) for one in tree.xpath("//ul[contains(@class,'outcome')]/li")]
    said = [
        "nieuw document",
        "Open het op uw eigen computer",
        "Kijk na of dit het juiste",
        "nieuw: 1; niet te lezen: 1",
        "overgeslagen",
    ]
    assert [one in word for one, word in zip(said, words, strict=True)] == [True] * 5
    assert f"/d/{results[0].documents[0]}" in tree.xpath("//main//a/@href")
    assert "/problems" in tree.xpath("//main//a/@href")
    assert "3 bestanden konden niet" in text_of(tree.xpath("//*[@role='status']")[0])
    for language in LANGUAGES:
        assert report(lies, held, language).get("lang") == language


def test_who_brought_what_when_is_kept(lies: Editor, services: Services) -> None:
    """The upload keeps account, moment, names, sizes and hashes; the form lists it."""
    content = question(12)
    held = brought(lies, [("wie.txt", content)], fields={"parliament": "Tweede Kamer", "backfill": "true"})
    kept = services.store.uploads.get(held.id)
    assert (kept.account, kept.received, kept.parliament, kept.backfill) == ("Lies", TODAY, "Tweede Kamer", True)
    file = kept.files[0]
    assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    row = next(
        one
        for one in page(lies.client.get("/upload").text).xpath("//tbody/tr")
        if held.id in one.xpath(".//a/@href")[0]
    )
    assert "Lies" in text_of(row)
    raw = services.store.documents.get(file.result.documents[0])
    assert (raw.source, raw.uri) == ("upload", f"upload:{file.sha256}")
    event = services.store.register.events(kinds=(EventKind.DOCUMENT_ADDED,))[-1]
    assert (event.document, event.cause) == (raw.id, Cause.BACKFILL)


def test_only_a_parliament_that_is_offered(lies: Editor) -> None:
    """A parliament that nobody offered is not believed: that of the settings is assumed."""
    held = brought(lies, [("p.txt", question(13))], fields={"parliament": "<script>alert(1)</script>"})
    assert held.parliament == "Vlaams Parlement"


def test_the_same_again_and_changed(lies: Editor, services: Services) -> None:
    """The same bytes under another name change nothing; the same question in other words is its new version."""
    first = brought(lies, [("een.txt", question(14))]).files[0].result
    again = brought(lies, [("twee.txt", question(14))]).files[0].result
    assert (again.new, again.changed, again.same, again.documents) == (0, 0, 1, first.documents)
    held = brought(lies, [("een.txt", question(14, "En hoeveel reigers?\n"))])
    changed = held.files[0].result
    assert (changed.new, changed.changed, changed.documents) == (0, 1, first.documents)
    assert services.store.documents.get(first.documents[0]).version == 2
    assert "nieuwe versie" in text_of(report(lies, held))


def test_two_files_of_one_name_are_two_documents(lies: Editor) -> None:
    """Names say nothing about what a file is: a second file of the same name takes no other's place."""
    held = brought(lies, [("antwoord.txt", question(15)), ("antwoord.txt", question(16))])
    assert len({one.result.documents for one in held.files}) == 2
    later = brought(lies, [("antwoord.txt", question(17))])
    assert later.files[0].result.new == 1


def test_it_is_found_at_once(lies: Editor, services: Services) -> None:
    """Without any job beside the site, what was brought in is in the index and is found."""
    text = question(18).replace(b"zwanen", b"zwanenbloemen")
    held = brought(lies, [("zoek.txt", text)])
    rested(services)
    hits = services.search.search(SearchRequest(text="zwanenbloemen")).hits
    assert hits[0].document_id == held.files[0].result.documents[0]


def test_it_is_asked_to_be_read_apart(lies: Editor) -> None:
    """Whatever the settings say of local files, those of the site are read in a process of their own."""
    with read_here() as asked:
        brought(lies, [("apart.txt", question(19))])
    assert asked == [True]


@pytest.mark.parametrize(
    ("files", "status", "words"),
    [
        ([], 422, "Kies minstens één bestand"),
        ([("", b"")], 422, "Kies minstens één bestand"),
        ([(f"{one}.txt", b"x") for one in range(6)], 413, "hoogstens 5"),
        ([(f"{one}.txt", b"") for one in range(1000)], 413, "hoogstens 5"),
        ([("groot.txt", b"x" * 500_000)], 413, "hoogstens 0.3 MB"),
    ],
    ids=["none", "not chosen", "six", "a thousand", "large"],
)
def test_a_form_that_is_refused_changes_nothing(
    lies: Editor, services: Services, files: list[tuple[str, bytes]], status: int, words: str
) -> None:
    """It says why, in the page's language and as JSON, offers the form again, and leaves no file and no upload."""
    before = services.store.feed.mark(), services.store.uploads.list()
    answer = sent(lies, files)
    assert (answer.status_code, faults(answer.text)) == (status, {})
    assert words in alert(answer.text)
    told = sent(lies, files, headers={"Accept": "application/json"})
    assert (told.status_code, words in told.json()["error"]) == (status, True)
    assert (services.store.feed.mark(), services.store.uploads.list()) == before


def _chunks(lies: Editor, size: int) -> Iterator[bytes]:
    head = f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{lies.csrf}\r\n--x\r\n'
    yield (head + 'Content-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n').encode()
    for _ in range(0, size, 10_000):
        yield b"x" * 10_000
    yield b"\r\n--x--\r\n"


@pytest.mark.parametrize(("size", "status"), [(15_000, 303), (450_000, 413)])
def test_a_body_whose_length_nobody_states(lies: Editor, services: Services, size: int, status: int) -> None:
    """It is taken up to the bound and no further."""
    answer = lies.client.post(
        "/upload",
        content=_chunks(lies, size),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
        follow_redirects=False,
    )
    assert answer.status_code == status
    if status == 303:
        ended(services, answer.headers["location"].rpartition("/")[2])


FORM = "multipart/form-data; boundary=x"


def part(head: bytes, body: bytes) -> bytes:
    """Return a part of a form."""
    return b"--x\r\nContent-Disposition: form-data" + head + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("text/plain", b"x"),
        ("application/x-www-form-urlencoded", b"files=a"),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=" + "x" * 500, b"--x--"),
        (FORM, b""),
        (FORM, b"--y\r\n\r\n"),
        (FORM, part(b"", b"a\r\n--x--\r\n")),
        (FORM, part(b'; name="files"; filename="a.txt"', b"half")),
        (FORM, b"--x\r\n" + b"A: b\r\n" * 1000 + b"\r\n\r\n--x--\r\n"),
        (FORM, part(b'; name="csrf"', b"x" * 5000 + b"\r\n--x--\r\n")),
        (FORM, part(b'; name="a"', b"1\r\n") * 50 + b"--x--\r\n"),
    ],
)
def test_what_is_no_form_with_files(lies: Editor, services: Services, kind: str, body: bytes) -> None:
    """Bodies of another kind, cut off, or made to be costly are refused as such, and nothing is kept of them."""
    before = services.store.uploads.list()
    answer = lies.client.post("/upload", content=body, headers={"Content-Type": kind})
    assert answer.status_code in (403, 422)
    assert services.store.uploads.list() == before


def test_a_name_of_signs_that_nobody_sees(lies: Editor, services: Services) -> None:
    """Signs that control a terminal, and bytes that are no text, are no part of a name."""
    mark = part(b'; name="csrf"', lies.csrf.encode() + b"\r\n")
    file = part(b'; name="files"; filename="tab\there\x07\x1b[31m\xff.txt"', question(20) + b"\r\n--x--\r\n")
    answer = lies.client.post("/upload", content=mark + file, headers={"Content-Type": FORM}, follow_redirects=False)
    held = ended(services, answer.headers["location"].rpartition("/")[2])
    assert held.files[0].name == "tabhere[31m\ufffd.txt"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../../etc/cron.d/x.txt", "x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("a\u202etxt.exe\u202c.txt", "atxt.exe.txt"),
        ("<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"),
        ("{{7*7}}.txt", "{{7*7}}.txt"),
        ("a" * 1000 + ".txt", "a" * 145 + "….txt"),
        ("'; DROP TABLE uploads; --.txt", "'; DROP TABLE uploads; --.txt"),
    ],
)
def test_a_name_is_words_and_no_path(lies: Editor, services: Services, name: str, shown: str) -> None:
    """Whatever a file is called, it is shown as words and kept under a number."""
    held = brought(lies, [(name, question(21, name))])
    assert held.files[0].name == shown
    tree = report(lies, held)
    assert tree.xpath("//main//img | //main//script") == []
    assert shown in text_of(tree)
    assert not (services.settings.data.parent / "x.txt").exists()


def test_the_same_form_twice_is_one_upload(lies: Editor, services: Services) -> None:
    """A second press, at once or later, leads to the same report; other files under the same mark are another."""
    mark, files = ticket(lies), [("dubbel.txt", question(22))]
    answers: list[str] = []

    def press() -> None:
        answers.append(sent(lies, files, fields={"ticket": mark}).headers["location"])

    presses = [threading.Thread(target=press) for _ in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    press()
    assert answers == [f"/upload/{mark}"] * 3
    assert ended(services, mark).files[0].result.new == 1
    other = brought(lies, [("ander.txt", question(23))], fields={"ticket": mark})
    assert other.id != mark
    assert other.files[0].result.new == 1


@pytest.mark.parametrize("mark", ["", "../../x", "a" * 19, "a" * 65, "..", "a/b" * 10])
def test_a_mark_that_is_none(lies: Editor, mark: str) -> None:
    """A mark that somebody made up is replaced, and is never a path."""
    held = brought(lies, [("merk.txt", question(24, mark))], fields={"ticket": mark})
    assert held.id != mark


def test_two_uploads_at_once(lies: Editor, services: Services) -> None:
    """Both are kept and read, one after the other, each with a report of its own."""
    with editor(services, "Bert") as bert:
        found: dict[str, Upload] = {}

        def bring(who: Editor, name: str, first: int) -> None:
            files = [(f"{name}{one}.txt", question(first + one)) for one in range(3)]
            found[name] = brought(who, files)

        threads = [threading.Thread(target=bring, args=given) for given in ((lies, "l", 30), (bert, "b", 40))]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert {name: held.account for name, held in found.items()} == {"l": "Lies", "b": "Bert"}
    assert [file.result.new for held in found.values() for file in held.files] == [1] * 6


def test_another_writer_is_waited_for_and_said(lies: Editor, services: Services) -> None:
    """While an import writes, the report says so and that nothing is lost; the files are read once it is done."""
    held, let_go = threading.Event(), threading.Event()

    def write() -> None:
        with services.store.writing():
            held.set()
            let_go.wait(30)

    writer = threading.Thread(target=write)
    writer.start()
    held.wait(10)
    with patch.object(pages, "PATIENCE", 0.6):
        answer = sent(lies, [("wacht.txt", question(50))])
    waiting = lies.client.get(answer.headers["location"])
    status = text_of(page(waiting.text).xpath("//*[@role='status']")[0])
    assert "er gaat niets verloren" in status
    assert "data-look-again" in waiting.text
    assert faults(waiting.text) == {}
    upload = answer.headers["location"].rpartition("/")[2]
    assert services.store.uploads.get(upload).files[0].state in (FileState.WAITING, FileState.READING)
    let_go.set()
    writer.join()
    lies.client.get(answer.headers["location"])  # goes on where no job does
    assert ended(services, upload).files[0].result.new == 1


def test_held_up_is_said(lies: Editor, services: Services) -> None:
    """The page of an upload that waits for another process says what it waits for."""
    upload = kept(services, "h" * 24, FileState.WAITING)
    with services.uploads.told_of_waiting() as told, patch.object(services.uploads, "begin"):
        told("the store is being written")
        assert "van een bron of een import" in lies.client.get(f"/upload/{upload.id}").text
    read(services)


def kept(services: Services, upload_id: str, state: FileState, content: bytes | None = None, **named: object) -> Upload:
    """Keep an upload as a process leaves it that was killed before it read it."""
    content = question(60) if content is None else content
    coming = services.uploads.spool.begin()
    (coming / "0000").write_bytes(content)
    file = UploadedFile(
        position=0, name="rest.txt", size=len(content), sha256=hashlib.sha256(content).hexdigest(), state=state
    )
    given = {"received": TODAY, **named}
    upload = Upload(id=upload_id, account="Lies", parliament="Vlaams Parlement", files=(file,), **given)  # type: ignore[arg-type]
    assert services.uploads.spool.keep(coming, upload_id)
    assert services.store.uploads.add(upload)
    return upload


def read(services: Services) -> dict[str, int]:
    """Read what waits, as the job does."""
    return reading.read_waiting(services, lambda: False)


def test_what_a_killed_process_left_is_read_by_the_job(services: Services) -> None:
    """The job sees it, reads it, and says how many."""
    upload = kept(services, "k" * 24, FileState.WAITING, question(61))
    job = uploads_job(services)
    assert [one.name for one in folder_jobs(services)] == [job.name]
    assert job.wanted()
    assert read(services) == {"new": 1, "changed": 0, "same": 0, "refused": 0}
    assert not job.wanted()
    assert services.store.uploads.get(upload.id).done


def test_a_file_whose_reading_was_broken_off_is_not_told_as_held_before(services: Services) -> None:
    """Killed between storing and writing it down, the file is new all the same, and is stored once."""
    content = question(62)
    first = kept(services, "m" * 24, FileState.WAITING, content)
    read(services)
    documents = services.store.uploads.get(first.id).files[0].result.documents
    services.store.uploads.tell(first.id, 0, FileState.READING)
    coming = services.uploads.spool.begin()
    (coming / "0000").write_bytes(content)
    services.uploads.spool.keep(coming, first.id)
    read(services)
    result = services.store.uploads.get(first.id).files[0].result
    assert result == UploadResult(new=1, documents=documents)
    assert services.store.documents.get(documents[0]).version == 1


def test_files_that_are_gone(lies: Editor, services: Services) -> None:
    """After a restore the bytes may be gone: it is said after a day; before, another machine may have them."""
    recent = kept(services, "r" * 24, FileState.WAITING)
    old = kept(services, "o" * 24, FileState.WAITING, received=TODAY - timedelta(days=2))
    for upload in (recent, old):
        services.uploads.spool.drop(upload.id)
    assert services.uploads.waits()
    read(services)
    assert services.store.uploads.get(old.id).files[0].state is FileState.LOST
    assert "Voeg het opnieuw toe" in text_of(report(lies, old))
    assert services.store.uploads.get(recent.id).files[0].state is FileState.WAITING
    assert not services.uploads.waits()
    services.store.uploads.tell(recent.id, 0, FileState.LOST)


def test_one_file_that_is_gone_keeps_the_others(services: Services) -> None:
    """A single file that vanished from the disk is lost; its upload ends."""
    upload = kept(services, "e" * 24, FileState.WAITING)
    services.uploads.spool.file(upload.id, 0).unlink()
    read(services)
    assert services.store.uploads.get(upload.id).files[0].state is FileState.LOST


def test_what_belongs_to_nothing_is_swept(services: Services) -> None:
    """A folder that no upload names goes after a day; one that may still be coming stays."""
    import os

    for name, days in (("a.part", 2), ("b.part", 0)):
        (services.uploads.spool.folder / name).mkdir(parents=True)
        moment = (TODAY - timedelta(days=days)).timestamp()
        os.utime(services.uploads.spool.folder / name, (moment, moment))
    read(services)
    assert left(services) == ["b.part"]
    services.uploads.spool.drop("b.part")


def test_another_holder_is_left_to_it(lies: Editor, services: Services) -> None:
    """While another process holds the lease of the uploads, this one only waits; then it reads what is left."""
    name, holder = uploads_job(services).name, new_holder()
    services.store.leases.take(name, f"elders{holder}", timedelta(minutes=1))
    with patch.object(pages, "PATIENCE", 0.4):
        answer = sent(lies, [("beurt.txt", question(63))])
    upload = answer.headers["location"].rpartition("/")[2]
    assert not services.store.uploads.get(upload).done
    services.store.leases.release(name, f"elders{holder}")
    assert ended(services, upload).files[0].result.new == 1


def test_a_service_that_ends_waits_for_no_other_writer(services: Services) -> None:
    """Asked to end while it waits for another process that writes, the background ends, and the file is read later."""
    upload, desk = kept(services, "w" * 24, FileState.WAITING, question(75)), UploadDesk(services)
    with (
        patch.object(services, "uploads", desk),
        patch.object(services.store._lock, "_wait", 600),
        FileLock(services.settings.data / "rappel.lock"),
    ):
        desk.begin()
        until = monotonic() + 60
        while not desk.held_up:
            assert monotonic() < until
            sleep(0.02)
        thread = desk._thread
        desk.end(60)
        assert thread is None or not thread.is_alive()
        assert not services.store.uploads.get(upload.id).done
    read(services)
    assert services.store.uploads.get(upload.id).files[0].result.new == 1


def test_a_service_that_ends_leaves_the_rest_for_the_next(services: Services) -> None:
    """Asked to end, the background reads its file to the end and no other; the next start reads what is left."""
    first, second = (kept(services, one * 24, FileState.WAITING, question(70 + at)) for at, one in enumerate("fs"))
    desk, read_file = UploadDesk(services), reading._read_file

    def and_end(*given: object) -> UploadResult:
        result = read_file(*given)  # type: ignore[arg-type]
        desk._ended.set()
        return result

    with patch.object(services, "uploads", desk), patch.object(reading, "_read_file", and_end):
        desk.begin()
        rested(services, waiting=True)
        desk.end(5)
        desk.begin()  # too late
        rested(services, waiting=True)
    states = [services.store.uploads.get(one.id).files[0].state for one in (first, second)]
    assert sorted(states) == [FileState.READ, FileState.WAITING]
    read(services)
    assert services.store.uploads.get(first.id).done
    assert services.store.uploads.get(second.id).done


def test_a_disk_that_is_full(lies: Editor, services: Services) -> None:
    """It is said, nothing is kept, and the next form is taken."""
    full = OSError(28, "No space left on device")
    before = services.store.uploads.list()
    with patch("web.uploading.receiving._ComingFile.write", side_effect=full):
        assert sent(lies, [("vol.txt", question(64))]).status_code == 500
    with patch("web.uploading.spool._settle", side_effect=full):
        assert sent(lies, [("vol.txt", question(64))]).status_code == 500
    assert services.store.uploads.list() == before
    assert brought(lies, [("vol.txt", question(64))]).files[0].result.new == 1


def test_no_such_upload(lies: Editor) -> None:
    """An address that names none is a page that does not exist."""
    for name in ("a" * 24, "..%2f..", "%00", "a"):
        assert lies.client.get(f"/upload/{name}").status_code == 404
