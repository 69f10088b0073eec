"""Number words: what a single word such as "vierduizendzevenhonderdachtenzeventig" counts."""

from functools import lru_cache

from ingest.numbers.known import Known
from ingest.numbers.rules import load_rules, words_of

LONGEST_WORD = 90


class NumberWords:
    """Reads single number words by the tables of one language.

    Args:
        language: Two-letter code; it names the rules file.
    """

    def __init__(self, language: str = "nl") -> None:
        rules = load_rules(f"{language}_numbers")
        self.units: dict[str, int] = dict(rules["units"])
        self.tens: dict[str, int] = dict(rules["tens"])
        self.powers: tuple[tuple[str, int], ...] = tuple((word, int(value)) for word, value in rules["powers"].items())
        self.joint: str = rules["words"]["and"][0]
        self.irregular = {form: int(value) for form, value in words_of(dict(rules), "ordinals").items()}
        self.endings: tuple[str, ...] = tuple(rules["ordinal_endings"]["word"])
        pieces = [*self.units, *self.tens, *(word for word, _ in self.powers)]
        self._beginnings = frozenset(piece[:2] for piece in pieces)
        self._cardinals = Known(self._parse)
        self._ranks = Known(self._rank)

    def cardinal(self, word: str) -> int | None:
        """Return what a folded number word counts, None where it is no number word."""
        if word[:2] not in self._beginnings or len(word) > LONGEST_WORD:
            return None
        return self._cardinals[word]

    def ordinal(self, word: str) -> int | None:
        """Return the rank that a folded ordinal word names, None where it is none."""
        return self._ranks[word]

    def _rank(self, word: str) -> int | None:
        if word in self.irregular:
            return self.irregular[word]
        for ending in self.endings:
            if word.endswith(ending):
                rank = self.cardinal(word.removesuffix(ending))
                if rank is not None and rank > 1:
                    return rank
        for irregular, rank in self.irregular.items():
            head = word.removesuffix(irregular)
            if head and head != word and (base := self.cardinal(head.removesuffix(self.joint))) and base >= 100:
                return base + rank
        return None

    def _parse(self, word: str) -> int | None:
        if not word:
            return None
        if word in self.units:
            return self.units[word]
        if word in self.tens:
            return self.tens[word]
        for power, size in self.powers:
            if power in word:
                return self._around(word, power, size)
        return self._unit_and_ten(word)

    def _around(self, word: str, power: str, size: int) -> int | None:
        """Read a word as *head* times a power plus *rest*."""
        head, rest = word.split(power, 1)
        times = self._parse(head) if head else 1
        joined = rest.startswith(self.joint) and rest not in self.units
        plus = self._parse(rest.removeprefix(self.joint) if joined else rest) if rest else 0
        if times is None or plus is None or plus >= size:
            return None
        return times * size + plus

    def _unit_and_ten(self, word: str) -> int | None:
        """Read "eenentwintig": a unit, the joint and a ten."""
        for ten, value in self.tens.items():
            if word.endswith(ten):
                unit = self.units.get(word.removesuffix(ten).removesuffix(self.joint))
                joined = word.removesuffix(ten).endswith(self.joint)
                return value + unit if joined and unit is not None and 0 < unit < 10 else None
        return None


@lru_cache(maxsize=8)
def number_words(language: str = "nl") -> NumberWords:
    """Return the reader of number words of a language; made once."""
    return NumberWords(language)
