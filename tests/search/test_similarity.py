"""How the comparison with earlier questions is measured and fitted."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import WrongUse
from corpus.model import Item, Side, Span
from search.evaluation import similarity
from search.evaluation.run import opened
from search.evaluation.similarity import Draft, JudgedPair, Reached
from search.similar.rules import Weights
from tests.search.conftest import document

DATA = Path("../shared/data/federal-qa-2017.jsonl.gz")


def draft(source: str, near: str) -> Draft:
    """Make a draft whose words do not matter."""
    return Draft(source=source, near=near, title="", text="x", same=frozenset())


def pair(near: str, strength: float, *, same: bool) -> JudgedPair:
    """Make a pair that is alike in everything to one degree."""
    values = (strength,) * 6 + (0.0, strength, strength)
    return JudgedPair(draft=draft("drafts", near), values=values, same=same)


FITS, UNSEEN = "b", "a"  # codes of even and odd sum


def test_the_drafts_are_as_promised() -> None:
    """Enough of our own pairs, of both kinds, in both halves, none twice."""
    held = similarity.drafts()
    assert len(held) >= 60
    assert len({one.text for one in held}) == len(held)
    for half in (True, False):
        kinds = [bool(one.same) for one in held if one.fits is half]
        assert kinds.count(True) >= 15
        assert kinds.count(False) >= 10


def test_broken_drafts_are_refused(tmp_path: Path) -> None:
    """A file of something else says so."""
    path = tmp_path / "drafts.jsonl"
    path.write_text(json.dumps({"near": "1"}) + "\n", encoding="utf-8")
    with pytest.raises(WrongUse, match="no drafts"):
        similarity.drafts(path)


def test_weights_tell_same_from_other() -> None:
    """Fitted weights give what is alike more than what is not; no likeness counts against its meaning."""
    pairs = [pair(FITS, 0.9, same=True), pair(FITS, 0.8, same=True), pair(FITS, 0.1, same=False)] * 5
    weights = similarity.fitted(pairs)
    assert all(value >= 0 for place, value in enumerate(weights.values) if place != 6)
    assert similarity.probability(pairs[0], weights) > 0.5 > similarity.probability(pairs[2], weights)


def test_one_kind_of_pairs_is_not_enough() -> None:
    """Without pairs that ask something else nothing can be fitted."""
    with pytest.raises(WrongUse, match="weights need"):
        similarity.fitted([pair(FITS, 0.9, same=True), pair(UNSEEN, 0.1, same=False)])


def test_the_threshold_is_chosen_on_one_half_only() -> None:
    """A mistake among unseen drafts does not move it; one among the fitting ones does."""
    weights = Weights(bias=-4.0, values=(1.0,) * 9, asked=0.5, related=0.1)
    right = [[pair(FITS, one, same=True)] for one in (0.9, 0.8, 0.7)]
    low = similarity.threshold([*right, [pair(UNSEEN, 0.75, same=False)]], weights)
    high = similarity.threshold([*right, [pair(FITS, 0.75, same=False)]], weights)
    assert low < high
    halves = similarity.reached(
        [*right, [pair(UNSEEN, 0.95, same=False)], []], weights.model_copy(update={"asked": low})
    )
    assert [(one.fitted, one.shown, one.right) for one in halves] == [(False, 1, 0), (True, 3, 3)]


def test_what_was_reached_in_numbers() -> None:
    """Precision, recall and the lower end of the interval."""
    one = Reached(source="drafts", fitted=False, asked=10, findable=8, shown=5, right=4)
    none = Reached(source="drafts", fitted=False, asked=1, findable=0, shown=0, right=0)
    assert (one.precision, one.recall) == (0.8, 0.5)
    assert 0.37 < one.lower_bound < 0.38  # Wilson's interval of 4 in 5
    assert (none.precision, none.recall, none.lower_bound) == (1.0, 0.0, 0.0)


def test_sub_questions_by_document_and_label() -> None:
    """Every question passage is known by its document and label."""
    held = document("x", title="T", question="Hoeveel bomen staan er?", answer="Twaalf.")
    assert similarity.sub_questions([held]) == {"x/": "Hoeveel bomen staan er?"}


@pytest.mark.skipif(not DATA.exists(), reason="needs ../shared/data")
def test_drafts_name_sub_questions_that_are_held() -> None:
    """Each sub-question that a draft is said to repeat stands in the data."""
    from ingest.evaluation.records import read_records

    held = similarity.sub_questions(read_records(DATA))
    assert [name for one in similarity.drafts() for name in one.same or () if name not in held] == []


def test_what_was_reached_is_printed_and_has_a_floor(capsys: pytest.CaptureFixture[str]) -> None:
    """Each half is a line; the floor looks at the unseen halves together."""
    fits = Reached(source="drafts", fitted=True, asked=10, findable=8, shown=5, right=1)
    unseen = Reached(source="held", fitted=False, asked=10, findable=8, shown=5, right=4)
    weights = Weights(bias=-4.0, values=(1.0,) * 9, asked=0.5, related=0.1)
    measured = similarity.MeasuredSimilarity(now=(fits, unseen), anew=weights, then=(unseen,))
    similarity.print_similarity(measured, fit=True)
    printed = capsys.readouterr().out
    assert "precision 0.800" in printed
    assert "bias = -4.0" in printed
    assert similarity.holds(measured, 0.8)
    assert not similarity.holds(measured, 0.9)
    assert not similarity.holds(similarity.MeasuredSimilarity(now=(fits,), anew=weights, then=()), 0.1)


def test_held_sub_questions_look_for_their_likes() -> None:
    """A question that another member put nearly word for word is the same; its own document is not compared."""
    words = "1. Hoeveel bomen werden er langs het kanaal geplant door de dienst?"
    texts = {"a": words, "b": words.replace("geplant", "gezet"), "c": "1. Wie betaalt de nieuwe tramhaltes in de stad?"}
    documents = []
    for name, text in texts.items():
        made = document(name, title="Bomen" if name != "c" else "Trams", question=text, answer="Twaalf.", asker=name)
        start = made.text.text.index("1. ") + 3
        span = Span(start=start, end=made.text.text.index("\nTwaalf"), page=1)
        items = (Item(side=Side.QUESTION, label="1", span=span), *made.record.items[1:])
        documents.append(replace(made, record=replace(made.record, items=items)))
    asked = similarity.held_drafts(documents, count=5)
    assert {one.near for one in asked} == {"a", "b", "c"}
    with opened(documents, "lexical") as search:
        snapshot = search.snapshot()
        assert snapshot is not None
        lists = list(similarity.judged_pairs(snapshot, asked, similarity.sub_questions(documents)))
    told = {one[0].draft.near: [pair.same for pair in one] for one in lists if one}
    assert told["a"][0] is True
    assert told["b"][0] is True
    assert True not in told.get("c", [])
