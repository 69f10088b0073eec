"""Figures compared: within a document, over the years, and where they contradict each other."""

from tracker.comparison.contradicting import Contradiction, contradictions, contradictions_of
from tracker.comparison.known import KnownFigures
from tracker.comparison.over_years import Series, SeriesPoint, series
from tracker.comparison.repeated import Repeated, repeated_figures
from tracker.comparison.statements import Statement

__all__ = [
    "Contradiction",
    "KnownFigures",
    "Repeated",
    "Series",
    "SeriesPoint",
    "Statement",
    "contradictions",
    "contradictions_of",
    "repeated_figures",
    "series",
]
