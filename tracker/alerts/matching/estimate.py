"""How often a subscription would have been told lately, said before it is saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corpus.alerts import SubscriptionKind
from corpus.register import EventKind
from corpus.settings import Settings
from search.clauses import clauses_of
from search.plan import plan_query
from search.query import parse_query
from search.request import Mode
from tracker.alerts.matching.engine import open_engine
from tracker.alerts.matching.known import check_known
from tracker.alerts.matching.meaning import document_scores
from tracker.alerts.matching.occasions import TOLD
from tracker.alerts.matching.queries import holding
from tracker.alerts.matching.targets import SearchTarget, check_target, named, search_target

if TYPE_CHECKING:
    from corpus.store import Store
    from search.arrays import Serials
    from search.plan import Plan
    from search.snapshot import Snapshot
    from tracker.alerts.matching.engine import Engine

DAYS = 90
"""Days that an estimate looks back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How much there would have been to tell.

    Attributes:
        hits: Documents, for a search or a subject; events for everything else. None where no index tells.
        days: In so many days up to today.
        message: Why there is no number, in words.
    """

    hits: int | None
    days: int = DAYS
    message: str = ""


def estimate_hits(
    store: "Store",
    settings: Settings,
    clock: Callable[[], datetime],
    kind: SubscriptionKind,
    target: Mapping[str, object],
) -> Estimate:
    """Count what a subscription would have been told of in the last 90 days, by the same rules as it is matched.

    For a search the documents count by their own day (answered, else asked, else published), so that a corpus that was
    taken in at once gives a true number; for all else the events by the day on which they happened.

    Args:
        store: The store.
        settings: Where the index is.
        clock: Gives the present moment, in UTC.
        kind: What it follows.
        target: What exactly.

    Raises:
        WrongUse: If the target cannot be followed, or is not held.
    """
    check_target(kind, target)
    check_known(store, kind, target)
    today = clock().astimezone(ZoneInfo(settings.timezone)).date()
    since = today - timedelta(days=DAYS)
    if kind in (SubscriptionKind.SEARCH, SubscriptionKind.SUBJECT):
        return _documents(settings, search_target(target), today, since)
    return Estimate(hits=_events(store, kind, named(kind, target), since, today))


def _documents(settings: Settings, target: SearchTarget, today: date, since: date) -> Estimate:
    import numpy as np

    engine = open_engine(settings)
    if engine.snapshot is None:
        return Estimate(hits=None, message=engine.message)
    query = parse_query(target.text, today)
    plan = plan_query(query, engine.analyser, engine.synonyms, engine.snapshot.lexical.completions)
    clauses = clauses_of(target.filters, query.conditions)
    lexical = engine.snapshot.lexical
    found: set[int] = set()
    if target.mode is not Mode.SEMANTIC or not plan.ranks:
        found.update(holding(lexical, plan, clauses))
    if target.mode is not Mode.LEXICAL and engine.has_vectors and plan.text.strip():
        close = _close(engine, engine.snapshot, plan)
        if plan.demands:
            close = lexical.obeying(plan, close)
        found.update((lexical.kept(clauses, close) if clauses else close).tolist())
    places = lexical.table.places(np.array(sorted(found), dtype=np.int64))
    days = lexical.table.column("latest")[places]
    return Estimate(hits=int(((days > since.toordinal()) & (days <= today.toordinal())).sum()))


def _close(engine: "Engine", snapshot: "Snapshot", plan: "Plan") -> "Serials":
    """Return the documents of the index that are near enough in meaning for an alert, by serial number."""
    import numpy as np

    vectors = engine.queries([plan.text])
    near = snapshot.dense.nearness(vectors[0])
    if near is None:
        return np.empty(0, np.int64)
    sample = document_scores(vectors, engine.sample)[0]
    floor = float(sample.mean()) + engine.deviations * max(float(sample.std()), 1e-6)
    serials, scores = snapshot.dense.matches(near)
    return serials[scores >= floor]


def _events(store: "Store", kind: SubscriptionKind, name: str, since: date, today: date) -> int:
    """Count events of the kinds told; first imports count here, for they show how much there is to tell."""
    kinds = sorted(TOLD[kind] - {EventKind.SOURCE_SILENT, EventKind.SOURCE_BACK})
    if kind is SubscriptionKind.QUESTION:
        log = store.register.events(kinds=kinds, document_id=name)
    elif kind is SubscriptionKind.COMMITMENT:
        log = store.register.events(name, kinds=kinds)
    else:
        log = store.register.events(kinds=kinds)
    recent = [one for one in log if since < one.occurred <= today]
    if not name or kind not in (SubscriptionKind.OFFICE, SubscriptionKind.PERSON, SubscriptionKind.DEADLINES):
        return len(recent)
    own = _documents_of(store, kind, name)
    return sum(one.document in own for one in recent)


def _documents_of(store: "Store", kind: SubscriptionKind, name: str) -> frozenset[str]:
    from corpus.store.filters import DocumentFilter

    if kind is SubscriptionKind.PERSON:
        filters = [DocumentFilter(minister=name), DocumentFilter(asker=name)]
    else:
        filters = [DocumentFilter(office=name)]
    return frozenset(one.id for each in filters for one in store.documents.list(each))
