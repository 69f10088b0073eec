"""Which document is it: the same, a new version, or a new one."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from corpus.model import QuestionRecord, SourceFields
from corpus.register import Cause, EventKind
from corpus.settings import Settings
from corpus.store import Outcome, Store
from corpus.store.names import commitment_ids, document_id, family_name, fold, normalised, slug, slug_or_none
from tests.corpus.building import TEXT, Clock, made, plain, raw, record, stating


def test_the_same_bytes_change_nothing(store: Store) -> None:
    """The same file read again leaves the feed, the log and the versions as they were."""
    first = made().put(store)
    before = (store.feed.head(), store.register.events(), store.documents.versions(first.document_id))
    again = made().put(store, Cause.BACKFILL)
    assert (again.outcome, again.document_id, again.version) == (Outcome.SAME, first.document_id, 1)
    assert (store.feed.head(), store.register.events(), store.documents.versions(first.document_id)) == before


def test_identical_bytes_under_another_uri_are_the_same_document(store: Store) -> None:
    """A copy of a file is the same document; its uri is then known as well."""
    first = made().put(store)
    copy = made(uri="file:/tmp/copy.txt", name="copy.txt")
    again = copy.put(store)
    assert (again.outcome, again.document_id) == (Outcome.SAME, first.document_id)
    assert store.documents.known(copy.raw.uri, copy.raw.sha256)
    assert (store.feed.head(), store.documents.count()) == (1, 1)


def test_a_copy_of_an_older_version_is_the_same_document(store: Store) -> None:
    """An old copy that turns up elsewhere does not replace the newer version."""
    made().put(store)
    made(TEXT + "\nMeer.").put(store)
    again = made(uri="file:/tmp/old.txt").put(store)
    assert (again.outcome, again.version) == (Outcome.SAME, 1)
    assert store.documents.get(again.document_id).version == 2


def test_other_bytes_under_a_known_uri_are_a_new_version(store: Store) -> None:
    """A file that changed is a new version of its document, whatever its record says; the old one stays readable."""
    first = made().put(store)
    longer = made(TEXT + "\nMeer.", number=None, session=None)
    second = longer.put(store)
    assert (second.outcome, second.document_id, second.version) == (Outcome.CHANGED, first.document_id, 2)
    assert store.documents.get(first.document_id).text.text == TEXT + "\nMeer."
    old = store.documents.get(first.document_id, 1)
    assert (old.text, old.record, old.current_version) == (made().text, made().record, 2)
    assert store.documents.raw(first.document_id, 1) == made().raw
    assert [(info.version, info.current) for info in store.documents.versions(first.document_id)] == [
        (1, False),
        (2, True),
    ]
    assert store.register.events(kinds=[EventKind.DOCUMENT_CHANGED])[0].data["version"] == 2


def test_bytes_that_come_back_are_a_third_version(store: Store) -> None:
    """A file that is put back as it was is news again: the document counts as it now is."""
    made().put(store)
    made(TEXT + "\nMeer.").put(store)
    third = made().put(store)
    assert (third.outcome, third.version) == (Outcome.CHANGED, 3)
    assert store.documents.get(third.document_id).text.text == TEXT


def test_a_uri_that_turns_into_a_held_document(store: Store) -> None:
    """A uri whose new bytes are another document's stands for that one from then on."""
    first = made().put(store)
    other = plain("Iets anders.", "file:/b", number=3)
    other.put(store)
    again = replace(other, raw=replace(other.raw, uri=made().raw.uri)).put(store)
    assert again.outcome is Outcome.SAME
    assert again.document_id != first.document_id
    assert store.documents.known(made().raw.uri, other.raw.sha256)
    assert store.documents.get(first.document_id).version == 1


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"office": "MINISTER VAN\nBRUGGEN", "minister": "AN PEETERS", "asker": "JAN DE SMET"}, True),
        ({"office": None, "minister": None}, True),
        ({"asker": None, "minister": None}, True),
        ({"office": "Minister van Water"}, True),
        ({"office": "Minister van Water", "minister": None}, False),
        ({"office": "Minister van Water", "minister": "Bo Claes"}, False),
        ({"minister": "Bo Claes"}, False),
        ({"asker": "Els Maes"}, False),
        ({"office": None, "asker": None}, False),
        ({"office": None, "asker": None, "minister": None}, False),
        ({"number": 13}, False),
        ({"number": None}, False),
        ({"session": "2022-2023"}, False),
        ({"session": None}, False),
        ({"parliament": "Elders"}, False),
    ],
)
def test_records_of_one_question(store: Store, changes: dict[str, object], same: bool) -> None:
    """A record with the same key is a new version; one that contradicts it, or has too little to tell, is new."""
    first = made().put(store)
    second = plain("Andere bytes.", "file:/other", doc_id=None, **changes).put(store)
    assert (second.document_id == first.document_id) is same
    assert second.outcome is (Outcome.CHANGED if same else Outcome.NEW)


def test_the_own_uri_wins_among_records_of_one_question(store: Store) -> None:
    """Where two held documents fit a record, it is a new version of the one that its uri stands for."""
    plain("Eerste.", "file:/a", office=None, minister=None).put(store)
    second = plain("Tweede.", "file:/b", asker=None).put(store)
    again = plain("Tweede, verbeterd.", "file:/b").put(store)
    assert (again.document_id, again.version) == (second.document_id, 2)


@pytest.mark.parametrize(
    ("doc_id", "fields", "name", "expected"),
    [
        ("K-55.12_a~b", {}, "x.pdf", "K-55.12_a~b"),
        ("not safe/at all", {}, "x.pdf", "sv-2023-2024-12-peeters"),
        ("..", {}, "x.pdf", "sv-2023-2024-12-peeters"),
        (None, {}, "x.pdf", "sv-2023-2024-12-peeters"),
        (None, {"minister": None}, "x.pdf", "sv-2023-2024-12-de-smet"),
        (None, {"minister": "Van Élst, Piet"}, "x.pdf", "sv-2023-2024-12-van-elst"),
        (None, {"minister": None, "asker": None}, "Vraag 12 (def).pdf", "vraag-12-def"),
        (None, {"number": None}, "Brug  in Tèst.txt", "brug-in-test"),
        (None, {"session": None}, "???.txt", "x-"),
        (None, {"session": None}, "", "document"),
    ],
)
def test_document_ids(doc_id: str | None, fields: dict[str, object], name: str, expected: str) -> None:
    """An id is the source's if safe, else made of session, number and name, else of the file's name."""
    made_of = SourceFields(doc_id=doc_id)
    found = document_id(raw(name=name), made_of, record(**fields), lambda _: False)
    assert found.startswith(expected) if expected == "x-" else found == expected


def test_a_taken_id_gets_the_hash_of_its_uri(store: Store) -> None:
    """Two documents of one name are told apart by where they come from, and stay so."""
    fields = {"number": None, "session": None}
    first = made("".join((TEXT, " A")), uri="file:/a/brug.txt", **fields).put(store)  # type: ignore[arg-type]
    second = made("".join((TEXT, " B")), uri="file:/b/brug.txt", **fields).put(store)  # type: ignore[arg-type]
    assert first.document_id == "brug"
    assert second.document_id.startswith("brug-")
    assert len(second.document_id) == len("brug-") + 6


def test_a_taken_hash_grows() -> None:
    """Where the id with the short hash is taken as well, more of the hash is used."""
    taken = {"brug"}
    plain_record = QuestionRecord()
    first = document_id(raw(), SourceFields(), plain_record, taken.__contains__)
    second = document_id(raw(), SourceFields(), plain_record, (taken | {first}).__contains__)
    assert second.startswith(first)
    assert len(second) == len(first) + 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [("An Peeters", "Peeters"), ("Peeters, An", "Peeters"), ("Maaike De Wit", "De Wit"), ("Zita", "Zita")],
)
def test_family_names(name: str, expected: str) -> None:
    """The family name stands before the comma, else after the first name."""
    assert family_name(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MINISTER VAN WERK,\nECONOMIE", "minister-van-werk-economie"),
        ("Élise  d'Hondt", "elise-d-hondt"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    """A slug has no accents, capitals, line ends or signs."""
    assert slug(text) == expected
    assert slug_or_none(text) == (expected or None)


def test_names_without_latin_letters_stay_apart() -> None:
    """Two names of another alphabet do not become one empty slug."""
    assert slug("Ελένη") != slug("Μαρία")
    assert slug_or_none(None) is None


@hypothesis_settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(st.text(max_size=60))
def test_a_slug_is_its_own_slug(text: str) -> None:
    """Folding and slugging twice changes nothing more, so a filter takes a name or its slug."""
    assert slug(slug(text)) == slug(text)
    assert fold(fold(text)) == fold(text)


@hypothesis_settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["Wij doen dit.", "wij  DOEN\ndit.", "Iets anders."]), max_size=6))
def test_commitment_ids_are_stable_and_apart(quotes: list[str]) -> None:
    """Ids are the same at every reading, differ within a document, and ignore capitals and line wraps."""
    document = document_id(raw(), SourceFields(), QuestionRecord(), lambda _: False)
    ids = commitment_ids(document, quotes)
    assert ids == commitment_ids(document, [normalised(quote) for quote in quotes])
    assert len(set(ids)) == len(quotes)
    assert all(len(name) == 12 and name.startswith("c-") for name in ids)


def test_a_commitment_id_taken_elsewhere_grows() -> None:
    """Where another document has the id already, more of the hash is used."""
    document = document_id(raw(), SourceFields(), QuestionRecord(), lambda _: False)
    (short,) = commitment_ids(document, ["Wij doen dit."])
    (longer,) = commitment_ids(document, ["Wij doen dit."], lambda name: name == short)
    assert longer.startswith(short)
    assert len(longer) == len(short) + 1


def test_ids_are_the_same_after_ingesting_again_from_nothing(store: Store, clock: Clock, tmp_path: Path) -> None:
    """Ids do not depend on when, beside what or in which order documents were stored."""
    documents = [made(), stating(["Wij planten bomen."], "file:/b", number=3, minister="Bo Claes")]
    for item in documents:
        item.put(store)
    with Store.open(Settings(data=tmp_path / "again"), clock=clock) as again:
        for item in reversed(documents):
            item.put(again)
        assert {row.id for row in again.documents.list()} == {row.id for row in store.documents.list()}
        assert again.register.list() == store.register.list()
