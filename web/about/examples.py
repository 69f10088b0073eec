"""Worked examples of how a time is read, computed by the reader itself at the moment the page is asked for."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from corpus.facts import TimeRange
from ingest.times.read import read_times

_FILE = Path(__file__).with_name("examples.toml")
_FALLBACK = "nl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A time and how it is read.

    Attributes:
        words: As an answer writes it.
        language: Of the words.
        read: The interval; all open where the words name no days.
        explanation: How it was computed, in the visitor's language.
    """

    words: str
    language: str
    read: TimeRange
    explanation: str


@lru_cache(maxsize=8)
def examples(language: str, answered: date) -> tuple[Example, ...]:
    """Read the examples as if they stood in an answer of a day.

    Args:
        language: The visitor's language; the words are Dutch where none are held in it.
        answered: The day from which relative times count.
    """
    held = _held()
    spoken = language if language in held else _FALLBACK
    years = {"year": answered.year, "next": answered.year + 1}
    return tuple(_read(words.format(**years), spoken, language, answered) for words in held[spoken])


def _read(words: str, spoken: str, language: str, answered: date) -> Example:
    found = read_times(words, answered, language=spoken)
    read = found[0].range if found else TimeRange()
    return Example(words=words, language=spoken, read=read, explanation=read.explanation.said_in(language))


@cache
def _held() -> dict[str, list[str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
