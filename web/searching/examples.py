"""Searches that show what can be asked: read from a table of the corpus's language, so that they find something."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "examples.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A search to begin with.

    Attributes:
        shows: What it shows; names the message ``example: ...`` that says so.
        query: What is typed.
    """

    shows: str
    query: str


@cache
def examples() -> tuple[Example, ...]:
    """Return the examples in their order."""
    held = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(Example(shows=one["shows"], query=one["query"]) for one in held["examples"])


@cache
def draft_example() -> str:
    """Return a draft question to compare."""
    text: str = tomllib.loads(_FILE.read_text(encoding="utf-8"))["draft"]
    return text
