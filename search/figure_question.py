"""Reads whether a query asks for a figure or a date, and for which."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import regex
from pydantic import Field, ValidationError

from corpus.errors import RulesError
from search.analysis import folded_words
from search.rule_files import RULES_FOLDER, RulesTable

_FILE = "nl_figure_questions.toml"
_YEAR = regex.compile(r"(?:19|20)\d\d")
_NOUN_WORDS = 4  # behind the cue, among which the noun stands that is counted


class Asks(StrEnum):
    """What a question wants to know."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"


class _Cues(RulesTable):
    count: tuple[str, ...] = Field(min_length=1)
    money: tuple[str, ...] = Field(min_length=1)
    percent: tuple[str, ...] = Field(min_length=1)
    date: tuple[str, ...] = Field(min_length=1)


class _Words(RulesTable):
    left_out: frozenset[str]
    addressed: frozenset[str]


class FigureQuestionRules(RulesTable):
    """The words by which a question for a figure is told."""

    cues: _Cues
    words: _Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFigure:
    """A question for a figure or a date.

    Attributes:
        asks: What it wants to know.
        words: Its words without those that ask, folded.
        noun: The words right behind those that ask, among which stands what is counted.
        years: The years that it names.
    """

    asks: Asks
    words: tuple[str, ...]
    noun: tuple[str, ...]
    years: frozenset[int]


@cache
def figure_question_rules() -> FigureQuestionRules:
    """Return the rules.

    Raises:
        RulesError: If the file is wrong.
    """
    path = RULES_FOLDER / _FILE
    try:
        return FigureQuestionRules.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise RulesError(f"{path.name}: {error}") from error


def asked_figure(text: str) -> AskedFigure | None:
    """Read a query as a question for a figure or a date.

    Args:
        text: The query as typed.

    Returns:
        What it asks; None where it begins with none of the words that ask for one, says nothing beside them, or is
        addressed to one minister ("your services"), whom the query does not name.
    """
    words = tuple(folded_words(text))
    rules = figure_question_rules()
    asks, length = _cue(words, rules)
    if asks is None or rules.words.addressed & set(words):
        return None
    rest = words[length:]
    years = frozenset(int(word) for word in rest if _YEAR.fullmatch(word))
    kept = tuple(word for word in rest if not word.isdigit() and word not in rules.words.left_out)
    if not kept:
        return None
    return AskedFigure(asks=asks, words=kept, noun=kept[:_NOUN_WORDS], years=years)


def _cue(words: tuple[str, ...], rules: FigureQuestionRules) -> tuple[Asks | None, int]:
    """Return what the longest cue at the beginning asks for, and its number of words."""
    best: tuple[Asks | None, int] = (None, 0)
    for asks in Asks:
        for cue in getattr(rules.cues, asks):
            parts = tuple(cue.split())
            if len(parts) > best[1] and words[: len(parts)] == parts:
                best = (asks, len(parts))
    return best
