"""A store of every released schema, with rows in it, is brought up to date and says the same as before."""

from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, insert, select

from corpus.settings import Settings
from corpus.store import Store, schema
from corpus.store.database import Database
from tests.conftest import clock

RELEASED = sorted(path.name[1:5] for path in (schema.MIGRATIONS / "versions").glob("v*.py"))[:-1]


def older_store(sample_data: Path, folder: Path, revision: str) -> Settings:
    """Make a store of an older schema that holds the rows of the samples, as far as it had places for them."""
    settings = Settings(data=folder)
    folder.mkdir(parents=True)
    database = Database(settings.database_url)
    database.use_write_ahead_log()
    with database.changing() as connection:
        schema.run_migrations(connection, revision)
    database.close()
    newest, old = create_engine(f"sqlite:///{sample_data / 'rappel.sqlite'}"), create_engine(settings.database_url)
    there, here = MetaData(), MetaData()
    there.reflect(newest)
    here.reflect(old)
    with newest.connect() as source, old.begin() as target:
        for table in here.sorted_tables:
            if table.name not in there.tables or table.name == "alembic_version":
                continue
            rows = source.execute(select(there.tables[table.name])).mappings()
            kept = [{name: row[name] for name in table.columns.keys() if name in row} for row in rows]  # noqa: SIM118
            if kept:
                target.execute(insert(table), kept)
    newest.dispose()
    old.dispose()
    return settings


@pytest.mark.parametrize("revision", RELEASED)
def test_from_every_release(sample_data: Path, tmp_path: Path, revision: str) -> None:
    """Opening it is enough: documents, and the register where there was one, are read as the samples are."""
    old = older_store(sample_data, tmp_path / "data", revision)
    with (
        Store.open(Settings(data=sample_data), clock=clock) as samples,
        Store.open(old, clock=clock) as upgraded,
    ):
        assert upgraded.is_current()
        assert [one.id for one in upgraded.documents.list()] == [one.id for one in samples.documents.list()]
        for one in samples.documents.list():
            assert upgraded.documents.raw(one.id) == samples.documents.raw(one.id)
            assert upgraded.documents.get(one.id).record == samples.documents.get(one.id).record
        if revision > "0001":
            assert upgraded.register.list() == samples.register.list()
            assert upgraded.register.events() == samples.register.events()
            assert [one for one in upgraded.check() if one.severity == "error"] == []
        assert upgraded.leases.list() == ()


def test_all_releases_are_tried() -> None:
    """The schemas before this program's own are known; none is left out."""
    assert [f"{number:04}" for number in range(1, int(schema.VERSION))] == RELEASED
