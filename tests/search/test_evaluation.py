"""Measuring the search: measures, tasks made from documents, floors, and the whole run on a small corpus."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import NotFound, RulesError, WrongUse
from corpus.model import DocumentId, Item, Side, Span
from search.evaluation.board import Score, board, load_floors, pin
from search.evaluation.console import print_board, say
from search.evaluation.measures import first_found, ndcg, paired_bootstrap
from search.evaluation.memory import MemoryStore, only_answer
from search.evaluation.run import Measured, Outcome, measure
from search.evaluation.tasks import (
    Query,
    answer_of,
    asked_documents,
    bucket,
    item_queries,
    judged_queries,
    question_queries,
    smallest_items,
    title_queries,
)
from tests.search.conftest import FakeDocument, document, small_corpus

ALL = frozenset(range(10))


@pytest.mark.parametrize(
    ("ranking", "score"),
    [(["a", "b"], 1.0), (["b", "a"], 0.797), (["x", "a"], 0.521), (["x"], 0.0), ([], 0.0)],
)
def test_ndcg(ranking: list[str], score: float) -> None:
    """Gains are 2^grade - 1, discounted by the logarithm of the place, over the best that could be."""
    assert ndcg(ranking, {"a": 2, "b": 1}) == pytest.approx(score, abs=0.001)


def test_ndcg_looks_at_ten_results() -> None:
    """What stands eleventh was not found, and nothing relevant gives nothing."""
    assert ndcg([*map(str, range(10)), "a"], {"a": 2}) == 0.0
    assert ndcg(["a"], {}) == 0.0


def test_first_found() -> None:
    """Any one of the right documents is enough."""
    assert first_found(["a", "x"], {"a": 2, "b": 2}) == 1.0
    assert first_found(["x", "b"], {"a": 2, "b": 2}) == pytest.approx(0.631, abs=0.001)
    assert first_found(["x"], {"a": 2}) == 0.0


def test_bootstrap_draws_clusters() -> None:
    """The interval holds the mean, is the same each time, and is wider where queries hang together."""
    differences = [0.5, 0.5, 0.5, 0.5, -0.1, -0.1, -0.1, -0.1]
    alone = paired_bootstrap(differences, list("abcdefgh"))
    together = paired_bootstrap(differences, list("aaaabbbb"))
    assert alone == paired_bootstrap(differences, list("abcdefgh"))
    assert alone.mean == pytest.approx(0.2)
    assert alone.low <= alone.mean <= alone.high
    assert together.high - together.low > alone.high - alone.low
    assert not alone.certain
    assert paired_bootstrap([0.1] * 5, list("abcde")).certain
    assert str(paired_bootstrap([], [])) == "+0.000 [+0.000, +0.000]"


def _with_items() -> FakeDocument:
    made = document("d-1", title="Bruggen", question="Alles over bruggen.", answer="Antwoord " * 40)
    text = made.text.text
    question = text.index("Alles")
    outer = Item(side=Side.QUESTION, label="1", span=Span(start=question, end=question + 19, page=1))
    longer = "Hoeveel bruggen over het kanaal zijn er hersteld?"
    inner = Item(side=Side.QUESTION, label="1.a", span=Span(start=question, end=question + len(longer), page=1))
    whole = text.replace("Alles over bruggen.", longer)
    record = replace(made.record, items=(replace(outer, span=inner.span), inner))
    return FakeDocument(id=made.id, text=replace(made.text, text=whole), record=record)


def test_smallest_items() -> None:
    """An item that holds another is no query of its own; equal spans count as holding each other."""
    made = _with_items()
    assert smallest_items(made) == ()
    only = FakeDocument(id=made.id, text=made.text, record=replace(made.record, items=made.record.items[1:]))
    assert smallest_items(only) == ("Hoeveel bruggen over het kanaal zijn er hersteld?",)


def test_queries_of_documents() -> None:
    """Titles and questions look for the answers of their documents; short and shared answers are not asked for."""
    long = "Dit antwoord is lang genoeg om gevonden te worden. " * 6
    same = "Dit antwoord kregen twee leden van het parlement woordelijk. " * 5
    documents = [
        document("lang", title="Waterpeil", question="Hoe hoog staat het water?", answer=long),
        document("kort", title="Dijken", question="Hoe hoog is de dijk?", answer="Hoog."),
        document("een", title="Havens", question="Hoe diep is de haven?", answer=same),
        document("twee", title="Sluizen", question="Hoe breed is de sluis?", answer=same),
        document("open", title="Waterpeil", question="Hoe hoog staat het water?"),
    ]
    assert [one.id for one in asked_documents(documents, ALL)] == ["lang"]
    (title,) = title_queries(documents, ALL)
    assert (title.text, dict(title.judged)) == ("Waterpeil", {"lang": 2, "open": 2})
    (question,) = question_queries(documents, ALL)
    assert question.text == "Hoe hoog staat het water?"
    assert not item_queries(documents, ALL)
    assert not title_queries(documents, ALL - {bucket("lang")})


def test_only_answer() -> None:
    """A document of which only the answer is known has spans that fit its text, and nothing of the question."""
    made = only_answer(small_corpus()[0])
    assert made.text.text == answer_of(small_corpus()[0])
    assert made.record.title is None
    assert [item.span.quote(made.text.text) for item in made.record.items] == [made.text.text]
    assert all(item.side is Side.ANSWER for item in made.record.items)


def test_memory_store() -> None:
    """The feed names every document once, from any line on; an unknown document is an error."""
    store = MemoryStore(small_corpus())
    assert store.feed.head() == 12
    assert [line.seq for line in store.feed.changed_since(10, 5)] == [11, 12]
    assert store.documents.get(DocumentId("bos-1")).record.title == "Bosbeheer"
    with pytest.raises(NotFound):
        store.documents.get(DocumentId("weg"))


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"qid": "q"}', '{"qid": "q", "type": "t", "query": "w", "judgments": 3}']
)
def test_broken_queries(tmp_path: Path, content: str) -> None:
    """A file that holds no judged queries is refused by name."""
    path = tmp_path / "queries.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(WrongUse, match=r"queries\.jsonl"):
        judged_queries(path)
    with pytest.raises(WrongUse):
        judged_queries(tmp_path / "none.jsonl")


def _judged(path: Path) -> Path:
    lines = [
        {"qid": "k", "type": "keywords", "query": "wachtlijst kinderopvang", "judgments": {"opvang-1": 2}},
        {"qid": "n", "type": "figure", "query": "zeppelin", "judgments": {"werk-1": 2}},
    ]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    return path


def test_measure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run scores every query by type, tells the worst, and puts the floors beside them."""
    told: list[str] = []
    long = [
        document(
            f"extra-{n}", title=f"Onderwerp {n}", question="Wat nu?", answer=f"Onderwerp {n} wordt onderzocht. " * 9
        )
        for n in range(30)
    ]
    measured = measure([*small_corpus(), *long], _judged(tmp_path / "q.jsonl"), model="lexical", told=told.append)
    assert measured.scores["keywords"] == (1.0, 1)
    assert measured.scores["figure"] == (0.0, 1)
    assert measured.scores["judged"] == (0.5, 2)
    assert measured.scores["title"][1] > 0
    assert [outcome.query.qid for outcome in measured.worst(1)] == ["n"]
    assert len(told) == 2
    floors = tmp_path / "floors.toml"
    floors.write_text("[floors]\nkeywords = 0.9\nfigure = 0.4\n", encoding="utf-8")
    scores = board(measured, floors)
    assert {score.name: score.holds for score in scores if score.floor is not None} == {
        "keywords": True,
        "figure": False,
    }
    print_board(scores, measured, 1)
    say("klaar")
    printed = capsys.readouterr()
    assert "BELOW" in printed.out
    assert "zeppelin" in printed.out
    assert printed.err == "... klaar\n"


def test_measure_needs_answers(tmp_path: Path) -> None:
    """A corpus without answers cannot be measured."""
    with pytest.raises(WrongUse, match="answer"):
        measure([document("x", title="T", question="Q?")], tmp_path / "q.jsonl", model="lexical")


def test_pin_never_lowers_unasked(tmp_path: Path) -> None:
    """Floors rise to what was reached, cut to three digits; they fall only where that is asked for."""
    path = tmp_path / "floors.toml"
    path.write_text("[floors]\nkeywords = 0.9\n", encoding="utf-8")
    scores = (
        Score(name="keywords", value=0.8, queries=1, floor=0.9),
        Score(name="title", value=0.67891, queries=1, floor=None),
    )
    assert pin(scores, path) == ("title",)
    assert dict(load_floors(path)) == {"keywords": 0.9, "title": 0.678}
    assert pin(scores, path, lower=True) == ("keywords",)
    assert load_floors(path)["keywords"] == 0.8


@pytest.mark.parametrize("content", ["", "[floors]\nkeywords = 'high'\n", "floors = 3\n", "["])
def test_broken_floors(tmp_path: Path, content: str) -> None:
    """A broken file of floors is an error that names it."""
    path = tmp_path / "floors.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RulesError, match=r"floors\.toml"):
        load_floors(path)


def test_scores_of_known_answers_stand_apart() -> None:
    """Queries made from documents are no part of the mean of the judged ones."""
    queries = [Query(qid=k, type=k, text="t", judged={"a": 2}, cluster="a") for k in ("title", "keywords")]
    outcomes = tuple(Outcome(query=q, ranking=(), score=s) for q, s in zip(queries, (1.0, 0.2), strict=True))
    assert Measured(outcomes=outcomes, milliseconds=(1.0, 2.0)).scores["judged"] == (0.2, 1)
