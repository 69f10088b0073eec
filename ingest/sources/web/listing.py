"""What a source holds of some days, listed whole: too large slices are divided, slipped pages are read again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from corpus.errors import SourceChanged
from corpus.store.source_items import SourceItem
from ingest.sources.web.client import PoliteClient
from ingest.sources.web.connector import Connector, Listed, Slice

_READINGS = 3
# Fewer known questions than this say nothing about a list that lacks them.
_FEW = 10


@dataclass(slots=True, kw_only=True)
class WholeList:
    """What a source holds of some days.

    Attributes:
        found: The questions by their key, in the order listed.
        lacking: What could not be listed whole, in words.
    """

    found: dict[str, Listed] = field(default_factory=dict)
    lacking: list[str] = field(default_factory=list)

    def join(self, other: "WholeList", known: int, source: str) -> None:
        """Take another list in, unless it lost most of what the source had before.

        Args:
            other: What is held of other days.
            known: How many questions of those days were read before.
            source: Name of the source.

        Raises:
            SourceChanged: If fewer than half of them are listed.
        """
        if known >= _FEW and len(other.found) < known / 2:
            raise SourceChanged(
                f"{source} lists {len(other.found)} questions of days of which {known} were read before: "
                "it has probably changed; nothing was concluded from it"
            )
        self.found.update(other.found)
        self.lacking.extend(other.lacking)


def whole_list(
    connector: Connector, days: Slice, client: PoliteClient, told: Callable[[int], None] = lambda _: None
) -> WholeList:
    """List what a source holds of some days.

    A source lists only so much at a time: a slice of days that holds more is divided until each part can be listed to
    its end. While a list is paged through, entries can come in and push others onto a page that was read already; a
    list with fewer entries than the source counts is read again.

    Args:
        connector: The source.
        days: The days.
        client: Calls it.
        told: Told how many are listed so far.

    Raises:
        SourceUnavailable: If it cannot be called.
        SourceChanged: If what it answers is not what is known of it.
    """
    whole, waiting = WholeList(), [days]
    while waiting:
        slice_ = waiting.pop()
        parts = _list(connector, slice_, client, whole)
        waiting.extend(reversed(parts))
        told(len(whole.found))
    return whole


def _list(connector: Connector, days: Slice, client: PoliteClient, whole: WholeList) -> tuple[Slice, ...]:
    """List a slice into the whole; return its halves instead where it is too large."""
    total, seen = 0, 0
    for _ in range(_READINGS):
        got: dict[str, Listed] = {}
        passed_over = 0
        for page in connector.pages(days, client):
            total = page.total
            if total > connector.most_listed and (halves := days.halves()):
                return halves
            passed_over += page.passed_over
            got.update((one.key, one) for one in page.listed)
            whole.found.update(got)
        seen = len(got) + passed_over
        if seen >= min(total, connector.most_listed):
            break
    if seen < total:
        whole.lacking.append(f"{days.first} to {days.last}: {seen} of {total} listed")
    return ()


def due(whole: WholeList, stamps: dict[str, str], waiting: Iterable[SourceItem]) -> list[Listed]:
    """Return what is to be fetched: what is new or listed otherwise than before, then what waits for its answer.

    Args:
        whole: What the source lists.
        stamps: Stamp of every question that is held, by its key.
        waiting: Those that wait for their answer or failed before.
    """
    wanted = {key: one for key, one in whole.found.items() if stamps.get(key) != one.stamp}
    for one in waiting:
        held = Listed(key=one.key, stamp=one.stamp, day=one.day, open=one.open, found=one.found)
        wanted.setdefault(one.key, whole.found.get(one.key) or held)
    return list(wanted.values())
