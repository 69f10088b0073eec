"""Tables as data: which cells are figures, what they count, and of when."""

from ingest.tables.figures import read_table_figures
from ingest.tables.prose import OBJECT, prose

__all__ = ["OBJECT", "prose", "read_table_figures"]
