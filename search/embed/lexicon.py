"""French words and the Dutch terms that they are translated by, learned from questions printed in both languages."""

import gzip
import tomllib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import Stemmer

from corpus.errors import RulesError
from search.analysis import folded_words

MODELS_FOLDER = Path(__file__).parents[1] / "models"
_LEXICON = MODELS_FOLDER / "fr_nl_words.txt.gz"
RELATED = "nl_related_words.txt.gz"
"""File of the words that may stand for one another, in the same form: a term, others, and what they are worth."""

_STOP_WORDS = Path(__file__).parents[1] / "rules" / "fr_stopwords.toml"
_STEPS = 3  # times that the stemmer is applied: without accents it takes one ending at a time

Lexicon = Mapping[str, tuple[tuple[str, float], ...]]
"""French stem, or two stems in a row with a space between, to Dutch terms with their probabilities, best first."""


@cache
def french_stop_words() -> frozenset[str]:
    """Return the folded French words that carry nothing.

    Raises:
        RulesError: If the file is missing or broken.
    """
    try:
        groups = tomllib.loads(_STOP_WORDS.read_text(encoding="utf-8"))
        return frozenset(word for group in groups.values() for word in group)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        raise RulesError(f"{_STOP_WORDS.name}: cannot be read: {error}") from error


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("french")


@lru_cache(maxsize=200_000)
def french_stem(folded: str) -> str:
    """Return the stem of a folded French word; accented and unaccented spellings share it."""
    stem = folded
    for _ in range(_STEPS):
        shorter = str(_stemmer().stemWord(stem))
        if shorter == stem:
            break
        stem = shorter
    return stem


def french_stems(text: str) -> Iterator[str]:
    """Yield the stems of the content words of a French text, in order."""
    stop_words = french_stop_words()
    for folded in folded_words(text):
        if folded not in stop_words:
            yield french_stem(folded)


def french_units(text: str) -> list[str]:
    """Return what the lexicon is looked up by: every stem, then every two stems in a row.

    Between two stems only stop words may stand: "liste d'attente" gives "list", "attent" and "list attent".
    """
    stems = list(french_stems(text))
    return stems + [f"{first} {second}" for first, second in pairwise(stems)]


@cache
def load_lexicon(path: Path = _LEXICON) -> Lexicon:
    """Load the learned word table.

    Args:
        path: The table, lines of a French unit and Dutch terms with their probability in per cent, tab-separated.

    Returns:
        Dutch terms, as ``search.analysis`` gives them, by French unit (``french_units``).

    Raises:
        RulesError: If it is missing or damaged.
    """
    try:
        lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
        return {unit: _entries(rest) for unit, *rest in (line.split("\t") for line in lines)}
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise RulesError(f"{path.name}: cannot be read: {error}") from error


def _entries(fields: list[str]) -> tuple[tuple[str, float], ...]:
    return tuple((term, int(percent) / 100.0) for term, _, percent in (field.partition(" ") for field in fields))


def save_lexicon(path: Path, entries: Iterable[tuple[str, Iterable[tuple[str, float]]]]) -> int:
    """Write a word table, the same bytes for the same entries.

    Returns:
        The number of French units.
    """
    lines = [
        "\t".join((unit, *(f"{term} {round(100 * probability)}" for term, probability in terms)))
        for unit, terms in sorted(entries)
    ]
    path.write_bytes(gzip.compress("\n".join(lines).encode("utf-8"), mtime=0))
    return len(lines)


def load_related() -> Lexicon:
    """Load the Dutch terms that may stand for each term, with what they are worth beside it .

    Raises:
        RulesError: If the file is missing or damaged.
    """
    return load_lexicon(MODELS_FOLDER / RELATED)
