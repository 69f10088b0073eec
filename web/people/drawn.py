"""Pictures of a page: questions over time, days to the answer about the term, who held an office."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.answer_times import Spread
from tracker.succession import Holder
from web.i18n import Speaker
from web.people.portrait import Portrait
from web.pictures import Bar, Bin, Column, Interval, Picture, Table, Today, Words, bars, histogram, intervals
from web.render import with_query

_STEP = 5
_MOST_MONTHS = 36
_MONTHS = 12
_WORTH_DRAWING = 8  # fewer questions are read faster in words
_HIGH = 3  # a picture of nothing but ones and twos says no more than their list


class Shown(StrEnum):
    """The pictures of a page, as they stand in the address of their files."""

    ASKED = "asked"
    ANSWERED = "answered"
    HOLDERS = "holders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose page it is.

    Attributes:
        name: Its name, for titles.
        slug: Its name as a word fit for an address.
        search: Filters under which the search finds its questions.
        today: The day asked about.
        speaker: Speaks to the visitor.
    """

    name: str
    slug: str
    search: Mapping[str, object]
    today: date
    speaker: Speaker

    def words(self, shown: Shown, title: str, description: str) -> Words:
        """Return what a picture says beside its drawing."""
        day = self.speaker.date(self.today)
        return Words(
            name=f"{self.slug[:60]}-{shown}",
            title=title,
            description=description,
            source=self.speaker.say("Rappel, from the documents held on {day}").format(day=day),
            language=self.speaker.language,
        )


def asked(portrait: Portrait, subject: Subject) -> Picture | None:
    """Draw how many questions were asked, a month or, over a long time, a year; None for few or undated ones."""
    speaker = subject.speaker
    months = portrait.months
    counts = [count for _, count in months]
    if len(months) <= 1 or sum(counts) < _WORTH_DRAWING or max(counts) < _HIGH:
        return None
    long = len(months) > _MOST_MONTHS
    stretches = _years(months) if long else [(first, _last_of_month(first), count) for first, count in months]
    shown = [_bin(first, last, count, subject, long=long) for first, last, count in stretches]
    most = max(shown, key=lambda one: one.count)
    title = speaker.say("Questions asked, by year") if long else speaker.say("Questions asked, by month")
    told = speaker.say("From {first} to {last}. Most in {most}: {count}.").format(
        first=shown[0].name, last=shown[-1].name, most=most.name, count=speaker.number(most.count)
    )
    along = speaker.say("Year") if long else speaker.say("Month")
    return histogram(subject.words(Shown.ASKED, title, told), shown, along=along, up=speaker.say("Questions"))


def _bin(first: date, last: date, count: int, subject: Subject, *, long: bool) -> Bin:
    speaker = subject.speaker
    name = str(first.year) if long else speaker.date(first, "MMMM y")
    given = {**subject.search, "asked_from": first, "asked_to": last, "sort": "newest", "grouped": "false"}
    label = speaker.counted("{name}: %s question", "{name}: %s questions", count).format(name=name)
    return Bin(name=name, first=first, last=last, count=count, label=label, href=with_query("/search", given))


def _years(months: Sequence[tuple[date, int]]) -> list[tuple[date, date, int]]:
    found: Counter[int] = Counter()
    for first, count in months:
        found[first.year] += count
    return [(date(year, 1, 1), date(year, 12, 31), count) for year, count in sorted(found.items())]


def _last_of_month(first: date) -> date:
    return date(first.year + first.month // _MONTHS, first.month % _MONTHS + 1, 1) - timedelta(days=1)


def answered(spread: Spread | None, subject: Subject) -> Picture | None:
    """Draw how the days to the answer lie about the term; None where no answer has both days."""
    if spread is None:
        return None
    speaker = subject.speaker
    unit = speaker.say(f"unit: {spread.unit}")
    within, after = speaker.say("within the term"), speaker.say("after the term")
    shown = []
    for first, last, count in _stretches(spread):
        name = f"{first}–{last}" if last is not None else speaker.say("{days} or more").format(days=first)
        part = within if last is not None and last <= spread.term else after
        label = speaker.counted("{days} {unit}, {part}: %s answer", "{days} {unit}, {part}: %s answers", count)
        shown.append(
            Bar(
                name=name,
                value=count,
                label=label.format(days=name, unit=unit, part=part),
                part=part,
                tone="accent" if part == within else "now",
            )
        )
    title = speaker.say("Days to the answer, against a term of {term} {unit}").format(term=spread.term, unit=unit)
    told = speaker.say("{days} of {answers} answers came within the term; the middle one took {median} {unit}.").format(
        days=speaker.number(spread.in_time),
        answers=speaker.number(len(spread.days)),
        median=speaker.number(spread.median),
        unit=unit,
    )
    words = subject.words(Shown.ANSWERED, title, told)
    return bars(words, shown, along=unit[:1].upper() + unit[1:], up=speaker.say("Answers"))


def _stretches(spread: Spread) -> list[tuple[int, int | None, int]]:
    """Return stretches of days with their answers, the term at a border; the last one is open, where it is needed."""
    step = _STEP if spread.term % _STEP == 0 else 7
    end = 2 * spread.term
    found: list[tuple[int, int | None, int]] = []
    for last in range(step, end + 1, step):
        first = last - step + 1 if last > step else 0
        found.append((first, last, sum(first <= day <= last for day in spread.days)))
    beyond = sum(day > end for day in spread.days)
    return [*found, (end + 1, None, beyond)] if beyond else found


def holders(found: Sequence[Holder], subject: Subject) -> Picture | None:
    """Draw who held an office one after the other; None with fewer than two whose days are known."""
    speaker = subject.speaker
    known = [one for one in found if one.first is not None and one.first <= subject.today]
    if len(known) < 2:
        return None
    stated, told = speaker.say("by the list of mandates"), speaker.say("by the documents held")
    shown = [_interval(one, stated if one.stated else told, subject) for one in known]
    last = known[-1].person or speaker.say("name not known")
    words = subject.words(
        Shown.HOLDERS,
        speaker.say("Who held this office"),
        speaker.counted(
            "%s person, one after the other; {name} last.",
            "%s persons, one after the other; {name} last.",
            len({one.person for one in known}),
        ).format(name=last),
    )
    heads = ("Minister", "First day", "Last day", "Known from", "Documents")
    columns = tuple(Column(name=speaker.say(head), number=head == "Documents") for head in heads)
    rows = tuple((one.person, one.first, one.last, stated if one.stated else told, one.documents) for one in known)
    today = Today(day=subject.today, label=speaker.date(subject.today, "medium"))
    return intervals(words, shown, today=today, table=Table(columns=columns, rows=rows), width=480)


def _interval(one: Holder, basis: str, subject: Subject) -> Interval:
    speaker, first = subject.speaker, one.first or subject.today
    last = min(one.last or subject.today, subject.today)
    name = one.person or speaker.say("name not known")
    label = speaker.say("{name}: from {first} to {last}, {basis}").format(
        name=name, first=speaker.date(first), last=speaker.date(last), basis=basis
    )
    return Interval(
        name=name,
        first=first,
        last=max(first, last),
        label=label,
        state=basis,
        tone="accent" if one.stated else "quiet",
    )
