"""Pictures made on the server: drawn once, shown in the page's colours, and given as SVG, PNG and CSV."""

from web.pictures.bars import Bar, bars
from web.pictures.downloads import Form, download
from web.pictures.histograms import Bin, histogram
from web.pictures.intervals import Interval, Today, intervals
from web.pictures.lines import Point, lines
from web.pictures.model import Column, Picture, Table, Tone, Words
from web.pictures.rendering import warm_up

__all__ = [
    "Bar",
    "Bin",
    "Column",
    "Form",
    "Interval",
    "Picture",
    "Point",
    "Table",
    "Today",
    "Tone",
    "Words",
    "bars",
    "download",
    "histogram",
    "intervals",
    "lines",
    "warm_up",
]
