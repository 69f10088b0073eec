"""Trains what the program ships with, from the measuring set's texts: the word table and the static model."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from search.analysis import Analyser
from search.arrays import Matrix
from search.embed.builtin import BuiltinEmbedder, quantised
from search.embed.lexicon import RELATED, french_units, load_lexicon, save_lexicon
from search.evaluation.tasks import judged_queries
from search.rule_files import load_language
from search.training import material, measure
from search.training.alignment import Bitext, learn_table
from search.training.contrastive import Progress, Recipe, train_vectors
from search.training.examples import Example, add_examples, asked_alone
from search.training.pairs import Bags, Collector, Kind
from search.training.related import related_words

MODEL = "builtin.npz"
LEXICON = "fr_nl_words.txt.gz"
PARAPHRASES = Path(__file__).with_name("paraphrases.jsonl")

_RAREST = 4  # texts in which a term must occur
_MOST_TERMS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What a training wrote.

    Attributes:
        model: File of the model.
        lexicon: File of the word table.
        card: Data, method and figures, as they stand in the model's file.
    """

    model: Path
    lexicon: Path
    card: Mapping[str, object]


def train_shipped(shared: Path, folder: Path, recipe: Recipe, progress: Progress, *, runs: int = 2) -> Trained:
    """Train the word table and the model.

    Args:
        shared: Folder of ``data/`` and ``gold/``.
        folder: Where the two files are written.
        recipe: How the model is trained.
        progress: Told about every stage.
        runs: Models that are trained with consecutive seeds and joined.

    Returns:
        What was written.

    Raises:
        WrongUse: If a file of ``shared`` is missing or damaged.
        SearchIndexError: If the model cannot be written.
    """
    held = material.HeldOut(names=material.judged_documents(shared / "gold" / "queries.jsonl"))
    analyser = Analyser(load_language(), {})
    progress("read", 0, 1)
    pairs = list(material.bilingual(shared / "data", held))
    folder.mkdir(parents=True, exist_ok=True)
    # No choice is made with the table on the second part, and a table that knows more words translates more queries.
    known = list(material.bilingual(shared / "data", replace(held, remainders=(material.TEST,))))
    units = write_lexicon(known, analyser, folder / LEXICON)
    published = material.examples(shared / "data")
    collector = Collector(terms=material.terms_for_training(analyser.index_terms))
    counts = {"written questions": add_examples(collector, material.trained_examples(published, held))}
    material.add_oral(collector, shared / "data", held)
    material.add_reports(collector, shared / "data")
    material.add_parts(collector, shared / "data", held)
    material.add_translations(collector, pairs)
    vocabulary = collector.vocabulary(rarest=_RAREST, most=_MOST_TERMS)
    bags, kinds = collector.finished(vocabulary)
    progress("read", 1, 1)
    vectors = joined_runs(bags, kinds, len(vocabulary), recipe, progress, runs=runs)
    made = quantised(vocabulary, vectors, analyser)
    card = {
        "analysis": analyser.version,
        "recipe": {**asdict(recipe), "runs": runs},
        "documents": counts,
        "pairs": {kind.name: len(kind.pairs) for kind in kinds},
        "french units": units,
        "terms": len(vocabulary),
        "figures": figures(made, published),
    }
    written = quantised(vocabulary, vectors, analyser, card).save(folder / MODEL)
    write_related(made, analyser, folder)
    return Trained(model=written, lexicon=folder / LEXICON, card=card)


def write_lexicon(pairs: Sequence[tuple[str, str]], analyser: Analyser, path: Path) -> int:
    """Learn the word table from Dutch texts with their French translations and write it.

    Returns:
        The number of French units in it.
    """
    bitext = Bitext(
        units=[french_units(french) for _, french in pairs], terms=[analyser.index_terms(dutch) for dutch, _ in pairs]
    )
    return save_lexicon(path, learn_table(bitext))


def write_related(made: BuiltinEmbedder, analyser: Analyser, folder: Path) -> int:
    """Write the related words of a model and of the word table beside it.

    Args:
        made: The model.
        analyser: Gives the terms of Dutch words.
        folder: Where the word table is, and the related words go.

    Returns:
        The number of words that have any.
    """
    dutch = {term for word in analyser.rules.frequencies for term in analyser.terms(word)}
    related = related_words(made.terms, made.vectors, load_lexicon(folder / LEXICON), dutch)
    return save_lexicon(folder / RELATED, related.items())


def joined_runs(
    bags: Bags, kinds: Sequence[Kind], terms: int, recipe: Recipe, progress: Progress, *, runs: int
) -> Matrix:
    """Train several models with consecutive seeds, put them side by side, and keep the main directions.

    Args:
        bags: The texts.
        kinds: The pairs.
        terms: Size of the vocabulary.
        recipe: How each is trained.
        progress: Told about every run.
        runs: How many.

    Returns:
        Vectors of the vocabulary, shape (terms, dimensions).
    """
    trained = [
        train_vectors(bags, kinds, terms, replace(recipe, seed=recipe.seed + run), progress) for run in range(runs)
    ]
    return trained[0] if runs == 1 else main_directions(np.hstack(trained), bags, recipe.dimensions)


def main_directions(vectors: Matrix, bags: Bags, dimensions: int) -> Matrix:
    """Turn vectors into fewer dimensions that keep most of the likeness of texts (principal components, not centred).

    Args:
        vectors: Shape (terms, more dimensions).
        bags: The texts, of which up to 20,000 are looked at.
        dimensions: How many are kept.
    """
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    texts = np.linspace(0, len(bags.starts) - 2, num=min(20_000, len(bags.starts) - 1), dtype=np.int64)
    places, terms, weights = bags.take(texts)
    summed = csr_matrix((weights, (places, terms)), shape=(len(texts), len(vectors))) @ vectors
    summed /= np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-9)
    values, directions = np.linalg.eigh((summed.T @ summed).astype(np.float64))
    return np.asarray(vectors @ directions[:, np.argsort(-values)[:dimensions]], dtype=np.float32)


def figures(made: BuiltinEmbedder, published: Sequence[Example]) -> dict[str, float]:
    """Return what the model scores by itself on documents that it was not trained on.

    Args:
        made: The model.
        published: All examples.

    Returns:
        nDCG@10 by task; ``dev`` is what choices were made on, ``test`` is not looked at before.
    """
    found = measure.answers(published, made.encode_passages)
    alone = list(asked_alone(published))
    scores: dict[str, float] = {}
    for name, bucket in (("dev", material.DEV), ("test", material.TEST)):
        asked = [one for one in alone if material.remainder(one.name) == bucket]
        scores[f"{name} title finds its answer"] = found.measure(measure.title_queries(published, asked)).mean
        scores[f"{name} sub-question finds its answer"] = found.measure(measure.item_queries(asked)).mean
    texts = measure.whole_texts(published, made.encode_passages)
    scores["dev paraphrase finds its document"] = texts.measure(judged_queries(PARAPHRASES)).mean
    return {task: round(score, 3) for task, score in scores.items()}
