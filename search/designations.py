"""Names of letters and digits, such as F16 and F-16: written together or apart they are the same."""

import re

_TOGETHER = re.compile(r"([a-z]{1,4})(\d{1,4})")
_LETTERS = re.compile(r"[a-z]{1,4}")
_DIGITS = re.compile(r"\d{1,4}")


def parted(word: str) -> tuple[str, str] | None:
    """Return letters and digits of a folded word that is such a name, None for another word."""
    found = _TOGETHER.fullmatch(word)
    return (found[1], found[2]) if found else None


def joined(first: str, second: str) -> str | None:
    """Return two folded words written together where they may be such a name, None for others."""
    return first + second if _LETTERS.fullmatch(first) and _DIGITS.fullmatch(second) else None
