"""What a field means, in the words of the type that holds it: one place for readers of code and of data."""

import inspect
import re
from functools import lru_cache

from corpus.errors import RulesError

_ENTRY = re.compile(r"^    (\w+): (.+)$")


@lru_cache
def meanings(kind: type) -> dict[str, str]:
    """Return what the fields of a type mean, from the ``Attributes`` of its docstring.

    Args:
        kind: A documented dataclass.
    """
    _, _, listed = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")
    found: dict[str, str] = {}
    name = ""
    for line in listed.splitlines():
        if entry := _ENTRY.match(line):
            name = entry[1]
            found[name] = entry[2]
        elif name and line.startswith("     "):
            found[name] += f" {line.strip()}"
    return {field: words.replace("``", "") for field, words in found.items()}


def said(kind: type, field: str) -> str:
    """Return what a field means.

    Raises:
        RulesError: If the type does not say so.
    """
    try:
        return meanings(kind)[field]
    except KeyError as error:
        raise RulesError(f"{kind.__name__} does not say what '{field}' means") from error
