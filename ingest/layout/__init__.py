"""From a document's text to its record: heads, sides, items, and which answer item answers which question item."""

from ingest.layout.parliaments import Parliament, parliament_of
from ingest.layout.record import parse

__all__ = ["Parliament", "parliament_of", "parse"]
