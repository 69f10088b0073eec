"""What kind of document some bytes are: read from the bytes themselves, not from what their source claims."""

import re
from enum import StrEnum

from corpus.errors import UnreadableDocument
from ingest.readers.archive import archive_kind


class Kind(StrEnum):
    """The kinds of document that have a reader, and how each is called."""

    TEXT = "text"
    PDF = "PDF"
    HTML = "HTML"
    DOCX = "Word"
    XLSX = "Excel"
    ODT = "OpenDocument text"
    ODS = "OpenDocument sheet"
    RTF = "RTF"
    CSV = "CSV"


CLAIMS = {
    "text/plain": Kind.TEXT,
    "application/pdf": Kind.PDF,
    "text/html": Kind.HTML,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Kind.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Kind.XLSX,
    "application/vnd.oasis.opendocument.text": Kind.ODT,
    "application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
    "application/rtf": Kind.RTF,
    "text/rtf": Kind.RTF,
    "text/csv": Kind.CSV,
    "text/tab-separated-values": Kind.CSV,
}
_HEAD = 1024
_ARCHIVE = b"PK\x03\x04"
_ARCHIVES = {"docx": Kind.DOCX, "xlsx": Kind.XLSX, "odt": Kind.ODT, "ods": Kind.ODS}
_LEGACY = b"\xd0\xcf\x11\xe0"
# An encrypted Word or Excel file of today is a file of the old kind that holds this part.
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_UNSUPPORTED = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip archive",
    b"%!PS": "a PostScript file",
}
_HTML_START = re.compile(
    rb"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|div|table|article|section|main|"
    rb"h[1-6]|p|ul|ol)\b",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG = re.compile(
    rb"<(?:html|head|body|div|p|br|table|span|h[1-6]|ul|ol|li|a|article)\b[^>]{0,500}>", re.IGNORECASE
)


def sniff(content: bytes, claimed: str) -> Kind:
    """Tell what kind of document the bytes are.

    Args:
        content: The bytes.
        claimed: Media type that the source claims; it decides only between text, comma-separated values, and HTML
            without a usual beginning.

    Returns:
        The kind.

    Raises:
        UnreadableDocument: If there are no bytes but blanks (``empty``), they are of a known kind that has no
            reader (``unsupported``, ``legacy_office``), or an office file is ``encrypted``.
    """
    start = _beginning(content)
    if not start and not content.strip():
        raise UnreadableDocument("the file is empty", reason="empty")
    for magic, name in _UNSUPPORTED.items():
        if start.startswith(magic):
            message = f"this is {name}, which is not read; save it as PDF, text or HTML"
            raise UnreadableDocument(message, reason="unsupported")
    if start.startswith((_ARCHIVE, _LEGACY)):
        return _office(content, start)
    if _is_pdf(content, start):
        return Kind.PDF
    if start.startswith(b"{\\rtf"):
        return Kind.RTF
    if _HTML_START.match(start) or (CLAIMS.get(claimed) is Kind.HTML and _ANY_TAG.search(content)):
        return Kind.HTML
    return Kind.CSV if CLAIMS.get(claimed) is Kind.CSV else Kind.TEXT


def mismatch(kind: Kind, claimed: str) -> tuple[str, ...]:
    """Return a warning where the source claimed another kind than the bytes are."""
    stated = CLAIMS.get(claimed)
    if stated is None or stated is kind:
        return ()
    return (f"the source says that this is {stated.value}, but the bytes are {kind.value}; read as {kind.value}",)


def _beginning(content: bytes) -> bytes:
    """Return the first bytes without byte order mark and blanks, UTF-16 turned into UTF-8."""
    start = content[: 4 * _HEAD]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", errors="ignore").encode()
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()


def _office(content: bytes, start: bytes) -> Kind:
    if start.startswith(_LEGACY):
        if _ENCRYPTED_PART in content:
            message = "the file is encrypted: it opens only with a password; save it without one"
            raise UnreadableDocument(message, reason="encrypted")
        message = "this is a Word or Excel file of before 2007 (.doc, .xls); open it and save it as DOCX, XLSX or PDF"
        raise UnreadableDocument(message, reason="legacy_office")
    kind = archive_kind(content)
    if kind is None:
        message = "this is a zip archive and no Word, Excel or OpenDocument file; unpack it first"
        raise UnreadableDocument(message, reason="unsupported")
    return _ARCHIVES[kind]


def _is_pdf(content: bytes, start: bytes) -> bool:
    """A PDF's mark stands at the start, or after some foreign bytes if the file also ends like a PDF."""
    if start.startswith(b"%PDF-"):
        return True
    return b"%PDF-" in content[:_HEAD] and b"startxref" in content[-_HEAD:]
