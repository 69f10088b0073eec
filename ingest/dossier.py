"""A dossier: what a source says of one question, with the files that belong to it, as one sequence of bytes.

A service gives a question in pieces: fields in a record, the answer in a file, attachments in others. They are kept
together, so that they are read, hashed, versioned, put into quarantine and read again as one document. The bytes are a
zip archive with ``dossier.json`` first, stored without compression: the same pieces give the same bytes on any machine.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from enum import StrEnum

from corpus.errors import UnreadableDocument
from corpus.model import SourceFields

DOSSIER_MEDIA_TYPE = "application/vnd.rappel.dossier+zip"
_INDEX = "dossier.json"
_FORMAT = 1
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip archive can state
_DAYS = ("asked", "answered", "published", "due")
_OF_DOSSIER = ("page", "stated")  # these the dossier itself has


class Role(StrEnum):
    """What a file of a dossier holds: the whole document, one side of it, or something attached."""

    WHOLE = "whole"
    QUESTION = "question"
    ANSWER = "answer"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFile:
    """A file of a dossier.

    Attributes:
        role: What it holds.
        name: What a person would call it.
        media_type: What the source claims that it is; the bytes decide.
        content: The bytes.
        address: Where it was fetched; empty where it is a part of the record.
    """

    role: Role
    name: str
    media_type: str
    content: bytes = field(repr=False)
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What a source says of one question.

    Attributes:
        fields: Header fields that the source states.
        files: The files, in the source's order.
        page: Address of the question for people at the source; empty where it has none.
        stated: What else the source says of it, word for word, by its own names.
    """

    fields: SourceFields
    files: tuple[DossierFile, ...] = ()
    page: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)

    def of(self, *roles: Role) -> tuple[DossierFile, ...]:
        """Return the files of some roles, in order."""
        return tuple(one for one in self.files if one.role in roles)

    @property
    def whole_fields(self) -> SourceFields:
        """Everything that the source states, the address of its page and its own words included."""
        return replace(self.fields, page=self.page or None, stated=tuple(sorted(self.stated.items())))


def pack(dossier: Dossier) -> bytes:
    """Return a dossier as bytes; equal dossiers give equal bytes."""
    index = {
        "format": _FORMAT,
        "fields": {
            name: value
            for name, value in asdict(dossier.fields).items()
            if value not in (None, ()) and name not in _OF_DOSSIER
        },
        "page": dossier.page,
        "stated": dict(sorted(dossier.stated.items())),
        "files": [
            {"role": one.role, "name": one.name, "media_type": one.media_type, "address": one.address}
            for one in dossier.files
        ],
    }
    bytes_ = io.BytesIO()
    with zipfile.ZipFile(bytes_, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, _INDEX, json.dumps(index, ensure_ascii=False, sort_keys=True, default=str).encode())
        for number, one in enumerate(dossier.files):
            _add(archive, _member(number), one.content)
    return bytes_.getvalue()


def unpack(content: bytes) -> Dossier:
    """Return the dossier that some bytes are.

    Raises:
        UnreadableDocument: If they are none (``damaged``), or would unpack to more than they are (``hostile``).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive, len(content))
            index = json.loads(archive.read(_INDEX))
            return Dossier(
                fields=_fields(index["fields"]),
                page=str(index["page"]),
                stated={str(name): str(value) for name, value in index["stated"].items()},
                files=tuple(
                    DossierFile(
                        role=Role(one["role"]),
                        name=str(one["name"]),
                        media_type=str(one["media_type"]),
                        content=archive.read(_member(number)),
                        address=str(one["address"]),
                    )
                    for number, one in enumerate(index["files"])
                ),
            )
    except (
        zipfile.BadZipFile,
        KeyError,
        OSError,
        ValueError,
        TypeError,
        AttributeError,
        NotImplementedError,
        RecursionError,
    ) as error:
        raise UnreadableDocument(f"this is no dossier of a source: {error}", reason="damaged") from error


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)


def _check(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse what ``pack`` never makes: a packed part, or parts that share their bytes."""
    entries = archive.infolist()
    packed = any(one.compress_type != zipfile.ZIP_STORED for one in entries)
    if packed or sum(one.file_size for one in entries) > size:
        raise UnreadableDocument("this dossier unpacks to more than it is, which may be an attack", reason="hostile")


def _member(number: int) -> str:
    return f"files/{number:04d}"


def _fields(given: Mapping[str, object]) -> SourceFields:
    known = {one.name for one in fields(SourceFields)} - set(_OF_DOSSIER)
    values: dict[str, object] = {name: value for name, value in given.items() if name in known}
    for name in _DAYS:
        if name in values:
            values[name] = date.fromisoformat(str(values[name]))
    themes = values.get("themes", ())
    values["themes"] = tuple(map(str, themes)) if isinstance(themes, list) else ()
    return SourceFields(**values)  # type: ignore[arg-type]
