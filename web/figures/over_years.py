"""Series over the years as pictures: lines of one document and unit together, each value linked to its sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.comparison.over_years import Series, SeriesPoint
from tracker.comparison.statements import Statement
from web.figures.shown import passage
from web.i18n import Speaker
from web.pictures import Column, Picture, Point, Table, Words, lines
from web.pictures.lines import Sign

_MOST_LINES = 4
_WIDTH = 440


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Series that are shown in one picture: of one title, kind and unit.

    Attributes:
        series: The series, the longest first.
    """

    series: tuple[Series, ...]

    @property
    def key(self) -> str:
        """What names them in an address."""
        return self.series[0].key

    @property
    def first(self) -> Series:
        """The longest one, which names them all."""
        return self.series[0]

    @property
    def differing(self) -> tuple[SeriesPoint, ...]:
        """Years for which documents give different values."""
        return tuple(point for one in self.series for point in one.points if point.contradicting)

    @property
    def gaps(self) -> tuple[int, ...]:
        """Years without a value in the only series; with several the picture shows them."""
        return self.first.gaps if len(self.series) == 1 else ()

    @property
    def left_out(self) -> int:
        """How many statements could not be told apart."""
        return sum(len(one.left_out) for one in self.series)

    @property
    def documents(self) -> int:
        """How many documents state a value."""
        return len({two.stored.document for one in self.series for point in one.points for two in point.stated})


def together(found: Sequence[Series]) -> tuple[Together, ...]:
    """Put series of one title, kind and unit together where words tell their lines apart."""
    groups: list[list[Series]] = []
    for one in found:
        for group in groups:
            if len(group) < _MOST_LINES and _fit(group[0], one) and one.phrase not in {two.phrase for two in group}:
                group.append(one)
                break
        else:
            groups.append([one])
    return tuple(Together(series=tuple(group)) for group in groups)


def _fit(one: Series, other: Series) -> bool:
    named = bool(one.phrase and other.phrase)
    return named and (one.title, one.kind, one.unit) == (other.title, other.kind, other.unit)


def picture_of(shown: Together, speaker: Speaker, source: str) -> Picture:
    """Return the picture of series: outcomes full and joined, plans hollow, values of other documents as crosses.

    Args:
        shown: The series.
        speaker: Says its words.
        source: Whose numbers, and of which day.
    """
    told = [told for one in shown.series for told in _told(one, speaker, several=len(shown.series) > 1)]
    about = speaker.say("{start} in {first}, {end} in {last}; unit: {unit}. Each value leads to its sentence.")
    ends = shown.first.points
    name = shown.first.phrase or shown.first.title
    words = Words(
        name=f"figures-{shown.key}",
        title=f"{name} ({shown.first.unit or speaker.say('number')})",
        description=about.format(
            start=speaker.number(ends[0].value),
            first=ends[0].year,
            end=speaker.number(ends[-1].value),
            last=ends[-1].year,
            unit=shown.first.unit or speaker.say("number"),
        ),
        source=source,
        language=speaker.language,
    )
    points = [one.point for one in told]
    up = shown.first.unit or speaker.say("number")
    return lines(words, points, along=speaker.say("Year"), up=up, table=_table(told, speaker), width=_WIDTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    point: Point
    statement: Statement

    @property
    def year(self) -> int:
        return self.point.year


def _told(one: Series, speaker: Speaker, *, several: bool) -> list[_Told]:
    """Return the values of a series in the order of the years."""
    found: list[_Told] = []
    for point in one.points:
        found.append(_value(one, point.year, point.stated[-1], "full", speaker, several=several))
        others = {two.figure.value: two for two in point.contradicting}
        found += [_value(one, point.year, two, "cross", speaker, several=several) for two in others.values()]
    plans = {(two.period.year, two.figure.value): two for two in one.planned if two.period}
    found += [_value(one, year, two, "hollow", speaker, several=several) for (year, _), two in plans.items()]
    return sorted(found, key=lambda told: told.year)


def _value(one: Series, year: int, said: Statement, sign: Sign, speaker: Speaker, *, several: bool) -> _Told:
    kinds = {"full": "outcome", "hollow": "plan or estimate", "cross": "another figure"}
    kind = speaker.say(kinds[sign])
    label = speaker.say("{year}: {value} {unit}, {kind}, stated on {day}").format(
        year=year,
        value=speaker.number(said.figure.value),
        unit=one.unit,
        kind=kind,
        day=speaker.date(said.stored.day, "medium"),
    )
    point = Point(
        year=year,
        value=said.figure.value,
        label=f"{one.phrase}, {label}" if several else label,
        series=one.phrase if several else "",
        kind=kind,
        sign=sign,
        href=passage(said.stored),
    )
    return _Told(point=point, statement=said)


def _period(told: _Told, speaker: Speaker) -> str:
    """Return the year of a value, with its days where it is about a part of it."""
    period = told.statement.period
    if period is None or period.is_year:
        return str(told.year)
    days = dict.fromkeys(speaker.date(day, "medium") for day in (period.first, period.last))
    return f"{told.year} ({' – '.join(days)})"


def _table(told: Sequence[_Told], speaker: Speaker) -> Table:
    heads = ("Year", "Value", "Unit", "What is counted", "Outcome or plan", "Document", "Stated on")
    rows = tuple(
        (
            _period(one, speaker),
            one.point.value,
            one.statement.figure.unit,
            one.point.series or one.statement.figure.subject or "",
            one.point.kind,
            one.statement.stored.title or one.statement.stored.document,
            one.statement.stored.day,
        )
        for one in told
    )
    return Table(
        columns=tuple(Column(name=speaker.say(head), number=head == "Value") for head in heads),
        rows=rows,
        links=tuple(one.point.href for one in told),
    )


def source_line(speaker: Speaker, today: date) -> str:
    """Return the line that says whose numbers a picture shows."""
    said = speaker.say("Rappel, from answers to written questions, as held on {day}. Every value quotes its sentence.")
    return said.format(day=speaker.date(today))
