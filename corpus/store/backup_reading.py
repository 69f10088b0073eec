"""Unpacking a backup that may be anything: what it says of itself is not believed.

A backup that came from elsewhere can name files outside the data folder, or files of a running system; unpack to a
thousand times its size; and hold a database whose triggers run at the first change. All of that is refused before
anything outside of the given folder is touched.
"""

import gzip
import json
import shutil
import tarfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self

from sqlalchemy import Connection

from corpus.errors import StoreUnavailable, WrongUse
from corpus.store import schema
from corpus.store.database import Database

FORMAT = 1
"""Version of the form of this file."""
DATABASE = "rappel.sqlite"
MANIFEST = "manifest.json"
KEPT_SUFFIXES = frozenset({".toml", ".csv", ".json", ".key"})
"""Endings of the files beside the database that are kept."""
NOT_KEPT = ("rappel.lock", ".")
"""Beginnings of the names that are not."""
MODELS = "models"
_LONGEST_MANIFEST = 10_000_000
_LONGEST_NOTE = 100_000
_NOTES = frozenset(
    {tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK}
)
# What people write and print is packed to a fifth or a tenth; a bomb to a thousandth.
_MOST_RATIO, _ALWAYS = 50, 100_000_000
_DEEPEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        taken: When it was taken.
        schema: The version of the tables.
        files: Size and hash of each file, by its name.
    """

    taken: datetime
    schema: str
    files: Mapping[str, tuple[int, str]]


class _Member(tarfile.TarInfo):
    """A member whose notes, which tarfile reads into memory whole, are short."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read a head.

        Raises:
            ReadError: If it announces a note that is longer than any name.
        """
        read = super().frombuf(buf, encoding, errors)
        if read.type in _NOTES and read.size > _LONGEST_NOTE:
            raise tarfile.ReadError("a member's head is too long")
        return read


def unpack(source: Path, folder: Path) -> Manifest:
    """Unpack a backup and compare everything with its manifest.

    Args:
        source: The file.
        folder: An empty folder; nothing is written outside it.

    Raises:
        WrongUse: If it is none, is damaged, or holds what no backup holds.
        StoreUnavailable: If there is no room for what is in it.
    """
    most = max(_ALWAYS, source.stat().st_size * _MOST_RATIO) if source.is_file() else _ALWAYS
    try:
        with gzip.open(source) as plain, tarfile.open(fileobj=plain, mode="r:", tarinfo=_Member) as archive:
            told = _manifest(archive, most)
            _need_room(told, folder)
            _extract(source, archive, told, folder)
    except (
        OSError,
        EOFError,
        tarfile.TarError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise WrongUse(f"{source} is no backup of Rappel, or is damaged: {error}; nothing was changed") from error
    for name, (_, sha256) in told.files.items():
        place = folder / name
        if not place.is_file() or place.is_symlink() or _hash(place) != sha256:
            raise WrongUse(f"'{name}' in {source} is missing or damaged; nothing was changed")
    return told


def _need_room(told: Manifest, folder: Path) -> None:
    needed, free = sum(size for size, _ in told.files.values()), shutil.disk_usage(folder).free
    if needed > free:
        raise StoreUnavailable(
            f"the disk of {folder.parent} is too full: the backup needs {needed} bytes and {free} are free; "
            "make room and run the command again; nothing was changed"
        )


def _manifest(archive: tarfile.TarFile, most: int) -> Manifest:
    first = archive.next()
    if first is None or first.name != MANIFEST or first.size > _LONGEST_MANIFEST or not first.isreg():
        raise ValueError("it does not begin with a manifest")
    file: IO[bytes] | None = archive.extractfile(first)
    head: Any = json.loads(file.read() if file else b"")
    files = {str(name): (int(told["size"]), str(told["sha256"])) for name, told in head["files"].items()}
    if head["rappel"] != FORMAT or DATABASE not in files:
        raise ValueError("its manifest is of another form")
    if wrong := [name for name in files if not may_be_kept(name)]:
        raise ValueError(f"it names '{wrong[0]}', which no backup holds")
    size = sum(size for size, _ in files.values())
    if min(size for size, _ in files.values()) < 0 or size > most:
        raise ValueError(f"unpacked it has {size} bytes, and {most} are the most for its size")
    return Manifest(taken=datetime.fromisoformat(head["taken"]), schema=str(head["schema"]), files=files)


def may_be_kept(name: str) -> bool:
    """Tell whether a file of that name, with slashes, may stand in a backup: in the data folder, and nothing else."""
    path = PurePosixPath(name)
    if str(path) != name or not name.isprintable() or "\\" in name or ":" in name or path.is_absolute():
        return False
    if name == DATABASE:
        return True
    if path.parts[0] == MODELS and 1 < len(path.parts) <= _DEEPEST:
        return not any(part.startswith(".") for part in path.parts)
    return len(path.parts) == 1 and path.suffix in KEPT_SUFFIXES and not name.startswith(NOT_KEPT)


def _extract(source: Path, archive: tarfile.TarFile, told: Manifest, folder: Path) -> None:
    waiting = dict(told.files)
    while (member := archive.next()) is not None:
        size, _ = waiting.pop(member.name, (-1, ""))
        if not member.isreg() or member.issparse() or member.size != size:
            raise WrongUse(
                f"{source} holds '{member.name[:200]}', which its manifest does not name; nothing was changed"
            )
        archive.extract(member, folder, filter="data")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def foreign_objects(copy: Path, version: str) -> tuple[str, ...]:
    """Return the names of views and triggers that a database of that version does not have, or has otherwise.

    Args:
        copy: The database.
        version: Version of its tables.

    Raises:
        WrongUse: If there is no such version.
    """
    from alembic.util import CommandError

    found, own = Database(f"sqlite:///{copy.absolute()}"), Database("sqlite://")
    with closing(found), closing(own):
        with own.changing() as connection:
            try:
                schema.run_migrations(connection, version)
            except CommandError as error:
                raise WrongUse(f"there is no schema {version}") from error
            expected = _programs(connection)
        with found.reading() as connection:
            held = _programs(connection)
    return tuple(sorted(name for name in held.keys() | expected.keys() if held.get(name) != expected.get(name)))


def _programs(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')").all()
    return {str(name): str(sql) for name, sql in rows}
