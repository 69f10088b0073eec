"""Loads and checks the words by which a query says days, one file a language."""

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from search.rule_files import RULES_FOLDER, RulesTable, checked_rules

LANGUAGES = ("nl", "en", "fr")
"""Languages in which a condition on a day is read, in this order."""


class Season(RulesTable):
    """Words for a season, and its first and last month."""

    words: tuple[str, ...] = Field(min_length=1)
    months: tuple[int, int]


class DateRules(RulesTable):
    """The words of one language; every form is folded.

    Attributes:
        connectors: ``since``, ``after``, ``before``, ``until``, ``between`` and ``and``.
        words: ``skipped``, ``this``, ``previous``, ``past``, ``ago``, ``today``, ``yesterday``, ``begin``, ``middle``
            and ``end``.
        units: ``day`` to ``year``.
        months: By number.
        seasons: By name.
        numbers: Small numbers in words, and ordinals.
    """

    connectors: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    units: Mapping[str, tuple[str, ...]]
    months: Mapping[int, tuple[str, ...]]
    seasons: Mapping[str, Season]
    numbers: Mapping[int, tuple[str, ...]]

    def connector(self, words: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, int] | None:
        """Return which of the named connectors the words begin with, and how many words it takes; longest first."""
        found = [
            (len(form.split()), name)
            for name in names
            for form in self.connectors[name]
            if words[: len(form.split())] == tuple(form.split())
        ]
        return (max(found)[1], max(found)[0]) if found else None


@cache
def load_dates(language: str) -> DateRules:
    """Load the words of a language.

    Raises:
        RulesError: If the file is missing or broken.
    """
    return checked_rules(RULES_FOLDER / f"{language}_dates.toml", DateRules)
