"""Files that are made anew at each call and say the same: what changes in them though nothing changed is left out."""

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache

from corpus.errors import RulesError
from ingest.layout.rule_table import rules

_ARCHIVE = b"PK\x03\x04"
_MOST_MEMBERS = 10_000
_Patterns = tuple[tuple[bytes, re.Pattern[bytes]], ...]


def says_the_same(old: bytes, new: bytes) -> bool:
    """Tell whether two files differ at most in what programs write into a file each time they make it.

    Args:
        old: The file that is held.
        new: The file as it was given now.
    """
    if old == new:
        return True
    if old.startswith(_ARCHIVE) and new.startswith(_ARCHIVE):
        members = _members(old)
        return members is not None and members == _members(new)
    for begins, pattern in _patterns():
        if old.startswith(begins) and new.startswith(begins):
            return pattern.sub(b"", old) == pattern.sub(b"", new)
    return False


def _members(content: bytes) -> dict[str, tuple[int, int]] | None:
    """Return size and checksum of the files of an archive, as its directory states them; None for a damaged one."""
    passing = set(rules("volatile").words("archive.passing"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if len(found) > _MOST_MEMBERS:
        return None
    return {one.filename: (one.file_size, one.CRC) for one in found if one.filename not in passing}


@cache
def _patterns() -> _Patterns:
    given = rules("volatile").value("pattern")
    found = []
    for one in given if isinstance(given, list) else []:
        if not isinstance(one, Mapping) or not one.get("begins") or not one.get("found"):
            raise RulesError("volatile.toml: an entry of 'pattern' has no 'begins' or no 'found'")
        joined = "|".join(f"(?:{pattern})" for pattern in one["found"])
        found.append((str(one["begins"]).encode(), re.compile(joined.encode())))
    return tuple(found)
