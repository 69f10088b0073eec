"""Who names a question: references found from the document that they mean."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import MetaData, inspect
from sqlalchemy import text as statement

from corpus.errors import NotFound
from corpus.facts import Facts
from corpus.model import DocumentId
from corpus.settings import Settings
from corpus.store import Store, schema
from corpus.store.database import Database
from tests.corpus.building import plain, pointing

_WORDS = "Zie ook vraag 7 hierover."


def put_naming(store: Store, uri: str, *numbers: int, more: str = "", **given: Any) -> DocumentId:  # noqa: ANN401
    """Store a document that names question numbers, with some fields of the reference or the record changed."""
    reference = {name: given.pop(name) for name in ("session", "asker") if name in given}
    head: dict[str, Any] = {"number": None, "asked": date(2024, 5, 1), "answered": date(2024, 6, 1)} | given
    words = _WORDS + more
    document = plain(words, uri, **head)
    facts = Facts(references=(pointing(words, "vraag 7", *numbers, **reference),))
    return replace(document, facts=facts).put(store).document_id


def put_held(store: Store, uri: str, number: int = 7, **given: Any) -> DocumentId:  # noqa: ANN401
    """Store a question that can be named."""
    return plain(f"De vraag {uri}.", uri, number=number, asked=date(2024, 1, 1), **given).put(store).document_id


def test_a_question_finds_who_names_it(store: Store) -> None:
    """Every document that names the number is found, the newest first, with the words; the document itself is not."""
    held = put_held(store, "held")
    older = put_naming(store, "older", 7, answered=date(2024, 5, 2))
    newer = put_naming(store, "newer", 6, 7, more=" Later.")
    put_naming(store, "other", 8, more=" Anders.")
    found = store.documents.naming(held)
    assert [one.document for one in found] == [newer, older]
    assert [(one.quote, one.position, one.version) for one in found] == [("vraag 7", 0, 1)] * 2
    assert {one.reference.candidates for one in found} == {(held,)}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, 2),
        ({"session": "2023-2024"}, 1),
        ({"session": "2010-2011"}, 0),
        ({"asker": "De Smet"}, 2),
        ({"asker": "Nobel"}, 0),
        ({"parliament": "Elders"}, 0),
        ({"answered": date(2023, 12, 1), "asked": None}, 0),
    ],
)
def test_a_reference_means_what_it_does_not_contradict(store: Store, given: dict[str, Any], expected: int) -> None:
    """Session, asker, parliament and day narrow what is meant; what stays open is told by the number of candidates."""
    held = put_held(store, "held", session="2023-2024")
    put_held(store, "other", session="2022-2023", office="Minister van Wegen", minister="Bo Claes")
    put_naming(store, "naming", 7, **given)
    found = store.documents.naming(held)
    assert [len(one.reference.candidates) for one in found] == ([expected] if expected else [])


def test_only_current_versions_name(store: Store) -> None:
    """A reference that a later version dropped names nothing any more."""
    held = put_held(store, "held")
    put_naming(store, "naming", 7)
    put_naming(store, "naming", 9, more=" Verbeterd.")
    assert store.documents.naming(held) == ()


def test_without_a_number_nothing_names(store: Store) -> None:
    """A document whose number is unknown cannot be named; one that is not held is an error."""
    held = plain("Zonder nummer.", "x", number=None).put(store).document_id
    put_naming(store, "naming", 7)
    assert store.documents.naming(held) == ()
    with pytest.raises(NotFound, match="nergens"):
        store.documents.naming("nergens")


def _tables_of(revision: str) -> set[str]:
    """Return the tables of an older schema."""
    database = Database("sqlite://")
    with database.changing() as connection:
        schema.run_migrations(connection, revision)
        return set(inspect(connection).get_table_names())


def test_references_of_an_older_store_are_found(settings: Settings, open_store: Callable[[], Store]) -> None:
    """A store written before numbers were kept apart answers the same after it was brought up to date."""
    with open_store() as store:
        held = put_held(store, "held")
        naming = put_naming(store, "naming", 7, 7, 12)
    database = Database(settings.database_url)
    with database.changing() as connection:
        held_tables, kept, remade = MetaData(), _tables_of("0002"), {"deliveries", "subscriptions"}
        held_tables.reflect(connection)
        for table in reversed(held_tables.sorted_tables):
            if table.name not in kept - remade:
                table.drop(connection)
        for name in remade:
            connection.execute(statement(f"CREATE TABLE {name} (id INTEGER)"))
        connection.execute(statement("UPDATE alembic_version SET version_num = '0002'"))
    database.close()
    assert schema.VERSION >= "0003"
    assert [one.document for one in open_store().documents.naming(held)] == [naming]
