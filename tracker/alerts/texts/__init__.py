"""Sentences of the alerts, one TOML file a language, loaded once and checked."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources

from corpus.errors import RulesError
from tracker.texts import flatten, typeset, written_date

LANGUAGES = ("nl", "fr", "en")
"""Languages in which is written to subscribers."""

NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English"}
_FALLBACK = "nl"


def spoken(language: str) -> str:
    """Return a language that is spoken here: the one given, or Dutch."""
    return language if language in LANGUAGES else _FALLBACK


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Return the sentences of a language by dotted key.

    Raises:
        RulesError: If the file is damaged.
    """
    name = f"{spoken(language)}.toml"
    content = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    said = flatten(content, name=f"tracker/alerts/texts/{name}")
    return {key: typeset(sentence, spoken(language)) for key, sentence in said.items()}


def words(key: str, language: str, **values: object) -> str:
    """Fill one sentence; dates are written out.

    Args:
        key: Dotted key.
        language: ``nl``, ``fr`` or ``en``.
        **values: What to fill in.

    Raises:
        RulesError: If the key or one of the values of the sentence is missing.
    """
    written = {
        name: written_day(value, language) if isinstance(value, date) else str(value) for name, value in values.items()
    }
    try:
        return sentences(language)[key].format(**written)
    except KeyError as error:
        raise RulesError(f"tracker/alerts/texts/{language}.toml: {key} lacks {error}") from error


def written_day(day: date, language: str) -> str:
    """Write a day out, such as ``21 december 2023``."""
    return written_date(day, spoken(language))
