"""Tells pasted text from a query: in a text that was written to be read, quotes, dashes and brackets ask nothing."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

import regex

_LONGEST_SEARCH = 12  # words of a search as people type it; a longer one is a text
_SHORTEST_QUESTION = 6  # words from which a sentence that ends within or behind them makes a text
_ENDING = regex.compile(r"\w{4,}[.?!]|\?")  # what is shorter before a full stop is an abbreviation
_SIGNS = regex.compile(r"""["“”„«»():*]|\.\.+""")


def is_pasted(words: Sequence[str]) -> bool:
    """Return whether the words of a query, as typed, are a text: many of them, or a sentence.

    Args:
        words: The words outside quotation marks, in order.
    """
    if len(words) > _LONGEST_SEARCH:
        return True
    return len(words) >= _SHORTEST_QUESTION and any(_ENDING.search(word) for word in words)


def plain_words(text: str, reserved: AbstractSet[str]) -> Iterator[str]:
    """Yield the words of a text without any sign of the query language.

    Args:
        text: The text.
        reserved: Words that mean something in a query; they are yielded in lower case.
    """
    for word in (word.lstrip("-") for word in _SIGNS.sub(" ", text).split()):
        if any(char.isalnum() for char in word):
            yield word.lower() if word in reserved else word
