"""Figures: quantities of a text with unit, hedge, subject and period."""

from ingest.figures.match import FigureMatch
from ingest.figures.read import read_all_figures, read_figures

__all__ = ["FigureMatch", "read_all_figures", "read_figures"]
