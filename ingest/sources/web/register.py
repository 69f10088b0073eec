"""A parliament's own register of commitments, kept up to date beside its questions where a source has one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from corpus.errors import SourceError
from corpus.store.outside import OutsidePromise
from ingest.sources.web.client import PoliteClient
from ingest.sources.web.connector import Connector
from ingest.sources.web.report import SyncReport, SyncRequest

if TYPE_CHECKING:
    from corpus.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """A page of a register.

    Attributes:
        promises: The commitments as they stand now.
        removed: Keys of those that were taken out.
    """

    promises: tuple[OutsidePromise, ...]
    removed: tuple[str, ...] = ()


@runtime_checkable
class KeepsRegister(Protocol):
    """A source that has a register of commitments."""

    def register(self, since: datetime | None, client: PoliteClient) -> Iterator[RegisterPage]:
        """Yield what changed in the register since a moment, the oldest change first; all of it for None.

        Raises:
            SourceUnavailable: If it cannot be called.
            SourceChanged: If what it answers is not what is known of it.
        """
        ...


def follow_register(connector: Connector, store: "Store", client: PoliteClient) -> int:
    """Bring the register that a source has up to date in the store; a run that breaks off goes on where it ended.

    Returns:
        How many commitments were new or changed; 0 for a source without a register.

    Raises:
        SourceError: If the register cannot be read.
    """
    if not isinstance(connector, KeepsRegister):
        return 0
    known = {(one.key, one.changed) for one in store.outside.list(connector.parliament)}
    count = 0
    for page in connector.register(store.outside.last_changed(connector.name), client):
        new = [one for one in page.promises if (one.key, one.changed) not in known]
        store.outside.put(new, _named(connector.name, page.removed))
        count += len(new)
    return count


def with_register(
    report: SyncReport, asked: SyncRequest, connector: Connector, store: "Store", client: PoliteClient
) -> SyncReport:
    """Follow the register after the questions, unless only some of these were asked for; failures are reported."""
    if asked.dry_run or asked.session or asked.limit is not None or report.stopped:
        return report
    before = client.calls
    try:
        report = replace(report, register=follow_register(connector, store, client))
    except SourceError as error:
        message = "; ".join(filter(None, (report.message, f"the register of commitments: {error}")))
        report = replace(report, complete=False, message=message)
    return replace(report, calls=report.calls + client.calls - before)


def _named(source: str, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from ((source, key) for key in keys)
