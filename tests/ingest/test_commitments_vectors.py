"""Vectors of words for training: like company, like vectors; what labels teach about a word reaches its like."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import WrongUse
from ingest.commitments.material import Example, fit
from ingest.commitments.vectors import SOURCES, learn, learn_from

pytest.importorskip("sklearn", reason="training needs scikit-learn")

BODIES = ("dienst", "cel")
BEASTS = ("hond", "kat")


def _texts() -> Sequence[Sequence[str]]:
    """Return sentences in which bodies publish plans and beasts eat meat."""
    plans = ("plan", "verslag", "rapport")
    foods = ("vlees", "vis", "brood")
    published = [("de", body, "publiceert", "een", plan) for body in BODIES for plan in plans]
    eaten = [("de", beast, "eet", "graag", food) for beast in BEASTS for food in foods]
    return (published + eaten) * 8


def test_words_in_like_company_get_like_vectors() -> None:
    """A word is nearer to the one that stands between the same words than to one that does not; all have length 1."""
    vectors = learn(_texts(), size=4)
    near = {word: vectors.rows[vectors.places[word]] for word in (*BODIES, *BEASTS)}
    assert near["dienst"] @ near["cel"] > near["dienst"] @ near["hond"]
    assert near["hond"] @ near["kat"] > near["cel"] @ near["kat"]
    assert all(abs(float(vector @ vector) - 1) < 1e-6 for vector in near.values())


def test_only_the_most_frequent_words_get_vectors() -> None:
    """The number of words is a limit."""
    assert set(learn(_texts(), words=1, size=4).places) == {"de"}


def test_what_is_learned_about_a_word_reaches_its_like() -> None:
    """A word that no label holds leans to the side of the word that is used alike; without vectors it has no weight."""
    examples = [
        Example(
            doc_id=str(number),
            gold=False,
            features=frozenset({"word:dienst" if number % 2 else "word:hond"}),
            label=bool(number % 2),
        )
        for number in range(20)
    ]
    vectors = learn(_texts(), size=4)
    weights = fit(examples, vectors).weights
    assert weights["word:cel"] > weights["word:kat"]
    assert "word:cel" not in fit(examples).weights


def test_silent_and_unclear_clauses_teach_nothing() -> None:
    """The judge is never asked about silent clauses, and unclear ones have no answer."""
    one = Example(doc_id="1", gold=False, features=frozenset(), label=True)
    assert one.teaches
    assert not Example(doc_id="1", gold=False, features=frozenset(), label=True, silent=True).teaches
    assert not Example(doc_id="1", gold=False, features=frozenset(), label=None).teaches


def test_only_texts_of_the_language_teach(tmp_path: Path) -> None:
    """Short strings and texts without the language's common words are passed over."""
    own = "De dienst publiceert een plan en de dienst publiceert een verslag over de weg"
    other = "the office publishes plans and the office publishes reports about roads nearby"
    held = [{"id": 1, "answers": [{"text": own}, "de brug"]}, {"text": other}]
    (tmp_path / "data").mkdir()
    packed = gzip.compress("\n".join(map(json.dumps, held)).encode())
    (tmp_path / "data" / SOURCES[0]).write_bytes(packed)
    places = learn_from(tmp_path, {"de", "een", "en", "over"}).places
    assert "dienst" in places
    assert not places.keys() & {"office", "brug"}


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    """The error names the folder and the files that were looked for."""
    with pytest.raises(WrongUse, match=r"none of the texts is there: federal-oral"):
        learn_from(tmp_path, {"de"})
