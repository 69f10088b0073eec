"""The check of the store finds what was damaged."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from corpus.settings import Settings
from corpus.store import Severity, Store
from tests.corpus.building import made


def damage(settings: Settings, *statements: str) -> None:
    """Run statements on the file itself, without the rules that the program sets."""
    with closing(sqlite3.connect(settings.data / "rappel.sqlite")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_sound_store_has_no_findings(store: Store) -> None:
    """A new store and one with documents and problems are sound."""
    assert store.check() == ()
    made().put(store)
    made(made().text.text + "\nMeer.").put(store)
    store.problems.put("file:/a", "a", None, "empty", "It is empty.", b"")
    assert store.check() == ()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE blobs SET content = 'other'", "blob_changed"),
        ("UPDATE blobs SET content = x'00'", "blob_changed"),
        ("UPDATE fact_figures SET quote = 'other'", "span_without_quote"),
        ("UPDATE fact_times SET start = start + 1", "span_without_quote"),
        ("UPDATE commitments SET quote = 'other'", "span_without_quote"),
        ("UPDATE versions SET text = replace(text, '1,5', '2,5')", "span_without_quote"),
        ("DELETE FROM records", "version_without_record"),
        ("DELETE FROM commitments", "event_without_commitment"),
        ("DELETE FROM commitments", "broken_reference"),
        ("DELETE FROM blobs", "broken_reference"),
        ("UPDATE alembic_version SET version_num = '0001'", "schema"),
        ("DELETE FROM alembic_version", "schema"),
        ("DROP TABLE fact_claims", "unreadable"),
        ("DROP TABLE fact_claims", "missing_table"),
        ("DROP TABLE uploads", "missing_table"),
        ("DROP TABLE source_looks", "missing_table"),
        ("ALTER TABLE leases DROP COLUMN message", "missing_column"),
    ],
)
def test_damage_is_found(store: Store, settings: Settings, statement: str, code: str) -> None:
    """Each kind of damage is found, with what to do, and does not stop the check."""
    made().put(store)
    damage(settings, statement)
    found = {finding.code: finding for finding in store.check()}
    assert code in found
    assert found[code].severity is Severity.ERROR
    assert found[code].message
    assert found[code].what_to_do


def test_a_damaged_index_is_found(store: Store, settings: Settings) -> None:
    """SQLite's own check of the file is part of the check."""
    made().put(store)
    damage(
        settings,
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_master SET sql = 'CREATE INDEX ix_records_number ON records (day)' "
        "WHERE name = 'ix_records_number'",
    )
    store.close()
    assert "damaged_file" in {finding.code for finding in store.check()}


def test_a_file_that_is_gone_is_found(open_store: Callable[[], Store], settings: Settings) -> None:
    """A store whose file turned into something else says so in one finding."""
    store = open_store()
    store.close()
    for path in settings.data.iterdir():
        path.unlink()
    (settings.data / "rappel.sqlite").write_bytes(b"no database " * 500)
    (finding,) = store.check()
    assert (finding.code, finding.severity) == ("unreadable", Severity.ERROR)


def test_a_part_is_said_to_be_a_part(store: Store) -> None:
    """Where only a part was compared, a remark says how much."""
    made().put(store)
    made(made().text.text + "\nMeer.").put(store)
    findings = store.check(sample=1)
    assert [(finding.severity, finding.code) for finding in findings] == [(Severity.INFO, "sampled")] * 2
    assert "1 of 2" in findings[0].message
