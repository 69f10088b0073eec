"""What a passage is about and how it speaks: weighted terms, names, numbers, times and cues."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ingest.times import read_times
from ingest.times.match import TimeMatch
from tracker.evidence.rules import Rules, load_rules
from tracker.evidence.shifts import put_off_ahead, read_shifts

_TOKEN = re.compile(r"[^\W_][\w'’\x00]*")
_SENTENCE_START = re.compile(r"(?:^|[.?!:;]\s+|\n\s*)[\"'“„(]*$")
_COMMON_WORD = 3
_SHORTEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A passage as it is compared.

    Attributes:
        text: Its words.
        terms: Terms of what it is about; those of its times left out.
        words: Terms by the folded word that they come from.
        names: Folded names and codes: places, organisations, roads.
        numbers: Numbers that are no times, without thousands marks.
        times: Times read in it.
        cues: The words of its cues, by name.
        shifts: Delays named by their length: first character, one past the last, months.
        folded: Its words without accents and capitals.
    """

    text: str
    folded: str
    terms: frozenset[str]
    words: Mapping[str, tuple[str, ...]]
    names: frozenset[str]
    numbers: frozenset[str]
    times: tuple[TimeMatch, ...]
    cues: Mapping[str, frozenset[str]]
    shifts: tuple[tuple[int, int, int], ...] = ()

    def says(self, besides: str = "") -> frozenset[str]:
        """Return the names of its cues, those left out whose words another text has too.

        Args:
            besides: The folded words of the other text: a promise of a "first phase" makes these words no sign that
                something was done in part.
        """
        if not besides:
            return frozenset(self.cues)
        return frozenset(name for name, found in self.cues.items() if any(words not in besides for words in found))


class Words:
    """Reads wordings of one language.

    Args:
        language: Two-letter code.

    Raises:
        RulesError: If there are no rules of that language.
    """

    def __init__(self, language: str = "nl") -> None:
        from search.analysis import Analyser
        from search.rule_files import load_language

        held = load_language(language)
        self.language = language
        self.rules: Rules = load_rules(language)
        self._frequencies = held.frequencies
        self._analyser = Analyser(held, {})
        self._counts: Counter[str] = Counter()
        for word, count in held.frequencies.items():
            for term in self._analyser.terms(word):
                self._counts[term] += count
        self._log_total = math.log(sum(held.frequencies.values()))
        self._stop = frozenset(term for word in self.rules.stop for term in self._analyser.terms(word)[:1])

    def weight(self, term: str) -> float:
        """Return how much a shared term says, from 0 (everyday word) to 1 (not among the common words)."""
        return max(0.05, 1.0 - math.log(1 + self._counts[term]) / self._log_total)

    def mass(self, terms: Iterable[str]) -> float:
        """Return the weights of terms together; of rare ones more than in proportion."""
        return sum(self.weight(term) ** 2 for term in terms)

    def terms(self, text: str) -> frozenset[str]:
        """Return the terms of what a text is about, its times included: cheap, for the search of candidates."""
        return frozenset(term for _, _, found in self._words_of(text) for term in found)

    def cues(self, folded: str) -> dict[str, frozenset[str]]:
        """Return the words of the cues that stand in a folded text by name, ``perfect`` among them."""
        found: dict[str, frozenset[str]] = {}
        for name, pattern in self.rules.cues.items():
            words = frozenset(match.group() for match in pattern.finditer(folded))
            if words:
                found[name] = words
        perfect = frozenset(sentence for sentence in self.rules.clause.split(folded) if self._is_perfect(sentence))
        return found | {"perfect": perfect} if perfect else found

    def _is_perfect(self, sentence: str) -> bool:
        rules = self.rules
        if rules.future.search(sentence):
            return False
        return rules.auxiliary.search(sentence) is not None and rules.participle.search(sentence) is not None

    def read(self, text: str, on: date | None) -> Wording:
        """Read a passage.

        Args:
            text: Its words.
            on: The day it was written, from which relative times count.
        """
        read = read_times(text, on, language=self.language)
        times = tuple(put_off_ahead(time, text, on, self.rules) for time in read)
        taken = [(time.start, time.end) for time in times]
        words: dict[str, tuple[str, ...]] = {}
        names: set[str] = set()
        numbers: set[str] = set()
        for start, printed, terms in self._words_of(text):
            if any(first <= start < end for first, end in taken):
                continue
            if printed[0].isdigit() and not any(sign.isalpha() for sign in printed):
                numbers.add(printed)
                continue
            if terms:
                words[_folded(printed)] = terms
                if self._is_name(text, start, printed):
                    names.add(terms[0])
        folded = _folded(text)
        return Wording(
            text=text,
            folded=folded,
            terms=frozenset(term for terms in words.values() for term in terms),
            words=words,
            names=frozenset(names),
            numbers=frozenset(numbers),
            times=times,
            cues=self.cues(folded),
            shifts=read_shifts(text, self.rules),
        )

    def _words_of(self, text: str) -> Iterable[tuple[int, str, tuple[str, ...]]]:
        for match in _TOKEN.finditer(_numbers_joined(text)):
            printed = match.group().replace("\x00", "")
            yield match.start(), printed, self._content(printed)

    def _content(self, printed: str) -> tuple[str, ...]:
        folded = _folded(printed)
        return self._terms(folded) if len(folded) >= _SHORTEST or any(map(str.isdigit, folded)) else ()

    def _terms(self, folded: str) -> tuple[str, ...]:
        if folded in self.rules.stop:
            return ()
        return tuple(term for term in self._analyser.terms(folded) if term not in self._stop)

    def _is_name(self, text: str, start: int, printed: str) -> bool:
        if not printed[0].isupper() or printed in self.rules.common:
            return False
        code = any(sign.isdigit() for sign in printed) or (printed.isupper() and len(printed) > 1)
        if code or not _SENTENCE_START.search(text[:start]):
            return True
        return self._frequencies.get(_folded(printed), 0) < _COMMON_WORD


@lru_cache(maxsize=2)
def words_of(language: str = "nl") -> Words:
    """Return the reader of a language; made once, for it takes half a second."""
    return Words(language)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    from search.analysis import fold

    return " ".join(fold(piece) for piece in text.split()) if len(text) > 60 else fold(text)


def _numbers_joined(text: str) -> str:
    return re.sub(r"(?<=\d)[.](?=\d{3})", "\x00", text)
