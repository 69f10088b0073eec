"""One battery for every embedding model, and what is particular to each."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import ModelUnavailable, SearchIndexError
from search.analysis import Analyser
from search.embed import Embedder, load_embedder
from search.embed.builtin import SHIPPED, TUNED, BuiltinEmbedder, load_builtin, quantised
from search.embed.hub import no_progress
from search.embed.transformer import TransformerEmbedder, _prefixes, load_transformer
from search.request import Mode, SearchRequest
from search.rule_files import load_language
from tests.search.conftest import FakeStore, MakeService

TEXTS = [
    "fietser rijdt fietspad school",
    "school vraagt veilig fietspad fietser",
    "premie zonnepanelen daalt dak",
    "zonnepanelen dak recht premie",
    "bos krijgt bomen schoon water",
    "schoon water bomen bos",
]


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    """Return the Dutch analysis."""
    return Analyser(load_language(), {})


@pytest.fixture(scope="module")
def builtin(analyser: Analyser) -> BuiltinEmbedder:
    """Return a built-in model that knows the words of a few sentences, those of one subject near each other."""
    chance = np.random.default_rng(3)
    vectors: dict[str, np.ndarray[Any, np.dtype[np.float64]]] = {}
    for subject in range(0, len(TEXTS), 2):
        middle = chance.normal(size=64)
        for term in sorted({term for text in TEXTS[subject : subject + 2] for term in analyser.index_terms(text)}):
            vectors[term] = middle + 0.3 * chance.normal(size=64)
    return quantised(list(vectors), np.array(list(vectors.values()), dtype=np.float32), analyser, {"seed": 3})


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a static sentence-transformers model of a few words, saved in a folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = sorted({word for text in TEXTS for word in text.split()})
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0} | {word: n for n, word in enumerate(words, 1)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.random.default_rng(7).normal(size=(len(words) + 1, 64)).astype(np.float32)
    folder = tmp_path_factory.mktemp("models") / "tiny-e5"
    module = StaticEmbedding(tokenizer, embedding_weights=weights)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder))
    return folder


@pytest.fixture(params=["builtin", "transformer"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    """Return each embedding model in turn."""
    if request.param == "builtin":
        model: Embedder = request.getfixturevalue("builtin")
        return model
    return load_transformer(str(request.getfixturevalue("tiny_model")), no_progress)


def test_vectors(embedder: Embedder) -> None:
    """Vectors have the stated length and unit norm, queries and passages alike."""
    for encode in (embedder.encode_queries, embedder.encode_passages):
        vectors = encode(TEXTS)
        assert vectors.shape == (len(TEXTS), embedder.dimensions)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)


def test_no_texts_and_empty_texts(embedder: Embedder) -> None:
    """No texts give no vectors; an empty text gives a finite one."""
    assert embedder.encode_passages([]).shape == (0, embedder.dimensions)
    assert np.isfinite(embedder.encode_queries(["", "?"])).all()


def test_like_is_near(embedder: Embedder) -> None:
    """A text is nearest to the one on its own subject."""
    vectors = embedder.encode_passages(TEXTS)
    likeness = vectors @ vectors.T - 2 * np.eye(len(TEXTS))
    assert likeness.argmax(axis=1).tolist() == [1, 0, 3, 2, 5, 4]


def test_encoding_is_independent(embedder: Embedder) -> None:
    """A text has the same vector alone and among others."""
    alone = embedder.encode_passages(TEXTS[2:3])[0]
    assert np.allclose(embedder.encode_passages(TEXTS)[2], alone, atol=1e-5)


def test_trust_and_identity(embedder: Embedder) -> None:
    """Every model has a positive weight and an identity."""
    assert embedder.trust > 0
    assert len(embedder.identity) == 16


def test_saved_model_is_the_same(builtin: BuiltinEmbedder, analyser: Analyser, tmp_path: Path) -> None:
    """A model read from its file gives the same vectors, names how it was trained, and leaves nothing else behind."""
    path = builtin.save(tmp_path / "models" / "one.npz")
    loaded = BuiltinEmbedder.load(path, analyser)
    assert loaded.identity == builtin.identity
    assert loaded.card == {"seed": 3}
    assert loaded.terms == builtin.terms
    assert (loaded.encode_queries(TEXTS) == builtin.encode_queries(TEXTS)).all()
    assert [held.name for held in path.parent.iterdir()] == ["one.npz"]
    assert path.read_bytes() == builtin.save(tmp_path / "two.npz").read_bytes()


def test_quantised_vectors_are_near(builtin: BuiltinEmbedder, analyser: Analyser) -> None:
    """Eight bits keep a vector's direction and length."""
    vectors = np.random.default_rng(1).normal(size=(50, 256)).astype(np.float32)
    kept = quantised([f"t{n}" for n in range(50)], vectors, analyser).vectors
    assert np.abs(kept - vectors).max() < 0.02
    assert builtin.vectors.shape == (len(builtin.terms), 64)


def test_unknown_words_count_for_nothing(builtin: BuiltinEmbedder) -> None:
    """A word that the model does not know leaves the vector as it is; only such words give the zero vector."""
    known, mixed, unknown = builtin.encode_queries(["fietspad", "fietspad qqxyz", "qqxyz"])
    assert np.allclose(known, mixed)
    assert not unknown.any()


def test_tuned_model_comes_first(builtin: BuiltinEmbedder, analyser: Analyser, tmp_path: Path) -> None:
    """The model tuned to the corpus is used where there is one, else the one shipped."""
    assert load_builtin(tmp_path, analyser).identity == BuiltinEmbedder.load(SHIPPED, analyser).identity
    builtin.save(tmp_path / TUNED)
    loaded = load_embedder("builtin", identity=builtin.identity, models=tmp_path, analyser=analyser)
    assert loaded.identity == builtin.identity


def test_damaged_or_changed_model(builtin: BuiltinEmbedder, analyser: Analyser, tmp_path: Path) -> None:
    """Another model than the index was built with, or rubbish in its place, is refused."""
    builtin.save(tmp_path / TUNED)
    with pytest.raises(ModelUnavailable, match=r"has changed.*rappel rebuild"):
        load_embedder("builtin", identity="0123456789abcdef", models=tmp_path, analyser=analyser)
    (tmp_path / TUNED).write_bytes(b"rubbish")
    with pytest.raises(ModelUnavailable, match="missing or damaged"):
        load_embedder("builtin", identity="0123456789abcdef", models=tmp_path, analyser=analyser)


def test_model_folder_that_cannot_be_written(builtin: BuiltinEmbedder, tmp_path: Path) -> None:
    """A models folder that is a file is a clear error."""
    (tmp_path / "models").write_text("")
    with pytest.raises(SearchIndexError, match="cannot be written"):
        builtin.save(tmp_path / "models" / "one.npz")


def test_shipped_model_fits_the_analysis(analyser: Analyser) -> None:
    """The shipped model was trained with the analysis of this version, is small, and knows Dutch and French."""
    shipped = BuiltinEmbedder.load(SHIPPED, analyser)
    assert shipped.card["analysis"] == analyser.version
    assert SHIPPED.stat().st_size < 25_000_000
    dutch, french, other = shipped.encode_queries(["wachtlijsten kinderopvang", "listes d'attente crèches", "bos"])
    assert dutch @ french > 0.4 > dutch @ other


def test_transformer_end_to_end(store: FakeStore, service_on: MakeService, tiny_model: Path) -> None:
    """An index with a sentence-transformers model searches by meaning, and another process can read it."""
    service_on(store, str(tiny_model)).rebuild()
    service = service_on(store, str(tiny_model))
    results = service.search(SearchRequest(text="zonnepanelen op het dak", mode=Mode.HYBRID))
    assert results.mode is Mode.HYBRID
    assert results.status.model == str(tiny_model)
    assert results.total > 0


def test_transformer_is_not_the_one_of_the_index(tiny_model: Path, analyser: Analyser, tmp_path: Path) -> None:
    """A model whose weights are not those of the index is refused."""
    with pytest.raises(ModelUnavailable, match="has changed"):
        load_embedder(str(tiny_model), identity="other", models=tmp_path, analyser=analyser)


def test_transformer_that_cannot_be_fetched(
    store: FakeStore, service_on: MakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that is not here and cannot be fetched is a clear error, before anything is read or written."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    service = service_on(store, "voorbeeld/model-dat-er-niet-is")
    with pytest.raises(ModelUnavailable, match=r"voorbeeld/model-dat-er-niet-is.*'builtin' or 'lexical'"):
        service.rebuild()
    assert store.gets == 0
    assert service.status().generation is None


@pytest.mark.parametrize(
    ("name", "prompts", "query"),
    [
        ("intfloat/multilingual-e5-small", {}, "query: "),
        ("intfloat/multilingual-e5-small", {"query": "vraag: "}, ""),
        ("BAAI/bge-m3", {"query": ""}, ""),
        ("onbekend/model", {}, ""),
    ],
)
def test_prefixes(name: str, prompts: dict[str, str], query: str) -> None:
    """A model by whose name a prefix is known gets it, unless its own files state prompts."""

    class Model:
        def __init__(self, stated: dict[str, str]) -> None:
            self.prompts = stated

    assert _prefixes(name, Model(prompts)).query == query


def test_prefix_reaches_the_model(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The prefix of a model called e5 is put before every text."""
    seen: list[str] = []
    embedder = TransformerEmbedder(str(tiny_model), tiny_model)
    real: Callable[..., object] = embedder._model.encode_query

    def spy(texts: list[str], **rest: object) -> object:
        seen.extend(texts)
        return real(texts, **rest)

    monkeypatch.setattr(embedder._model, "encode_query", spy)
    embedder.encode_queries(["fietspad"])
    assert seen == ["query: fietspad"]


def test_nothing_heavy_is_imported() -> None:
    """Importing the service loads no engine of vectors, no transformer and no trainer."""
    heavy = {"torch", "transformers", "sentence_transformers", "sklearn", "scipy", "faiss", "simplemma"}
    program = f"import sys, search.service, search.batch, search.request; print(sorted({heavy} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_built_in_query_needs_no_trainer(store: FakeStore, service_on: MakeService, tmp_path: Path) -> None:
    """Answering a query with the built-in model loads neither torch nor the library that trained it."""
    service_on(store).rebuild()
    program = (
        "import sys; from pathlib import Path; from corpus.settings import Settings;"
        "from search.service import SearchService; from search.request import SearchRequest;"
        "from tests.search.conftest import FakeStore;"
        f"service = SearchService.open(Settings(data=Path({str(tmp_path)!r})), FakeStore());"
        "print(service.search(SearchRequest(text='bos')).total,"
        " sorted({'torch', 'sklearn', 'scipy', 'sentence_transformers'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    total, _, loaded = ran.stdout.strip().partition(" ")
    assert int(total) > 0
    assert loaded == "[]"
