"""What ``rappel doctor`` finds: a sound house, and each thing that can be wrong with it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial, partialmethod
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


def test_a_store_that_lacks_tables(own_sample_data: Path) -> None:
    """A store of this version without one of its tables is not sound: which one is named, and what to do."""
    with closing(sqlite3.connect(own_sample_data / "rappel.sqlite")) as connection:
        connection.execute("DROP TABLE source_looks")
    found = examine(lambda: parts(own_sample_data))
    (told,) = (one for one in found if one.part == "store")
    assert (told.severity, told.message) == (ERROR, "the table source_looks of schema 0005 is missing")
    assert "rappel restore --force FILE" in told.remedy
    assert unusable(found)


def test_a_folder_that_may_not_be_written_to(tmp_path: Path, unprivileged: Callable[[], None]) -> None:
    """Where this user can only read, the doctor names the places; where he may write, it says nothing of them."""
    data = tmp_path / "data"
    with parts(data):
        pass
    assert [one for one in examine(lambda: parts(data)) if "cannot be written to" in one.message] == []
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == data.owner() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    (data / "rappel.sqlite").chmod(0o444)
    data.chmod(0o555)
    unprivileged()
    found = [one for one in examine(lambda: parts(data)) if "cannot be written to" in one.message]
    assert [(one.part, one.severity, one.message.partition(" ")[0]) for one in found] == [
        ("settings", NOTICE, str(place)) for place in (data, data / "rappel.sqlite")
    ]
    assert all("user of the service" in one.remedy for one in found)


def test_a_folder_without_a_store(tmp_path: Path) -> None:
    """A folder that is mistyped is named and not made; one that is a file is refused as ever."""
    place, wrong = tmp_path / "typo", tmp_path / "file"
    wrong.touch()
    (told,) = examine(lambda: parts(place), lambda: Settings(data=place))
    assert (told.part, told.severity) == ("store", NOTICE)
    assert f"there is no store yet: looked for {place / 'rappel.sqlite'}" in told.message
    assert "--data" in told.remedy
    assert not place.exists()
    (refused,) = examine(lambda: parts(wrong), lambda: Settings(data=wrong))
    assert (refused.severity, "cannot be written to" in refused.message) == (ERROR, True)
    elsewhere = Settings(data=place, database=f"sqlite:///{tmp_path / 'own.sqlite'}")
    (told,) = examine(lambda: pytest.fail("a store was opened"), lambda: elsewhere)
    assert f"looked for {tmp_path / 'own.sqlite'}" in told.message


def test_a_database_that_is_none_is_left_to_its_opening(tmp_path: Path) -> None:
    """A setting that names no database is told by what opens it, and a database that is no file is not looked for."""
    for database in ("nonsense", "postgresql+psycopg://nobody@localhost/none"):
        opened: list[str] = []

        def open_parts(database: str = database, opened: list[str] = opened) -> AbstractContextManager[Services]:
            opened.append(database)
            raise StoreError("told by the opening")

        (told,) = examine(open_parts, partial(Settings, data=tmp_path, database=database))
        assert (told.message, opened) == ("told by the opening", [database])
