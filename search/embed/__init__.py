"""Embedding models behind one protocol, chosen by name.

``builtin`` is the small static model that ships with the program, or the one tuned to the user's corpus, ``lexical`` is
none, and any other name or path is a sentence-transformers model.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from search.analysis import Analyser
from search.arrays import Matrix

BUILTIN = "builtin"
LEXICAL = "lexical"


class Embedder(Protocol):
    """Turns texts into vectors of unit length (or of length 0 where a text says nothing to it)."""

    @property
    def name(self) -> str:
        """Name by which it is chosen."""
        ...

    @property
    def identity(self) -> str:
        """Hash of its weights: vectors of two identities do not mix."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    @property
    def trust(self) -> float:
        """Weight of its likeness beside BM25, for a query of ordinary length."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of queries, shape (len(texts), dimensions)."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of passages, shape (len(texts), dimensions)."""
        ...


def load_embedder(name: str, *, identity: str, models: Path, analyser: Analyser) -> Embedder:
    """Load the model that a generation was built with.

    Args:
        name: ``builtin``, or the name or path of a sentence-transformers model.
        identity: Identity that the generation was built with.
        models: Folder of trained models.
        analyser: Analysis of the generation.

    Returns:
        The model.

    Raises:
        ModelUnavailable: If it is missing, cannot be loaded, or is not the one of that identity.
    """
    from corpus.errors import ModelUnavailable

    embedder: Embedder
    if name == BUILTIN:
        from search.embed.builtin import load_builtin

        embedder = load_builtin(models, analyser)
    else:
        from search.embed.hub import no_progress
        from search.embed.transformer import load_transformer

        embedder = load_transformer(name, no_progress)
    if embedder.identity != identity:
        raise ModelUnavailable(
            f"the model '{name}' has changed since the index was built with it: run 'rappel rebuild'"
        )
    return embedder
