"""The built-in static model: a text is the weighted sum of the vectors of its terms. Only numpy is needed.

It was trained on questions and answers of a parliament (``rappel train``, docs/model.md) and ships with the program;
``rappel tune`` writes one adapted to the user's corpus into the folder of trained models, which is then used instead.
"""

import hashlib
import json
import math
import os
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelUnavailable, SearchIndexError
from search.analysis import Analyser
from search.arrays import Matrix
from search.embed import BUILTIN

SHIPPED = Path(__file__).parents[1] / "models" / "builtin.npz"
TUNED = "builtin-tuned.npz"
_TRUST = 0.9  # chosen on dev beside the certainty of BM25 (docs/search.md): .7 to 1.1 differ little

Codes = np.ndarray[Any, np.dtype[np.int8]]


class BuiltinEmbedder:
    """Vectors of the terms of Dutch and French text, in 8 bits.

    Args:
        terms: The vocabulary.
        codes: Shape (terms, dimensions), 8-bit.
        scales: What one step of a term's code is worth, its weight included; shape (terms,).
        analyser: Gives the terms of a text.
        card: How it was trained and what it reached; ``analysis`` names the analysis of its vocabulary.
    """

    def __init__(
        self,
        terms: Sequence[str],
        codes: Codes,
        scales: Matrix,
        analyser: Analyser,
        card: Mapping[str, object] | None = None,
    ) -> None:
        self._rows: Mapping[str, int] = {term: row for row, term in enumerate(terms)}
        self._codes = codes
        self._scales = np.asarray(scales, dtype=np.float32)
        self._analyser = analyser
        self.card: Mapping[str, object] = card or {}
        digest = hashlib.sha256("\n".join(terms).encode())
        digest.update(np.ascontiguousarray(codes).data)
        digest.update(self._scales.tobytes())
        self._identity = digest.hexdigest()[:16]

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

    @property
    def terms(self) -> tuple[str, ...]:
        """Its vocabulary, by row."""
        return tuple(self._rows)

    @property
    def vectors(self) -> Matrix:
        """The vectors of its vocabulary, shape (terms, dimensions)."""
        return np.asarray(self._codes * self._scales[:, None], dtype=np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of queries, shape (len(texts), dimensions)."""
        return self.encode_terms(self._analyser.index_terms(text) for text in texts)

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of passages, shape (len(texts), dimensions)."""
        return self.encode_terms(self._analyser.index_terms(text) for text in texts)

    def encode_terms(self, texts: Iterable[Iterable[str]]) -> Matrix:
        """Return the vectors of texts that are given by their terms.

        Args:
            texts: The terms of each text, as ``search.analysis`` gives them; unknown ones count for nothing.

        Returns:
            Vectors of unit length, 0 where no term is known.
        """
        summed = [self._sum(terms) for terms in texts]
        result = np.stack(summed) if summed else np.zeros((0, self.dimensions), dtype=np.float32)
        lengths = np.linalg.norm(result, axis=1, keepdims=True)
        np.divide(result, lengths, out=result, where=lengths > 0)
        return result

    def _sum(self, terms: Iterable[str]) -> Matrix:
        counts = Counter(map(self._rows.get, terms))
        counts.pop(None, None)
        if not counts:
            return np.zeros(self.dimensions, dtype=np.float32)
        rows = np.array(list(counts))
        weights = np.array([1.0 + math.log(count) if count > 1 else 1.0 for count in counts.values()], dtype=np.float32)
        return np.asarray((weights * self._scales[rows]) @ self._codes[rows], dtype=np.float32)

    def save(self, path: Path) -> Path:
        """Write the model; an older one of that name is replaced in one step.

        Args:
            path: The file; its folder is made where missing.

        Returns:
            The file.

        Raises:
            SearchIndexError: If it cannot be written.
        """
        terms = np.frombuffer("\n".join(self._rows).encode("utf-8"), dtype=np.uint8)
        card = np.frombuffer(json.dumps(self.card, ensure_ascii=False, sort_keys=True).encode("utf-8"), dtype=np.uint8)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}.draft")
            with draft.open("wb") as file:
                np.savez(file, terms=terms, codes=self._codes, scales=self._scales, card=card)
            draft.replace(path)
        except OSError as error:
            raise SearchIndexError(f"the model cannot be written to {path}: {error}") from error
        return path

    @classmethod
    def load(cls, path: Path, analyser: Analyser) -> "BuiltinEmbedder":
        """Read a model.

        Raises:
            ModelUnavailable: If it is not there or cannot be read.
        """
        try:
            with np.load(path, allow_pickle=False) as held:
                terms = held["terms"].tobytes().decode("utf-8").split("\n")
                card = json.loads(held["card"].tobytes())
                return cls(terms, held["codes"], held["scales"], analyser, card)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise ModelUnavailable(f"the built-in model is missing or damaged ({path}): {error}") from error


def quantised(
    terms: Sequence[str], vectors: Matrix, analyser: Analyser, card: Mapping[str, object] | None = None
) -> BuiltinEmbedder:
    """Return a model of 8-bit vectors.

    Args:
        terms: The vocabulary.
        vectors: Vectors of the terms, shape (terms, dimensions); their length is the weight of the term.
        analyser: Gives the terms of a text.
        card: How it was trained.
    """
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / 127.0
    codes = np.rint(vectors / scales[:, None]).astype(np.int8)
    return BuiltinEmbedder(terms, codes, scales.astype(np.float32), analyser, card)


def load_builtin(models: Path, analyser: Analyser) -> BuiltinEmbedder:
    """Load the built-in model: the one tuned to this corpus where there is one, else the one shipped.

    Args:
        models: Folder of trained models.
        analyser: Gives the terms of a text.

    Raises:
        ModelUnavailable: If it cannot be read.
    """
    tuned = models / TUNED
    return BuiltinEmbedder.load(tuned if tuned.exists() else SHIPPED, analyser)
