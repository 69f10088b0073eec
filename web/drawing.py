"""A timeline laid out for drawing: words on the left, bars on the right, in the picture's own units."""

from dataclasses import dataclass, field

from tracker.timeline import Bar, Tick, TickKind, Timeline
from tracker.words import timeliness_name
from web.i18n import Speaker
from web.views import tone

_ROW, _BAR, _TOP = 24, 12, 34
_WORDS, _BARS, _EDGE = 370, 690, 10
_LONGEST = 54
_MOST_TICKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBar:
    """A bar with its words.

    Attributes:
        x: Left edge.
        y: Upper edge.
        width: Its width; a single day is drawn wide enough to be seen.
        tone: Colour family: missed, now, next, done or quiet.
        label: Words beside it, shortened.
        href: Page of the commitment.
        title: All its words, its last day and how it stands.
        moved: Places of the last days promised before.
    """

    x: float
    y: float
    width: float
    tone: str
    label: str
    href: str
    title: str
    moved: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A timeline laid out.

    Attributes:
        width: Width of the picture.
        height: Its height.
        left: Left edge of the words.
        axis: Left edge of the bars.
        bar: Height of a bar.
        today: Place of the day asked about, None off the axis.
        ticks: Places with what begins there.
        titles: Heights with the name of an office.
        bars: The bars.
        tones: Colour families that occur, for the legend, each once.
        moved: Whether a bar has moved.
        undated: How many commitments have no bar.
    """

    width: int
    height: int
    left: int
    axis: int
    bar: int
    today: float | None
    ticks: tuple[tuple[float, str], ...]
    titles: tuple[tuple[float, str], ...]
    bars: tuple[DrawnBar, ...]
    tones: tuple[str, ...]
    moved: bool
    undated: int


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """Where the next row goes."""

    speaker: Speaker
    y: float = _TOP
    titles: list[tuple[float, str]] = field(default_factory=list)
    bars: list[DrawnBar] = field(default_factory=list)

    def title(self, words: str) -> None:
        self.titles.append((self.y + _BAR, words))
        self.y += _ROW

    def bar(self, bar: Bar) -> None:
        words, state = " ".join(bar.label.split()), timeliness_name(bar.state, self.speaker.language)
        start, end = _place(bar.start), _place(bar.end)
        self.bars.append(
            DrawnBar(
                x=start,
                y=self.y,
                width=max(end - start, 4),
                tone=tone(bar.state),
                label=words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …",
                href=f"/c/{bar.commitment}",
                title=f"{words}: {self.speaker.date(bar.last)} – {state}",
                moved=tuple(_place(mark.place) for mark in bar.moved),
            )
        )
        self.y += _ROW


def _place(share: float) -> float:
    return round(_WORDS + share * _BARS, 1)


def _spaced(picture: Timeline) -> list[Tick]:
    """Leave out ticks that would print over each other; years stay longest."""
    ticks = list(picture.axis.ticks)
    for months in (range(1, 13), (1, 4, 7, 10), (1, 7), (1,)):
        found = [tick for tick in ticks if tick.day.month in months]
        if len(found) <= _MOST_TICKS:
            return found
    return found[:: -(-len(found) // _MOST_TICKS)]


def _tick(speaker: Speaker, tick: Tick, *, first: bool) -> str:
    if tick.kind is TickKind.YEAR:
        return speaker.date(tick.day, "yyyy")
    return speaker.date(tick.day, "MMM yyyy" if first else "MMM")


def draw(picture: Timeline, speaker: Speaker) -> Drawing:
    """Lay a timeline out in rows: a title for each office, then one bar a milestone."""
    sheet = _Sheet(speaker=speaker)
    for row in picture.rows:
        sheet.title(row.office or speaker.say("Office unknown"))
        for bar in row.bars:
            sheet.bar(bar)
        sheet.y += _ROW / 3
    today = picture.axis.today_place
    ticks = [
        (_place(tick.place), _tick(speaker, tick, first=place == 0)) for place, tick in enumerate(_spaced(picture))
    ]
    return Drawing(
        width=_WORDS + _BARS + _EDGE,
        height=int(sheet.y) + 4,
        left=0,
        axis=_WORDS,
        bar=_BAR,
        today=None if today is None else _place(today),
        ticks=tuple(ticks),
        titles=tuple(sheet.titles),
        bars=tuple(sheet.bars),
        tones=tuple(dict.fromkeys(bar.tone for bar in sheet.bars)),
        moved=any(bar.moved for bar in sheet.bars),
        undated=len(picture.undated),
    )
