"""Mail that came back: read from a mailbox, counted once a mail, the address suspended after too many in a row."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from corpus.alerts import Bounce, Message, MessageState
from corpus.errors import NotFound, WrongUse
from corpus.settings import Settings
from corpus.store import Store
from tracker.alerts.sending.bouncereports import LONGEST_MAIL, BounceReport, read_report
from tracker.alerts.sending.returnpath import proof

_SEEN = ":2,S"


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceCount:
    """What was read from a mailbox.

    Attributes:
        read: Mails read.
        hard: Those that say that an address will never work.
        soft: Those that say that it does not work now, or that this mail was not wanted.
        known: Reports of a mail whose report is known already.
        unknown: Reports of a mail that was never sent: forged, or another program's; they change nothing.
        ignored: Mails that report no failure, such as automatic replies.
        suspended: Addresses suspended by what was read.
    """

    read: int = 0
    hard: int = 0
    soft: int = 0
    known: int = 0
    unknown: int = 0
    ignored: int = 0
    suspended: int = 0


def read_bounces(
    store: Store, settings: Settings, clock: Callable[[], datetime], mails: Iterable[bytes]
) -> BounceCount:
    """Read mails that came to the address for bounces, and count those that report a failure of one of ours.

    Args:
        store: Knows what was sent, and to whom.
        settings: After how many hard bounces an address is suspended.
        clock: Now, in UTC.
        mails: The mails, whole; reading one twice changes nothing.
    """
    count = BounceCount()
    for content in mails:
        found = _kind(store, settings, clock(), content)
        count = replace(count, read=count.read + 1, **{name: getattr(count, name) + 1 for name in found})
    return count


def read_mailbox(store: Store, settings: Settings, clock: Callable[[], datetime], path: Path) -> BounceCount:
    """Read the mails of a Maildir, an mbox or a file; those of a Maildir are marked as seen once they are counted.

    Raises:
        WrongUse: If there is no such file or folder, or it cannot be read.
    """
    count = BounceCount()
    for one in _mails(path):
        read = read_bounces(store, settings, clock, [one.content])
        one.done()
        count = _sum(count, read)
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrived:
    content: bytes
    done: Callable[[], None] = lambda: None


def _kind(store: Store, settings: Settings, now: datetime, content: bytes) -> tuple[str, ...]:
    """Count one mail and return the names under which it is counted."""
    report = read_report(content)
    if report is None:
        return ("ignored",)
    message = _message(store, report)
    if message is None:
        return ("unknown",)
    bounce = Bounce(
        subscriber=message.subscriber,
        message=message.id,
        hard=report.hard,
        status=report.status,
        reason=report.reason,
        recorded=now,
    )
    settled = now - timedelta(days=settings.bounces_settled_days)
    try:
        back = store.sending.came_back(bounce, suspend_after=settings.bounces_suspend_after, settled=settled)
    except NotFound:
        return ("unknown",)
    if not back.new:
        return ("known",)
    return ("hard" if report.hard else "soft", *(["suspended"] if back.suspended else []))


def _message(store: Store, report: BounceReport) -> Message | None:
    """Return the mail that a report is about, if it was ever sent."""
    found = store.sending.message(report.number[0]) if report.number else None
    if found is not None and report.number is not None and proof(found.key) != report.number[1]:
        found = None
    keys = [key for name in report.names for key in (name, name.rpartition("@")[0]) if key]
    for key in keys:
        found = found or store.outbox.by_key(key)
    if found is None or found.endpoint is not None:
        return None
    return found if found.attempts or found.state is not MessageState.WAITING else None


def _mails(path: Path) -> Iterator[_Arrived]:
    try:
        if path.is_dir():
            yield from _maildir(path)
        else:
            content = path.read_bytes()
            parts = _mbox(path) if content.startswith(b"From ") else [content]
            yield from (_Arrived(content=part) for part in parts)
    except OSError as error:
        raise WrongUse(f"the mailbox {path} cannot be read: {error.strerror or error}") from error


def _maildir(path: Path) -> Iterator[_Arrived]:
    """Yield what nobody has seen yet. A Maildir needs no lock: a mail is a file and never changes."""
    if not (path / "new").is_dir():
        raise WrongUse(f"{path} is no Maildir: it has no folder 'new'")
    unseen = [one for one in sorted((path / "cur").glob("*")) if "S" not in one.name.rpartition(":2,")[2]]
    for file in [*sorted((path / "new").glob("*")), *unseen]:
        with suppress(FileNotFoundError):  # another run was faster
            with file.open("rb") as opened:
                content = opened.read(LONGEST_MAIL)
            yield _Arrived(content=content, done=lambda file=file: _mark_seen(path, file))  # type: ignore[misc]


def _mark_seen(path: Path, file: Path) -> None:
    (path / "cur").mkdir(exist_ok=True)
    with suppress(FileNotFoundError):
        file.rename(path / "cur" / (file.name.partition(":2,")[0] + _SEEN))


def _mbox(path: Path) -> Iterator[bytes]:
    from mailbox import mbox

    box = mbox(path, create=False)
    try:
        for key in box.keys():  # noqa: SIM118 - a mailbox iterates over its mails
            yield box.get_bytes(key)
    finally:
        box.close()


def _sum(one: BounceCount, other: BounceCount) -> BounceCount:
    return BounceCount(**{name: getattr(one, name) + getattr(other, name) for name in BounceCount.__slots__})
