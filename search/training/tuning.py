"""Adapts the built-in model to the user's own questions and answers, and keeps it only where it ranks better."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import WrongUse
from search.analysis import Analyser
from search.arrays import Matrix
from search.embed.builtin import TUNED, BuiltinEmbedder, load_builtin, quantised
from search.evaluation.measures import Interval, paired_bootstrap
from search.evaluation.tasks import Query, bucket
from search.rule_files import load_language
from search.training.contrastive import Progress, Recipe, train_vectors
from search.training.examples import Example, add_examples, asked_alone, without_copies
from search.training.measure import Measured, answers, item_queries, title_queries
from search.training.pairs import Collector

RECIPE = Recipe(steps=300, rate=0.003, batch=512)
FEWEST = 200
"""Answered questions that a corpus must have to be tuned to."""

_HELD_TENTHS = frozenset({3, 7})
_RAREST = 3  # texts in which a new term must occur
_NEW_LENGTH = 0.3  # of a new term's vector, beside the mean of those in use


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """How a tuning went.

    Attributes:
        trained: Questions trained on.
        held: Questions held out.
        queries: Titles and sub-questions of these, which looked for their answers.
        before: nDCG@10 of the model in use.
        after: nDCG@10 of the tuned one.
        gain: The difference with its 95 % interval.
        kept: The file of the tuned model; None where the model in use stays.
    """

    trained: int
    held: int
    queries: int
    before: float
    after: float
    gain: Interval
    kept: Path | None


def tune(examples: Iterable[Example], models: Path, progress: Progress, recipe: Recipe = RECIPE) -> Tuning:
    """Train the built-in model further on a corpus; a fifth of the documents is held out and decides.

    Args:
        examples: The answered questions of the corpus.
        models: Folder of trained models; the tuned one is written there if it ranks better for certain.
        recipe: How it is trained.
        progress: Told after every batch.

    Returns:
        How it went.

    Raises:
        WrongUse: If the corpus is too small.
        ModelUnavailable: If the model in use cannot be read.
        SearchIndexError: If the tuned model cannot be written.
    """
    listed = list(examples)
    if len(listed) < FEWEST:
        raise WrongUse(f"only {len(listed)} answered questions are held; a model is tuned to {FEWEST} or more")
    held = [example for example in listed if bucket(example.name) in _HELD_TENTHS]
    rest = [example for example in listed if bucket(example.name) not in _HELD_TENTHS]
    used = list(without_copies(rest, held))
    analyser = Analyser(load_language(), {})
    before = load_builtin(models, analyser)
    after = _trained_further(before, used, analyser, recipe, progress)
    alone = [example for example in asked_alone(listed) if bucket(example.name) in _HELD_TENTHS]
    queries = title_queries(listed, alone) + item_queries(alone)
    old, new = (_measured(model, listed, queries) for model in (before, after))
    differences = [b - a for a, b in zip(old.scores, new.scores, strict=True)]
    gain = paired_bootstrap(differences, old.clusters)
    return Tuning(
        trained=len(used),
        held=len(held),
        queries=len(queries),
        before=old.mean,
        after=new.mean,
        gain=gain,
        kept=after.save(models / TUNED) if gain.certain else None,
    )


def _measured(model: BuiltinEmbedder, examples: Sequence[Example], queries: Sequence[Query]) -> Measured:
    return answers(examples, model.encode_passages).measure(queries)


def _trained_further(
    model: BuiltinEmbedder, used: Sequence[Example], analyser: Analyser, recipe: Recipe, progress: Progress
) -> BuiltinEmbedder:
    collector = Collector(terms=analyser.index_terms)
    add_examples(collector, used)
    known = frozenset(model.terms)
    vocabulary = [*model.terms, *_new_terms(collector.bags, lambda term: term not in known)]
    bags, kinds = collector.finished(vocabulary)
    if not kinds:
        raise WrongUse("the answered questions hold no words to learn from")
    start = _started(model.vectors, len(vocabulary), recipe.seed)
    vectors = train_vectors(bags, kinds, len(vocabulary), recipe, progress, start=start)
    card = {**model.card, "tuned on": len(used)}
    return quantised(vocabulary, vectors, analyser, card)


def _new_terms(bags: Iterable[Counter[str]], is_new: Callable[[str], bool]) -> list[str]:
    counts: Counter[str] = Counter(term for bag in bags for term in bag if is_new(term))
    return sorted(term for term, count in counts.items() if count >= _RAREST)


def _started(vectors: Matrix, terms: int, seed: int) -> Matrix:
    """Return the vectors with small random ones for new terms."""
    chance = np.random.default_rng(seed)
    length = _NEW_LENGTH * float(np.median(np.linalg.norm(vectors, axis=1)))
    new = chance.standard_normal((terms - len(vectors), vectors.shape[1])) * (length / np.sqrt(vectors.shape[1]))
    return np.vstack((vectors, new.astype(np.float32)))
