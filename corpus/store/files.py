"""Files of many records: which records a file's last bytes held.

The records are documents like others, each under the file's address with ``#`` and a name. That the whole file is held
is a sighting of the file's address with a bare ``#``.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from corpus.errors import WrongUse
from corpus.store.tables import sightings


def parts_seen(connection: Connection, uri: str) -> tuple[str, ...]:
    """Return the addresses of a file's records."""
    start = f"{uri}#"
    query = select(sightings.c.uri).where(sightings.c.uri.startswith(start, autoescape=True)).order_by(sightings.c.uri)
    # Some databases compare without regard to capitals.
    return tuple(found for found in connection.execute(query).scalars() if found.startswith(start) and found != start)


def see_file(connection: Connection, uri: str, sha256: str, parts: Sequence[str], now: datetime) -> None:
    """Note that all records of a file are held.

    Raises:
        WrongUse: If one of them is not.
    """
    held = set(parts_seen(connection, uri))
    if missing := [part for part in parts if part not in held]:
        raise WrongUse(f"{missing[0]} was not stored")
    gone = [*sorted(held - set(parts)), f"{uri}#"]
    connection.execute(delete(sightings).where(sightings.c.uri.in_(gone)))
    first = connection.execute(select(sightings).where(sightings.c.uri == parts[0])).one()
    row = {"document_id": first.document_id, "version": first.version, "sha256": sha256, "seen": now}
    connection.execute(insert(sightings), row | {"uri": f"{uri}#"})
