"""What a visitor may ask of the search, on the page and in the API alike."""

from datetime import date

from pydantic import Field

from corpus.model import DocumentId
from search.request import Filters, Mode, SearchRequest, Sort
from web.form import Form
from web.limits import MOST

_FILTERS = (
    "parliament",
    "session",
    "minister",
    "office",
    "asker",
    "asked_from",
    "asked_to",
    "has_commitment",
    "overdue",
)


class SearchQuestion(Form):
    """A search with its filters, as it stands in an address; an empty field is no filter."""

    q: str = Field(default="", max_length=100_000, description="Words, phrases in quotes, -not, OR, field:value.")
    parliament: str | None = Field(default=None, description="Only this parliament.")
    session: str | None = Field(default=None, description="Only this parliamentary year, as in 2022-2023.")
    minister: str | None = Field(default=None, description="Only answers of this minister.")
    office: str | None = Field(default=None, description="Only this office.")
    asker: str | None = Field(default=None, description="Only questions of this member.")
    asked_from: date | None = Field(default=None, description="Asked on or after this day.")
    asked_to: date | None = Field(default=None, description="Asked on or before this day.")
    has_commitment: bool = Field(default=False, description="Only documents with a commitment.")
    overdue: bool = Field(default=False, description="Only documents with an overdue commitment.")
    mode: Mode = Field(default=Mode.HYBRID, description="By word, meaning or both.")
    sort: Sort = Field(default=Sort.RELEVANCE, description="Order of the results.")
    limit: int = Field(default=20, ge=1, le=100, description="How many documents.")
    offset: int = Field(default=0, ge=0, le=MOST, description="Leave out the first so many.")

    def asks(self) -> bool:
        """Tell whether anything was asked at all; everything, newest first, is something too."""
        return bool(self.q.strip()) or self.sort is Sort.NEWEST or any(getattr(self, name) for name in _FILTERS)

    def given(self) -> dict[str, object]:
        """Return what differs from the defaults, for the addresses of pages and facets."""
        return self.model_dump(exclude_defaults=True, exclude={"offset"}, mode="json")

    def request(self, only: frozenset[DocumentId] | None) -> SearchRequest:
        """Return the search's own form.

        Args:
            only: Documents to which the tracker limits the search; None for no limit.
        """
        return SearchRequest(
            text=self.q,
            filters=Filters(
                parliament=self.parliament,
                session=self.session,
                minister=self.minister,
                office=self.office,
                asker=self.asker,
                asked_from=self.asked_from,
                asked_to=self.asked_to,
                has_commitment=True if self.has_commitment else None,
                only=only,
            ),
            mode=self.mode,
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
        )
