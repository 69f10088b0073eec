"""The store: opened from the settings, checked, locked for writing, closed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

from corpus.store import schema
from corpus.store.accounts import Accounts
from corpus.store.check import check
from corpus.store.chronicle import Chronicle
from corpus.store.database import Database
from corpus.store.documents import Documents
from corpus.store.evidence import EvidenceStore
from corpus.store.feed import Feed
from corpus.store.figures import Figures
from corpus.store.health import Health
from corpus.store.leases import Leases
from corpus.store.lock import WriterLock, make_folder
from corpus.store.outbox import Outbox
from corpus.store.outside import OutsideRegister
from corpus.store.people import People
from corpus.store.problems import Problems
from corpus.store.register import Register
from corpus.store.results import Finding
from corpus.store.sending import Sending
from corpus.store.source_items import SourceItems
from corpus.store.source_lists import SourceLists
from corpus.store.source_looks import SourceLooks
from corpus.store.subscribers import Endpoints, Subscribers, Subscriptions
from corpus.store.timekeeping import Timekeeping
from corpus.store.transfer import Transfer, export_rows, import_rows
from corpus.store.uploads import Uploads

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.settings import Settings


class Store:
    """Everything that Rappel holds. Reading needs no lock; an ingest writes inside ``writing()``.

    Attributes:
        documents: Documents with versions, records and facts.
        figures: Figures of all documents.
        feed: What changed, for followers.
        register: Commitments, their events and evidence.
        problems: Documents in quarantine.
        source_items: What was fetched of the sources on the web.
        source_lists: Members and legislatures as they state them.
        source_looks: Every look at them.
        leases: Who does which job of the running service, and how its last runs went.
        timekeeping: Whether the clock is to be believed.
        health: How far the sources were read, and what is held of each session.
        outside: Commitments as other registers have them.
        chronicle: The log by the moment at which its lines were written.
        people: Offices, ministers and askers.
        evidence: Passages put beside commitments.
        subscribers: Who wants to be told.
        endpoints: Their addresses on the web.
        subscriptions: What they follow.
        outbox: What is on its way to them.
        sending: Leases of what is being sent, resting web addresses, mail that came back.
        accounts: Who may sign in.
        uploads: What editors brought in through the site.
    """

    def __init__(self, database: Database, lock: WriterLock, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._lock = lock
        self.documents = Documents(database, clock)
        self.figures = Figures(database)
        self.feed = Feed(database)
        self.register = Register(database)
        self.problems = Problems(database, clock)
        self.health = Health(database, clock)
        self.source_items = SourceItems(database, clock)
        self.source_lists = SourceLists(database, clock)
        self.source_looks = SourceLooks(database)
        self.leases = Leases(database, clock)
        self.timekeeping = Timekeeping(database, clock)
        self.outside = OutsideRegister(database)
        self.chronicle = Chronicle(database)
        self.people = People(database)
        self.evidence = EvidenceStore(database)
        self.subscribers = Subscribers(database)
        self.endpoints = Endpoints(database)
        self.subscriptions = Subscriptions(database)
        self.outbox = Outbox(database, clock)
        self.sending = Sending(database, clock)
        self.accounts = Accounts(database)
        self.uploads = Uploads(database)

    @classmethod
    def open(cls, settings: "Settings", *, clock: Callable[[], datetime]) -> Self:
        """Open the store of the settings; a new one is made, an older one brought up to date.

        Args:
            settings: Names the data folder, the database and how long to wait for the lock.
            clock: Now, in UTC.

        Returns:
            The store; close it, or use it in a ``with`` statement.

        Raises:
            StoreUnavailable: If it cannot be opened or made.
            SchemaTooNew: If a newer Rappel wrote it; nothing is touched.
            StoreBusy: If it must be brought up to date while another process writes.
        """
        make_folder(settings.data)
        lock = WriterLock(settings.data, wait=settings.lock_wait_seconds, clock=clock)
        database = Database(settings.database_url)
        try:
            if not schema.is_current(database):
                with lock.held():
                    if not schema.is_current(database):
                        schema.migrate(database)
        except BaseException:
            database.close()
            raise
        return cls(database, lock, clock)

    def writing(self, on_wait: Callable[[str], None] | None = None) -> AbstractContextManager[None]:
        """Hold the writer's lock: one ingest at a time.

        Args:
            on_wait: Called once with a sentence that names the holder, where there is one to wait for.

        Returns:
            A context manager; entering it raises ``StoreBusy``, naming the holder's process and since when, if the
            lock is not free within ``lock_wait_seconds``, ``StoreUnavailable`` in a read-only folder, and
            ``RunStopped`` where the run is asked to stop meanwhile (``corpus.waiting``).
        """
        return self._lock.held(on_wait)

    def is_current(self) -> bool:
        """Say whether the tables are those of this program, now: another program may have changed them since.

        Raises:
            SchemaTooNew: If a newer program changed them.
            StoreUnavailable: If the database does not answer.
        """
        return schema.is_current(self._database)

    def export_to(self, target: "Path", *, subscriptions: bool = False, accounts: bool = False) -> Transfer:
        """Write everything into a file of JSON lines, as it stood at one moment.

        Args:
            target: The file; packed where its name ends in ``.gz``.
            subscriptions: Whether to write subscribers and what is on its way to them: personal data.
            accounts: Whether to write accounts with their hashed passwords.

        Raises:
            StoreUnavailable: If the file cannot be written.
        """
        return export_rows(self._database, target, subscriptions=subscriptions, accounts=accounts)

    def import_from(self, source: "Path") -> Transfer:
        """Read such a file into this store, which must be empty; all of it or nothing.

        Raises:
            WrongUse: If the store is not empty or the file is none; the text names the line.
            StoreBusy: If another process is writing for too long.
        """
        with self.writing():
            return import_rows(self._database, source)

    def check(self, *, sample: int = 1000) -> tuple[Finding, ...]:
        """Look the store over: file, schema, references between rows, bytes against hashes, facts against texts.

        Args:
            sample: At most so many files and so many documents are compared; a finding says so where there are more.

        Returns:
            What is not as it should be; only remarks, or nothing, where the store is sound.
        """
        return check(self._database, sample=sample)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
