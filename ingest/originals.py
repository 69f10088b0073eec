"""The files of a document as they came, each with the name and the type that its bytes have.

A document that a source gave as a dossier has several: the answer's own file, or its texts, and what is attached.
"""

import re
from dataclasses import dataclass, field, replace

from corpus.errors import UnreadableDocument
from corpus.model import RawDocument
from ingest.dossier import DOSSIER_MEDIA_TYPE, DossierFile, Role, unpack
from ingest.readers.sniff import Kind, sniff

_ANY = "application/octet-stream"
_KINDS = {
    Kind.TEXT: ("text/plain", ".txt"),
    Kind.PDF: ("application/pdf", ".pdf"),
    # Never as HTML: it would be a page of whoever opens it from here.
    Kind.HTML: (_ANY, ".html"),
    Kind.DOCX: ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    Kind.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    Kind.ODT: ("application/vnd.oasis.opendocument.text", ".odt"),
    Kind.ODS: ("application/vnd.oasis.opendocument.spreadsheet", ".ods"),
    Kind.RTF: ("application/rtf", ".rtf"),
    Kind.CSV: ("text/csv", ".csv"),
}
_OTHERS = {"application/msword": ".doc", "application/vnd.ms-excel": ".xls", "image/png": ".png", "image/jpeg": ".jpg"}
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A file as it came.

    Attributes:
        name: Its name, with the ending that its bytes have.
        media_type: What its bytes are, fit to be sent; never one that a browser would show as a page.
        content: The bytes.
        role: What it holds; None where the document is this one file.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)
    role: Role | None = None


def original(raw: RawDocument) -> Original:
    """Return the file that a document is: of a dossier its whole document, else the dossier itself as an archive.

    Args:
        raw: The bytes as they are stored.
    """
    if raw.media_type != DOSSIER_MEDIA_TYPE:
        return _named(raw.name, raw.media_type, raw.content)
    whole = next((one for one in files(raw) if one.role is Role.WHOLE), None)
    return whole or as_stored(raw)


def as_stored(raw: RawDocument) -> Original:
    """Return the very bytes that are stored, of which the fingerprint is: of a dossier the archive of all its files.

    Args:
        raw: The bytes as they are stored.
    """
    if raw.media_type != DOSSIER_MEDIA_TYPE:
        return original(raw)
    name = _ENDING.sub("", raw.uri.rpartition(":")[2]) or "dossier"
    return Original(name=f"{name}.zip", media_type="application/zip", content=raw.content)


def files(raw: RawDocument) -> tuple[Original, ...]:
    """Return the files of a document that came as a dossier, in the source's order; none of any other.

    Raises:
        UnreadableDocument: If the dossier is damaged.
    """
    if raw.media_type != DOSSIER_MEDIA_TYPE:
        return ()
    return tuple(map(_of_dossier, unpack(raw.content).files))


def _of_dossier(one: DossierFile) -> Original:
    return replace(_named(one.name, one.media_type, one.content), role=one.role)


def _named(name: str, claimed: str, content: bytes) -> Original:
    try:
        media_type, ending = _KINDS[sniff(content, claimed)]
    except UnreadableDocument:
        media_type, ending = _ANY, _OTHERS.get(claimed, "")
    held = _ENDING.search(name)
    # Words in a file without marks of its own may be anything that its name says, such as lines of records.
    keep = held is not None and (media_type in ("text/plain", _ANY) or held[0].lower() == ending)
    stem = name[: held.start()] if held is not None and not keep and held[0].lower() in _known() else name
    return Original(name=name if keep else f"{stem}{ending}", media_type=media_type, content=content)


def _known() -> set[str]:
    return {ending for _, ending in _KINDS.values()} | set(_OTHERS.values()) | {".htm", ".bin"}
