"""What is held of each session, as a picture."""

from datetime import date

from corpus.store.coverage import SessionCoverage
from web.i18n import Speaker
from web.pictures import Bar, Picture, Tone, Words, bars
from web.render import with_query


def coverage_picture(found: tuple[SessionCoverage, ...], today: date, speaker: Speaker) -> Picture:
    """Return bars of the answered and unanswered questions of each session, the earliest first.

    Args:
        found: What is held of each session.
        today: The day of the numbers.
        speaker: The visitor's language.
    """
    words = Words(
        name="coverage",
        title=speaker.say("Questions held, by session"),
        description=speaker.say(
            "Each bar is a session; its parts are the questions whose answer is held and those whose answer is not."
        ),
        source=f"Rappel, {speaker.date(today)}",
        language=speaker.language,
    )
    dated = sorted((one for one in found if one.session), key=lambda one: (one.session or "", one.parliament or ""))
    shown = [bar for one in dated for bar in _bars(one, speaker, several=_several(found))]
    return bars(words, shown, along=speaker.say("Session"), up=speaker.say("Questions"), sideways=True, width=560)


def _several(found: tuple[SessionCoverage, ...]) -> bool:
    return len({one.parliament for one in found}) > 1


def _bars(one: SessionCoverage, speaker: Speaker, *, several: bool) -> tuple[Bar, ...]:
    name = f"{one.session} {one.parliament or ''}".strip() if several else str(one.session)
    link = with_query("/search", {"session": one.session, "sort": "newest"})
    parts: tuple[tuple[str, int, Tone], ...] = (
        (speaker.say("Answered"), one.answered, "done"),
        (speaker.say("Not answered"), one.unanswered, "now"),
        (speaker.say("Withdrawn"), one.withdrawn, "quiet"),
    )
    return tuple(
        Bar(name=name, value=value, label=f"{name}: {part} {speaker.number(value)}", part=part, tone=tone, href=link)
        for part, value, tone in parts
        if value or tone != "quiet"
    )
