"""The times that were promised for one commitment, below each other on one axis."""

from dataclasses import replace
from datetime import date

from corpus.facts import TimeRange
from tracker.state import MilestoneState
from tracker.timeliness import Timeliness
from tracker.tracked import TrackedCommitment
from tracker.words import timeliness_name
from web.i18n import Speaker
from web.marking import anchor
from web.pictures import Column, Interval, Picture, Table, Today, Words, intervals
from web.render import time_range
from web.views import tone

_LONGEST = 60


def chain_picture(
    tracked: TrackedCommitment, today: date, speaker: Speaker, *, of_question: date | None = None
) -> Picture:
    """Return a picture of every time that was promised for a commitment; empty for one single time.

    Args:
        tracked: The commitment as it stands on the day.
        today: The day of the line.
        speaker: The visitor's language.
        of_question: The day that is the question's and not that on which it was said, where the answer has none.
    """
    shown = [row for pair in tracked.milestone_states for row in _rows(tracked, *pair, speaker, of_question)]
    # One time alone says in a line what a picture would; drawing one for each such page would cost its visitor time.
    shown = shown if len(shown) > 1 else []
    several = len(tracked.milestones) > 1
    say = speaker.say
    heads = (say("Promised"), say("First day"), say("Last day"), say("How it stands"), say("Commitment"))
    table = Table(
        columns=tuple(Column(name=head) for head in heads[: 4 + several]),
        rows=tuple((one.name, one.first, one.last, one.state, one.group or None)[: 4 + several] for one in shown),
        links=tuple(one.href for one in shown),
    )
    words = Words(
        name=f"commitment-{tracked.id}",
        title=speaker.say("Every time that was promised"),
        description=speaker.say(
            "A row for each time that was promised, the first one above; the last row is the one that holds now. The "
            "dashed line is the day asked about."
        ),
        source=speaker.say("Rappel, as of %s").replace("%s", speaker.date(today)),
        language=speaker.language,
    )
    line = Today(day=today, label=speaker.date(today, "medium")) if shown else None
    return intervals(words, shown, today=line, table=table, width=460)


def _rows(
    tracked: TrackedCommitment, held: MilestoneState, now: Timeliness, speaker: Speaker, of_question: date | None
) -> list[Interval]:
    then = held.on(tracked.today)
    said = tracked.commitment
    passage = f"/d/{said.document}?s={anchor(said.span)[1:]}#{anchor(said.span)}"
    times = [
        (said.stated, then.original, passage),
        *(
            (one.occurred, one.after, f"/d/{one.document}" if one.document else f"/c/{said.id}#history")
            for one in then.revisions
        ),
    ]
    group = held.deliverable if len(tracked.milestones) > 1 else ""
    found = []
    for place, (day, due, href) in enumerate(times):
        if due.latest is not None:
            name = _name(day, speaker, of_question=day == of_question)
            row = _row(name, due, now, speaker, last=place == len(times) - 1)
            found.append(replace(row, group=group[:_LONGEST], href=href))
    return found


def _name(day: date | None, speaker: Speaker, *, of_question: bool) -> str:
    if day is None:
        return speaker.say("Day unknown")
    said = speaker.say("Question of %s") if of_question else speaker.say("Said on %s")
    return said.replace("%s", speaker.date(day, "medium"))


def _row(name: str, due: TimeRange, now: Timeliness, speaker: Speaker, *, last: bool) -> Interval:
    state = timeliness_name(now.state, speaker.language) if last else speaker.say("Promised before")
    end = due.latest or date.max
    return Interval(
        name=name,
        first=min(due.earliest or end, end),
        last=end,
        label=f"{name}: {time_range(speaker, due)} – {state}",
        state=state,
        tone=tone(now.state) if last else "quiet",  # type: ignore[arg-type]
    )
