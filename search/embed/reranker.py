"""A cross-encoder that reads query and passage together and orders the best results anew; an option, by name."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from search.arrays import Scores
from search.embed.hub import Progress, model_folder, reason_of, unavailable

NONE = ""
"""Value of the setting that means no reranker."""

_BATCH = 16


class Reranker(Protocol):
    """Judges how well passages answer a query."""

    @property
    def name(self) -> str:
        """Name by which it is chosen."""
        ...

    def scores(self, query: str, passages: Sequence[str]) -> Scores:
        """Return one score a passage, from 0 to 1, higher is better; shape (len(passages),)."""
        ...


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers on the processor.

    Args:
        name: Name on the model hub, or path of a folder.
        progress: Told how many bytes are fetched, where it is not here yet.

    Raises:
        ModelUnavailable: If it is not here and cannot be fetched, or is no cross-encoder with one score.
    """

    def __init__(self, name: str, progress: Progress) -> None:
        self._name = name
        folder = model_folder(name, progress)
        try:
            from sentence_transformers import CrossEncoder

            self._model: Any = CrossEncoder(str(folder), device="cpu")
        except Exception as error:
            raise unavailable(name, reason_of(error)) from error
        if self._model.num_labels != 1:
            raise unavailable(name, f"it gives {self._model.num_labels} scores, not one")

    @property
    def name(self) -> str:
        """Name by which it is chosen."""
        return self._name

    def scores(self, query: str, passages: Sequence[str]) -> Scores:
        """Return one score a passage, from 0 to 1, higher is better; shape (len(passages),)."""
        if not passages:
            return np.zeros(0)
        from torch.nn import Sigmoid

        pairs = [(query, passage) for passage in passages]
        scored = self._model.predict(pairs, batch_size=_BATCH, activation_fn=Sigmoid(), show_progress_bar=False)
        return np.nan_to_num(np.asarray(scored, dtype=np.float64))


def load_reranker(name: str, progress: Progress) -> Reranker | None:
    """Load the reranker that the settings name.

    Args:
        name: Name or path of a cross-encoder; empty for none.
        progress: Told how many bytes are fetched, where it is not here yet.

    Raises:
        ModelUnavailable: If it cannot be loaded.
    """
    return None if name == NONE else CrossEncoderReranker(name, progress)


def reranked(reranker: Reranker, query: str, passages: Sequence[str], before: Scores, weight: float = 0.5) -> Scores:
    """Return new scores of the best results: those of before, on a scale of 0 to 1, and the reranker's, mixed.

    Args:
        reranker: The reranker.
        query: What was typed.
        passages: The best passage of each result.
        before: The score of each result, shape (len(passages),).
        weight: Share of the reranker.
    """
    spread = float(np.ptp(before)) if len(before) else 0.0
    earlier = (before - before.min()) / spread if spread > 0 else np.zeros(len(before))
    return np.asarray((1 - weight) * earlier + weight * reranker.scores(query, passages))
