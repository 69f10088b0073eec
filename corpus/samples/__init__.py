"""The sample corpus: fictitious questions and answers in the real layouts, for the demonstration and for tests."""

from pathlib import Path


def sample_folder() -> Path:
    """Return the folder that holds the sample documents, fit to be given to an ingest."""
    return Path(__file__).parent / "documents"
