"""The rules on which office follows which: portfolios and mandates, loaded once and checked."""

from datetime import date
from functools import cache
from importlib import resources
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tracker.rules.reading import read_toml

_Name = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Portfolio(_Strict):
    """A portfolio of a government.

    Attributes:
        name: Its name.
        also: Other names that it has had.
        words: Folded beginnings of words by which a text shows that it is meant.
        absorbed: Portfolios that took it in where no minister bears its name, in order of likelihood.
    """

    name: _Name
    also: tuple[_Name, ...] = ()
    words: Annotated[tuple[_Name, ...], Field(min_length=1)]
    absorbed: tuple[_Name, ...] = ()


class ShippedMandate(_Strict):
    """Who held which portfolios, from a day until the day before another.

    Attributes:
        person: First name first.
        portfolios: Names of portfolios.
        first: First day.
        end: First day after; None where it lasts.
        certain: False where a public register leaves the name or the day open.
        note: On what an uncertain entry rests.
    """

    person: _Name
    portfolios: Annotated[tuple[_Name, ...], Field(min_length=1)]
    first: Annotated[date, Field(alias="from")]
    end: Annotated[date | None, Field(alias="to")] = None
    certain: bool = True
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end is not None and self.end <= self.first:
            raise ValueError(f"the mandate of {self.person} ends before it begins")
        if not self.certain and not self.note:
            raise ValueError(f"the uncertain mandate of {self.person} needs a note on what it rests")
        return self


class OfficeRules(_Strict):
    """Everything that ``offices.toml`` holds.

    Attributes:
        version: Version of the file.
        composition: Mandates beginning on one day from which a whole new government is meant.
        titles: Words of a title that name no portfolio.
        title: How a title is written, with ``{portfolios}``.
        last_joint: What stands before the last portfolio of a title.
        parliament: Whose mandates these are.
        portfolio: The portfolios.
        mandate: The mandates.
    """

    version: _Name
    composition: Annotated[int, Field(ge=2)]
    titles: Annotated[frozenset[str], Field(min_length=1)]
    title: Annotated[str, Field(pattern=r"\{portfolios\}")]
    last_joint: _Name
    parliament: _Name
    portfolio: Annotated[tuple[Portfolio, ...], Field(min_length=1)]
    mandate: Annotated[tuple[ShippedMandate, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _known(self) -> Self:
        names = [one.name for one in self.portfolio]
        if len(set(names)) != len(names):
            raise ValueError("a portfolio stands in it twice")
        used = {name for one in self.mandate for name in one.portfolios} | {
            name for one in self.portfolio for name in one.absorbed
        }
        if used - set(names):
            raise ValueError(f"no portfolio is called {', '.join(sorted(used - set(names)))}")
        return self

    def written(self, portfolios: tuple[str, ...]) -> str:
        """Return the title of an office that has these portfolios."""
        *most, last = portfolios
        joined = self.last_joint.join((", ".join(most), last)) if most else last
        return self.title.format(portfolios=joined)


def read_office_rules(content: str, *, name: str) -> OfficeRules:
    """Read and check rules on offices.

    Args:
        content: TOML text.
        name: What to call the file in an error.

    Raises:
        RulesError: If the text is no TOML, or an entry is missing, unknown or wrong.
    """
    return read_toml(OfficeRules, content, name=name)


@cache
def office_rules() -> OfficeRules:
    """Return the rules that ship with the program."""
    content = resources.files("tracker.rules").joinpath("offices.toml").read_text(encoding="utf-8")
    return read_office_rules(content, name="tracker/rules/offices.toml")
