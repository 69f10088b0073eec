"""What the judge of clauses learns from: examples, arranged as a matrix, and the fitting of weights to them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from ingest.commitments.model import Model
from ingest.commitments.vectors import Matrix, Vectors

VERSION = "2026.2"
PAIRED = frozenset(
    f"for.{name}"
    for name in (
        *(
            "future",
            "planned",
            "foreseen",
            "under_way",
            "intention",
            "ought",
            "expected",
            "in_making",
            "present_passive",
        ),
        *("considered", "studied", "decided", "asked", "delivers", "starts", "continued", "vague_time"),
    )
)
FEWEST = {"word": 5, "first": 5, "last": 5, "verb": 4}
FEWEST_OTHERS = 4
STRENGTH = 0.3
# Kinds of features that are many and weak: held to smaller weights than the others.
HELD_SHORT = {"both": 0.5, "pre": 0.5, "post": 0.5, "end": 0.5, "with": 0.5, "two": 0.5}
# Kinds of features whose word's vector counts as well, and how much.
PLACES_OF_WORDS = ("word", "pre", "post", "end")
VECTOR_SHARE = 0.4
LEAST_WEIGHT = 0.02
GOLD_WEIGHT = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One clause of a labelled answer: its features and whether it is a commitment (None: teaches nothing).

    A silent clause has neither cue nor time; the judge is never asked about it.
    """

    doc_id: str
    gold: bool
    features: frozenset[str]
    label: bool | None
    silent: bool = False

    @property
    def teaches(self) -> bool:
        """Whether the judge can learn from it: labelled, and of the kind that the judge is asked about."""
        return self.label is not None and not self.silent


def _vocabulary(examples: Sequence[Example]) -> dict[str, int]:
    counts = Counter(feature for example in examples for feature in example.features)
    kept = (name for name, count in counts.items() if count >= FEWEST.get(name.partition(":")[0], FEWEST_OTHERS))
    return {name: place for place, name in enumerate(sorted(kept))}


def _kind(name: str) -> str:
    return name.partition(":")[0]


def _matrix(examples: Sequence[Example], vocabulary: Mapping[str, int]) -> Matrix:
    """Return a row an example: 1 for each feature it has, less for those that are held short."""
    sparse = import_module("scipy.sparse")
    shares = [HELD_SHORT.get(_kind(name), 1.0) for name in vocabulary]
    places: list[int] = []
    rows = [0]
    for example in examples:
        places += sorted(vocabulary[name] for name in example.features if name in vocabulary)
        rows.append(len(places))
    values = [shares[place] for place in places]
    return sparse.csr_matrix((values, places, rows), shape=(len(examples), len(vocabulary)))


def _vector_blocks(examples: Sequence[Example], vectors: Vectors) -> list[Matrix]:
    """Return for each place of words the sum of the vectors of the words that stand there."""
    sparse = import_module("scipy.sparse")
    blocks = []
    for kind in PLACES_OF_WORDS:
        rows, columns = [], []
        for number, example in enumerate(examples):
            words = (name.partition(":")[2] for name in example.features if _kind(name) == kind)
            held = sorted(vectors.places[word] for word in words if word in vectors.places)
            columns += held
            rows += [number] * len(held)
        shape = (len(examples), len(vectors.places))
        words_held = sparse.csr_matrix(([1.0] * len(rows), (rows, columns)), shape=shape)
        blocks.append(sparse.csr_matrix(words_held @ vectors.rows * VECTOR_SHARE))
    return blocks


def _weights(learned: Matrix, vocabulary: Mapping[str, int], vectors: Vectors | None) -> dict[str, float]:
    """Return the weight of each feature, what was learned about the vectors folded into those of the words."""
    held = {name: float(learned[place]) * HELD_SHORT.get(_kind(name), 1.0) for name, place in vocabulary.items()}
    if vectors is not None:
        for kind, own in zip(
            PLACES_OF_WORDS, learned[len(vocabulary) :].reshape(len(PLACES_OF_WORDS), -1), strict=True
        ):
            shares = vectors.rows @ own * VECTOR_SHARE
            for word, place in vectors.places.items():
                name = f"{kind}:{word}"
                held[name] = held.get(name, 0.0) + float(shares[place])
    return {name: round(weight, 3) for name, weight in held.items() if abs(weight) >= LEAST_WEIGHT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Examples made ready to learn from, so that many models can be fitted to parts of them.

    Attributes:
        examples: The clauses that teach.
        vocabulary: Column by feature.
        matrix: A row an example: its features, then for each place of words what their vectors add up to.
        vectors: Vectors of words; None where the judge learns without.
    """

    examples: tuple[Example, ...]
    vocabulary: Mapping[str, int]
    matrix: Matrix
    vectors: Vectors | None

    @classmethod
    def of(cls, examples: Sequence[Example], vectors: Vectors | None = None) -> "Material":
        """Make examples ready; those that teach nothing are left out."""
        sparse = import_module("scipy.sparse")
        taught = tuple(example for example in examples if example.teaches)
        vocabulary = _vocabulary(taught)
        blocks = [_matrix(taught, vocabulary), *(_vector_blocks(taught, vectors) if vectors is not None else ())]
        matrix = sparse.hstack(blocks).tocsr().astype("float32")
        return cls(examples=taught, vocabulary=vocabulary, matrix=matrix, vectors=vectors)

    def fit(self, without: frozenset[str] = frozenset()) -> Model:
        """Fit weights, without calibration.

        Args:
            without: Ids of the documents that must not be seen.

        Returns:
            A model whose threshold is half.
        """
        linear = import_module("sklearn.linear_model")
        rows = [place for place, example in enumerate(self.examples) if example.doc_id not in without]
        labels = [bool(self.examples[place].label) for place in rows]
        shares = [GOLD_WEIGHT if self.examples[place].gold else 1.0 for place in rows]
        learner = linear.LogisticRegression(C=STRENGTH, max_iter=3000)
        learner.fit(self.matrix[rows], labels, sample_weight=shares)
        return Model(
            version=VERSION,
            weights=_weights(learner.coef_[0], self.vocabulary, self.vectors),
            bias=round(float(learner.intercept_[0]), 4),
            slope=1.0,
            offset=0.0,
            threshold=0.5,
            paired=PAIRED,
        )


def fit(examples: Sequence[Example], vectors: Vectors | None = None) -> Model:
    """Fit weights to examples, without calibration.

    Args:
        examples: Clauses; those that teach nothing are left out.
        vectors: Vectors of words, which carry what is learned about a word to those that are used alike.

    Returns:
        A model whose threshold is half.
    """
    return Material.of(examples, vectors).fit()
