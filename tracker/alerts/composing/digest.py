"""A message for people: the events grouped by document, each once, with everything that made it be told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.alerts import Delivery, Rhythm, Subscription
from corpus.model import DocumentId
from corpus.register import Event, EventKind
from tracker.alerts.composing.lines import Line, Narrator

_URGENT = (EventKind.DEADLINE_MISSED, EventKind.SOURCE_SILENT, EventKind.DUE_SOON, EventKind.WINDOW_OPENED)
_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestGroup:
    """The events of one document.

    Attributes:
        title: Its title.
        meta: Number, people and day, on one line.
        link: Its page; empty for what is about no document.
        lines: The events, in order.
        why: Why they are told, each reason once.
    """

    title: str
    meta: str
    link: str
    lines: tuple[Line, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A message for people.

    Attributes:
        subject: What it is about, in one line.
        intro: One sentence.
        groups: The documents.
        language: Of the words.
    """

    subject: str
    intro: str
    groups: tuple[DigestGroup, ...]
    language: str


def digest(
    deliveries: Sequence[Delivery],
    events: Mapping[int, Event],
    subscriptions: Mapping[int, Subscription],
    narrator: Narrator,
    rhythm: Rhythm,
) -> Digest:
    """Make the message of a subscriber's deliveries.

    Args:
        deliveries: They are all carried; an event that matched several subscriptions is one entry.
        events: The events, by number.
        subscriptions: The subscriptions, by number.
        narrator: Puts events in words.
        rhythm: How often the subscriber hears.
    """
    by_document: dict[DocumentId | str | None, list[Delivery]] = defaultdict(list)
    for one in sorted(deliveries, key=lambda held: held.event):
        by_document[_about(events[one.event], narrator)].append(one)
    groups = [_group(key, some, events, subscriptions, narrator) for key, some in by_document.items()]
    groups.sort(key=_urgency)
    lines = [line for group in groups for line in group.lines]
    first = min(lines, key=_line_urgency).headline
    subject = first if len(lines) == 1 else narrator.say("mail.several", count=len(lines), first=first)
    return Digest(
        subject=subject,
        intro=narrator.say(f"mail.intro_{rhythm.value}"),
        groups=tuple(groups),
        language=narrator.language,
    )


def _about(event: Event, narrator: Narrator) -> DocumentId | str | None:
    if event.document is not None:
        return event.document
    commitment = narrator.commitment(event.commitment)
    return commitment.document if commitment is not None else event.kind.value


def _group(
    key: DocumentId | str | None,
    deliveries: Sequence[Delivery],
    events: Mapping[int, Event],
    subscriptions: Mapping[int, Subscription],
    narrator: Narrator,
) -> DigestGroup:
    by_event: dict[int, list[Delivery]] = defaultdict(list)
    for one in deliveries:
        by_event[one.event].append(one)
    lines = [narrator.line(events[number], _fullest(some)) for number, some in by_event.items()]
    reasons = dict.fromkeys(reason(one, subscriptions[one.subscription], narrator) for one in deliveries)
    document = narrator.document(str(key)) if any(events[number].document == key for number in by_event) else None
    if document is None and lines[0].event.commitment is not None:
        document = narrator.document(str(key))
    if document is None:
        label = "group.reminders" if lines[0].event.kind is EventKind.REMINDER_LIST else "group.sources"
        return DigestGroup(title=narrator.say(label), meta="", link="", lines=tuple(lines), why=tuple(reasons))
    record = document.record
    meta = [
        narrator.say("group.number", number=record.number) if record.number is not None else "",
        narrator.say("group.asked", asker=record.asker) if record.asker else "",
        narrator.say("group.to", minister=record.minister or record.office) if record.minister or record.office else "",
        narrator.say("group.on", day=record.asked) if record.asked else "",
    ]
    return DigestGroup(
        title=narrator.title(document),
        meta=", ".join(part for part in meta if part),
        link=f"{narrator.site}/d/{document.id}",
        lines=tuple(lines),
        why=tuple(reasons),
    )


def reason(delivery: Delivery, subscription: Subscription, narrator: Narrator) -> str:
    """Say why an event is told: which subscription, and the words or the likeness by which it was found."""
    name = narrator.name(subscription).partition(": ")[2]
    shown = f"“{name}”" if name else ""
    if shown and subscription.kind.value not in ("search", "subject"):
        shown = f" ({name})"
    said = narrator.say(f"why.{subscription.kind.value}", name=shown).strip()
    why = delivery.why
    found = why.get("words")
    details = []
    if isinstance(found, Sequence) and not isinstance(found, str) and found:
        details.append(narrator.say("why.words", words=", ".join(str(word) for word in found)))
    likeness = why.get("likeness")
    if isinstance(likeness, (int, float)):
        details.append(narrator.say("why.likeness", percent=round(float(likeness) * _PERCENT)))
    if "named" in why:
        details.append(narrator.say("why.named"))
    return f"{said} – {'; '.join(details)}" if details else said


def _fullest(deliveries: Sequence[Delivery]) -> Mapping[str, object]:
    """Return the reason that names a passage, of those of one event."""
    return next((one.why for one in deliveries if "passage" in one.why), deliveries[0].why)


def _line_urgency(line: Line) -> int:
    return _URGENT.index(line.event.kind) if line.event.kind in _URGENT else len(_URGENT)


def _urgency(group: DigestGroup) -> int:
    return min(_line_urgency(line) for line in group.lines)
