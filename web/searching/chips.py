"""What narrows a search, part by part, in the visitor's words; each can be taken away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from search.conditions import CENTS
from search.request import Mode
from search.understood import Chip, Understood
from web.i18n import Speaker
from web.render import with_query
from web.searching.asked import FILTERS, SearchQuestion
from web.searching.names import Names

_HAS = frozenset({"commitment", "answer", "figure", "deadline", "attachment"})
_PLAIN = "word"
_DAYS = ("asked_from", "asked_to")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChip:
    """A part of a search.

    Attributes:
        label: What it is, as in "without"; empty where the text says it all.
        text: What is asked.
        href: The same search without it.
        changes: The parameters that change without it, with their values; None for none.
    """

    label: str
    text: str
    href: str
    changes: Mapping[str, str | None]


def chips(asked: SearchQuestion, read: Understood, names: Names) -> tuple[ShownChip, ...]:
    """Return the parts of a search: those of the query where it holds more than plain words, then its filters.

    Args:
        asked: The search.
        read: How its query was read.
        names: Names them.
    """
    given = asked.given()
    operators = any(chip.kind != _PLAIN for chip in read.chips)
    parts: list[tuple[str, str, dict[str, str | None]]] = []
    if operators:
        parts += [(*_said(chip, names.speaker), {"q": chip.without}) for chip in read.chips]
    parts += [(label, text, dict.fromkeys(fields)) for label, text, fields in _filters(asked, names)]
    return tuple(
        ShownChip(label=label, text=text, href=with_query("/search", given, **changes), changes=changes)
        for label, text, changes in parts
    )


def _said(chip: Chip, speaker: Speaker) -> tuple[str, str]:
    """Return label and text of a part of the query."""
    if chip.field in _HAS:
        label = speaker.say("chip: excluded") if chip.kind == "excluded" else ""
        return label, speaker.say(f"chip: has {chip.field}")
    if chip.field:
        label = speaker.say(f"chip: {chip.field}")
        if chip.kind == "excluded":
            label = speaker.say("chip: without %s").replace("%s", label.lower())
        return label, _value(chip, speaker)
    text = chip.text.removeprefix("-") if chip.kind == "excluded" else chip.text
    if chip.kind == "prefix":
        text = text.removesuffix("*") + "…"
    return speaker.say(f"chip: {chip.kind}"), text.strip('"').replace(" OR ", f" {speaker.say('chip: or')} ")


def _value(chip: Chip, speaker: Speaker) -> str:
    if chip.detail:
        first, last = (date.fromisoformat(day) if day else None for day in chip.detail.split(".."))
        return days_said(first, last, speaker)
    if chip.low is None and chip.high is None:
        return chip.value
    unit, step = (CENTS, "chip: %s euro") if chip.field == "amount" else (1, "")
    low, high = (None if one is None else _number(one, unit, step, speaker) for one in (chip.low, chip.high))
    if low == high:
        return str(low)
    if high is None:
        return speaker.say("chip: at least %s").replace("%s", str(low))
    if low is None:
        return speaker.say("chip: at most %s").replace("%s", high)
    return f"{low} – {high}"


def _number(value: int, unit: int, said: str, speaker: Speaker) -> str:
    # "More than a million" is kept as a million and one cent: to a reader that is a million.
    number = speaker.number(Decimal(round(value / unit)))
    return speaker.say(said).replace("%s", number) if said else number


def days_said(first: date | None, last: date | None, speaker: Speaker) -> str:
    """Write a range of days, open at an end where None."""
    if first == last:
        return speaker.date(first, "medium")
    if first is None:
        return speaker.say("chip: up to %s").replace("%s", speaker.date(last, "medium"))
    if last is None:
        return speaker.say("chip: since %s").replace("%s", speaker.date(first, "medium"))
    return f"{speaker.date(first, 'medium')} – {speaker.date(last, 'medium')}"


def _filters(asked: SearchQuestion, names: Names) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield label, text and parameters of every filter; the two ends of a range of days are one."""
    speaker = names.speaker
    if asked.asked_from or asked.asked_to:
        yield speaker.say("chip: asked"), days_said(asked.asked_from, asked.asked_to, speaker), _DAYS
    for name in FILTERS:
        value = getattr(asked, name)
        if not value or name in _DAYS:
            continue
        if value is True:
            yield "", speaker.say(f"chip: {name}"), (name,)
        else:
            yield speaker.say(f"chip: {name}"), names.value(name, str(value)), (name,)
    if asked.mode is not Mode.HYBRID:
        yield speaker.say("chip: mode"), speaker.say(f"search: mode {asked.mode}"), ("mode",)
