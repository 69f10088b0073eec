"""For which day the pages of offices, persons and subjects are asked."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request

from web.limits import MOST
from web.render import services_of
from web.views import day_of, reckoned


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """For which day something is asked about.

    Attributes:
        as_of: The day as it stands in the address, None for today.
        today: That day.
        known_on: Only what was written down by the end of this day; None for all.
    """

    as_of: str | None
    today: date
    known_on: date | None

    @property
    def given(self) -> dict[str, object]:
        """What differs from today, for addresses."""
        return {"as_of": self.as_of, "known_on": self.known_on}


def asked_of(request: Request, as_of: str | None = None, known_on: str | None = None) -> Asked:
    """Read for which day something is asked about.

    Raises:
        WrongUse: If one of them is not an ISO date.
    """
    today = reckoned(as_of, services_of(request))
    return Asked(as_of=as_of or None, today=today, known_on=day_of(known_on, "known_on"))


Moment = Annotated[Asked, Depends(asked_of)]
Offset = Annotated[int, Query(ge=0, le=MOST)]
