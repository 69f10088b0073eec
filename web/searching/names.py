"""Fields and their values as a visitor reads them."""

from collections.abc import Callable
from dataclasses import dataclass

from babel import Locale
from fastapi import Request

from corpus.store.names import slug
from web.i18n import Speaker
from web.people.gathered import gathered_of
from web.render import speaker_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names fields and values in one language.

    Attributes:
        speaker: Says them.
        theme: Returns a subject in the letters of ordinary words; sources print them in capitals.
    """

    speaker: Speaker
    theme: Callable[[str], str] = str

    def field(self, name: str) -> str:
        """Return the name of a field."""
        return self.speaker.say(f"chip: {name}")

    def value(self, name: str, value: str) -> str:
        """Return a value of a field."""
        if name == "kind":
            return self.speaker.say(f"answer: {value}")
        if name == "language":
            return str(Locale(self.speaker.language).languages.get(value, value))
        return self.theme(value) if name == "theme" else value


def names_of(request: Request) -> Names:
    """Return who names fields and values to this visitor."""
    subjects = gathered_of(request).roll().subjects

    def theme(value: str) -> str:
        known = subjects.get(slug(value))
        return known.name if known else value

    return Names(speaker=speaker_of(request), theme=theme)
