"""Times: calendar expressions of a text, with their three dates and how these were computed."""

from ingest.times.analysed import AnalysedText, analyse
from ingest.times.match import TimeKind, TimeMatch
from ingest.times.read import read_all_times, read_times

__all__ = ["AnalysedText", "TimeKind", "TimeMatch", "analyse", "read_all_times", "read_times"]
