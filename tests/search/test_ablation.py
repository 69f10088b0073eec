"""The ablation: every component is measured for every type of queries, and everything is as before afterwards."""

import json
from pathlib import Path

import pytest

from search.analysis import Analyser
from search.evaluation.ablation import Gain, gains
from search.evaluation.console import print_gains
from search.evaluation.measures import Interval
from search.rule_files import load_language
from tests.search.conftest import small_corpus


def test_gains(tmp_path: Path) -> None:
    """Each component has a gain for the judged queries."""
    documents = small_corpus()
    judged = tmp_path / "queries.jsonl"
    line = {"qid": "q1", "type": "keywords", "query": documents[0].record.title, "judgments": {documents[0].id: 2}}
    judged.write_text(json.dumps(line), encoding="utf-8")
    stages: list[str] = []
    found = [gain for gain in gains(documents, judged, told=stages.append) if gain.type == "keywords"]
    assert {gain.component for gain in found} == {
        "stemmer", "dictionary", "compounds", "subjects", "pasted text", "synonyms", "related words", "word table",
        "certainty", "length of query", "best passage", "meaning",
    }  # fmt: skip
    assert all(gain.queries == 1 for gain in found)
    assert "words alone, without compounds" in stages
    assert Analyser(load_language(), {}).stem("treinen") == "trein"


def test_printed_gains(capsys: pytest.CaptureFixture[str]) -> None:
    """A gain that is certain has a star."""
    certain = Interval(mean=0.2, low=0.1, high=0.3)
    unsure = Interval(mean=0.1, low=-0.1, high=0.3)
    print_gains(
        [
            Gain(component="compounds", type="title", queries=3, interval=certain),
            Gain(component="synonyms", type="title", queries=3, interval=unsure),
        ]
    )
    _, first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("+0.200 [+0.100, +0.300] *")
    assert second.endswith("+0.100 [-0.100, +0.300]")
