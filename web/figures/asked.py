"""What is asked of the figures, as it stands in an address."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, WithJsonSchema

from corpus.facts import FigureKind
from corpus.model import DocumentId
from corpus.store import FigureFilter, FigureOrder
from tracker.figure_search import FigureQuery
from web.form import Day, Form
from web.limits import MOST

Amount = Annotated[Decimal, WithJsonSchema({"type": "number"})]
"""A number with its exact digits: in an address all is text, so that none of them is lost."""


class FigureQuestion(Form):
    """Which figures are asked for, as it stands in an address; an empty field is no filter."""

    subject: str | None = Field(default=None, description="Words that stand in the subject.")
    unit: str | None = Field(default=None, description="Unit as stored, such as EUR, % or dossiers.")
    kind: FigureKind | None = Field(default=None, description="money, percent, count, duration or measure.")
    year: int | None = Field(default=None, ge=1800, le=2200, description="Year that the figure is about.")
    minimum: Amount | None = Field(default=None, description="Smallest value, in base units.")
    maximum: Amount | None = Field(default=None, description="Largest value, in base units.")
    document: str | None = Field(default=None, description="Only of this document.")
    office: str | None = Field(default=None, description="Only of documents of this office: its title or slug.")
    about: str | None = Field(default=None, max_length=1000, description="Words of what is counted, in any form.")
    begins: Day | None = Field(default=None, description="About a time from this day on.")
    ends: Day | None = Field(default=None, description="About a time up to this day.")
    planned: bool | None = Field(default=None, description="true: plans only; false: outcomes only.")
    sort: FigureOrder | None = Field(
        default=None, description="newest, largest or smallest; empty: by words with 'about', else newest."
    )
    offset: int = Field(default=0, ge=0, le=MOST, description="Leave out the first so many.")
    limit: int = Field(default=50, ge=1, le=500, description="How many.")

    def filter(self) -> FigureFilter:
        """Return the store's own form; it knows neither ``about`` nor ``planned``."""
        return FigureFilter(
            subject=self.subject,
            unit=self.unit,
            kind=self.kind,
            year=self.year,
            at_least=self.minimum,
            at_most=self.maximum,
            document=None if self.document is None else DocumentId(self.document),
            office=self.office,
            begins=self.begins,
            ends=self.ends,
        )

    def query(self) -> FigureQuery:
        """Return the form of a search for what figures are about."""
        return FigureQuery(
            about=self.about or "",
            unit=self.unit,
            kind=self.kind,
            year=self.year,
            at_least=self.minimum,
            at_most=self.maximum,
            begins=self.begins,
            ends=self.ends,
            planned=self.planned,
            limit=self.limit,
        )

    def given(self) -> dict[str, object]:
        """Return what is asked for as an address has it, without the place in the list."""
        return self.model_dump(exclude_defaults=True, exclude={"offset"}, mode="json")


class SeriesQuestion(Form):
    """Which series are asked for."""

    subject: str | None = Field(default=None, max_length=300, description="Words of what is counted.")
    unit: str | None = Field(default=None, max_length=60, description="Unit, such as EUR, % or dossiers.")
    office: str | None = Field(default=None, description="Only of documents of this office: its title.")
    key: str | None = Field(default=None, max_length=20, description="Only the series of this key.")

    def given(self) -> dict[str, object]:
        """Return what is asked for as an address has it."""
        return self.model_dump(exclude_defaults=True, mode="json")
