"""The built-in static model: a text is the weighted sum of the vectors of its terms. Only numpy is needed."""

import hashlib
import math
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelUnavailable, SearchIndexError
from search.analysis import Analyser
from search.arrays import Matrix
from search.embed import BUILTIN

_TRUST = 0.3  # the weight that latent semantic analysis earned (SEMANTICS.md, section 3)

Codes = np.ndarray[Any, np.dtype[np.int8]]


class BuiltinEmbedder:
    """Latent semantic analysis over decompounded stems, as 8-bit vectors of terms.

    Args:
        terms: The vocabulary.
        codes: Shape (terms, dimensions), 8-bit.
        scales: What one step of a term's code is worth, its inverse document frequency included; shape (terms,).
        analyser: Gives the terms of a text.
    """

    def __init__(self, terms: Sequence[str], codes: Codes, scales: Matrix, analyser: Analyser) -> None:
        self._rows: Mapping[str, int] = {term: row for row, term in enumerate(terms)}
        self._codes = codes
        self._scales = np.asarray(scales, dtype=np.float32)
        self._analyser = analyser
        content = "\n".join(terms).encode() + codes.tobytes() + self._scales.tobytes()
        self._identity = hashlib.sha256(content).hexdigest()[:16]

    @property
    def name(self) -> str:
        """Name by which it is chosen."""
        return BUILTIN

    @property
    def identity(self) -> str:
        """Hash of its vocabulary and weights."""
        return self._identity

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._codes.shape[1])

    @property
    def trust(self) -> float:
        """Weight of its likeness beside BM25."""
        return _TRUST

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of queries, shape (len(texts), dimensions)."""
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of passages, shape (len(texts), dimensions)."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Matrix:
        result = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for place, text in enumerate(texts):
            counts = Counter(
                row for term in self._analyser.index_terms(text) if (row := self._rows.get(term)) is not None
            )
            if counts:
                rows = np.fromiter(counts, dtype=np.int64)
                weights = np.array([1.0 + math.log(count) for count in counts.values()], dtype=np.float32)
                result[place] = (weights * self._scales[rows]) @ self._codes[rows]
        lengths = np.linalg.norm(result, axis=1, keepdims=True)
        np.divide(result, lengths, out=result, where=lengths > 0)
        return result

    def save(self, folder: Path) -> Path:
        """Write the model beside the others, under its identity.

        Args:
            folder: Folder of trained models; made where missing.

        Returns:
            The file.

        Raises:
            SearchIndexError: If it cannot be written.
        """
        path = _path(folder, self._identity)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}.draft")
            with draft.open("wb") as file:
                np.savez_compressed(
                    file, terms=np.array(list(self._rows), dtype=np.str_), codes=self._codes, scales=self._scales
                )
            draft.replace(path)
            _prune(folder)
        except OSError as error:
            raise SearchIndexError(f"the model cannot be written to {folder}: {error}") from error
        return path

    @classmethod
    def load(cls, folder: Path, identity: str, analyser: Analyser) -> "BuiltinEmbedder":
        """Read a trained model.

        Raises:
            ModelUnavailable: If it is not there or cannot be read.
        """
        path = _path(folder, identity)
        try:
            with np.load(path, allow_pickle=False) as held:
                return cls(held["terms"].tolist(), held["codes"], held["scales"], analyser)
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnavailable(
                f"the built-in model of the index is missing or damaged ({path.name}): run 'rappel rebuild'"
            ) from error


def _prune(folder: Path) -> None:
    """Remove all but the two newest models: the one of the new generation, and of the one still being read."""
    held = sorted(folder.glob(f"{BUILTIN}-*.npz"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in held[2:]:
        path.unlink(missing_ok=True)


def _path(folder: Path, identity: str) -> Path:
    return folder / f"{BUILTIN}-{identity}.npz"
