"""The rules on terms of answer, one table a parliament, loaded once and checked."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import RulesError, WrongUse
from corpus.facts import Multilingual
from tracker.rules.reading import read_toml

MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Unit = Literal["working_days", "calendar_days", "weeks"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """The same words in each language of readers."""

    nl: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    fr: Annotated[str, Field(min_length=1)]

    @property
    def multilingual(self) -> Multilingual:
        """The words as the program's own type."""
        return Multilingual(nl=self.nl, en=self.en, fr=self.fr)


class Holiday(_Strict):
    """A day off beside the country's public holidays, every year on the same day."""

    day: MonthDay
    name: Words


class Period(_Strict):
    """First and last day of a yearly period; a last day before the first lies in the next year."""

    first: MonthDay
    last: MonthDay


class Yearly(Period):
    """A suspension that comes every year, with other days in some years."""

    kind: Literal["yearly"]
    name: Words
    years: Mapping[int, Period] = {}


class EasterRecess(_Strict):
    """One week of the Easter recess, which is computed from Easter."""

    kind: Literal["easter_recess"]
    name: Words
    week: Annotated[int, Field(ge=1, le=2)]


class ParliamentRules(_Strict):
    """The term of answer of one parliament.

    Attributes:
        name: Name as in ``QuestionRecord.parliament``.
        source: Where the rule stands.
        term: How many units the government has.
        unit: Working days, calendar days or weeks.
        starts: Whether the count starts on the first working day after the week of the question, or the next day.
        exclusive_term: How long only the asker has the answer; None where it is public at once.
        exclusive_unit: Unit of that.
        country: Two-letter code of the country whose public holidays are no working days.
        holiday: Other days off.
        suspension: Periods in which the clock stands still.
    """

    name: Annotated[str, Field(min_length=1)]
    source: Words
    term: Annotated[int, Field(ge=1)]
    unit: Unit
    starts: Literal["after_week", "next_day"]
    exclusive_term: Annotated[int, Field(ge=1)] | None = None
    exclusive_unit: Unit = "working_days"
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    holiday: tuple[Holiday, ...] = ()
    suspension: tuple[Annotated[Yearly | EasterRecess, Field(discriminator="kind")], ...] = ()


class _File(_Strict):
    version: str
    parliament: Annotated[tuple[ParliamentRules, ...], Field(min_length=1)]


def read_rules(content: str, *, name: str) -> dict[str, ParliamentRules]:
    """Read and check rules.

    Args:
        content: TOML text.
        name: What to call the file in an error.

    Returns:
        The rules by parliament.

    Raises:
        RulesError: If the text is no TOML, an entry is missing, unknown or wrong, or a parliament stands in it twice.
    """
    file = read_toml(_File, content, name=name)
    rules = {one.name: one for one in file.parliament}
    if len(rules) != len(file.parliament):
        raise RulesError(f"{name}: a parliament stands in it twice")
    return rules


@cache
def _shipped() -> Mapping[str, ParliamentRules]:
    content = resources.files(__name__).joinpath("parliaments.toml").read_text(encoding="utf-8")
    return read_rules(content, name="tracker/rules/parliaments.toml")


def rules_of(parliament: str) -> ParliamentRules:
    """Return the rules of a parliament.

    Raises:
        WrongUse: If its term is not known; the text lists those that are.
    """
    known = _shipped()
    if parliament not in known:
        raise WrongUse(f"the term of answer of {parliament!r} is not known; known are {', '.join(known)}")
    return known[parliament]
