"""The filters in use as parts that can be taken away."""

from dataclasses import dataclass
from datetime import date

from corpus.store.results import OfficeSummary
from web.commitment.asked import CommitmentQuestion
from web.i18n import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter in use: the parameter that it stands for, and its words."""

    name: str
    words: str


def chips(asked: CommitmentQuestion, offices: tuple[OfficeSummary, ...], speaker: Speaker) -> tuple[Chip, ...]:
    """Return the filters in use; an office by its title where it is known."""
    titles = {one.slug: one.office for one in offices}
    return tuple(Chip(name=name, words=_words(name, asked, titles, speaker)) for name in asked.chosen())


def _words(name: str, asked: CommitmentQuestion, titles: dict[str, str], speaker: Speaker) -> str:
    value = getattr(asked, name)
    match name:
        case "office":
            return titles.get(str(value), str(value))
        case "kind":
            return speaker.say(f"commitment: {value}")
        case "strength":
            return speaker.say(f"strength: {value}")
        case "moved":
            return speaker.say("Date moved") if value else speaker.say("Date never moved")
        case "text" | "subject":
            return f"“{value}”"
    if isinstance(value, date):
        known = {"due_from": speaker.say("Due from %s"), "due_to": speaker.say("Due until %s")}
        return known[name].replace("%s", speaker.date(value, "medium"))
    return str(value)
