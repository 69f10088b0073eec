"""Languages of the pages: catalogues, the visitor's choice, and dates and numbers as that language writes them.

Messages are written in English in the templates; ``locales/<language>/LC_MESSAGES/messages.po`` holds the others.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from fastapi import Request

LANGUAGES = ("nl", "en")
COOKIE = "rappel-language"
_FOLDER = Path(__file__).parent / "locales"


@lru_cache
def catalogue(language: str) -> Catalog:
    """Return the catalogue of a language; the English one only names codes."""
    with (_FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Says things in one language.

    Attributes:
        language: ``nl`` or ``en``.
    """

    language: str

    @property
    def _locale(self) -> str:
        return {"nl": "nl_BE", "en": "en_GB"}[self.language]

    def say(self, message: str) -> str:
        """Return the message in this language, or as it is where the catalogue lacks it."""
        found = catalogue(self.language).get(message)
        text = found.string if found is not None else ""
        return text if isinstance(text, str) and text else message

    def say_many(self, one: str, many: str, count: int) -> str:
        """Return the message for a count, in this language."""
        found = catalogue(self.language).get(one)
        forms = found.string if found is not None else ()
        if isinstance(forms, tuple) and len(forms) > 1 and all(forms):
            return str(forms[0] if count == 1 else forms[1])
        return one if count == 1 else many

    def counted(self, one: str, many: str, count: int) -> str:
        """Return the message for a count with the number in the place of its ``%s``."""
        return self.say_many(one, many, count).replace("%s", self.number(count))

    def date(self, day: date | None, form: str = "long") -> str:
        """Write a calendar day; a dash where it is unknown."""
        return format_date(day, format=form, locale=self._locale) if day else "–"

    def moment(self, moment: datetime | None) -> str:
        """Write a moment as stored (UTC), to the minute."""
        return f"{self.date(moment.date(), 'medium')} {moment:%H:%M} UTC" if moment else "–"

    def number(self, value: Decimal | float) -> str:
        """Write a number with this language's marks."""
        return format_decimal(value, locale=self._locale)


def choose_language(request: Request, default: str) -> str:
    """Choose the language of an answer: ``?lang=``, else the visitor's cookie, else the default."""
    for choice in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if choice in LANGUAGES:
            return choice
    return default
