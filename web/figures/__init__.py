"""Figures for pages and API: lists over documents, series over the years, and figures that differ."""
