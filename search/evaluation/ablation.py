"""What every component of the search adds: the same queries with it and without it.

The search knows nothing of being measured: a component is taken out by replacing, for as long as its queries run, what
its users call. Components of the analysis are measured by words alone, since the model knows only words analysed as
they ship; all others in the search as it ships.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from search.embed import BUILTIN, LEXICAL
from search.evaluation.measures import Interval, paired_bootstrap
from search.evaluation.memory import HeldDocument, only_answer
from search.evaluation.run import Outcome, Told, asked, opened
from search.evaluation.tasks import Query, answer_of, item_queries, judged_queries, question_queries, title_queries
from search.passages import StoredLike
from search.request import Mode
from search.service import SearchService

_CHOSEN_ON = frozenset({4})  # tenth of the documents on which choices are made; no model is trained on it either

Without = Callable[[], AbstractContextManager[object]]
"""Takes a component out while it is entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What a component adds.

    Attributes:
        component: Its name.
        type: Type of the queries; ``judged`` for all judged ones.
        queries: How many there are.
        interval: Mean difference of the scores with it and without it.
    """

    component: str
    type: str
    queries: int
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class _Corpora:
    """What is searched, and what is asked of each.

    Attributes:
        parts: Documents with their queries: whole documents and judged queries, answers and questions for them.
    """

    parts: tuple[tuple[Sequence[StoredLike], Sequence[Query]], ...]

    def asked(self, model: str) -> list[Outcome]:
        """Build the indexes and ask everything."""
        found: list[Outcome] = []
        for documents, queries in self.parts:
            with opened(documents, model) as service:
                found += asked(service, queries, Mode.HYBRID)[0]
        return found


def gains(documents: Sequence[StoredLike], judged: Path, *, told: Told = lambda _: None) -> tuple[Gain, ...]:
    """Measure what every component adds.

    Args:
        documents: The corpus.
        judged: The file of judged queries.
        told: Told what is being done.

    Returns:
        The gain of each component for each type of queries.

    Raises:
        WrongUse: If the queries cannot be read.
    """
    answered = [document for document in documents if answer_of(document)]
    own = tuple(
        query for made in (title_queries, item_queries, question_queries) for query in made(answered, _CHOSEN_ON)
    )
    corpora = _Corpora(
        parts=((answered, judged_queries(judged)), ([only_answer(document) for document in answered], own))
    )
    return (*_of_analysis(corpora, told), *_of_queries(corpora, told))


def _of_analysis(corpora: _Corpora, told: Told) -> Iterator[Gain]:
    told("words alone")
    shipped = corpora.asked(LEXICAL)
    for name, without in _ANALYSIS.items():
        told(f"words alone, without {name}")
        with without():
            yield from _compared(name, shipped, corpora.asked(LEXICAL))
    told("words alone, without subjects")
    bare = _Corpora(parts=tuple(([_without_subjects(one) for one in held], asks) for held, asks in corpora.parts))
    yield from _compared("subjects", shipped, bare.asked(LEXICAL))


def _of_queries(corpora: _Corpora, told: Told) -> Iterator[Gain]:
    """Measure what works when a query is answered: one index serves the search with a component and without."""
    found: dict[str, list[Outcome]] = {name: [] for name in ("", *_QUERIES, "meaning")}
    for documents, queries in corpora.parts:
        told(f"{len(queries):,} queries")
        with opened(documents, BUILTIN) as service:
            for name, outcomes in found.items():
                outcomes += _asked_without(name, service, queries)
    for name, outcomes in found.items():
        if name:
            yield from _compared(name, found[""], outcomes)


def _asked_without(name: str, service: SearchService, queries: Sequence[Query]) -> list[Outcome]:
    with _QUERIES.get(name, nullcontext)():
        return asked(service, queries, Mode.LEXICAL if name == "meaning" else Mode.HYBRID)[0]


def _compared(name: str, shipped: Sequence[Outcome], without: Sequence[Outcome]) -> Iterator[Gain]:
    kinds = dict.fromkeys(outcome.query.type for outcome in shipped)
    for kind in kinds:
        pairs = [(one, other) for one, other in zip(shipped, without, strict=True) if one.query.type == kind]
        interval = paired_bootstrap(
            [one.score - other.score for one, other in pairs], [one.query.cluster for one, _ in pairs]
        )
        yield Gain(component=name, type=kind, queries=len(pairs), interval=interval)


def _without_subjects(stored: StoredLike) -> HeldDocument:
    record = replace(stored.record, themes=())
    return HeldDocument(id=stored.id, text=stored.text, record=record, facts=stored.facts)


def _replaced(target: str, instead: object) -> Without:
    return lambda: patch(target, instead)


def _giving(what: object) -> Callable[..., object]:
    """Return a function that gives the same whatever it is asked."""
    return lambda *_: what


_ANALYSIS: dict[str, Without] = {
    "stemmer": _replaced("search.analysis.Analyser.stem", lambda analyser, folded: analyser._lemma(folded)),
    "dictionary": _replaced("search.analysis.Analyser._lemma", lambda *given: given[-1]),
    "compounds": _replaced("search.compounds.CompoundSplitter.split", _giving(())),
}

_QUERIES: dict[str, Without] = {
    "pasted text": _replaced("search.query.is_pasted", _giving(False)),
    "synonyms": _replaced("search.synonyms.SynonymFile.groups", _giving(())),
    "related words": _replaced("search.answering.load_related", dict),
    "word table": _replaced("search.plan.is_french", _giving(False)),
    "certainty": _replaced("search.lexical.reader.LexicalReader.attainable", _giving(0.0)),
    "length of query": _replaced("search.ranking.dense_weight", lambda *given: given[-1]),
    "best passage": _replaced("search.dense.PASSAGE_SHARE", 0.0),
}
