"""Sentence borders in parliamentary prose, glued sentences and abbreviations included."""

from collections.abc import Set as AbstractSet

import regex

# A border stands after closing punctuation before white space, before a capital glued to it ("gedaan.De"),
# before a digit glued to a question mark ("hoe?2."), and at a blank line or list dash.
_BORDER = regex.compile(r"""[.?!…][)"'”’»]*(?=\s|[\p{Lu}][\p{Ll}]|(?<=[?!])\d)|\n\s*\n|\n(?=\s*[-•*]\s)""")
_LAST_WORD = regex.compile(r"[\w.]+$")


def sentence_spans(text: str, abbreviations: AbstractSet[str]) -> tuple[tuple[int, int], ...]:
    """Cut a text at its sentence borders.

    Args:
        text: Any text.
        abbreviations: Lower-case words whose full stop does not end a sentence, without that stop.

    Returns:
        Half-open character ranges without surrounding white space, in order; together they hold every character
        of the text that is not white space.
    """
    borders = [match.end() for match in _BORDER.finditer(text) if not _abbreviated(text, match, abbreviations)]
    spans = []
    start = 0
    for end in (*borders, len(text)):
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            spans.append((first, first + len(stripped)))
        start = end
    return tuple(spans)


def _abbreviated(text: str, border: "regex.Match[str]", abbreviations: AbstractSet[str]) -> bool:
    if not border.group().startswith("."):
        return False
    word = _LAST_WORD.search(text, max(0, border.start() - 20), border.start())
    if word is None:
        return False
    before = word.group().lower()
    return before in abbreviations or len(before) == 1
