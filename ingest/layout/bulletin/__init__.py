"""Files that hold many questions: the old bulletins, and written questions one behind the other."""

from ingest.layout.bulletin.division import Bulletin, Orphan, Part, divide_file

__all__ = ["Bulletin", "Orphan", "Part", "divide_file"]
