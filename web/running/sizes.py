"""How much room the store and the index take on disk, and how much is left there."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.settings import Settings

_STORE = "rappel.sqlite*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Bytes on disk.

    Attributes:
        store: The database with its log; None where it is not in the data folder.
        index: The search index, all its generations.
        free: What is left on the disk of the data folder.
    """

    store: int | None
    index: int
    free: int


def sizes(settings: Settings) -> Sizes:
    """Measure them.

    Args:
        settings: Name the data folder and the database.

    Raises:
        OSError: If the data folder is gone.
    """
    return Sizes(
        store=_together(settings.data.glob(_STORE)) if settings.database is None else None,
        index=_together(settings.index_folder.rglob("*")),
        free=shutil.disk_usage(settings.data).free,
    )


def _together(paths: Iterable[Path]) -> int:
    return sum(map(_size, paths))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # an older generation of the index went meanwhile
        return 0
