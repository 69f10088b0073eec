"""Commitments over time: a picture of a page of them by office, and how many fall in which year."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.store.names import slug
from tracker.timeline import Bar, Timeline, timeline
from tracker.tracked import TrackedCommitment
from tracker.words import timeliness_name
from web.commitment.asked import CommitmentQuestion
from web.i18n import Speaker
from web.pictures import Column, Interval, Picture, Table, Today, Words, intervals
from web.views import tone

AT_ONCE = 30
"""How many commitments one picture shows: more could not be read."""
_LONGEST = 46
_STEPS = (1, 5, 15, 40)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCell:
    """How many last days of an office fall in a year.

    Attributes:
        count: How many.
        shade: From 0 for none to 4 for many.
        first: First day of the year.
        last: Its last day.
    """

    count: int
    shade: int
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeYears:
    """The last days of an office by year; without a title where the office is unknown."""

    office: str | None
    slug: str
    cells: tuple[YearCell, ...]


def dated(found: Sequence[TrackedCommitment]) -> tuple[TrackedCommitment, ...]:
    """Return the commitments that have a last day, by office and last day: the order of the picture."""
    known = [one for one in found if any(milestone.last_day is not None for milestone in one.milestones)]
    return tuple(sorted(known, key=lambda one: (one.commitment.office or "~", one.last_day or date.max, one.id)))


def years(found: Sequence[TrackedCommitment]) -> tuple[OfficeYears, ...]:
    """Return how many commitments of each office have their last day in which year, the busiest office first."""
    counts: dict[str | None, Counter[int]] = {}
    for one in found:
        if one.last_day is not None:
            counts.setdefault(one.commitment.office, Counter())[one.last_day.year] += 1
    every = sorted({year for held in counts.values() for year in held})
    busiest = sorted(counts, key=lambda office: (-counts[office].total(), office or ""))
    return tuple(
        OfficeYears(
            office=office, slug=slug(office or ""), cells=tuple(_cell(year, counts[office][year]) for year in every)
        )
        for office in busiest
    )


def _cell(year: int, count: int) -> YearCell:
    shade = sum(count >= step for step in _STEPS)
    return YearCell(count=count, shade=shade, first=date(year, 1, 1), last=date(year, 12, 31))


def picture(found: Sequence[TrackedCommitment], asked: CommitmentQuestion, today: date, speaker: Speaker) -> Picture:
    """Return the picture of a page of commitments that have a last day.

    Args:
        found: All that were asked for, in the order of ``dated``.
        asked: Which page.
        today: The day of the line.
        speaker: The visitor's language.
    """
    drawn = timeline(tuple(found[asked.offset : asked.offset + AT_ONCE]), today)
    words = Words(
        name="commitments-timeline",
        title=speaker.say("Commitments over time, by office"),
        description=speaker.say(
            "Each bar runs from the first to the last day that was promised; its sign stands on the last day and says "
            "how it stands. Short lines are last days promised before. The dashed line is the day asked about."
        ),
        source=speaker.say("Rappel, as of %s").replace("%s", speaker.date(today)),
        language=speaker.language,
    )
    shown = [_interval(bar, row.office, speaker) for row in drawn.rows for bar in row.bars]
    line = Today(day=today, label=speaker.date(today, "medium")) if _near(drawn, today) else None
    return intervals(words, shown, today=line, table=_table(drawn, speaker), width=620)


def _near(drawn: Timeline, today: date) -> bool:
    """Return whether the day asked about is near enough to be drawn without pressing the bars together."""
    days = [day for row in drawn.rows for bar in row.bars for day in (bar.first, bar.last)]
    if not days:
        return False
    length = max((max(days) - min(days)).days, 365)
    return min(days).toordinal() - length <= today.toordinal() <= max(days).toordinal() + length


def _interval(bar: Bar, office: str | None, speaker: Speaker) -> Interval:
    state = timeliness_name(bar.state, speaker.language)
    return Interval(
        name=bar.label if len(bar.label) <= _LONGEST else f"{bar.label[:_LONGEST].rsplit(' ', 1)[0]} …",
        first=bar.first,
        last=bar.last,
        label=f"{bar.label}: {speaker.date(bar.last)} – {state}",
        state=state,
        tone=tone(bar.state),  # type: ignore[arg-type]
        group=office or speaker.say("Office unknown"),
        earlier=tuple(mark.day for mark in bar.moved),
        href=f"/c/{bar.commitment}",
    )


def _table(drawn: Timeline, speaker: Speaker) -> Table:
    say = speaker.say
    heads = (
        say("Commitment"),
        say("Office"),
        say("First day"),
        say("Last day"),
        say("First promised"),
        say("How it stands"),
    )
    bars = [(row.office, bar) for row in drawn.rows for bar in row.bars]
    return Table(
        columns=tuple(Column(name=head) for head in heads),
        rows=tuple(
            (
                bar.label,
                office,
                None if bar.open_start else bar.first,
                bar.last,
                bar.moved[0].day if bar.moved else None,
                timeliness_name(bar.state, speaker.language),
            )
            for office, bar in bars
        ),
        links=tuple(f"/c/{bar.commitment}" for _, bar in bars),
    )
