"""How a text is set, and its words split at the places where Dutch words may be broken."""

import re
from dataclasses import dataclass

SHY = "\N{SOFT HYPHEN}"
_LONG_WORD = re.compile(r"[^\W\d_]{8,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a text is set.

    Attributes:
        name: Name of the setting.
        columns: Number of columns.
        justified: Whether lines fill their column's width and long words are broken.
    """

    name: str
    columns: int
    justified: bool


SETTINGS = (
    Setting(name="ragged", columns=1, justified=False),
    Setting(name="justified", columns=1, justified=True),
    Setting(name="columns", columns=2, justified=True),
)


def breakable(text: str) -> str:
    """Return a text with soft hyphens where its long words may be broken, by the Dutch patterns of pyphen."""
    import pyphen  # type: ignore[import-untyped, unused-ignore]

    dictionary = pyphen.Pyphen(lang="nl_NL", left=3, right=3)
    return _LONG_WORD.sub(lambda match: dictionary.inserted(match[0], SHY), text)
