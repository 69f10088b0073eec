"""Queries in French: told from Dutch ones by their words, and asked for in the Dutch words that translate them.

The translations were learned (``search.embed.lexicon``). How they are weighed was chosen on questions printed in both
languages, on documents from which nothing was learned: sentences and loose words of the French text, looking for the
Dutch one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from search.analysis import Analyser
from search.embed.lexicon import french_stem, french_stop_words, load_lexicon

FRENCH = "fr"
PAIR_WEIGHT = 0.5
"""Weight of what two French words in a row mean together, beside what each means."""

RAW_WEIGHT = 0.5
"""Weight of a French word as typed, beside its translations: names are often the same in both languages."""

TIE = 0.3
"""What a translation adds to the score of the best one of the same word."""

_FLATTENED = 0.5  # power of a translation's probability: the second best is often the word that a document uses


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A French word, or two in a row, in Dutch.

    Attributes:
        terms: Terms of the index with their weights.
        typed: Terms of the French word as typed that no translation names, with their weights.
    """

    terms: tuple[tuple[str, float], ...]
    typed: tuple[tuple[str, float], ...] = ()


def is_french(words: Sequence[str], analyser: Analyser) -> bool:
    """Return whether the folded words of a query are French rather than Dutch.

    Words that only one of the languages has are counted. A word that both have, or neither, says nothing, and nor does
    a name that is the same in both.
    """
    french = sum(1 for word in words if not _is_dutch(word, analyser) and _is_french(word, analyser))
    if not french:
        return False
    return french > sum(1 for word in words if _is_dutch(word, analyser) and not _is_french(word, analyser))


def _is_dutch(word: str, analyser: Analyser) -> bool:
    rules = analyser.rules
    return word in rules.stop_words or word in rules.frequencies or bool(analyser.terms(word)[1:])


def _is_french(word: str, analyser: Analyser) -> bool:
    if word in french_stop_words():
        return True
    known = load_lexicon().get(french_stem(word), ()) if word.isalpha() else ()
    return bool(known) and not any(term in analyser.terms(word) for term, _ in known)


def translations(words: Sequence[str], analyser: Analyser) -> Iterator[Translation]:
    """Yield what the folded words of a French query mean in Dutch, then what two in a row mean together.

    A word that is in no table is asked for as typed.
    """
    lexicon, stop_words = load_lexicon(), french_stop_words()
    content = [word for word in words if word not in stop_words]
    stems = [french_stem(word) for word in content]
    for word, stem in zip(content, stems, strict=True):
        known = _weighed(lexicon.get(stem, ()), 1.0)
        held = {term for term, _ in known}
        raw = RAW_WEIGHT if known else 1.0
        yield Translation(terms=known, typed=tuple((t, raw) for t in analyser.terms(word)[:1] if t not in held))
    for first, second in pairwise(stems):
        pair = lexicon.get(f"{first} {second}")
        if pair:
            yield Translation(terms=_weighed(pair, PAIR_WEIGHT))


def _weighed(entries: tuple[tuple[str, float], ...], weight: float) -> tuple[tuple[str, float], ...]:
    return tuple((term, weight * probability**_FLATTENED) for term, probability in entries)
