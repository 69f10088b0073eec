"""What ``sources.toml`` says at any moment: read again whenever the file changed."""

import logging
import threading
from collections.abc import Mapping
from pathlib import Path

from corpus.errors import RulesError
from ingest.sources.web.registry import FILE, SourceOptions, load_options

_LOG = logging.getLogger(__name__)


class LiveOptions:
    """Reads the options of the sources, from any thread; a file that is wrong is logged, and the last good one holds.

    Args:
        data: The data folder.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._held: Mapping[str, SourceOptions] | None = None

    def read(self) -> Mapping[str, SourceOptions]:
        """Return what the file says now, by source.

        Raises:
            RulesError: If it is wrong when it is read for the first time.
        """
        with self._lock:
            mark = self._mark()
            if self._held is None:
                self._held, self._seen = load_options(self._data), mark
            elif mark != self._seen:
                self._seen = mark
                try:
                    self._held = load_options(self._data)
                    _LOG.info("%s was read again", FILE)
                except RulesError as error:
                    _LOG.warning("%s is wrong, what it said before holds: %s", FILE, error)
            return self._held

    def _mark(self) -> tuple[int, int] | None:
        try:
            found = (self._data / FILE).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size
