"""What ``rappel doctor`` looks at: settings, store, index against store, model, sources; and what to do."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from corpus.errors import RappelError, StoreError
from corpus.store.results import Severity
from web.services import Services

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.register import SourceHealth
    from corpus.settings import Settings
    from tracker.source_doubts import Doubt

GOOD, NOTICE, ERROR = "good", "notice", "error"
_SEVERITIES = {Severity.ERROR: ERROR, Severity.WARNING: NOTICE, Severity.INFO: GOOD}
_BEHIND = timedelta(hours=1)
_LOST = "if it was lost, put the last backup back: rappel restore --force FILE; else run: rappel rebuild"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing that was looked at.

    Attributes:
        part: settings, store, index, model, documents, sources, jobs or clock.
        severity: ``good``, ``notice`` or ``error``.
        message: What was found.
        remedy: What to do; empty where nothing needs doing.
    """

    part: str
    severity: str
    message: str
    remedy: str = ""


def _store(parts: Services) -> list[Diagnosis]:
    found = [
        Diagnosis(part="store", severity=_SEVERITIES[one.severity], message=one.message, remedy=one.what_to_do)
        for one in parts.store.check()
    ]
    if all(one.severity == GOOD for one in found):  # remarks on how it was looked at
        found.insert(0, Diagnosis(part="store", severity=GOOD, message=f"sound: {parts.settings.database_url}"))
    return found


def _rights(parts: Services) -> list[Diagnosis]:
    """Say where this user may not write: reading goes on there, and everything that writes fails later."""
    settings = parts.settings
    file = _store_file(settings)
    places = (settings.data, settings.index_folder, *(() if file is None else (file.parent, file)))
    return [
        Diagnosis(
            part="settings",
            severity=NOTICE,
            message=f"{one} cannot be written to by this user: what is held can be read, and nothing is added",
            remedy="give this user the right, or run Rappel as the user of the service",
        )
        for one in dict.fromkeys(place.resolve() for place in places if place.exists())
        if not os.access(one, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
    ]


def _store_file(settings: "Settings") -> "Path | None":
    """Return the file of the store; None where it is in another database, or the setting names none."""
    from corpus.store.sqlite import file_of

    return file_of(settings.database_url)


def _no_store(settings: "Settings") -> list[Diagnosis]:
    """Say that there is no store yet, before one is made where nobody meant it."""
    file = _store_file(settings)
    try:
        if file is None or file.exists() or (settings.data.exists() and not settings.data.is_dir()):
            return []
    except OSError:
        return []  # opening it says what is wrong
    return [
        Diagnosis(
            part="store",
            severity=NOTICE,
            message=f"there is no store yet: looked for {file.absolute()}; nothing was made",
            remedy="name the data folder with --data or RAPPEL_DATA; or make a store: rappel ingest, or rappel demo",
        )
    ]


def _index(parts: Services) -> list[Diagnosis]:
    status = parts.search.status()
    never_built = status.generation is None and not (parts.settings.index_folder / "current").exists()
    if never_built or (status.generation is None and not status.message):
        return [Diagnosis(part="index", severity=NOTICE, message="not built yet", remedy="run: rappel rebuild")]
    if status.message:
        return [Diagnosis(part="index", severity=ERROR, message=status.message, remedy="run: rappel rebuild")]
    if parts.store.feed.head() < status.cursor:
        message = f"it knows {status.documents} documents and more than the store: the store was lost or put back"
        return [Diagnosis(part="index", severity=ERROR, message=message, remedy=_LOST)]
    if status.behind:
        message = f"{status.behind} changes behind the store"
        return [
            Diagnosis(part="index", severity=NOTICE, message=message, remedy="run: rappel rebuild, or ingest again")
        ]
    message = f"{status.documents} documents, {status.passages} passages, model {status.model}"
    return [Diagnosis(part="index", severity=GOOD, message=message)]


def _documents(parts: Services) -> list[Diagnosis]:
    refused = parts.store.problems.list()
    if not refused:
        return [Diagnosis(part="documents", severity=GOOD, message="none in quarantine")]
    message = f"{len(refused)} in quarantine"
    return [Diagnosis(part="documents", severity=NOTICE, message=message, remedy="run: rappel problems")]


def _sources(parts: Services) -> list[Diagnosis]:
    from tracker.source_doubts import source_doubts

    doubts = source_doubts(parts.store, parts.settings, parts.clock())
    return [
        Diagnosis(
            part="sources",
            severity=NOTICE if one.failures or one.source in doubts else GOOD,
            message=f"{one.source}: last looked at {_when(one.last_checked)} {_trouble(one, doubts)}".strip(),
        )
        for one in parts.store.health.list()
    ]


def _trouble(one: "SourceHealth", doubts: "dict[str, Doubt]") -> str:
    doubt = doubts.get(one.source)
    return f"{doubt.reason.value}: {doubt.message}" if doubt else one.message


def _jobs(parts: Services) -> list[Diagnosis]:
    return [
        Diagnosis(
            part="jobs",
            severity=NOTICE if one.failures else GOOD,
            message=f"{one.name}: last went well {_when(one.last_success)} {one.message}".strip(),
        )
        for one in parts.store.leases.list()
    ]


def _clock(parts: Services) -> list[Diagnosis]:
    """Look at the clock: against the last moment at which it was relied on, and the word of a source."""
    doubt, last = parts.tracker.clock_doubt(), parts.store.timekeeping.last()
    if doubt:
        return [Diagnosis(part="clock", severity=ERROR, message=doubt)]
    if last is not None and parts.clock() < last - _BEHIND:
        message = f"it stands before {_when(last)}, when it was last relied on: it was set back, or was ahead then"
        return [Diagnosis(part="clock", severity=NOTICE, message=message, remedy="compare it with another clock")]
    return [Diagnosis(part="clock", severity=GOOD, message=f"last relied on {_when(last)}")]


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"


def examine(
    open_parts: Callable[[], AbstractContextManager[Services]], settings: "Callable[[], Settings] | None" = None
) -> tuple[Diagnosis, ...]:
    """Look at every part; a part that cannot be opened is a finding, not an end.

    Args:
        open_parts: Opens the services, and makes a store where there is none.
        settings: Reads the settings; where they are given and name no store yet, none is made and that is the finding.
    """
    found: list[Diagnosis] = []
    try:
        if settings is not None and (none := _no_store(settings())):
            return tuple(none)
        with open_parts() as parts:
            found.append(Diagnosis(part="settings", severity=GOOD, message=f"data in {parts.settings.data.resolve()}"))
            for look in (_rights, _store, _index, _documents, _sources, _jobs, _clock):
                try:
                    found += look(parts)
                except RappelError as error:
                    found.append(Diagnosis(part=look.__name__.strip("_"), severity=ERROR, message=str(error)))
    except StoreError as error:
        found.append(Diagnosis(part="store", severity=ERROR, message=str(error)))
    except RappelError as error:
        found.append(Diagnosis(part="settings", severity=ERROR, message=str(error)))
    return tuple(found)


def unusable(found: tuple[Diagnosis, ...]) -> bool:
    """Tell whether Rappel cannot work at all."""
    return any(one.severity == ERROR and one.part in ("settings", "store") for one in found)


def print_findings(found: tuple[Diagnosis, ...]) -> None:
    """Print what was found, a line each, with what to do."""
    signs = {GOOD: "ok     ", NOTICE: "notice ", ERROR: "ERROR  "}
    for one in found:
        print(f"{signs[one.severity]}{one.part}: {one.message}")
        if one.remedy:
            print(f"         -> {one.remedy}")
