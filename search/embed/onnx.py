"""A transformer that was exported to ONNX, run by onnxruntime: no torch, and several times faster in 8 bits."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.arrays import Matrix
from search.embed.hub import reason_of, unavailable
from search.rule_files import PrefixRule, load_prefixes

_EXPORTS = (
    "onnx/model_q*int8*.onnx",
    "onnx/model_quantized.onnx",
    "onnx/model_int8.onnx",
    "onnx/model.onnx",
    "model.onnx",
)
_TRUST = 1.0  # as for the same model in torch
_BATCH = 32
_LONGEST = 512
_BLOCK = 1 << 20


def exported(folder: Path) -> Path | None:
    """Return the ONNX file of a model's folder, one in 8 bits before others; None where there is none."""
    return next((path for pattern in _EXPORTS for path in sorted(folder.glob(pattern))), None)


class OnnxEmbedder:
    """An exported sentence-transformers model on the processor.

    Args:
        name: Name by which it was chosen.
        folder: Its folder: ``tokenizer.json``, the exported network, and how token vectors are pooled.

    Raises:
        ModelUnavailable: If a file is missing or cannot be read.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        network = exported(folder)
        try:
            import onnxruntime  # type: ignore[import-untyped]
            from tokenizers import Tokenizer

            if network is None:
                raise FileNotFoundError("it holds no ONNX file")
            self._session = onnxruntime.InferenceSession(str(network), providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise unavailable(name, reason_of(error)) from error
        self._tokenizer.enable_truncation(_longest(folder))
        self._tokenizer.enable_padding()
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._pools_first = bool(_read(folder / "1_Pooling" / "config.json").get("pooling_mode_cls_token"))
        self._prefixes = _prefixes(name, folder)
        self._identity = _identity(name, network)
        self._dimensions = int(self._encode([""]).shape[1])

    @property
    def name(self) -> str:
        """Name by which it is chosen."""
        return self._name

    @property
    def identity(self) -> str:
        """Hash of its name and network."""
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
        return self._encode([self._prefixes.query + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of passages, shape (len(texts), dimensions)."""
        return self._encode([self._prefixes.passage + text for text in texts])

    def _encode(self, texts: Sequence[str]) -> Matrix:
        if not texts:
            return np.zeros((0, self._dimensions), dtype=np.float32)
        return np.concatenate(list(self._batches(texts)))

    def _batches(self, texts: Sequence[str]) -> Iterator[Matrix]:
        for start in range(0, len(texts), _BATCH):
            encoded = self._tokenizer.encode_batch(list(texts[start : start + _BATCH]))
            mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
            held = {
                "input_ids": np.array([one.ids for one in encoded], dtype=np.int64),
                "attention_mask": mask,
                "token_type_ids": np.array([one.type_ids for one in encoded], dtype=np.int64),
            }
            tokens = self._session.run(None, {key: held[key] for key in self._inputs if key in held})[0]
            yield self._pooled(np.asarray(tokens, dtype=np.float32), mask)

    def _pooled(self, tokens: Any, mask: Any) -> Matrix:  # noqa: ANN401 - arrays of three and two axes
        first = self._pools_first and tokens.shape[1] > 0
        summed = tokens[:, 0] if first else (tokens * mask[:, :, None]).sum(axis=1)
        lengths = np.linalg.norm(summed, axis=1, keepdims=True)
        return np.asarray(summed / np.maximum(lengths, 1e-9), dtype=np.float32)


def _read(path: Path) -> dict[str, Any]:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _longest(folder: Path) -> int:
    stated = _read(folder / "sentence_bert_config.json").get("max_seq_length")
    return min(int(stated), _LONGEST) if stated else _LONGEST


def _prefixes(name: str, folder: Path) -> PrefixRule:
    stated = _read(folder / "config_sentence_transformers.json").get("prompts") or {}
    if any(stated.values()):
        passage = stated.get("document") or stated.get("passage") or ""
        return PrefixRule(name_holds=name or "-", query=stated.get("query") or "", passage=passage)
    none = PrefixRule(name_holds=name or "-", query="", passage="")
    return next((rule for rule in load_prefixes() if rule.name_holds in name.lower()), none)


def _identity(name: str, network: Path) -> str:
    digest = hashlib.sha256(name.encode())
    with network.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()[:16]
