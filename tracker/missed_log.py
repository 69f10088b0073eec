"""Writes missed deadlines to the log, each once, however often and however late this runs."""

from collections.abc import Callable
from datetime import date, datetime

from corpus.errors import EditConflict
from corpus.model import CommitmentId
from corpus.register import Event
from tracker.missed import missed_event
from tracker.reader import RegisterReader
from tracker.seam import Register

_ATTEMPTS = 5


def record_missed(
    register: Register, reader: RegisterReader, clock: Callable[[], datetime], today: date
) -> tuple[Event, ...]:
    """Write the missed deadlines that the log does not hold yet.

    Args:
        register: The register.
        reader: Computes what was missed.
        clock: Gives the present moment, in UTC.
        today: Up to and including this day.

    Returns:
        The new events.

    Raises:
        EditConflict: If others keep changing the same commitment; what was written stays, the rest comes next time.
    """
    waiting = {entry.commitment.id for entry in reader.missed(today) if entry.recorded is None}
    return tuple(event for one in sorted(waiting) for event in _record_of(register, reader, clock, one, today))


def _record_of(
    register: Register, reader: RegisterReader, clock: Callable[[], datetime], commitment: CommitmentId, today: date
) -> list[Event]:
    written: list[Event] = []
    for attempt in range(1, _ATTEMPTS + 1):
        events = register.events(commitment)
        last = max((event.id or 0 for event in events), default=0)
        waiting = [one for one in reader.missed_of(register.get(commitment), events, today) if one.recorded is None]
        try:
            for entry in waiting:
                event = register.append(missed_event(entry, clock()), expected_last=last)
                written.append(event)
                last = event.id or last
        except EditConflict:  # another process wrote first: look again at what is still missing
            if attempt == _ATTEMPTS:
                raise
        else:
            break
    return written
