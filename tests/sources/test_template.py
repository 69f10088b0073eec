"""The template of a new parliament works as it stands: a stranger begins with something that runs."""

import importlib.util
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

from corpus.model import AnswerKind
from corpus.settings import Settings
from corpus.store import Store
from ingest.layout.rule_table import read_rules
from ingest.service import Ingest
from ingest.sources.web.registry import SourceOptions, open_client
from ingest.sources.web.sync import Sync
from tests.sources.conftest import Time
from tests.sources.flemish_questions import Question, invented
from tests.sources.local_server import serving

TEMPLATES = Path(__file__).parents[2] / "docs" / "templates"


def loaded(name: str) -> ModuleType:
    """Return a module of the template."""
    spec = importlib.util.spec_from_file_location(name, TEMPLATES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def connector(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], object]:
    """Return what makes the template's connector, with the template's rules."""
    kind = loaded("your_parliament").YourParliament
    rules = property(lambda _: read_rules(TEMPLATES / "source_your_parliament.toml"))
    monkeypatch.setattr(kind, "rules", rules)
    return lambda addresses: kind(addresses=addresses)


def test_the_template_is_followed(connector: Callable[..., object], tmp_path: Path) -> None:
    """Questions of many pages are held with their answers; one that is answered later becomes a new version."""
    time, settings = Time(), Settings(data=tmp_path)
    questions: dict[int, Question] = invented(70)
    for one in questions.values():
        one.asked += timedelta(days=200)
        one.holding = one.key == 1_700_004
        one.answered = one.asked + timedelta(days=9) if one.answered else None
        one.attachments = int(one.answered is not None)
    dropped = next(one for one in questions.values() if one.written and one.answered is None)
    dropped.withdrawn = True
    with serving(loaded("your_server").YourServer(questions=questions)) as server:
        options = SourceOptions(addresses=server.addresses(), pause=0)
        source = connector(server.addresses())
        with (
            Store.open(settings, clock=time) as store,
            open_client(source, options, settings, wait=lambda _: None) as client,  # type: ignore[arg-type]
        ):
            sync = Sync(source, store, settings, time, client, Ingest(store, settings, time))  # type: ignore[arg-type]
            report = sync.run()
            assert (report.complete, report.ingest.new) == (True, sum(one.written for one in questions.values()))
            assert store.documents.get("yours-1700004").record.answer_kind is AnswerKind.PROVISIONAL
            # Records come twenty at a time, in the order of the list, so that few calls are made.
            written = sum(one.written for one in questions.values())
            assert sum("/questions/" in call for call in server.calls) < written / 10
            assert [file.name for file in store.documents.get("yours-1700004").text.attachments] != []
            # A withdrawn question is looked at no more.
            assert store.documents.withdrawn() == {f"yours-{dropped.key}"}
            assert str(dropped.key) not in {one.key for one in store.source_items.waiting("your-parliament")}
            assert sync.run().wanted == 0  # a counter of visitors is another one in every list
            waiting = next(one for one in questions.values() if one.answered is None and one is not dropped)
            waiting.answered = waiting.asked + timedelta(days=20)
            time.now += timedelta(days=1)
            sync.run()
            assert store.documents.get(f"yours-{waiting.key}").version == 2
