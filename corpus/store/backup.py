"""A copy of the data folder in one file, taken while the service runs, and put back.

The file is a packed tar archive: ``manifest.json`` first, with the hash of everything else, then the database and the
files beside it that people made or that cannot be made anew (rules of the instance, the key of the links in mails,
trained models). The index is left out: it is built from the store.
"""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import StoreBusy, StoreError, StoreUnavailable, WrongUse
from corpus.store import schema, sqlite
from corpus.store.backup_reading import (
    DATABASE,
    FORMAT,
    MANIFEST,
    MODELS,
    Manifest,
    foreign_objects,
    may_be_kept,
    unpack,
)
from corpus.store.database import Database
from corpus.store.leases import Leases
from corpus.store.lock import WriterLock, make_folder
from corpus.store.workplace import work_folder

if TYPE_CHECKING:
    from corpus.settings import Settings

_PART = "part"
_LEVEL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds.

    Attributes:
        file: The file.
        size: Its size in bytes.
        taken: When, in UTC.
        schema: The version of the tables.
        files: Names of what is in it.
        replaced: Where what was replaced by putting it back is kept; None where nothing was, and of a new backup.
    """

    file: Path
    size: int
    taken: datetime
    schema: str
    files: tuple[str, ...]
    replaced: Path | None = None


def _path(settings: "Settings", what: str) -> Path:
    database = Database(settings.database_url)
    path = sqlite.database_path(database.url)
    database.close()
    if path is None:
        raise WrongUse(
            f"{what} is for SQLite: use pg_dump and pg_restore for PostgreSQL and copy the files of {settings.data}; "
            "'rappel export' and 'rappel import' work with both"
        )
    return path


def back_up(settings: "Settings", target: Path, clock: Callable[[], datetime]) -> Backup:
    """Copy everything into one file; nobody has to stop for it.

    Args:
        settings: Name the data folder and the database.
        target: The file; it is there only once it is whole, readable by its owner alone.
        clock: Now, in UTC.

    Raises:
        WrongUse: If the store is in another database than SQLite.
        StoreUnavailable: If the store cannot be read, its copy is damaged, or the file cannot be written.
    """
    store, taken = _path(settings, "rappel backup"), clock()
    try:
        with work_folder(".backup-", target.absolute().parent) as folder:
            copy, part = folder / DATABASE, folder / _PART
            sqlite.copy(store, copy)
            members = {DATABASE: copy, **{str(one.relative_to(settings.data)): one for one in _kept(settings.data)}}
            head = _manifest(members, taken, _sound(copy))
            _pack(part, members, head)
            part.replace(target)
        return Backup(file=target, size=target.stat().st_size, taken=taken, schema=head["schema"], files=tuple(members))
    except OSError as error:
        raise StoreUnavailable(f"the backup {target} cannot be written: {error.strerror or error}") from error


def restore(settings: "Settings", source: Path, clock: Callable[[], datetime], *, force: bool = False) -> Backup:
    """Put a backup into the data folder, after everything in it was found sound.

    Args:
        settings: Name the data folder and the database.
        source: The file.
        clock: Now, in UTC.
        force: Whether a store that is there is replaced; it is kept in a folder beside the new one.

    Raises:
        WrongUse: If the file is no sound backup or of a newer program, or a store is there and ``force`` is not given;
            nothing was changed.
        StoreBusy: If a service still runs over the store that would be replaced.
        StoreUnavailable: If the data folder cannot be written.
    """
    store = _path(settings, "rappel restore")
    make_folder(settings.data)
    if store.exists() and not force:
        raise WrongUse(f"{store} is there already; --force replaces it and keeps it in a folder beside the new one")
    try:
        with work_folder(".restore-", settings.data) as folder:
            head = unpack(source, folder)
            _check_database(source, folder / DATABASE, head)
            with WriterLock(settings.data, wait=settings.lock_wait_seconds, clock=clock).held():
                _nobody_runs(store, settings, clock)
                replaced = _set_aside(store, settings, clock)
                _move_in(folder, store, settings.data, head.files)
    except OSError as error:
        raise StoreUnavailable(f"{settings.data} cannot be written: {error.strerror or error}") from error
    return Backup(
        file=source,
        size=source.stat().st_size,
        taken=head.taken,
        schema=head.schema,
        files=tuple(head.files),
        replaced=replaced,
    )


def _kept(data: Path) -> Iterator[Path]:
    """Yield the files of a data folder that cannot be made anew."""
    for path in sorted((*data.iterdir(), *(data / MODELS).rglob("*"))):
        name = path.relative_to(data).as_posix()
        if name != DATABASE and may_be_kept(name) and path.is_file() and not path.is_symlink():
            yield path


def _sound(path: Path) -> str:
    """Return the version of a database after it was found sound.

    Raises:
        StoreUnavailable: If it is damaged.
    """
    database = Database(f"sqlite:///{path.absolute()}")
    try:
        with database.reading() as connection:
            faults = sqlite.integrity_faults(connection)
        if faults:
            raise StoreUnavailable(f"the database is damaged: {faults[0]}; run 'rappel doctor'")
        return schema.stored_version(database)
    finally:
        database.close()


def _manifest(members: dict[str, Path], taken: datetime, version: str) -> dict[str, Any]:
    files = {name: {"size": path.stat().st_size, "sha256": _hash(path)} for name, path in members.items()}
    return {"rappel": FORMAT, "taken": taken.isoformat(), "schema": version, "files": files}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(part: Path, members: dict[str, Path], head: dict[str, Any]) -> None:
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=_LEVEL) as archive:
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=part.parent) as note:
                json.dump(head, note)
                note.flush()
                archive.add(note.name, MANIFEST)
            for name, path in members.items():
                archive.add(path, name)
        raw.flush()
        os.fsync(raw.fileno())


def _check_database(source: Path, copy: Path, head: Manifest) -> None:
    try:
        found = _sound(copy)
    except StoreError as error:
        raise WrongUse(f"{source}: {error}; nothing was changed") from error
    if found != head.schema or found > schema.VERSION:
        raise WrongUse(f"{source} has schema {found}, this Rappel knows up to {schema.VERSION}; nothing was changed")
    if foreign := foreign_objects(copy, found):
        raise WrongUse(f"{source}: its database holds '{foreign[0]}', which no store has; nothing was changed")


def _nobody_runs(store: Path, settings: "Settings", clock: Callable[[], datetime]) -> None:
    """Make sure that no service runs over a store that is to be replaced, as far as that store can tell."""
    if not store.exists():
        return
    database = Database(settings.database_url)
    try:
        held = Leases(database, clock).held()
    except StoreError:  # it is damaged, or older than the leases
        held = ()
    finally:
        database.close()
    if held:
        raise StoreBusy(
            f"'{held[0].name}' is being done by {held[0].holder}: stop the service first; nothing was changed"
        )
    # A site without jobs holds no lease; what it wrote from now on would go into the store that is put aside.
    if sqlite.is_open_elsewhere(store):
        raise StoreBusy(f"another process has {store} open: stop the service first; nothing was changed")


def _set_aside(store: Path, settings: "Settings", clock: Callable[[], datetime]) -> Path | None:
    """Move the old database with its log, and drop the index, which is of the old store."""
    named = f"replaced-{clock():%Y%m%dT%H%M%S}"
    taken = len(list(settings.data.glob(f"{named}*")))
    replaced = settings.data / (f"{named}-{taken + 1}" if taken else named)
    old = [path for end in ("", "-wal", "-shm") if (path := store.with_name(store.name + end)).exists()]
    if old:
        replaced.mkdir()
        for path in old:
            path.rename(replaced / path.name)
    if settings.index_folder.exists():
        shutil.rmtree(settings.index_folder)
    return replaced if old else None


def _move_in(folder: Path, store: Path, data: Path, files: Iterable[str]) -> None:
    for name in files:
        place = store if name == DATABASE else data / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder / name, place)
