"""Related words: near in the model, or translated by the same French word."""

import numpy as np
import pytest

from search.training.related import related_words

TERMS = ("trein", "spoor", "train", "bos")
VECTORS = np.array([[1.0, 0.0], [0.8, 0.6], [1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
DUTCH = frozenset({"trein", "spoor", "bos"})


def test_near_words() -> None:
    """Dutch words above the likeness are related, with a share of it as weight; French ones and unlike ones are not."""
    found = related_words(TERMS, VECTORS, {}, DUTCH)
    assert dict(found["trein"]) == pytest.approx({"spoor": 0.56})
    assert [other for other, _ in found["spoor"]] == ["trein", "bos"]
    assert dict(found["bos"]) == pytest.approx({"spoor": 0.42})


def test_words_of_one_french_word() -> None:
    """Two terms of one French word are related by the root of the probability there and back; pairs are passed over."""
    lexicon = {
        "medicament": (("geneesmiddel", 0.6), ("medicijn", 0.25)),
        "deux mots": (("geneesmiddel", 1.0), ("pil", 1.0)),
    }
    found = related_words((), np.zeros((0, 2), dtype=np.float32), lexicon, DUTCH)
    assert dict(found["geneesmiddel"]) == pytest.approx({"medicijn": 0.56})
    assert dict(found["medicijn"]) == pytest.approx({"geneesmiddel": 1.12 * 0.6**0.5})
    assert "pil" not in found


def test_unlikely_pairs_are_left_out() -> None:
    """What is hardly ever the other word through French is not related."""
    lexicon = {"a": (("een", 0.9), ("twee", 0.03))}
    found = related_words((), np.zeros((0, 2), dtype=np.float32), lexicon, DUTCH)
    assert "een" not in found
    assert [other for other, _ in found["twee"]] == ["een"]
