"""What every form of the site has in common, and days as an address writes them."""

import re
from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from web.limits import FIRST_YEAR, LAST_YEAR

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = "^(18|19|20|21)"
# RFC 3339, 5.6; seconds are not optional there.
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")


def _as_day(value: object) -> object:
    """Refuse what Pydantic would read as a day but no description calls one: ``0`` would be the first of 1970."""
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("date_iso", "Input should be a valid date like 2024-07-01")


def _in_reach(day: date) -> date:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    raise PydanticCustomError("date_reach", f"Input should be a day from {FIRST_YEAR} to {LAST_YEAR}")


def _moment_in_reach(moment: datetime) -> datetime:
    """Refuse what no other time zone may have a year for: the database and the pages tell it in theirs."""
    if FIRST_YEAR <= moment.year <= LAST_YEAR:
        return moment
    raise PydanticCustomError("datetime_reach", f"Input should be a moment from {FIRST_YEAR} to {LAST_YEAR}")


def _as_moment(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and _MOMENT.fullmatch(value)):
        return value
    raise PydanticCustomError("datetime_iso", "Input should be a valid moment like 2024-07-01T10:00:00Z")


def _left_out(value: object) -> object:
    return None if value == "" else value


Day = Annotated[
    date,
    BeforeValidator(_as_day),
    AfterValidator(_in_reach),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _YEARS}),
]
"""A day as ISO 8601 writes it in full, and in no other way, of the years in which things can be counted."""
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_as_moment),
    AfterValidator(_moment_in_reach),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": _YEARS}),
]
"""A moment as RFC 3339 writes it, with its time zone, of the same years as a ``Day``."""
LEFT_OUT = BeforeValidator(_left_out)
"""Of a parameter that stands alone: an empty value is none. In a form every field is so."""

AsOf = Annotated[Day | None, LEFT_OUT, Query(description="Reckon as of this day; today where left out.")]
KnownOn = Annotated[Day | None, LEFT_OUT, Query(description="Only what was recorded by then, the day included.")]
"""The days of a call that stand alone."""


class Form(BaseModel):
    """What is asked for, as it stands in an address; an empty field is no filter, an unknown one is ignored."""

    model_config = ConfigDict(extra="ignore")

    @field_validator("*", mode="before")
    @classmethod
    def empty_is_default(cls, value: object, info: ValidationInfo) -> object:
        """A form sends empty fields for what was not filled in."""
        return cls.model_fields[info.field_name or ""].default if value == "" else value
