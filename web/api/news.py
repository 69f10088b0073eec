"""What is new, how the sources are doing, what is held, and how well it is read: as data."""

from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import WrongUse
from corpus.store.chronicle import Stretch
from corpus.store.coverage import SessionCoverage
from corpus.store.names import slug
from web.about.scores import QualityScore, quality_scores
from web.about.sources import SourceView, source_views
from web.form import LEFT_OUT, Moment
from web.i18n import Language, Speaker
from web.limits import MOST
from web.news.kinds import NewsKind
from web.news.reading import News, NewsItem, read_news
from web.news.weeks import week_named, week_of
from web.render import services_of

# The weeks of ISO 8601; that a year has no 53rd is only known when it is looked up.
_WEEK = "^((19[0-9]{2}|[2-9][0-9]{3})-W(0[1-9]|[1-4][0-9]|5[0-3]))?$"
router = APIRouter(prefix="/api/v1", tags=["news and trust"])


class NewsItemData(BaseModel):
    """A piece of news."""

    event: int = Field(description="Number of its line in the log; it never changes.", examples=[4812])
    kind: NewsKind = Field(description="The kind under which it is counted.")
    what: str = Field(description="What happened, in words of the language asked for.", examples=["Termijn verstreken"])
    day: date = Field(description="Day on which it was written down.")
    document: str | None = Field(description="Id of the document that it is about.")
    commitment: str | None = Field(description="Id of the commitment that it is about.")
    title: str | None = Field(description="Title of the document, or the words of the commitment.")
    office: str | None = Field(description="The office concerned.")
    quotes: list[str] = Field(description="Words that prove it, beside those of the commitment.")
    note: str = Field(description="What the editor wrote.")

    @classmethod
    def of(cls, kind: NewsKind, item: NewsItem) -> "NewsItemData":
        """Return a piece of news as data."""
        document, commitment = item.document, item.commitment
        return cls(
            event=item.event,
            kind=kind,
            what=item.what,
            day=item.day,
            document=document.id if document else commitment.document if commitment else None,
            commitment=commitment.id if commitment else None,
            title=commitment.quote if commitment else document.title if document else item.source or None,
            office=commitment.office if commitment else document.office if document else None,
            quotes=list(item.quotes),
            note=item.note,
        )


class NewsData(BaseModel):
    """What happened in a week, or since a moment."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "week": "2026-W47",
                    "begin": "2026-11-15T23:00:00Z",
                    "end": "2026-11-22T23:00:00Z",
                    "counts": {"answers": 12, "promises": 9, "missed": 2},
                    "entered_afterwards": 0,
                    "items": [],
                }
            ]
        }
    )

    week: str | None = Field(description="The week as ISO 8601 names it; null where a moment was asked for.")
    begin: datetime | None = Field(description="First moment that counts.")
    end: datetime | None = Field(description="First moment that no longer counts; null for now.")
    counts: dict[NewsKind, int] = Field(description="How much of each kind there is.")
    entered_afterwards: int = Field(description="Older events that were entered afterwards, and do not count as news.")
    items: list[NewsItemData] = Field(description="The newest of each kind, or a page of the kind asked for.")


class RefusalCount(BaseModel):
    """How many files and lines could not be read for one reason."""

    reason: str = Field(description="Stable word for the reason.", examples=["encrypted"])
    total: int = Field(description="Files or lines.", examples=[3])


class SeriesData(BaseModel):
    """The numbers of the questions to one office in one session."""

    office: str | None = Field(description="Title of the office.")
    held: int = Field(description="Different numbers that are held.", examples=[118])
    missing: list[tuple[int, int]] = Field(description="First and last number of each gap.", examples=[[[12, 14]]])


class CoverageData(BaseModel):
    """What is held of one session."""

    parliament: str | None = Field(description="The parliament.", examples=["Vlaams Parlement"])
    session: str | None = Field(description="The parliamentary year.", examples=["2022-2023"])
    documents: int = Field(description="Questions held.")
    answered: int = Field(description="Those whose answer is held.")
    unanswered: int = Field(description="Those whose answer is not held, and that were not withdrawn.")
    withdrawn: int = Field(description="Those that were withdrawn and have no answer.")
    undated: int = Field(description="Those without a day of their own.")
    with_commitments: int = Field(description="Those in which a commitment was read.")
    figures: int = Field(description="Figures read from them.")
    first: date | None = Field(description="Earliest day of a document.")
    last: date | None = Field(description="Latest day of a document.")
    missing: int = Field(description="Numbers that are missing between those held.")
    series: list[SeriesData] = Field(description="The numbers by office.")

    @classmethod
    def of(cls, one: SessionCoverage) -> "CoverageData":
        """Return what is held of a session as data."""
        plain = ("parliament", "session", "documents", "answered", "unanswered", "withdrawn", "undated")
        series = [
            SeriesData(office=held.office, held=len(held.numbers), missing=list(held.missing)) for held in one.series
        ]
        more = ("with_commitments", "figures", "first", "last", "missing")
        return cls(**{name: getattr(one, name) for name in (*plain, *more)}, series=series)


class Coverage(BaseModel):
    """What is held, and what could not be read."""

    sessions: list[CoverageData] = Field(description="By session, the latest first.")
    refused: list[RefusalCount] = Field(description="What could not be read, by reason.")


@router.get("/news", summary="What is new", responses={404: {"description": "No document names this office."}})
def news(
    request: Request,
    week: Annotated[
        str, Query(pattern=_WEEK, description="A week, as in 2026-W47; this week where neither is given.")
    ] = "",
    since: Annotated[Moment | None, LEFT_OUT, Query(description="Instead: everything since this moment.")] = None,
    office: Annotated[str, Query(description="Only of this office: its slug or title.")] = "",
    kind: Annotated[NewsKind | None, LEFT_OUT, Query(description="Only this kind, a page at a time.")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="How many of a kind.")] = 20,
    offset: Annotated[int, Query(ge=0, le=MOST, description="Leave out the first so many; with a kind.")] = 0,
    language: Language = "nl",
) -> NewsData:
    """The same as the page: counted by kind, the newest first; what was entered afterwards is not news.

    An office that no document names is 404.
    """
    parts, speaker = services_of(request), Speaker(language=language)
    if week and since:
        raise WrongUse("week: either a week or a moment, not both")
    named = parts.store.people.office(slug(office)).slug if office else ""
    chosen = None if since else week_named(week) if week else week_of(parts.today())
    begin, end = (since, None) if chosen is None else chosen.bounds(ZoneInfo(parts.settings.timezone))
    stretch = Stretch(begin=begin, end=end, office=named)
    found = read_news(parts, speaker, stretch, only=kind, limit=limit, offset=offset if kind else 0)
    return _data(found, stretch, chosen.name if chosen else None)


def _data(found: News, stretch: Stretch, week: str | None) -> NewsData:
    items = [NewsItemData.of(group.kind, item) for group in found.groups for item in group.items]
    return NewsData(
        week=week,
        begin=stretch.begin,
        end=stretch.end,
        counts={one.kind: one.total for one in found.counts},
        entered_afterwards=found.afterwards,
        items=items,
    )


@router.get("/sources", summary="How the sources are doing")
def sources(request: Request) -> list[SourceView]:
    """The gravest first: failing, silent, read, filled by hand."""
    return list(source_views(services_of(request)))


@router.get("/coverage", summary="What is held, and what could not be read")
def coverage(request: Request) -> Coverage:
    """By session; numbers run on within a session for each office, so a gap is a question that is not held."""
    health = services_of(request).store.health
    return Coverage(
        sessions=[CoverageData.of(one) for one in health.coverage()],
        refused=[RefusalCount(reason=reason, total=total) for reason, total in health.refusals()],
    )


@router.get("/quality", summary="How well this release reads and searches")
def quality() -> list[QualityScore]:
    """Shares between 0 and 1; null where nothing was measured."""
    return list(quality_scores())
