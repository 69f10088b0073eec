"""Which commitments are asked for, as it stands in the address of a page, a file, a feed or the API."""

from enum import StrEnum

from pydantic import Field

from corpus.facts import CommitmentKind, Strength
from corpus.model import DocumentId
from tracker.filters import Group, Sort, TrackerFilter
from web.form import Day, Form
from web.limits import MOST

_BY_STATE = {Group.MISSED: Sort.DEADLINE_LAST, Group.DONE: Sort.DEADLINE_LAST, Group.UNDATED: Sort.NEWEST}
"""The order of a state where none is chosen: what was missed last and what was promised last come first."""
_FILTERS = ("office", "minister", "document", "subject", "kind", "strength", "moved", "text", "due_from", "due_to")


class View(StrEnum):
    """The three ways to look at commitments."""

    BOARD = "board"
    LIST = "list"
    TIMELINE = "timeline"


class CommitmentQuestion(Form):
    """Which commitments are asked for; an empty field is no filter."""

    view: View | None = Field(default=None, description="board, list or timeline; a page shows the list of a state.")
    state: Group | None = Field(default=None, description="How it stands: missed, due_now, ahead, later, undated, ...")
    office: str | None = Field(default=None, max_length=300, description="Title or slug of the office.")
    minister: str | None = Field(default=None, max_length=300, description="The person then in office.")
    document: str | None = Field(default=None, max_length=300, description="Only stated in this document.")
    subject: str = Field(default="", max_length=300, description="Words of what it is about.")
    kind: CommitmentKind | None = Field(default=None, description="milestone, promise or ongoing.")
    strength: Strength | None = Field(default=None, description="firm, intention or conditional.")
    moved: bool | None = Field(default=None, description="Whether a date of it was moved.")
    text: str = Field(default="", max_length=500, description="Words of the sentence.")
    due_from: Day | None = Field(default=None, description="First day on which the last day may fall.")
    due_to: Day | None = Field(default=None, description="Last day on which the last day may fall.")
    as_of: Day | None = Field(default=None, description="Reckon as of this day; today where left out.")
    known_on: Day | None = Field(default=None, description="Only what was recorded by then, the day included.")
    sort: Sort | None = Field(default=None, description="deadline, deadline_last, newest, moved; else by state.")
    offset: int = Field(default=0, ge=0, le=MOST, description="Leave out the first so many.")
    limit: int = Field(default=50, ge=1, le=500, description="How many.")

    def shown_as(self) -> View:
        """Return how a page shows them: a state is a list, everything a board, unless asked otherwise."""
        return self.view or (View.BOARD if self.state is None else View.LIST)

    def order(self) -> Sort:
        """Return the order asked for, else the one that fits the state."""
        return self.sort or _BY_STATE.get(self.state or Group.REJECTED, Sort.DEADLINE)

    def filter(self, *, state: bool = True) -> TrackerFilter:
        """Return the tracker's own form, without limit.

        Args:
            state: Whether the state counts; a board and the counts of states leave it out.
        """
        return TrackerFilter(
            group=self.state if state else None,
            office=self.office,
            minister=self.minister,
            document=None if self.document is None else DocumentId(self.document),
            subject=self.subject,
            kind=self.kind,
            strength=self.strength,
            moved=self.moved,
            text=self.text,
            due_from=self.due_from,
            due_to=self.due_to,
            sort=self.order() if state else Sort.DEADLINE,
        )

    def given(self) -> dict[str, object]:
        """Return what differs from the defaults, for the addresses of pages."""
        return self.model_dump(exclude_defaults=True, exclude={"offset"}, mode="json")

    def chosen(self) -> tuple[str, ...]:
        """Return the names of the filters in use, without state, order and days of reckoning."""
        return tuple(name for name in _FILTERS if getattr(self, name) not in (None, ""))
