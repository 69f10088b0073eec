"""Documents that are held are read again: the same bytes, by the rules of today, through the same line."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from corpus.completing import Complete, completing
from corpus.facts import Facts
from corpus.model import DocumentId, RawDocument
from corpus.register import Cause
from corpus.settings import Settings
from ingest.batches import Batches
from ingest.isolation import limits_of
from ingest.pipeline import ParsedDocument
from ingest.service import Failure, Progress
from ingest.sources.found import Divided, Refused

if TYPE_CHECKING:
    from corpus.store import Store

KINDS = ("times", "figures", "references", "commitments", "claims")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChanges:
    """What became of the facts of one kind.

    Attributes:
        added: Facts that were not read before.
        gone: Facts that are read no more.
        moved: Facts of the same words at another place.
        changed: Facts of the same words at the same place that mean something else now.
    """

    added: int = 0
    gone: int = 0
    moved: int = 0
    changed: int = 0

    def __add__(self, other: "FactChanges") -> "FactChanges":
        """Return both together."""
        return FactChanges(
            added=self.added + other.added,
            gone=self.gone + other.gone,
            moved=self.moved + other.moved,
            changed=self.changed + other.changed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDocument:
    """A document that is read otherwise than before.

    Attributes:
        document: Its id.
        version: The version that holds the new reading.
        text: Whether its text is another one.
        facts: Changes by kind of fact; kinds without changes are left out.
    """

    document: DocumentId
    version: int
    text: bool
    facts: Mapping[str, FactChanges]


@dataclass(frozen=True, slots=True, kw_only=True)
class RereadReport:
    """What a run did.

    Attributes:
        read: Documents that were read again.
        same: Those of which nothing is read otherwise; nothing was written for them.
        changed: The others, each with what changed.
        problems: Documents that cannot be read now; their old reading stays.
        seconds: How long it took.
    """

    read: int = 0
    same: int = 0
    changed: tuple[ChangedDocument, ...] = ()
    problems: tuple[Failure, ...] = ()
    seconds: float = 0.0

    @property
    def facts(self) -> dict[str, FactChanges]:
        """Changes of all documents by kind of fact."""
        total: dict[str, FactChanges] = {}
        for one in self.changed:
            for kind, changes in one.facts.items():
                total[kind] = total.get(kind, FactChanges()) + changes
        return total


@dataclass(slots=True, kw_only=True)
class _Counts:
    """A run so far."""

    read: int = 0
    changed: list[ChangedDocument] = field(default_factory=list)
    problems: list[Failure] = field(default_factory=list)


class Reread:
    """Reads held documents again.

    Args:
        store: The store.
        settings: Settings; ``parliament`` and those of reading apart count here.
        clock: Now, in UTC.
        executor: Runs the reading, if given; else processes that are confined, as ``read_apart`` says.
    """

    def __init__(
        self,
        store: "Store",
        settings: Settings,
        clock: Callable[[], datetime],
        executor: Executor | None = None,
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._executor = executor
        self._uris: dict[str, DocumentId] = {}

    def run(
        self,
        parliament: str | None = None,
        progress: Progress | None = None,
        cause: Cause = Cause.BACKFILL,
        *,
        on_wait: Callable[[str], None] | None = None,
    ) -> RereadReport:
        """Read the current version of every document again, and keep what is read otherwise as a new version.

        Each document is stored in a transaction of its own and one that says the same writes nothing, so that a run
        that is stopped at any moment can be repeated and completes.

        Args:
            parliament: Only documents of this parliament; None for all.
            progress: Told after each document.
            cause: Cause of the events that are written; old news by default, of which nobody is alerted.
            on_wait: Told once, in a sentence that names the holder, that another process writes to the store.

        Raises:
            RulesError: If the data folder's files of mandates or members are wrong; nothing is read then.
            StoreBusy: If another process is writing for too long.
            StoreUnavailable: If the store cannot be written to; what was stored before stays.
        """
        from corpus.store import DocumentFilter

        begun, counts = self._clock(), _Counts()
        complete = completing(self._store, self._settings)
        with self._store.writing(on_wait):
            groups: dict[str | None, list[DocumentId]] = {}
            for one in self._store.documents.list(DocumentFilter(parliament=parliament)):
                groups.setdefault(one.parliament, []).append(one.id)
            total = sum(map(len, groups.values()))
            for named, ids in groups.items():
                for result in self._results(ids, named):
                    name = self._take(result, counts, cause, complete)
                    if progress is not None and name is not None:
                        progress.advance(counts.read + len(counts.problems), total, name)
        return RereadReport(
            read=counts.read,
            same=counts.read - len(counts.changed),
            changed=tuple(counts.changed),
            problems=tuple(counts.problems),
            seconds=(self._clock() - begun).total_seconds(),
        )

    def _results(
        self, ids: Sequence[DocumentId], parliament: str | None
    ) -> Iterator[ParsedDocument | Refused | Divided]:
        with Batches(
            parliament=parliament or self._settings.parliament,
            workers=self._settings.workers,
            limits=limits_of(self._settings),
            apart=self._settings.read_apart == "always",
            executor=self._executor,
        ) as batches:
            yield from batches.results(self._raws(ids))

    def _raws(self, ids: Sequence[DocumentId]) -> Iterator[RawDocument]:
        """Yield the bytes of documents; a file of many records once."""
        files: set[tuple[str, str]] = set()
        for document in ids:
            current = next(one for one in self._store.documents.versions(document) if one.current)
            self._uris[current.uri] = document
        for document in ids:
            raw = self._store.documents.raw(document)
            uri, mark, _ = raw.uri.partition("#")
            if not mark:
                yield raw
            elif (uri, raw.sha256) not in files:
                files.add((uri, raw.sha256))
                yield replace(raw, uri=uri, name=raw.name.rpartition(", ")[0] or raw.name)

    def _take(
        self,
        result: ParsedDocument | Refused | Divided,
        counts: _Counts,
        cause: Cause,
        complete: Complete,
    ) -> str | None:
        """Store a document, or note why it cannot be read now; return its name, None where there is nothing to say."""
        if isinstance(result, Divided):
            return None
        uri = result.uri if isinstance(result, Refused) else result.raw.uri
        document = self._uris.pop(uri, None)
        if isinstance(result, Refused):
            failed = Failure(uri=uri, name=result.name, line=result.line, reason=result.reason, message=result.message)
            counts.problems.append(failed)
            return result.name
        if document is None:
            message = "the file is now divided into other documents than are held; ingest it again"
            counts.problems.append(Failure(uri=uri, name=result.raw.name, line=None, reason="divided", message=message))
            return result.raw.name
        self._store_again(document, replace(result, record=complete(result.record, result.text.fields)), counts, cause)
        return result.raw.name

    def _store_again(self, document: DocumentId, read: ParsedDocument, counts: _Counts, cause: Cause) -> None:
        held = self._store.documents.get(document)
        raw = replace(self._store.documents.raw(document), part=read.raw.part)
        put = self._store.documents.reread(document, raw, read.text, read.record, read.facts, cause=cause)
        counts.read += 1
        if put.outcome.value == "same":
            return
        old, new = held.facts, read.facts
        changes = {kind: compared(old, held.text.text, new, read.text.text, kind) for kind in KINDS}
        counts.changed.append(
            ChangedDocument(
                document=document,
                version=put.version,
                text=held.text.text != read.text.text,
                facts={kind: found for kind, found in changes.items() if found != FactChanges()},
            )
        )


def compared(old: Facts, old_text: str, new: Facts, new_text: str, kind: str) -> FactChanges:
    """Say what became of the facts of one kind.

    Args:
        old: The facts before.
        old_text: The text in which they stand.
        new: The facts now.
        new_text: Their text.
        kind: Name of a field of ``Facts``.
    """
    before, after = (_placed(getattr(facts, kind), text) for facts, text in ((old, old_text), (new, new_text)))
    shared = before.keys() & after.keys()
    changed = sum(before[key] != after[key] for key in shared)
    gone = Counter(quote for *_, quote in before.keys() - shared)
    added = Counter(quote for *_, quote in after.keys() - shared)
    moved = (gone & added).total()
    return FactChanges(added=added.total() - moved, gone=gone.total() - moved, moved=moved, changed=changed)


def _placed(facts: Sequence[Any], text: str) -> dict[tuple[int, int, str], list[Any]]:
    """Return facts by place and words, without the versions of their rules and what the store resolves in them."""
    found: dict[tuple[int, int, str], list[Any]] = {}
    for fact in facts:
        plain = replace(fact, reading=replace(fact.reading, version=""))
        if hasattr(plain, "candidates"):
            plain = replace(plain, candidates=())
        place = (fact.span.start, fact.span.end, " ".join(fact.span.quote(text).split()))
        found.setdefault(place, []).append(plain)
    return found
