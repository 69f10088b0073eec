"""Finds who is told of what, and why: the new records are indexed, and the subscriptions are asked of them.

It is the search turned round: a page of the log gives a few hundred documents, and every query of every subscription is
asked of these alone. A query means what it means in the search: the same reader, analysis, synonyms and index do it.
"""

from tracker.alerts.matching.estimate import Estimate, estimate_hits
from tracker.alerts.matching.matcher import MatchReport, match_events
from tracker.alerts.matching.targets import SearchTarget, check_target, search_target

__all__ = [
    "Estimate",
    "MatchReport",
    "SearchTarget",
    "check_target",
    "estimate_hits",
    "match_events",
    "search_target",
]
