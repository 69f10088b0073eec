"""Office files are zip archives: what is inside, and whether it is safe to open."""

import io
import re
import zipfile

from corpus.errors import UnreadableDocument

# Measured against real documents: office XML shrinks 5 to 30 times, sheets of repeated values up to 60 times.
LARGEST_RATIO = 150
LARGEST_TOTAL = 256 * 1024 * 1024
# A spreadsheet takes about twenty times the size of its XML in memory.
LARGEST_XML = 64 * 1024 * 1024
MOST_ENTRIES = 10_000
_SMALL = 4 * 1024 * 1024
_PROLOG = 64 * 1024
_ROOT = re.compile(r"<[A-Za-z_]")
_XML_ENDINGS = (".xml", ".rels")
_ENCRYPTED = 0x1

_BY_PART = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_BY_MIMETYPE = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}


def archive_kind(content: bytes) -> str | None:
    """Return what office file an archive is: ``docx``, ``xlsx``, ``odt`` or ``ods``; None for another or no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            for part, kind in _BY_PART.items():
                if part in names:
                    return kind
            return _BY_MIMETYPE.get(archive.read("mimetype")[:100].decode("ascii", "replace").strip())
    except Exception:  # noqa: BLE001 - zipfile has a dozen kinds of error for archives that cannot be read
        return None


def check_archive(content: bytes) -> None:
    """Refuse an archive that is no document but an attack, before a library opens it.

    Raises:
        UnreadableDocument: If it needs a password (``encrypted``), unpacks to far more than a document can be
            (``too_large``), declares entities, which could name other files or grow without end (``hostile``), or
            is broken (``damaged``).
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        _check_sizes(entries)
        for entry in entries:
            if entry.flag_bits & _ENCRYPTED:
                raise UnreadableDocument("the file is encrypted: it opens only with a password", reason="encrypted")
            if entry.filename.lower().endswith(_XML_ENDINGS):
                _check_prolog(archive, entry)


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    xml = sum(entry.file_size for entry in entries if entry.filename.lower().endswith(_XML_ENDINGS))
    dense = [entry for entry in entries if entry.file_size > _SMALL]
    swollen = any(entry.file_size > LARGEST_RATIO * max(1, entry.compress_size) for entry in dense)
    if len(entries) > MOST_ENTRIES or total > LARGEST_TOTAL or xml > LARGEST_XML or swollen:
        message = f"the file unpacks to {total} bytes in {len(entries)} parts, more than a document can be"
        raise UnreadableDocument(message, reason="too_large")


def _check_prolog(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse XML with a document type: only there can entities be declared, and no office format has one."""
    with archive.open(entry) as part:
        start = part.read(_PROLOG)
    if not start:
        return
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in start[:4]
    encoding = "utf-16-be" if start[:1] in (b"\x00", b"\xfe") else "utf-16-le"
    text = start.decode(encoding if wide else "latin-1", "replace")
    root = _ROOT.search(text)
    if root is None or "<!DOCTYPE" in text[: root.start()]:
        raise UnreadableDocument(f"{entry.filename} declares a document type, which may be an attack", reason="hostile")
