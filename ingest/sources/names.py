"""Names of files that somebody else chose: shown and kept as words, never used as a path."""

import re
import unicodedata

LONGEST = 150
_NO_WORDS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that show nothing, turn the text around, or are none (Unicode 15, 4.5)."""
_UNNAMED = "unnamed"
_ENDING = re.compile(r"(\.\w{1,10})?\.\w{1,10}$")


def plain_name(given: str) -> str:
    """Return a file's name without folders, signs that cannot be seen, and undue length; its ending stays.

    Args:
        given: The name as it came.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    seen = "".join(one for one in last if unicodedata.category(one) not in _NO_WORDS)
    name = " ".join(unicodedata.normalize("NFC", seen).split())
    if len(name) > LONGEST:
        ending = _ENDING.search(name)
        kept = ending[0] if ending else ""
        name = f"{name[: LONGEST - len(kept) - 1]}…{kept}"
    return name if name.strip(".") else _UNNAMED
