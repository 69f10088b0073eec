"""Names of files that somebody else chose: shown and kept as words, never used as a path."""

import unicodedata

LONGEST = 150
_NO_WORDS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that show nothing, turn the text around, or are none (Unicode 15, 4.5)."""
_UNNAMED = "unnamed"
_LONGEST_ENDING = 20


def plain_name(given: str) -> str:
    """Return a file's name without folders, signs that cannot be seen, and undue length; its ending stays.

    Args:
        given: The name as it came.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    seen = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one) not in _NO_WORDS)
    name = " ".join(seen.split())
    if len(name) > LONGEST:
        stem, dot, ending = name.partition(".") if name.lower().endswith(".gz") else name.rpartition(".")
        ending = f"{dot}{ending}" if stem and len(ending) < _LONGEST_ENDING else ""
        name = f"{(stem or name)[: LONGEST - len(ending) - 1]}…{ending}"
    return name if name.strip(".") else _UNNAMED
