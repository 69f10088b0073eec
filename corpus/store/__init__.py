"""The store: documents, facts, the register of commitments and its log, in one database.

SQLAlchemy and Alembic stay in this package.
"""

from corpus.store.anchors import BY_HAND
from corpus.store.filters import CommitmentFilter, DocumentFilter, FigureFilter, FigureOrder, Place
from corpus.store.results import (
    AskerSummary,
    Change,
    DocumentSummary,
    FigureInContext,
    Finding,
    OfficeSummary,
    Outcome,
    PersonSeen,
    PutResult,
    Severity,
    StoredDocument,
    StoredFigure,
    StoredReference,
    VersionInfo,
)
from corpus.store.store import Store

__all__ = [
    "BY_HAND",
    "AskerSummary",
    "Change",
    "CommitmentFilter",
    "DocumentFilter",
    "DocumentSummary",
    "FigureFilter",
    "FigureInContext",
    "FigureOrder",
    "Finding",
    "OfficeSummary",
    "Outcome",
    "PersonSeen",
    "Place",
    "PutResult",
    "Severity",
    "Store",
    "StoredDocument",
    "StoredFigure",
    "StoredReference",
    "VersionInfo",
]
