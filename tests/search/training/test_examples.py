"""Pairs are made of questions and their answers, and a model is tuned to them."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from corpus.errors import WrongUse
from search.analysis import Analyser
from search.embed.builtin import TUNED, BuiltinEmbedder, quantised
from search.evaluation.measures import Interval
from search.rule_files import load_language
from search.training import material
from search.training.contrastive import Recipe
from search.training.examples import Example, add_examples, asked_alone, published_example, without_copies
from search.training.measure import answers, item_queries, title_queries
from search.training.pairs import Collector
from search.training.passages import numbered, passages
from search.training.tuning import Tuning, tune

TOPICS = (
    "fietspad",
    "zwembad",
    "kinderopvang",
    "wachtlijst",
    "zonnepaneel",
    "treinstation",
    "bibliotheek",
    "ziekenhuis",
)


def nothing(stage: str, done: int, of: int) -> None:
    """Report nothing."""


def corpus(count: int) -> list[Example]:
    """Return questions on a few topics in words of their own, each with an answer in other words."""
    chance = np.random.default_rng(8)
    words = [f"woord{n}" for n in range(120)]
    made = []
    for n in range(count):
        place = n % 60
        filler = " ".join(chance.choice(words[:20], size=6))
        made.append(
            Example(
                name=f"d{n}",
                title=f"{TOPICS[n % 8]} vraag{place} {filler}",
                question=f"Wat met {TOPICS[n % 8]} vraag{place}?",
                answer=f"antwoord{place} {' '.join([f'besluit{place}'] * 25)} nummer{n}. Einde.",
                items=((f"En vraag{place} {filler}?", f"antwoord{place} besluit{place}"),),
            )
        )
    return made


def small_model(examples: list[Example], analyser: Analyser) -> BuiltinEmbedder:
    """Return a model with random vectors for the words of examples."""
    terms = sorted(
        {term for one in examples for text in (one.title, one.answer) for term in analyser.index_terms(text)}
    )
    vectors = np.random.default_rng(1).normal(size=(len(terms), 32)).astype(np.float32)
    return quantised(terms, vectors, analyser, {"analysis": analyser.version})


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1. Hoeveel trams rijden er?2. Wanneer komen ze?", {1, 2}),
        ("In 2016. Daarna 3. Nooit", set()),
        ("1. Alleen een eerste punt hier", set()),
        ("1. Hoeveel trams rijden er? 2. Ja. 3. Wanneer komen de nieuwe?", {1, 3}),
        ("", set()),
    ],
)
def test_numbered(text: str, items: set[int]) -> None:
    """Items are numbered from 1 upwards; items of a word or two are left out."""
    assert numbered(text).keys() == items


def test_passages() -> None:
    """Passages end with a sentence and lose nothing."""
    text = "Een zin van precies zes woorden. " * 50
    cut = passages(text, 20)
    assert " ".join(cut) == text.strip()
    assert all(part.endswith(".") for part in cut)
    assert passages("") == []


def test_published_example() -> None:
    """Title, text, sub-questions with their answers and themes are told apart."""
    example = published_example(
        {
            "doc_id": "7",
            "question": "Trams. \n\n De trams zijn oud. 1. Hoeveel zijn er nog?2. Wanneer komen er nieuwe?",
            "answer": "1. Er zijn er nog veertig. 2. De nieuwe komen volgend jaar.",
            "question_theme": "VERVOER,TRAM",
        }
    )
    assert (example.title, example.themes) == ("Trams.", ("vervoer", "tram"))
    assert example.items == (
        ("Hoeveel zijn er nog?", "Er zijn er nog veertig."),
        ("Wanneer komen er nieuwe?", "De nieuwe komen volgend jaar."),
    )


def test_copies_of_held_out_documents() -> None:
    """An example with the title or the answer of a held one is not trained on; an answer given twice is not asked."""
    first, second, third = corpus(3)
    same_title = Example(name="x", title=first.title.upper(), question="", answer="iets anders")
    same_answer = Example(name="y", title="iets anders", question="", answer=f" {first.answer}\n")
    assert list(without_copies([second, same_title, same_answer], [first])) == [second]
    assert list(asked_alone([first, second, third, same_answer])) == [second, third]


def test_kinds_of_pairs() -> None:
    """An example gives pairs of every kind; a short answer says too little for most."""
    into = Collector(terms=str.split)
    long, short = corpus(2)
    short = Example(name="s", title="t", question="q", answer="Zie hoger.", themes=("thema",))
    assert add_examples(into, [long, short]) == 2
    assert len(into.kinds["title and answer"]) == 1
    assert len(into.kinds["title and text"]) == 2
    assert len(into.kinds["theme and title"]) == 1
    assert len(into.kinds["sub-question and answer"]) == 1


def test_measure() -> None:
    """A model that sees the right answer at once scores 1, one that sees nothing about 0."""
    examples = corpus(30)

    def seeing(texts: "list[str] | tuple[str, ...]") -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
        vectors = np.zeros((len(texts), 60), dtype=np.float32)
        for row, text in enumerate(texts):
            for place in range(60):
                if f"vraag{place} " in text or f"besluit{place} " in text:
                    vectors[row, place] = 1.0
        return vectors

    queries = title_queries(examples, examples)
    assert len(item_queries(examples)) == len(queries) == 30
    assert answers(examples, seeing).measure(queries).mean == 1.0  # type: ignore[arg-type]
    blind = answers(examples, lambda texts: np.zeros((len(texts), 4), dtype=np.float32))
    assert blind.measure(queries).mean < 0.5
    assert blind.measure([]).mean == 0.0


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    """Return the Dutch analysis."""
    return Analyser(load_language(), {})


def test_tuning_is_kept_where_it_helps(tmp_path: Path, analyser: Analyser) -> None:
    """A model that knows nothing of a corpus is tuned, ranks better for certain, and is written."""
    examples = corpus(240)
    small_model(examples, analyser).save(tmp_path / TUNED)
    before = (tmp_path / TUNED).read_bytes()
    told = tune(examples, tmp_path, nothing, Recipe(dimensions=32, steps=60, batch=64, rate=0.05))
    assert told.gain.certain
    assert told.after > told.before + 0.1
    assert told.kept == tmp_path / TUNED
    assert (tmp_path / TUNED).read_bytes() != before
    assert told.trained > 0
    assert told.held > 0
    assert told.queries > 0


def test_tuning_is_not_kept_where_nothing_changes(tmp_path: Path, analyser: Analyser) -> None:
    """A training that changes nothing leaves the model in use as it is."""
    examples = corpus(220)
    small_model(examples, analyser).save(tmp_path / TUNED)
    before = (tmp_path / TUNED).read_bytes()
    told = tune(examples, tmp_path, nothing, Recipe(dimensions=32, steps=1, batch=64, rate=0.0))
    assert told.kept is None
    assert (tmp_path / TUNED).read_bytes() == before
    assert not told.gain.certain


def test_corpus_too_small_to_tune_to(tmp_path: Path) -> None:
    """A few questions are refused before anything is trained."""
    with pytest.raises(WrongUse, match=r"only 3 answered questions"):
        tune(corpus(3), tmp_path, nothing)


@pytest.mark.parametrize(("kept", "line"), [(Path("x.npz"), "kept: x.npz"), (None, "not kept")])
def test_tuning_in_words(kept: Path | None, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What a tuning did is said with its figures and interval."""
    from search.training.commands import _print_tuning

    gain = Interval(mean=0.05, low=0.01, high=0.09)
    _print_tuning(Tuning(trained=8, held=2, queries=5, before=0.4, after=0.45, gain=gain, kept=kept))
    printed = capsys.readouterr().out
    assert "+0.050 [+0.010, +0.090]" in printed
    assert line in printed


def test_commands_exist() -> None:
    """Both commands explain themselves."""
    from search.training.commands import training

    for command in ("train", "tune"):
        assert CliRunner().invoke(training, [command, "--help"]).exit_code == 0


def test_records_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing or broken file of texts is a clear error with its name."""
    with pytest.raises(WrongUse, match=r"none.gz cannot be read for training"):
        list(material.records(tmp_path, "none.gz"))
    (tmp_path / "bad.gz").write_bytes(gzip.compress(b'{"a": 1}\nnot json\n'))
    with pytest.raises(WrongUse, match=r"bad.gz cannot be read"):
        list(material.records(tmp_path, "bad.gz"))
    (tmp_path / "queries.jsonl").write_text(json.dumps({"qid": "1"}))
    with pytest.raises(WrongUse, match="judged queries"):
        material.judged_documents(tmp_path / "queries.jsonl")


def test_what_is_held_out(tmp_path: Path) -> None:
    """Judged documents, and those of the tests and of the choices, are not trained on."""
    (tmp_path / "queries.jsonl").write_text(json.dumps({"judgments": {"a": 2, "b": 1}}) + "\n\n")
    held = material.HeldOut(names=material.judged_documents(tmp_path / "queries.jsonl"))
    assert held.holds("a")
    for name in map(str, range(50)):
        assert held.holds(name) == (material.remainder(name) in {3, 4})
