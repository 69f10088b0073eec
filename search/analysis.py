"""Turns text into search terms: folded, without stop words, stemmed, compounds split and kept."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from types import MappingProxyType

import regex
import Stemmer

from search.compounds import CompoundSplitter
from search.rule_files import LanguageRules

# Numbers keep their thousands marks and decimals together; everything else is a run of letters and digits.
_WORD = regex.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d+,\d+|[\w\p{M}]+")
_GROUPED = regex.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_HANGING_HYPHEN = regex.compile(r"-,?\s|\s-")
_LONGEST_WORD = 100
_CACHED_WORDS = 500_000

CODE_VERSION = 1
"""Raised when this module gives other terms for the same rules; indexes are then rebuilt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a text.

    Attributes:
        folded: The word in lower case without accents; a number without thousands marks.
        start: Its first character.
        end: One past its last character.
    """

    folded: str
    start: int
    end: int


def fold(word: str) -> str:
    """Return ``word`` in lower case, without accents, at most 100 characters of it."""
    if not word.isascii():
        word = "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
    return word.lower()[:_LONGEST_WORD]


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a text in order, each folded, with its place."""
    for printed, start, end in printed_words(text):
        folded = fold_printed(printed)
        if folded:
            yield Word(folded=folded, start=start, end=end)


def printed_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a text as printed, each with its start and end."""
    for match in _WORD.finditer(text):
        yield match.group(), match.start(), match.end()


def word_at(text: str, start: int) -> Word:
    """Return the word of a text that begins at a place; an empty one where none does."""
    match = _WORD.match(text, start)
    printed = match.group() if match else ""
    return Word(folded=fold_printed(printed), start=start, end=start + len(printed))


def folded_words(text: str) -> Iterator[str]:
    """Yield the words of a text in order, each folded."""
    return filter(None, map(fold_printed, _WORD.findall(text)))


@lru_cache(maxsize=200_000)
def fold_printed(printed: str) -> str:
    """Return a word as printed in its folded form; empty where nothing is left of it."""
    bare = printed.strip("_")
    return fold(bare.replace(".", "") if _GROUPED.fullmatch(bare) else bare)


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count the folded words of texts: the frequencies by which compounds are split."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(folded_words(text))
    return counts


class Analyser:
    """Analyses text of one language.

    Args:
        rules: The language's rules.
        frequencies: Word counts of the indexed corpus; with those of the language they decide on compounds.
        known: Gives the terms of those words that were analysed before, by the same rules and counts.

    Attributes:
        version: Names the rules and the code that shape the terms; two indexes with different ones do not mix.
    """

    def __init__(
        self,
        rules: LanguageRules,
        frequencies: Mapping[str, int],
        known: Callable[[Collection[str]], Mapping[str, tuple[str, ...]]] = lambda _: {},
    ) -> None:
        self.rules = rules
        self._held = known
        self.version = analysis_version(rules)
        self._stemmer = Stemmer.Stemmer(rules.stemmer)
        self._splitter = CompoundSplitter(rules.compounds, Counter(rules.frequencies) + Counter(frequencies))
        self._cache: dict[str, tuple[str, ...]] = {}
        joins = "|".join(regex.escape(join) for join in sorted(rules.joins, key=len, reverse=True))
        # First form: "a-, b- en cd"; second: "ab en -c".
        self._hanging_first = regex.compile(
            rf"((?:\b\w{{3,40}}-,?\s+){{1,4}})(?:{joins})\s+(\w{{6,}})", regex.IGNORECASE
        )
        self._hanging_last = regex.compile(rf"\b(\w{{6,}})\s+(?:{joins})\s+-(\w{{3,}})", regex.IGNORECASE)

    @property
    def analysed(self) -> Mapping[str, tuple[str, ...]]:
        """The folded words that were analysed, with their terms; not all of them where they were very many."""
        return MappingProxyType(self._cache)

    def terms(self, folded: str) -> tuple[str, ...]:
        """Return the terms of one folded word.

        Returns:
            The stem of the word, then the stems of its parts where it is a compound; empty for a stop word.
        """
        known = self._cache.get(folded)
        return self._known({folded})[folded] if known is None else known

    def _terms(self, folded: str) -> tuple[str, ...]:
        if folded in self.rules.stop_words:
            return ()
        whole = self.stem(folded)
        parts = (self.stem(part) for part in self._splitter.split(folded))
        return tuple(dict.fromkeys((whole, *parts)))

    def stem(self, folded: str) -> str:
        """Return the stem of the dictionary form of a folded word."""
        return str(self._stemmer.stemWord(self._lemma(folded)))

    def _lemma(self, folded: str) -> str:
        import simplemma

        usual = self.rules.accented.get(folded, folded)  # the dictionary has accents, what is typed often not
        # Separable verbs come with a mark between their parts ("uit_breiden").
        return fold(simplemma.lemmatize(usual, lang=self.rules.language).replace("_", "")) or folded

    def index_terms(self, text: str) -> list[str]:
        """Return the terms of a text for the index: those of its words in reading order, then of completed halves."""
        return self.terms_of(self.words(text), text)

    def words(self, text: str) -> list[str]:
        """Return the words of a text in order, each folded."""
        return list(folded_words(text))

    def terms_of(self, words: Sequence[str], text: str) -> list[str]:
        """Return the terms of a text for the index.

        Args:
            words: Its folded words, in order.
            text: The text.
        """
        known = self._known(set(words))
        terms = list(chain.from_iterable(map(known.__getitem__, words)))
        for completed in self.completed_halves(text):
            terms.extend(self.terms(completed))
        return terms

    def _known(self, words: set[str]) -> Mapping[str, tuple[str, ...]]:
        """Return a mapping that holds the terms of all these words, looked up together."""
        cache = self._cache
        missing = words.difference(cache)
        if len(cache) + len(missing) > _CACHED_WORDS:
            cache, missing = {}, words
            self._cache = cache
        if missing:
            cache.update(self._held(missing))
            for word in missing.difference(cache):
                cache[word] = self._terms(word)
        return cache

    def completed_halves(self, text: str) -> list[str]:
        """Return the words that hanging hyphens stand for, folded.

        "bos- en waterbeheer" gives "bosbeheer"; "wegbeheer of -onderhoud" gives "wegonderhoud". Only where the
        complete compound can be split.
        """
        completed: list[str] = []
        if not _HANGING_HYPHEN.search(text):
            return completed
        for match in self._hanging_first.finditer(text):
            tail = self._outer_part(fold(match[2]), last=True)
            if tail:
                completed += [fold(half) + tail for half in regex.findall(r"\w{3,}", match[1])]
        for match in self._hanging_last.finditer(text):
            head = self._outer_part(fold(match[1]), last=False)
            if head:
                completed.append(head + fold(match[2]))
        return completed

    def _outer_part(self, compound: str, *, last: bool) -> str:
        parts = self._splitter.split(compound)
        if not parts:
            return ""
        if last:
            return compound[compound.rindex(parts[-1]) :]
        return compound[: compound.rindex(parts[-1])]


def analysis_version(rules: LanguageRules) -> str:
    """Return the name of the analysis that ``rules`` and this code give."""
    return f"{CODE_VERSION}.{rules.version}.{rules.stemmer}"


def frequencies_digest(frequencies: Mapping[str, int]) -> str:
    """Return a short hash of word counts, the same for the same counts in any order."""
    lines = "\n".join(f"{word} {count}" for word, count in sorted(frequencies.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]
