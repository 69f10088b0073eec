"""Sentences that people read, one TOML file a language, loaded once and checked.

``say("today.overdue", days=185)`` fills one sentence in every language; days and counts take their singular or plural
form, and dates are written out as the language does.
"""

import re
import string
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib import resources

from corpus.errors import RulesError, WrongUse
from corpus.facts import Multilingual

LANGUAGES = ("nl", "fr", "en")
_LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}

# A common space before a sign of two parts, or inside quotation marks.
_LOOSE = re.compile(r" (?=[:;?!»])|(?<=«) ")


@cache
def texts(language: str) -> Mapping[str, str]:
    """Return the sentences of a language by dotted key.

    Args:
        language: ``nl``, ``fr`` or ``en``.

    Raises:
        WrongUse: If the language is not spoken here.
        RulesError: If the file is damaged or holds something other than sentences.
    """
    if language not in LANGUAGES:
        raise WrongUse(f"there are no texts in language {language!r}; choose one of {', '.join(LANGUAGES)}")
    content = resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return {
        key: typeset(said, language) for key, said in flatten(content, name=f"tracker/texts/{language}.toml").items()
    }


def typeset(sentence: str, language: str) -> str:
    """Return a sentence with the spaces that its language prints around signs.

    French sets a space before a colon, a semicolon, a question mark and an exclamation mark, and inside its quotation
    marks; no line may break there (Lexique des règles typographiques en usage à l'Imprimerie nationale).

    Args:
        sentence: The sentence, written with common spaces.
        language: ``nl``, ``fr`` or ``en``.
    """
    return _LOOSE.sub("\N{NO-BREAK SPACE}", sentence) if language == "fr" else sentence


def flatten(content: str, *, name: str) -> dict[str, str]:
    """Read nested TOML tables of sentences into one mapping with dotted keys.

    Args:
        content: The file's text.
        name: What to call the file in an error.

    Raises:
        RulesError: If the text is no TOML, a group is empty or a value is not a non-empty sentence.
    """
    try:
        tree = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{name}: {error}") from error
    return dict(_leaves(tree, (), name))


def _leaves(group: Mapping[str, object], path: tuple[str, ...], name: str) -> list[tuple[str, str]]:
    where = ".".join(path) or "the file"
    if not group:
        raise RulesError(f"{name}: {where} is empty")
    found: list[tuple[str, str]] = []
    for key, value in group.items():
        if isinstance(value, dict):
            found += _leaves(value, (*path, key), name)
        elif isinstance(value, str) and value.strip():
            found.append((".".join((*path, key)), value))
        else:
            raise RulesError(f"{name}: {where}.{key} must be a sentence, and is {value!r}")
    return found


def placeholders(sentence: str) -> frozenset[str]:
    """Return the names that a sentence wants filled in."""
    return frozenset(field for _, field, _, _ in string.Formatter().parse(sentence) if field)


@lru_cache(maxsize=4096)
def written_date(day: date, language: str) -> str:
    """Write a day out, such as ``21 december 2023``; French writes the first day of a month as ``1er``."""
    from babel.dates import format_date  # here, for only readers of sentences pay its 60 ms

    written = format_date(day, "d MMMM y", locale=_LOCALES[language])
    return f"1er{written[1:]}" if language == "fr" and day.day == 1 else written


@cache
def _form_of(language: str) -> Callable[[int], str]:
    """Return what chooses the form for a count: French says nought in the singular, Dutch and English do not."""
    from babel import Locale  # here, with the dates

    rule = Locale(language).plural_form
    return lambda number: "one" if rule(number) == "one" else "other"


def counted(noun: str, number: int, language: str) -> str:
    """Return a number with its noun in the right form, such as ``1 dag``, ``8 dagen`` and ``1.242 dagen``.

    Args:
        noun: Key under ``count`` in the texts.
        number: How many.
        language: ``nl``, ``fr`` or ``en``.
    """
    form = _form_of(language)(number)
    return texts(language)[f"count.{noun}.{form}"].format(n=_grouped(number, language) if number >= 1000 else number)


@lru_cache(maxsize=4096)
def _grouped(number: int, language: str) -> str:
    from babel.numbers import format_decimal  # here, with the dates

    return format_decimal(number, locale=_LOCALES[language])


def phrase(key: str, language: str, **values: object) -> str:
    """Fill one sentence in one language.

    Args:
        key: Dotted key, such as ``explain.grace``.
        language: ``nl``, ``fr`` or ``en``.
        **values: What to fill in. Dates are written out; ``days`` and other integers whose name stands under
            ``count`` get their noun; a ``Multilingual`` gives its own language.

    Raises:
        WrongUse: If the language is not spoken here.
        RulesError: If the key or one of the values of the sentence is missing.
    """
    known = texts(language)
    try:
        return known[key].format(**{name: _written(name, value, language) for name, value in values.items()})
    except KeyError as error:
        raise RulesError(f"tracker/texts/{language}.toml: {key} lacks {error}") from error


def _written(name: str, value: object, language: str) -> str:
    if isinstance(value, Multilingual):
        return value.said_in(language)
    if isinstance(value, date):
        return written_date(value, language)
    if isinstance(value, int) and f"count.{name}.one" in texts(language):
        return counted(name, value, language)
    return str(value)


def say(key: str, **values: object) -> Multilingual:
    """Fill one sentence in every language; see ``phrase``."""
    return Multilingual.of(lambda language: phrase(key, language, **values))
