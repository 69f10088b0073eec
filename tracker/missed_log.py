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
    for _ in range(_ATTEMPTS - 1):
        try:
            _write_waiting(register, reader, clock, commitment, today, written)
        except EditConflict:  # another process wrote first: look again at what is still missing
            continue
        return written
    _write_waiting(register, reader, clock, commitment, today, written)
    return written


def _write_waiting(
    register: Register,
    reader: RegisterReader,
    clock: Callable[[], datetime],
    commitment: CommitmentId,
    today: date,
    written: list[Event],
) -> None:
    """Write what is not recorded yet, adding each event to ``written`` as soon as the log holds it."""
    events = register.events(commitment)
    last = max((event.id or 0 for event in events), default=0)
    for entry in reader.missed_of(register.get(commitment), events, today):
        if entry.recorded is None:
            event = register.append(missed_event(entry, clock()), expected_last=last)
            written.append(event)
            last = event.id or last
