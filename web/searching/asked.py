"""What a visitor may ask of the search, on the page and in the API alike."""

from datetime import date

from pydantic import Field

from corpus.model import DocumentId
from search.request import Filters, Mode, SearchRequest, Sort
from web.form import Day, Form
from web.limits import LONGEST_ADDRESS, MOST

FILTERS = (
    "parliament",
    "session",
    "minister",
    "office",
    "asker",
    "party",
    "theme",
    "language",
    "kind",
    "family",
    "asked_from",
    "asked_to",
    "has_commitment",
    "overdue",
)
"""The filters of a search, as they stand in an address."""


class SearchQuestion(Form):
    """A search with its filters, as it stands in an address; an empty field is no filter."""

    q: str = Field(
        default="", max_length=4_000, description='Words, "phrases", prefix*, -not, OR, (groups), field:value.'
    )
    parliament: str | None = Field(default=None, description="Only this parliament.")
    session: str | None = Field(default=None, description="Only this parliamentary year, as in 2022-2023.")
    minister: str | None = Field(default=None, description="Only answers of this minister.")
    office: str | None = Field(default=None, description="Only this office.")
    asker: str | None = Field(default=None, description="Only questions of this member.")
    party: str | None = Field(default=None, description="Only askers of this party.")
    theme: str | None = Field(default=None, description="Only this subject of the source.")
    language: str | None = Field(default=None, description="Only texts in this language, as in nl.")
    kind: str | None = Field(default=None, description="Only this kind of answer, as in referring.")
    family: str | None = Field(default=None, description="Only documents with the same question as this one.")
    asked_from: Day | None = Field(default=None, description="Asked on or after this day.")
    asked_to: Day | None = Field(default=None, description="Asked on or before this day.")
    has_commitment: bool = Field(default=False, description="Only documents with a commitment.")
    overdue: bool = Field(default=False, description="Only documents with an overdue commitment.")
    mode: Mode = Field(default=Mode.HYBRID, description="By word, meaning or both.")
    sort: Sort = Field(default=Sort.RELEVANCE, description="Order of the results.")
    limit: int = Field(default=20, ge=1, le=100, description="How many documents.")
    offset: int = Field(default=0, ge=0, le=MOST, description="Leave out the first so many.")
    grouped: bool = Field(default=True, description="Documents that hold the same question are one result.")
    cursor: str = Field(default="", max_length=LONGEST_ADDRESS, description="Go on behind the page that gave it.")

    def asks(self) -> bool:
        """Tell whether anything was asked at all; everything, newest first, is something too."""
        return bool(self.q.strip()) or self.sort is not Sort.RELEVANCE or any(getattr(self, name) for name in FILTERS)

    def given(self) -> dict[str, object]:
        """Return what differs from the defaults, for the addresses of pages and facets."""
        given = self.model_dump(exclude_defaults=True, exclude={"offset", "cursor", "grouped"}, mode="json")
        return given if self.grouped else {**given, "grouped": "false"}

    def request(self, only: frozenset[DocumentId] | None, today: date) -> SearchRequest:
        """Return the search's own form.

        Args:
            only: Documents to which the tracker limits the search; None for no limit.
            today: The day from which "last year" counts.
        """
        return SearchRequest(
            text=self.q,
            filters=Filters(
                parliament=self.parliament,
                session=self.session,
                minister=self.minister,
                office=self.office,
                asker=self.asker,
                party=self.party,
                theme=self.theme,
                language=self.language,
                kind=self.kind,
                family=None if self.family is None else DocumentId(self.family),
                asked_from=self.asked_from,
                asked_to=self.asked_to,
                has_commitment=True if self.has_commitment else None,
                only=only,
            ),
            mode=self.mode,
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
            grouped=self.grouped,
            cursor=self.cursor,
            today=today,
        )
