"""What ``rappel doctor`` finds: a sound house, and each thing that can be wrong with it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partialmethod
from pathlib import Path

import pytest

from corpus.errors import RappelError, RulesError, StoreBusy, StoreError
from corpus.settings import Settings
from corpus.store import Store
from search.request import IndexStatus
from search.service import SearchService
from tests.conftest import clock
from web.doctor import ERROR, GOOD, NOTICE, Diagnosis, examine, print_findings, unusable
from web.services import Services


@contextmanager
def parts(data: Path) -> Iterator[Services]:
    """Open the services over a data folder."""
    settings = Settings(data=data)
    with Store.open(settings, clock=clock) as store:
        yield Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )


def by_part(found: tuple[Diagnosis, ...]) -> dict[str, Diagnosis]:
    """Return the findings by what was looked at."""
    return {one.part: one for one in found}


def test_a_sound_house(sample_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything is looked at and said to be good, and nothing needs doing."""
    found = examine(lambda: parts(sample_data))
    assert {one.severity for one in found} <= {GOOD}
    assert {"settings", "store", "index", "documents", "sources"} <= {one.part for one in found}
    assert not unusable(found)
    print_findings(found)
    assert "ok     settings: data in" in capsys.readouterr().out


def test_a_house_too_large_to_look_at_whole(
    sample_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A store of which only a part is compared is sound, and how much was compared is said."""
    monkeypatch.setattr(Store, "check", partialmethod(Store.check, sample=2))
    found = examine(lambda: parts(sample_data))
    assert {one.severity for one in found} == {GOOD}
    print_findings(found)
    told = capsys.readouterr().out
    assert "ok     store: sound: sqlite" in told
    assert "ok     store: 2 of 34 documents were compared, not all" in told


def test_an_index_that_is_not_there_or_behind(own_sample_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing, a late and a broken index are told apart, each with what to do."""
    for status, severity, words in (
        (IndexStatus(), NOTICE, "not built yet"),
        (IndexStatus(generation="a", behind=3), NOTICE, "3 changes behind"),
        (IndexStatus(generation="a", message="it is another model's"), ERROR, "another model"),
        (IndexStatus(message="it is damaged"), ERROR, "damaged"),
    ):
        monkeypatch.setattr(SearchService, "status", lambda _, status=status: status)
        found = by_part(examine(lambda: parts(own_sample_data)))["index"]
        assert (found.severity, "rappel rebuild" in found.remedy) == (severity, True)
        assert words in found.message


def test_documents_in_quarantine_are_told(own_sample_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What could not be read is counted, with the command that lists it."""
    with parts(own_sample_data) as held:
        held.store.problems.put("file:///x.pdf", "x.pdf", None, "encrypted", "It has a password.", b"%PDF")
        held.store.health.record("files", ok=False, message="the folder is closed")
    found = examine(lambda: parts(own_sample_data))
    assert by_part(found)["documents"].remedy == "run: rappel problems"
    assert "the folder is closed" in by_part(found)["sources"].message
    assert by_part(found)["sources"].severity == NOTICE
    print_findings(found)
    assert "-> run: rappel problems" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "part", "is_unusable"),
    [(StoreError("damaged"), "store", True), (RulesError("RAPPEL_PORT: not a number"), "settings", True)],
)
def test_a_house_that_cannot_be_opened(error: RappelError, part: str, is_unusable: bool) -> None:
    """Where settings or store cannot be used, that is a finding and not an end."""

    def closed() -> AbstractContextManager[Services]:
        raise error

    found = examine(closed)
    assert [(one.part, one.severity, one.message) for one in found] == [(part, ERROR, str(error))]
    assert unusable(found) is is_unusable


def test_a_part_that_fails_does_not_hide_the_others(sample_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When one look fails, the rest is still looked at."""

    def busy(_: Store) -> None:
        raise StoreBusy("held by process 7")

    monkeypatch.setattr(Store, "check", busy)
    found = by_part(examine(lambda: parts(sample_data)))
    assert found["store"].message == "held by process 7"
    assert found["index"].severity == GOOD
