"""Models by name and path: fetched from a hub, exported to ONNX, and rerankers."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelUnavailable
from search.arrays import Scores
from search.embed.hub import _reporting, model_folder, no_progress
from search.embed.onnx import OnnxEmbedder, exported
from search.embed.reranker import CrossEncoderReranker, load_reranker, reranked
from search.embed.transformer import load_transformer
from search.request import SearchRequest, Sort
from tests.search.conftest import FakeStore, MakeService
from tests.search.hub_server import hub_of

NAME = "voorbeeld/klein-model"
WORDS = ("[PAD]", "[UNK]", "query", "passage", ":", "fietspad", "school", "water", "bos")
FETCH = f"""
from search.embed.hub import model_folder
told = []
folder = model_folder({NAME!r}, lambda stage, done, of: told.append((stage, done, of)))
print(sorted(p.name for p in folder.rglob("*") if p.is_file()), told[-1] if told else None)
"""


def fetched(endpoint: str, home: Path) -> "subprocess.CompletedProcess[str]":
    """Fetch the model in a process of its own, which reads the hub's address when it starts."""
    environment = {**os.environ, "HF_ENDPOINT": endpoint, "HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1"}
    environment.pop("HF_HUB_OFFLINE", None)
    return subprocess.run([sys.executable, "-c", FETCH], capture_output=True, text=True, env=environment, check=False)


def test_model_is_fetched_once(tmp_path: Path) -> None:
    """A model by name is fetched from the hub with progress, without the forms that are not used; then it is here."""
    held = tmp_path / "held"
    (held / "onnx").mkdir(parents=True)
    (held / "config.json").write_text("{}")
    (held / "model.safetensors").write_bytes(b"x" * 300_000)
    (held / "tf_model.h5").write_bytes(b"unused")
    (held / "onnx" / "model_O2.onnx").write_bytes(b"unused")
    with hub_of(NAME, held) as (endpoint, asked):
        first = fetched(endpoint, tmp_path / "home")
        count = len(asked)
    again = fetched(endpoint, tmp_path / "home")  # the hub is gone
    assert "['config.json', 'model.safetensors']" in first.stdout, first.stderr
    assert f"fetching {NAME}" in first.stdout
    assert "300002" in first.stdout
    assert count > 0
    assert "['config.json', 'model.safetensors'] None" in again.stdout, again.stderr


def test_model_that_the_hub_does_not_have(tmp_path: Path) -> None:
    """A name that the hub does not know, or a hub that does not answer, is one clear sentence."""
    with hub_of("voorbeeld/ander-model", tmp_path) as (endpoint, _):
        unknown = fetched(endpoint, tmp_path / "home")
    silent = fetched(endpoint, tmp_path / "home")
    for ran in (unknown, silent):
        last = ran.stderr.strip().splitlines()[-1]
        assert last.startswith("corpus.errors.ModelUnavailable")
        assert f"'{NAME}' cannot be loaded" in last
        assert f"could not be fetched from {endpoint}" in last
        assert "choose 'builtin' or 'lexical'" in last


@pytest.mark.parametrize("name", ["/nergens/model", "./nergens"])
def test_path_that_does_not_exist(name: str) -> None:
    """A path is never looked for on the hub."""
    with pytest.raises(ModelUnavailable, match="there is no such folder"):
        model_folder(name, no_progress)


def export(folder: Path, *, first: bool = False, file: str = "onnx/model.onnx") -> Path:
    """Write an exported model whose token vectors are one-hot: ``WORDS`` by their number."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    table = numpy_helper.from_array(np.eye(len(WORDS), dtype=np.float32), "table")
    node = helper.make_node("Gather", ["table", "input_ids"], ["tokens"])
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
    out = helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["batch", "length", len(WORDS)])
    network = helper.make_model(
        helper.make_graph([node], "tiny", [ids], [out], [table]), opset_imports=[helper.make_opsetid("", 13)]
    )
    network.ir_version = 8
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(network, str(folder / file))
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "1_Pooling").mkdir(exist_ok=True)
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": first}))
    return folder


def test_exported_model(tmp_path: Path) -> None:
    """An exported model gives the mean of its token vectors, in unit length, whatever else is in the batch."""
    embedder = load_transformer(str(export(tmp_path)), no_progress)
    assert isinstance(embedder, OnnxEmbedder)
    alone = embedder.encode_passages(["fietspad school"])
    both = embedder.encode_passages(["fietspad school", "water bos water bos water"] * 20)
    assert embedder.dimensions == len(WORDS)
    assert np.allclose(alone[0], both[0])
    assert np.allclose(np.linalg.norm(both, axis=1), 1.0)
    assert alone[0][WORDS.index("fietspad")] == pytest.approx(0.5**0.5)
    assert embedder.encode_queries([]).shape == (0, len(WORDS))
    assert (embedder.name, embedder.trust) == (str(tmp_path), 1.0)


def test_exported_model_that_pools_the_first_token(tmp_path: Path) -> None:
    """Where the model's files say so, the first token stands for the text."""
    embedder = OnnxEmbedder("m", export(tmp_path, first=True))
    assert embedder.encode_passages(["bos school"])[0].argmax() == WORDS.index("bos")


@pytest.mark.parametrize(
    ("prompts", "seen"), [(None, "query"), ({"query": "passage : ", "document": "water "}, "passage"), ({}, "query")]
)
def test_prompts_of_exported_models(prompts: dict[str, str] | None, seen: str, tmp_path: Path) -> None:
    """The prompts in a model's own files come first, then those known by its name."""
    if prompts is not None:
        (tmp_path / "config_sentence_transformers.json").write_text(json.dumps({"prompts": prompts}))
    embedder = OnnxEmbedder("tiny-e5", export(tmp_path))
    assert embedder.encode_queries(["bos"])[0][WORDS.index(seen)] > 0


def test_eight_bits_come_first(tmp_path: Path) -> None:
    """Of several exports the one in 8 bits is taken, and the identity tells them apart."""
    whole = OnnxEmbedder("m", export(tmp_path))
    export(tmp_path, file="onnx/model_qint8_avx512.onnx")
    found = exported(tmp_path)
    assert found is not None
    assert found.name == "model_qint8_avx512.onnx"
    found.write_bytes(found.read_bytes() + b"\x12\x00")  # another doc string
    assert len(whole.identity) == 16
    assert OnnxEmbedder("m", tmp_path).identity != whole.identity


def test_broken_exports(tmp_path: Path) -> None:
    """A folder without a network, or with a broken one, is a clear error."""
    with pytest.raises(ModelUnavailable, match="it holds no ONNX file"):
        OnnxEmbedder("m", tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"rubbish")
    with pytest.raises(ModelUnavailable, match="'m' cannot be loaded"):
        OnnxEmbedder("m", tmp_path)


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tiny cross-encoder with random weights, saved in a folder."""
    from sentence_transformers import CrossEncoder
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("reranker")
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    wrapped = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]"
    )
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8
    )
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(folder)
    wrapped.save_pretrained(folder)
    CrossEncoder(str(folder), device="cpu").save_pretrained(str(folder))
    return folder


def test_reranker(cross_encoder: Path) -> None:
    """A cross-encoder gives every passage a score between 0 and 1, the same alone and among others."""
    reranker = load_reranker(str(cross_encoder), no_progress)
    assert reranker is not None
    scores = reranker.scores("fietspad", ["school", "water bos", ""])
    assert scores.shape == (3,)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert reranker.scores("fietspad", ["water bos"])[0] == pytest.approx(float(scores[1]), abs=1e-5)
    assert reranker.scores("fietspad", []).shape == (0,)
    assert reranker.name == str(cross_encoder)


def test_no_reranker() -> None:
    """Without a name there is none."""
    assert load_reranker("", no_progress) is None


def test_reranker_that_is_none(tmp_path: Path) -> None:
    """A folder that holds no cross-encoder is a clear error."""
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        CrossEncoderReranker(str(tmp_path), no_progress)


class Fixed:
    """A reranker with fixed scores."""

    name = "fixed"

    def scores(self, query: str, passages: Sequence[str]) -> Scores:
        """Return 1 for the last passage and 0 for the others."""
        assert query == "q"
        return np.array([float(place == len(passages) - 1) for place in range(len(passages))])


@pytest.mark.parametrize(("weight", "best"), [(0.0, 0), (0.4, 0), (0.6, 2), (1.0, 2)])
def test_mixed_scores(weight: float, best: int) -> None:
    """The scores of before and the reranker's are mixed on one scale."""
    mixed = reranked(Fixed(), "q", ["a", "b", "c"], np.array([9.0, 5.0, 1.0]), weight)
    assert int(mixed.argmax()) == best
    assert reranked(Fixed(), "q", ["a"], np.array([3.0]), weight).shape == (1,)


class Backwards:
    """A reranker that likes what comes last."""

    name = "backwards"

    def scores(self, query: str, passages: Sequence[str]) -> Scores:
        """Return higher scores for later passages."""
        assert query == "water"
        assert all(passages)
        return np.linspace(0.0, 9.0, len(passages))


def test_reranker_of_the_settings(store: FakeStore, service_on: MakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reranker that the settings name orders the best results anew; what is found stays the same."""
    plain = service_on(store)
    plain.rebuild()
    before = plain.search(SearchRequest(text="water"))
    monkeypatch.setattr("search.service.load_reranker", lambda *_: Backwards())
    after = service_on(store).search(SearchRequest(text="water"))
    names = [hit.document_id for hit in before.hits]
    assert len(names) > 1
    assert [hit.document_id for hit in after.hits] == names[::-1]
    assert after.total == before.total
    assert [hit.score for hit in after.hits] == [hit.score for hit in before.hits]
    newest = SearchRequest(text="water", sort=Sort.NEWEST)
    assert service_on(store).search(newest).hits == plain.search(newest).hits


def test_progress_of_fetching() -> None:
    """Bytes that arrive are told with how many there are; the number of files is not."""
    told: list[tuple[str, int, int]] = []
    bar = _reporting("m", lambda stage, done, of: told.append((stage, done, of)))
    with bar(total=10, unit="B", name="huggingface_hub.transfer") as fetched_bytes:
        fetched_bytes.update(4)
        fetched_bytes.update(6)
    with bar(total=2, unit="it") as files:
        files.update(1)
    assert told == [("fetching m", 4, 10), ("fetching m", 10, 10)]
