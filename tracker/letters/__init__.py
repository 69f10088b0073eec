"""Sentences of letters, one TOML file a language; letters to a Dutch-speaking parliament are Dutch."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources

from corpus.errors import RulesError
from tracker.texts import flatten, written_date

LANGUAGE = "nl"
"""The language of letters: the one in which the parliament is written to."""


@cache
def sentences(language: str = LANGUAGE) -> Mapping[str, str]:
    """Return the sentences by dotted key.

    Raises:
        RulesError: If the file is damaged, or a value is no sentence.
    """
    content = resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return flatten(content, name=f"tracker/letters/{language}.toml")


def fill(key: str, **values: object) -> str:
    """Fill one sentence; days of the calendar are written out.

    Raises:
        RulesError: If there is no such sentence, or one of its values is missing.
    """
    written = {
        name: written_date(value, LANGUAGE) if isinstance(value, date) else str(value) for name, value in values.items()
    }
    try:
        return sentences()[key].format(**written)
    except KeyError as error:
        raise RulesError(f"tracker/letters/{LANGUAGE}.toml: {key} lacks {error}") from error
