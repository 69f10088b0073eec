"""The words of tables in one language, ready for lookup."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from corpus.errors import RulesError
from corpus.facts import Qualifier
from ingest.numbers import load_rules, words_of

DEFAULT_LANGUAGE = "nl"


class TableRules:
    """The tables of one rules file.

    Args:
        language: Two-letter code; it names the rules file.
    """

    def __init__(self, language: str) -> None:
        tables = load_rules(f"{language}_tables")
        self.version: str = tables["version"]
        self.missing = frozenset(tables["cells"]["missing"])
        self.qualifiers = _qualifiers(tables["cells"])
        self.money = words_of(tables, "money")
        self.percent = frozenset(tables["percent"]["forms"])
        self.money_multiplied = _factors(tables, "money_multiplied")
        self.multipliers = _factors(tables, "multipliers")
        self.count_words = tables["counts"]["before"]
        self.count_ends = frozenset(tables["counts"]["ends"])
        self.identifiers = frozenset(tables["headings"]["identifiers"])
        self.years = frozenset(tables["headings"]["years"])
        self.amounts = frozenset(tables["headings"]["amounts"])
        self.planned = frozenset(tables["headings"]["planned"])
        self.realised = frozenset(tables["headings"]["realised"])
        self.caption_openings = tuple(tables["captions"]["openings"])
        self.meaningless = re.compile(rf"(?:{_either(tables['captions']['meaningless'])})[\s_]?\d*", re.IGNORECASE)
        self.unit_lead = phrase(tables["units"]["leads"])
        self.counting = phrase(self.count_words)
        self.any_money = phrase(self.money)
        self.any_percent = phrase(self.percent)
        self.any_multiplied = phrase(self.money_multiplied)
        self.any_multiplier = phrase(self.multipliers)


@lru_cache(maxsize=8)
def table_rules(language: str | None) -> TableRules:
    """Return the rules of a language; those of Dutch where a language has none or is not known.

    Raises:
        RulesError: If the Dutch rules are missing or wrong.
    """
    try:
        return TableRules(language or DEFAULT_LANGUAGE)
    except RulesError:
        if language in (None, DEFAULT_LANGUAGE):
            raise
        return table_rules(DEFAULT_LANGUAGE)


def fold(text: str) -> str:
    """Return a text in small letters with single blanks."""
    return " ".join(text.lower().split())


def phrase(forms: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of some forms in a folded text, the longest first, not inside a word."""
    return re.compile(rf"(?<![^\W_])(?:{_either(forms)})(?![^\W_])")


def _either(forms: Iterable[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))


def _factors(tables: Mapping[str, Any], group: str) -> dict[str, Decimal]:
    return {form: Decimal(value) for form, value in words_of(tables, group).items()}


def _qualifiers(cells: Mapping[str, Any]) -> dict[str, Qualifier]:
    return {form: Qualifier(name) for name in Qualifier for form in cells[name]}
