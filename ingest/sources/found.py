"""What comes out of files beside documents: what is refused, what is left out, and what was read to its end."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Something that was to be read and cannot be; it goes into quarantine with its bytes.

    Attributes:
        uri: Its identity: the file's address, with ``#line-N`` for a line of a JSONL file.
        name: What a person would call it.
        line: Line in the file, counted from 1; None for a whole file.
        reason: Machine-readable word (``too_large``, ``not_json``, ``incomplete``).
        message: What is wrong and what can be done, in English.
        content: The bytes, cut where they are larger than the largest document (the message says so).
    """

    uri: str
    name: str
    line: int | None = None
    reason: str
    message: str
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file inside a folder that was not meant to be read; it is no failure.

    Attributes:
        uri: The file's address.
        name: The file's name.
        reason: Machine-readable word: ``hidden``, ``unknown_kind``, ``not_a_file`` or ``no_access``.
    """

    uri: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A file of many records was read to its end; complaints about lines it no longer has are out of date.

    Attributes:
        uri: The file's address.
        lines: Number of lines seen.
    """

    uri: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """A file of many records was read to its end.

    Attributes:
        uri: The file's address.
        sha256: Hash of its bytes.
        parts: Addresses of its records, in reading order.
        complete: Whether every part of it could be read.
    """

    uri: str
    sha256: str
    parts: tuple[str, ...]
    complete: bool
