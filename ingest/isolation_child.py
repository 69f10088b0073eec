"""The reading process itself: it gives up its rights, then reads what it is sent, one document after the other."""

import faulthandler
import os
import pickle
import signal
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from corpus.model import RawDocument
from ingest.isolation import Limits, allow_processor, confine
from ingest.sources.found import Divided, Refused

if TYPE_CHECKING:
    from ingest.parts import Result

OUT_OF_MEMORY = "out_of_memory"
OUT_OF_MEMORY_STATUS = 86
"""Exit status of a process whose document needed more memory than it may have: nobody knows what is left of it."""
# The parent ends a slow process; this ends it where there is no parent any more.
_ORPHAN_SECONDS = 10.0


def serve(connection: Connection, limits: Limits) -> None:
    """Read the documents that come through a connection, until it is closed.

    What comes in is a parliament with documents; what goes out is one message a document, in order.

    Args:
        connection: To the process that started this one.
        limits: Of each document.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confine(limits)
    # Loaded here: the libraries of the readers come after the rights have gone.
    from ingest.batches import attempt  # noqa: F401 - so that the first document does not pay for it

    connection.send_bytes(b"ready")
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - os.devnull is no path of ours
        while True:
            try:
                parliament, raws = pickle.loads(connection.recv_bytes())  # noqa: S301 - sent by the parent
            except EOFError:
                return
            for raw in raws:
                faulthandler.dump_traceback_later(limits.seconds + _ORPHAN_SECONDS, exit=True, file=nowhere)
                allow_processor(limits.seconds)
                connection.send_bytes(_read(raw, parliament))
                faulthandler.cancel_dump_traceback_later()


def _read(raw: RawDocument, parliament: str) -> bytes:
    from ingest.batches import attempt

    try:
        results = attempt(raw, parliament)
        if any(isinstance(one, Refused) and one.reason == OUT_OF_MEMORY for one in results):
            raise MemoryError
        return pickle.dumps([_light(one) for one in results], protocol=pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        os._exit(OUT_OF_MEMORY_STATUS)


def _light(result: "Result") -> "Result":
    """Return a result without the bytes, which the parent holds."""
    if isinstance(result, Refused | Divided):
        return result
    return replace(result, raw=replace(result.raw, content=b""))
