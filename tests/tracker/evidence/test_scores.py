"""Pairs, scores, floors and training."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import RulesError, WrongUse
from corpus.register import Relation
from tracker.evidence import evaluation, training
from tracker.evidence.judge import Judge
from tracker.evidence.model import FOLDER as MODELS
from tracker.evidence.model import load_model, written
from tracker.evidence.pairs import FOLDER, read_pairs


def line(**given: object) -> str:
    """Return a group of one pair as a line."""
    later = {
        "id": "a/1",
        "answered": "2024-02-01",
        "office": "x",
        "passage": "De hut werd gebouwd.",
        "relation": "fulfils",
        "new_due": None,
    }
    held: dict[str, object] = {
        "group": "a",
        "commitment": {
            "quote": "We bouwen een hut.",
            "office": "x",
            "actor": None,
            "answered": "2023-01-01",
            "due": {"from": None, "to": "2023-12-31"},
        },
        "later": [later | given],
    }
    return json.dumps(held) + "\n"


def test_the_unseen_half_stays_above_its_floors(judge: Judge) -> None:
    """What was reached on passages that the judge did not learn from is kept."""
    reached, found = evaluation.measure(FOLDER / "unseen.jsonl", judge)
    assert reached.pairs == len(found) >= 120
    assert reached.below(evaluation.floors()) == ()


def test_pairs_of_the_other_hand_stay_above_their_floors(judge: Judge) -> None:
    """What was reached on pairs that another hand wrote, and that were not learned from, is kept."""
    reached, found = evaluation.measure(FOLDER / "unseen_other_hand.jsonl", judge)
    assert reached.pairs == len(found) >= 120
    assert reached.below(evaluation.floors(table="other_hand")) == ()


def test_the_halves_share_no_group(judge: Judge) -> None:
    """No group is both learned from and scored on, and no passage has the name of another."""
    files = ("learning", "unseen", "unseen_other_hand")
    learning, unseen, other = (read_pairs(FOLDER / f"{name}.jsonl", judge) for name in files)
    assert not {pair.group for pair in learning} & {pair.group for pair in (*unseen, *other)}
    names = [pair.id for pair in (*learning, *unseen, *other)]
    assert len(names) == len(set(names)) >= 400


def test_training_gives_the_model_that_ships(judge: Judge) -> None:
    """The weights in the file are those of the learning half and of the rules as they are."""
    made = json.loads(written(training.train(FOLDER / "learning.jsonl", judge)))
    held = json.loads((MODELS / "nl_model.json").read_text())
    assert made["topic"]["weights"] == pytest.approx(held["topic"]["weights"], abs=0.01)
    assert made["manner"].keys() == held["manner"].keys()
    for relation, linear in made["manner"].items():
        assert linear["bias"] == pytest.approx(held["manner"][relation]["bias"], abs=0.02)


def test_training_writes_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command writes what it learned where it is told to."""
    monkeypatch.setattr(training, "train", lambda *_: load_model())
    training.main(["--out", str(tmp_path / "m.json")])
    assert (tmp_path / "m.json").read_text() == written(load_model())


def test_scores_count_what_is_right(tmp_path: Path, judge: Judge) -> None:
    """F1, relation, last day and confusions are counted over the pairs."""
    path = tmp_path / "pairs.jsonl"
    path.write_text(line() + "\n" + line(id="a/2", relation="moves", new_due={"from": None, "to": "2024-06-30"}))
    found = evaluation.judged(read_pairs(path, judge), judge)
    as_asked = [(pair, replace(made, relation=Relation.FULFILS, score=1.0)) for pair, made in found]
    reached = evaluation.scores(as_asked)
    assert (reached.pairs, reached.f1, reached.relation, reached.relation_concerning) == (2, 1.0, 0.5, 0.5)
    assert reached.confusions == (("moves", "fulfils", 1),)
    assert reached.brier == 0.0
    assert reached.below({"f1": 1.0, "relation": 0.6}) == ("relation",)


def test_predictions_are_lines_of_json(tmp_path: Path, judge: Judge) -> None:
    """Each passage gets a line with its relation, score and the days of the new time."""
    path = tmp_path / "pairs.jsonl"
    words = "De bouw van de hut is uitgesteld en gebeurt pas in juni 2025."
    path.write_text(line() + line(id="a/2", passage=words))
    found = evaluation.judged(read_pairs(path, judge), judge)
    first, second = (json.loads(one) for one in evaluation.predictions(found).splitlines())
    assert first.keys() == {"id", "relation", "score", "new_due"}
    assert first["new_due"] is None
    assert second["new_due"] == {"from": "2025-06-01", "to": "2025-06-30"}


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "{}",
        line().replace('"later": [', '"later": 1, "x": ['),
        line(relation="guesses"),
        "[1]",
        line(new_due=1),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, judge: Judge, content: str) -> None:
    """A line of another form is refused with its number."""
    path = tmp_path / "pairs.jsonl"
    path.write_text(line() + content)
    with pytest.raises(WrongUse, match="line 2"):
        read_pairs(path, judge)


def test_what_cannot_be_scored_is_refused(tmp_path: Path, judge: Judge) -> None:
    """A missing file, no pairs, or a pair without its relation gives a clear error."""
    with pytest.raises(WrongUse, match="nothing"):
        read_pairs(tmp_path / "nothing.jsonl", judge)
    path = tmp_path / "pairs.jsonl"
    path.write_text(line(relation=None))
    with pytest.raises(WrongUse, match="relation"):
        evaluation.measure(path, judge)
    with pytest.raises(WrongUse, match="relation"):
        evaluation.scores([])


@pytest.mark.parametrize("content", ["", "{", '{"version": 1, "topic": {"bias": 0, "weights": 3}, "manner": {}}'])
def test_a_wrong_model_is_refused(tmp_path: Path, content: str) -> None:
    """A model file of another form is refused by name."""
    (tmp_path / "xx_model.json").write_text(content)
    with pytest.raises(RulesError, match=r"xx_model\.json"):
        load_model("xx", tmp_path)


def test_wrong_floors_are_refused(tmp_path: Path) -> None:
    """A floors file of another form is refused by name."""
    (tmp_path / "floors.toml").write_text("floors = 3")
    with pytest.raises(RulesError, match=r"floors\.toml"):
        evaluation.floors(tmp_path / "floors.toml")
