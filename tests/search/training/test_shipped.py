"""The command that trains what ships runs from the texts to the files, and its result is the same every time."""

import gzip
import json
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from search.analysis import Analyser
from search.embed.builtin import BuiltinEmbedder
from search.embed.lexicon import load_lexicon
from search.rule_files import load_language
from search.training import material
from search.training.commands import training
from tests.search.conftest import FakeStore

SUBJECTS = ("tram", "trein", "school", "water", "bos")
FRENCH = ("tram", "train", "école", "eau", "forêt")


def write(path: Path, records: Iterable[object]) -> None:
    """Write lines of JSON, compressed where the name says so."""
    content = "".join(json.dumps(record) + "\n" for record in records).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """Return a folder of a few texts of every kind."""
    data, gold = tmp_path / "shared" / "data", tmp_path / "shared" / "gold"
    data.mkdir(parents=True)
    gold.mkdir()
    both = list(zip(SUBJECTS, FRENCH, strict=True)) * 12
    body = "Er zijn klachten over de {0}. 1. Hoeveel klachten over de {0} kwamen er? 2. Wanneer wordt de {0} beter?"
    told = (
        "1. Over de {0} kwamen {1} klachten binnen bij de dienst. 2. De {0} wordt volgend jaar zeker beter. "
        + "Zo " * 60
    )
    write(
        data / material.QUESTIONS,
        (
            {
                "doc_id": str(n),
                "question": f"Klachten {dutch} {n}.\n\n{body.format(dutch)}",
                "answer": told.format(dutch, n) if n else None,
                "question_theme": dutch.upper(),
            }
            for n, (dutch, _) in enumerate(both)
        ),
    )
    write(
        data / material.PARALLEL,
        (
            {
                "doc_id": f"p{n}",
                "text_nl": f"De {dutch} is nieuw. Waar is de {dutch}?",
                "text_fr": f"{fr} nouveau. Où {fr}?",
            }
            for n, (dutch, fr) in enumerate(both)
        ),
    )
    oral = {
        "questions": [{"text": "Wat met de tram?"}],
        "answers": [{"text": "De tram rijdt."}],
        "titles": ['over "Tram"'],
    }
    write(data / material.ORAL, ({"id": f"o{n}", **oral} for n in range(20)))
    lines = ['Vraag van Jo aan An over "De trein" (56000001C)', 'Question de Jo à An sur "Le train" (56000001C)']
    long = (
        "Over het water in het bos is hier heel veel gezegd en ook in de andere commissie werd er lang over gesproken."
    )
    for name in material.REPORTS:
        texts = [*lines, *[f"{long} {n} keer." for n in range(12)]]
        write(data / name, ({"m": "r", "i": n, "tag": "p", "lang": "nl", "text": text} for n, text in enumerate(texts)))
    write(gold / "queries.jsonl", [{"qid": "q", "judgments": {"5": 2}}])
    return tmp_path / "shared"


def run(arguments: list[str], services: object = None) -> str:
    """Run a command and return what it printed, or raise what it raised."""

    def show(value: object, *, as_json: bool, text: "type[object]") -> None:
        print(value) if as_json else text()

    face = SimpleNamespace(show=show, services=lambda: nullcontext(services))
    result = CliRunner().invoke(training, arguments, obj=face)
    if result.exception is not None:
        raise result.exception
    return result.output


def test_train(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files are written, hold what was trained, and are the same byte for byte when trained again."""
    judged = json.dumps({"qid": "p", "type": "paraphrase", "query": "tram", "judgments": {"7": 2}})
    (tmp_path / "paraphrases.jsonl").write_text(judged)
    monkeypatch.setattr("search.training.shipped.PARAPHRASES", tmp_path / "paraphrases.jsonl")
    for folder in ("one", "two"):
        printed = run(["train", "--shared", str(shared), "--out", str(tmp_path / folder), "--steps", "2"])
    assert "dev title finds its answer" in printed
    analyser = Analyser(load_language(), {})
    model = BuiltinEmbedder.load(tmp_path / "one" / "builtin.npz", analyser)
    school = analyser.index_terms("school")[0]
    assert {"tram", school} <= set(model.terms)
    assert model.card["recipe"]["steps"] == 2  # type: ignore[index]
    kept = sum(material.remainder(str(n)) not in {3, 4} and n != 5 for n in range(1, 60))
    assert model.card["documents"] == {"written questions": kept}
    assert load_lexicon(tmp_path / "one" / "fr_nl_words.txt.gz")["ecol"][0][0] == school
    for name in ("builtin.npz", "fr_nl_words.txt.gz"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_tune_says_that_a_store_is_too_small(store: FakeStore, tmp_path: Path) -> None:
    """A store with a few questions is refused in words."""
    from corpus.errors import WrongUse

    parts = SimpleNamespace(store=store, settings=SimpleNamespace(models_folder=tmp_path, model="builtin"))
    with pytest.raises(WrongUse, match="a model is tuned to 200 or more"):
        run(["tune"], parts)
