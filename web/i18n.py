"""Languages of the pages: catalogues, the visitor's choice, and dates and numbers as that language writes them.

Messages are written in English in the templates; ``locales/<language>/LC_MESSAGES/*.po`` holds the others, a file a
kind of page, read together as one catalogue.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from fastapi import Query, Request

from tracker import texts

Language = Annotated[Literal["nl", "fr", "en"], Query(description="Language of the sentences: nl, fr or en.")]
"""The ``language`` parameter of the API."""

LANGUAGES = texts.LANGUAGES
COOKIE = "rappel-language"
_FOLDER = Path(__file__).parent / "locales"
_LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}


@lru_cache
def catalogue(language: str) -> dict[str, str | tuple[str, ...]]:
    """Return the words of a language by message; the English ones only name codes.

    A message with a plural stands under its singular, with the forms of the language in order.
    """
    found: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((_FOLDER / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                name = message.id if isinstance(message.id, str) else message.id[0]
                held = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
                said = tuple(texts.typeset(form, language) for form in held)
                if name and said and all(said):
                    found.setdefault(name, said if isinstance(message.id, tuple) else said[0])
    return found


@lru_cache
def _form_of(language: str) -> Callable[[int], int]:
    """Return what chooses the form for a count: French says nought in the singular, Dutch and English do not."""
    rule = Locale(language).plural_form
    return lambda count: 0 if rule(count) == "one" else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Says things in one language.

    Attributes:
        language: ``nl``, ``fr`` or ``en``.
        zone: Name of the time zone in which moments are told.
    """

    language: str
    zone: str = "UTC"

    @property
    def locale(self) -> str:
        """The language with its country, as in ``nl_BE``."""
        return _LOCALES[self.language]

    @property
    def colon(self) -> str:
        """The colon behind words that are put together on a page; French keeps a space before it."""
        return texts.typeset(" :", self.language).removeprefix(" ")

    def say(self, message: str) -> str:
        """Return the message in this language, or as it is where the catalogue lacks it."""
        found = catalogue(self.language).get(message)
        return found if isinstance(found, str) else message

    def say_many(self, one: str, many: str, count: int) -> str:
        """Return the message for a count, in this language."""
        found = catalogue(self.language).get(one)
        forms = found if isinstance(found, tuple) else (one, many)
        return forms[min(_form_of(self.language)(count), len(forms) - 1)]

    def counted(self, one: str, many: str, count: int) -> str:
        """Return the message for a count with the number in the place of its ``%s``."""
        return self.say_many(one, many, count).replace("%s", self.number(count))

    def date(self, day: date | None, form: str = "long") -> str:
        """Write a calendar day; a dash where it is unknown. French writes the first of a month as ``1er``."""
        if day is None:
            return "–"
        written = _day(day, form, self.locale)
        return f"1er{written[1:]}" if self.language == "fr" and written.startswith("1 ") else written

    def moment(self, moment: datetime | None) -> str:
        """Write a moment in the speaker's time zone, to the minute; a dash where there is none.

        The zone stands behind it: in the night in which summer time ends an hour comes twice.
        """
        if moment is None:
            return "–"
        there = moment.astimezone(ZoneInfo(self.zone))
        return f"{self.date(there.date(), 'medium')} {clock_time(there)}"

    def number(self, value: Decimal | float) -> str:
        """Write a number with this language's marks."""
        return _number(value, self.locale)


def clock_time(moment: datetime) -> str:
    """Write the hour of a moment to the minute with its zone: its letters, else what it is ahead of UTC (``UTC-3``)."""
    zone = moment.strftime("%Z")
    if not zone[:1].isalpha():
        ahead = moment.strftime("%z")
        zone = f"UTC{int(ahead[:3]):+d}{'' if ahead[3:5] == '00' else ':' + ahead[3:5]}"
    return f"{moment:%H:%M} {zone}"


# A page writes the same few hundred days and numbers again and again; the library takes 30 microseconds for each.
@lru_cache(maxsize=8192)
def _day(day: date, form: str, locale: str) -> str:
    return format_date(day, format=form, locale=locale)


@lru_cache(maxsize=8192)
def _number(value: Decimal | float, locale: str) -> str:
    return format_decimal(value, locale=locale)


def choose_language(request: Request, default: str) -> str:
    """Choose the language of an answer: ``?lang=``, else the visitor's cookie, else the default."""
    for choice in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if choice in LANGUAGES:
            return choice
    return default
