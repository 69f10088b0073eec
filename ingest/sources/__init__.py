"""Sources: where documents come from. A source yields bytes with an identity and never interprets them."""

from ingest.sources.found import Finished, Refused, Skipped

__all__ = ["Finished", "Refused", "Skipped"]
