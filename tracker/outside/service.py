"""The comparison of a parliament's own register with ours, out of the store."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from corpus.errors import NotFound
from corpus.store.filters import DocumentFilter
from tracker.filters import TrackerFilter
from tracker.outside.compare import NEAR, ComparedEntry, Standing, compare

if TYPE_CHECKING:
    from corpus.store import Store
    from tracker.service import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterComparison:
    """What comparing two registers gave.

    Attributes:
        parliament: Name of the parliament.
        since: First day of theirs that was compared.
        left_out: How many of theirs are older.
        entries: Every entry of both.
    """

    parliament: str
    since: date
    left_out: int
    entries: tuple[ComparedEntry, ...]

    @property
    def counts(self) -> Mapping[Standing, int]:
        """How many entries stand how."""
        found = Counter(one.standing for one in self.entries)
        return {standing: found[standing] for standing in Standing}


def compared_registers(
    store: "Store", tracker: "Tracker", today: date, *, parliament: str | None = None, since: date | None = None
) -> RegisterComparison:
    """Compare a parliament's own register with our entries of that parliament.

    Args:
        store: The store.
        tracker: Our register.
        today: The day for which ours is reckoned.
        parliament: Name of the parliament; None for the only one whose register is held.
        since: Compare only what was promised from this day on; None for the day of our first entry, some weeks before.

    Raises:
        NotFound: If no register of that parliament is held, or several are and none is named.
    """
    name = _chosen(store.outside.parliaments(), parliament)
    documents = {one.id for one in store.documents.list(DocumentFilter(parliament=name))}
    ours = [one for one in tracker.list(TrackerFilter(), today) if one.commitment.document in documents]
    stated = [one.commitment.stated for one in ours if one.commitment.stated is not None]
    first = since or min(stated, default=today) - NEAR
    theirs = store.outside.list(name)
    kept = [one for one in theirs if one.said is None or one.said >= first]
    mine = [one for one in ours if since is None or one.commitment.stated is None or one.commitment.stated >= since]
    return RegisterComparison(
        parliament=name, since=first, left_out=len(theirs) - len(kept), entries=compare(kept, mine)
    )


def _chosen(held: tuple[str, ...], wanted: str | None) -> str:
    if wanted is None and len(held) == 1:
        return held[0]
    if wanted in held:
        return str(wanted)
    if not held:
        raise NotFound("no register of a parliament itself is held; 'rappel sync tweede-kamer' fetches one")
    what = f"no register of '{wanted}' is held" if wanted else "registers of several parliaments are held; name one"
    raise NotFound(f"{what}; held are those of: {', '.join(held)}")
