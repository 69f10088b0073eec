"""What is known of words, worked out once for all texts."""

from collections.abc import Callable
from typing import TypeVar

Told = TypeVar("Told")

#: Longer words are not remembered: a text may be one word.
LONGEST_KNOWN = 40
#: With so many words the memory starts anew; a large corpus has about as many that come back.
MOST_KNOWN = 100_000


class Known(dict[str, Told]):
    """A dictionary that works out what it lacks, and holds no more than ``MOST_KNOWN`` words.

    Args:
        work_out: Gives what is to be known of a word; it must depend on the word only.
    """

    def __init__(self, work_out: Callable[[str], Told]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, word: str) -> Told:
        """Work out what is not known, and remember it."""
        told = self._work_out(word)
        if len(word) <= LONGEST_KNOWN:
            if len(self) >= MOST_KNOWN:
                self.clear()
            self[word] = told
        return told
