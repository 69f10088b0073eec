"""Any sentence-transformers model, by name or path. No other module imports sentence_transformers; it takes seconds."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.arrays import Matrix
from search.embed import Embedder
from search.embed.hub import Progress, model_folder, reason_of, unavailable
from search.embed.onnx import OnnxEmbedder, exported
from search.rule_files import PrefixRule, load_prefixes

_TRUST = 1.0  # the weight chosen on dev for trained models (SEMANTICS.md, sections 3 and 7)
_PROBE = 64  # values of every parameter that make up the identity
_BATCH = 32


class TransformerEmbedder:
    """A sentence-transformers model on the processor.

    Args:
        name: Name by which it was chosen.
        folder: Its folder.

    Raises:
        ModelUnavailable: If the library is missing, or the model cannot be read.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._model = _load(name, folder)
        self._dimensions = int(self._model.get_embedding_dimension() or 0)
        self._identity = _identity(name, self._model)
        self._prefixes = _prefixes(name, self._model)

    @property
    def name(self) -> str:
        """Name by which it is chosen."""
        return self._name

    @property
    def identity(self) -> str:
        """Hash of the shapes and first values of its parameters."""
        return self._identity

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    @property
    def trust(self) -> float:
        """Weight of its likeness beside BM25."""
        return _TRUST

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of queries, shape (len(texts), dimensions)."""
        return self._encode(self._model.encode_query, [self._prefixes.query + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of passages, shape (len(texts), dimensions)."""
        return self._encode(self._model.encode_document, [self._prefixes.passage + text for text in texts])

    def _encode(self, encode: Any, texts: list[str]) -> Matrix:  # noqa: ANN401 - the library is untyped here
        if not texts:
            return np.zeros((0, self._dimensions), dtype=np.float32)
        vectors = encode(texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.nan_to_num(np.asarray(vectors, dtype=np.float32))


def load_transformer(name: str, progress: Progress) -> Embedder:
    """Load a model by name or path: its ONNX export where it has one, else with torch.

    Args:
        name: Name on the model hub, or path of a folder.
        progress: Told how many bytes are fetched, where it is not here yet.

    Raises:
        ModelUnavailable: If it is not here and cannot be fetched, or cannot be read.
    """
    folder = model_folder(name, progress)
    return TransformerEmbedder(name, folder) if exported(folder) is None else OnnxEmbedder(name, folder)


def _load(name: str, folder: Path) -> Any:  # noqa: ANN401 - the library is untyped here
    try:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(folder), device="cpu")
    except Exception as error:
        raise unavailable(name, reason_of(error)) from error


def _identity(name: str, model: Any) -> str:  # noqa: ANN401
    digest = hashlib.sha256(name.encode())
    for key, values in sorted(model.state_dict().items()):
        first = values.detach().flatten()[:_PROBE].float().numpy()
        digest.update(f"{key} {tuple(values.shape)}".encode() + first.tobytes())
    return digest.hexdigest()[:16]


def _prefixes(name: str, model: Any) -> PrefixRule:  # noqa: ANN401
    """Return the prefixes for a model by its name; none where the model's own files state prompts."""
    none = PrefixRule(name_holds=name or "-", query="", passage="")
    if any(model.prompts.values()):
        return none
    return next((rule for rule in load_prefixes() if rule.name_holds in name.lower()), none)
