"""The parts that the pages and the command line are two faces of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corpus.settings import Settings
from corpus.store import Store

if TYPE_CHECKING:  # each is loaded when a command or page first uses it: search alone brings numpy along
    from search.service import SearchService
    from tracker.service import Tracker
    from web.standing import Standing
    from web.uploading.desk import UploadDesk


@dataclass(kw_only=True)
class Services:
    """Store, search and tracker over one data folder, built from one set of settings.

    Attributes:
        settings: The settings they were built from.
        store: The open store.
        clock: Gives the present moment, in UTC.
        open_search: Opens the search over the store; called once, on first use.
    """

    settings: Settings
    store: Store
    clock: Callable[[], datetime]
    open_search: Callable[[], "SearchService"] = field(repr=False)

    @cached_property
    def search(self) -> "SearchService":
        """The search, opened on first use, so that commands without search do not load it."""
        return self.open_search()

    @cached_property
    def tracker(self) -> "Tracker":
        """The tracker over the store."""
        from tracker.service import Tracker

        return Tracker(self.store, self.settings, self.clock)

    @cached_property
    def standing(self) -> "Standing":
        """What the pages ask of the tracker, computed once a change."""
        from web.standing import Standing

        return Standing(self.store, self.tracker)

    @cached_property
    def uploads(self) -> "UploadDesk":
        """Where files that editors bring in wait, and are read."""
        from web.uploading.desk import UploadDesk

        return UploadDesk(self)

    def today(self) -> date:
        """Return the calendar day in the parliament's time zone."""
        return self.clock().astimezone(ZoneInfo(self.settings.timezone)).date()
