"""The source of local files: what it finds, refuses and leaves out."""

import gzip
import json
import os
import tracemalloc
from pathlib import Path

import pytest

from corpus.errors import WrongUse
from corpus.model import RawDocument
from ingest.sources import Finished, Refused, Skipped
from ingest.sources.files import Found, discover, expected
from ingest.sources.jsonl import record_uri
from tests.ingest.conftest import NOW, clock

GOOD = {"doc_id": "a1", "question": "Hoeveel bruggen zijn hersteld?", "answer": "Vier."}


def found(*paths: Path, max_bytes: int = 10_000) -> list[Found]:
    """Return everything that the source yields for some paths."""
    return list(discover(paths, clock=clock, max_bytes=max_bytes))


def lines(*records: object) -> bytes:
    """Return records as lines of JSON; bytes stay as they are."""
    return b"\n".join(r if isinstance(r, bytes) else json.dumps(r).encode() for r in records) + b"\n"


def test_single_file_is_one_document(folder: Path) -> None:
    """A file becomes one document with its address, name, claimed type, bytes and time."""
    path = folder / "vraag.txt"
    path.write_bytes(b"Tekst")
    assert found(path) == [
        RawDocument(
            source="files",
            uri=path.as_uri(),
            name="vraag.txt",
            media_type="text/plain",
            content=b"Tekst",
            fetched=NOW,
        )
    ]


def test_folder_is_read_in_order_and_depth(folder: Path) -> None:
    """A folder gives its files in order of name, then those of its folders; the rest is skipped with a reason."""
    for name in ("b.PDF", "a.txt", ".verborgen.txt", "foto.png", "onder/c.html", ".git/d.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"x")
    os.mkfifo(folder / "pijp.txt")
    items = found(folder)
    assert [item.name for item in items if isinstance(item, RawDocument)] == ["a.txt", "b.PDF", "c.html"]
    assert [(item.name, item.reason) for item in items if isinstance(item, Skipped)] == [
        (".verborgen.txt", "hidden"),
        ("foto.png", "unknown_kind"),
        ("pijp.txt", "not_a_file"),
    ]


def test_named_file_is_always_tried(folder: Path) -> None:
    """A file that is named is read whatever its name, hidden ones too."""
    for name in (".verborgen", "foto.png"):
        (folder / name).write_bytes(b"x")
        assert [type(item) for item in found(folder / name)] == [RawDocument]


def test_named_pipe_is_refused(folder: Path) -> None:
    """A named pipe is refused at once instead of being waited for."""
    os.mkfifo(folder / "pijp")
    (item,) = found(folder / "pijp")
    assert isinstance(item, Refused)
    assert item.reason == "not_a_file"


def test_file_named_twice_is_read_once(folder: Path) -> None:
    """A file inside a folder that is named beside it is one document."""
    (folder / "a.txt").write_bytes(b"x")
    assert len(found(folder / "a.txt", folder, folder / "a.txt")) == 1


def test_missing_paths_are_named_before_anything_is_read(folder: Path) -> None:
    """Paths that do not exist are wrong use, all named, raised at the call and not at the first document."""
    (folder / "a.txt").write_bytes(b"x")
    with pytest.raises(WrongUse, match=r"nergens.*ook-niet"):
        discover([folder / "a.txt", folder / "nergens", folder / "ook-niet"], clock=clock, max_bytes=10)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_forbidden_file_is_refused(folder: Path) -> None:
    """A file that may not be opened is refused with the reason of the system."""
    path = folder / "a.txt"
    path.write_bytes(b"x")
    path.chmod(0)
    (item,) = found(path)
    assert isinstance(item, Refused)
    assert item.reason == "no_access"


def test_vanished_file_is_refused(folder: Path) -> None:
    """A file that is gone between being found and being opened is refused, and the others go on."""
    (folder / "a.txt").write_bytes(b"x")
    (folder / "b.txt").write_bytes(b"x")
    items = discover([folder / "a.txt", folder / "b.txt"], clock=clock, max_bytes=10)
    (folder / "a.txt").unlink()
    first, second = items
    assert isinstance(first, Refused)
    assert isinstance(second, RawDocument)
    assert (first.reason, second.name) == ("no_access", "b.txt")


def test_closed_folder_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be opened is reported as left out, and the others are read."""
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "v.txt").write_bytes(b"x")
    real = os.scandir

    def guarded(path: str) -> object:
        if str(path).endswith("/a"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", guarded)
    read, closed = found(folder)
    assert isinstance(read, RawDocument)
    assert isinstance(closed, Skipped)
    assert (closed.name, closed.reason) == ("a", "no_access")


def test_large_file_is_refused_with_its_beginning(folder: Path) -> None:
    """A file over the bound is refused in bounded memory; its beginning is kept and the message names the setting."""
    path = folder / "lang.txt"
    path.write_bytes(b"a" * 50_000_000)
    tracemalloc.start()
    (item,) = found(path, max_bytes=100_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(item, Refused)
    assert (item.reason, len(item.content)) == ("too_large", 100_000)
    assert "max_document_bytes" in item.message
    assert peak < 5_000_000


def test_records_are_documents_of_their_own_bytes(folder: Path) -> None:
    """Each line of a JSONL file is one document with its own bytes; blank lines and a byte order mark do not count."""
    path = folder / "vragen.jsonl"
    second = {"doc_id": "x/2 b", "parliament": "Vlaams Parlement", "question": "Waarom?"}
    path.write_bytes(b"\xef\xbb\xbf" + lines(GOOD, b"", b"  ", second))
    first, other, end = found(path)
    assert isinstance(first, RawDocument)
    assert isinstance(other, RawDocument)
    assert (first.uri, first.content) == ("record:/a1", json.dumps(GOOD).encode())
    assert (other.uri, other.name) == ("record:Vlaams%20Parlement/x/2%20b", "x/2 b")
    assert end == Finished(uri=path.as_uri(), lines=4)


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf\n"])
def test_record_file_without_records_is_refused(folder: Path, content: bytes) -> None:
    """A JSONL file that holds nothing is said to be empty, instead of being passed over in silence."""
    path = folder / "none.jsonl"
    path.write_bytes(content)
    refused, finished = found(path)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.line, refused.uri) == ("empty", None, path.resolve().as_uri())
    assert isinstance(finished, Finished)


def test_last_line_needs_no_end(folder: Path) -> None:
    """A last line without line end is read, and Windows line ends are no part of a record."""
    path = folder / "vragen.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b"\r\n" + json.dumps(GOOD | {"doc_id": "a2"}).encode())
    assert [item.uri for item in found(path)[:2]] == ["record:/a1", "record:/a2"]


@pytest.mark.parametrize(
    ("line", "reason", "words"),
    [
        (b'{"doc_id": "a1", ', "not_json", "line 2: not JSON at character"),
        (b'{"doc_id": "\xff"}', "not_utf8", "line 2: byte 13 is not UTF-8"),
        (b"[1, 2]", "not_object", "not a list"),
        (b"[" * 100_000, "not_json", "line 2"),
        (b'{"number": ' + b"9" * 5000 + b"}", "not_json", "line 2"),
        (b'{"question": "Waarom?"}', "incomplete", "doc_id: missing"),
        (b'{"doc_id": "b"}', "incomplete", "question: missing"),
        (b'{"doc_id": "b", "question": "  "}', "incomplete", "question: missing"),
        (b'{"doc_id": "b", "question": "Hoe?", "asked": "31/12/2020"}', "wrong_field", "asked: '31/12/2020'"),
        (b'{"doc_id": "b", "question": "' + b"a" * 200_000 + b'"}', "too_large", "longer than 150000 bytes"),
    ],
)
def test_broken_line_is_refused_and_others_go_in(folder: Path, line: bytes, reason: str, words: str) -> None:
    """A broken line is refused with its number, reason and bytes; the lines around it are read."""
    path = folder / "vragen.jsonl"
    path.write_bytes(lines(GOOD, line, GOOD | {"doc_id": "a3"}))
    first, broken, last, end = found(path, max_bytes=150_000)
    assert isinstance(broken, Refused)
    assert (broken.uri, broken.name, broken.line) == (f"{path.as_uri()}#line-2", "vragen.jsonl", 2)
    assert broken.reason == reason
    assert words in broken.message
    assert line.startswith(broken.content)
    assert len(broken.content) == min(len(line.strip()), 150_000)
    assert isinstance(first, RawDocument)
    assert isinstance(last, RawDocument)
    assert isinstance(end, Finished)


def test_one_line_of_fifty_megabytes_stays_out_of_memory(folder: Path) -> None:
    """A line of 50 MB is refused in bounded memory, and the record after it goes in."""
    path = folder / "vragen.jsonl"
    path.write_bytes(b'{"doc_id": "' + b"a" * 50_000_000 + b'"}\n' + lines(GOOD))
    tracemalloc.start()
    broken, good, _ = found(path, max_bytes=100_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(broken, Refused)
    assert (broken.reason, broken.line, len(broken.content)) == ("too_large", 1, 100_000)
    assert isinstance(good, RawDocument)
    assert peak < 5_000_000


def test_line_of_exactly_the_bound_is_read(folder: Path) -> None:
    """A line as long as the bound is read, one byte more is refused."""
    path = folder / "vragen.jsonl"
    body = json.dumps(GOOD).encode()
    path.write_bytes(body + b"\r\n")
    assert isinstance(found(path, max_bytes=len(body))[0], RawDocument)
    assert isinstance(found(path, max_bytes=len(body) - 1)[0], Refused)


def test_compressed_records_are_read(folder: Path) -> None:
    """A JSONL file compressed with gzip gives the same documents."""
    path = folder / "vragen.jsonl.gz"
    path.write_bytes(gzip.compress(lines(GOOD, GOOD | {"doc_id": "a2"})))
    assert [item.uri for item in found(folder)] == ["record:/a1", "record:/a2", path.as_uri()]


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-12], lambda b: b[:40] + b"\x00\xff" * 20 + b[80:], lambda _: b"no gzip"]
)
def test_damaged_archive_keeps_what_came_before(folder: Path, damage: object) -> None:
    """A damaged archive is one refusal that says after which line; nothing is said to be finished."""
    path = folder / "vragen.jsonl.gz"
    whole = gzip.compress(lines(*(GOOD | {"doc_id": f"a{n}"} for n in range(50))))
    path.write_bytes(damage(whole))  # type: ignore[operator]
    items = found(path)
    assert isinstance(items[-1], Refused)
    assert items[-1].reason == "damaged"
    assert all(isinstance(item, RawDocument) for item in items[:-1])


def test_expected_counts_lines_and_files(folder: Path) -> None:
    """The number expected is one a file and one a line; skipped files and broken archives do not disturb it."""
    (folder / "a.txt").write_bytes(b"x")
    (folder / "b.jsonl").write_bytes(lines(GOOD, GOOD))
    (folder / "c.jsonl.gz").write_bytes(b"no gzip")
    (folder / "d.png").write_bytes(b"x")
    assert expected([folder]) == 4


def test_record_address_is_unambiguous() -> None:
    """A slash in the name of a parliament cannot be taken for the border to the id."""
    assert record_uri("a/b", "c") != record_uri("a", "b/c")


def test_same_id_with_another_text_is_refused(folder: Path) -> None:
    """Of two texts under one id in a run the second is refused; a plain repeat is not."""
    (folder / "a.jsonl").write_bytes(lines(GOOD, GOOD))
    (folder / "b.jsonl").write_bytes(lines(GOOD | {"answer": "Vijf."}))
    first, repeat, _, other, _ = found(folder)
    assert first == repeat
    assert isinstance(other, Refused)
    assert (other.reason, other.line) == ("duplicate", 1)
    assert "stands in a.jsonl, line 1" in other.message
