"""Cuts the texts that are trained on: numbered items, passages of about a hundred words."""

import regex

from search.training.alignment import sentences

_NUMBER = regex.compile(r"(?<![\d.,/])(\d{1,2})\.\s*(?=[\p{L}«\"“(])")
_PASSAGE_WORDS = 110
_SHORTEST_ITEM = 15  # characters


def passages(text: str, words: int = _PASSAGE_WORDS) -> list[str]:
    """Return a text in passages of whole sentences.

    Args:
        text: The text.
        words: A passage ends with the sentence that reaches so many words.

    Returns:
        The passages in order; none for an empty text.
    """
    cut: list[str] = []
    held: list[str] = []
    length = 0
    for sentence in sentences(text):
        held.append(sentence)
        length += sentence.count(" ") + 1
        if length >= words:
            cut.append(" ".join(held))
            held, length = [], 0
    if held:
        cut.append(" ".join(held))
    return cut


def numbered(text: str) -> dict[int, str]:
    """Return the items of a numbered text by their number.

    Only numbers that go up from 1 one by one are taken for numbering, so that other numbers before a full stop are not.

    Args:
        text: A question or an answer; the blank before a number may be lost.

    Returns:
        Items of at least 15 characters; empty where the text is not numbered.
    """
    starts: list[tuple[int, int, int]] = []
    for match in _NUMBER.finditer(text):
        if int(match[1]) == len(starts) + 1:
            starts.append((int(match[1]), match.start(), match.end()))
    if len(starts) < 2:
        return {}
    ends = [start for _, start, _ in starts[1:]] + [len(text)]
    items = {number: text[begin:end].strip() for (number, _, begin), end in zip(starts, ends, strict=True)}
    return {number: item for number, item in items.items() if len(item) >= _SHORTEST_ITEM}
