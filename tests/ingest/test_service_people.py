"""Ingest with the data folder's reference data of mandates and members."""

import json
from pathlib import Path

import pytest

from corpus.errors import RulesError
from corpus.settings import Settings
from corpus.store import Store
from ingest.service import Ingest
from tests.ingest.conftest import clock

MANDATE = {"given": "An", "family": "Peeters", "title": "Minister van Wegen", "start": "2019-10-02"}
RECORD = {
    "doc_id": "r1",
    "question": "Hoeveel bruggen telt de gemeente?",
    "answer": "Twaalf.",
    "minister": "An Peeters",
    "depotdat": "2022-04-01",
}


@pytest.mark.parametrize(
    ("more", "office"), [({}, "Minister van Wegen"), ({"parliament": "Elders"}, None), ({"department": "X"}, "X")]
)
def test_what_follows_from_a_mandate(tmp_path: Path, more: dict[str, str], office: str | None) -> None:
    """The office of a minister is filled in for the settings' parliament, marked, and never over a stated one."""
    settings = Settings(data=tmp_path / "data")
    settings.data.mkdir()
    (settings.data / "mandates.json").write_text(json.dumps([MANDATE]), encoding="utf-8")
    (tmp_path / "x.jsonl").write_text(json.dumps(RECORD | more), encoding="utf-8")
    with Store.open(settings, clock=clock) as store:
        Ingest(store, settings, clock).run([tmp_path / "x.jsonl"])
        held = store.documents.get(store.documents.list()[0].id).record
    assert held.office == office
    assert ("office" in held.inferred) == (office == "Minister van Wegen")


def test_wrong_reference_data_stop_the_run(tmp_path: Path) -> None:
    """A wrong file is named before anything is read."""
    settings = Settings(data=tmp_path / "data")
    settings.data.mkdir()
    (settings.data / "members.csv").write_text("name\nX\n", encoding="utf-8")
    (tmp_path / "x.jsonl").write_text(json.dumps(RECORD), encoding="utf-8")
    with Store.open(settings, clock=clock) as store:
        with pytest.raises(RulesError, match="members"):
            Ingest(store, settings, clock).run([tmp_path / "x.jsonl"])
        assert store.documents.count() == 0
