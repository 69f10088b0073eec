"""Quarantine, health of the sources, people."""

from datetime import date

import pytest

from corpus.errors import NotFound
from corpus.store import Store
from tests.corpus.building import Clock, made, plain


def test_a_problem_is_kept_with_its_bytes(store: Store) -> None:
    """A document that could not be read is listed with the reason, and its bytes are there."""
    given = store.problems.put("file:/a.pdf", "a.pdf", None, "encrypted", "It needs a password.", b"%PDF")
    assert store.problems.list() == (given,)
    assert (given.reason, given.size, given.line) == ("encrypted", 4, None)
    assert store.problems.content(given.sha256) == b"%PDF"


def test_a_problem_refused_again_stays_one(store: Store) -> None:
    """The same document refused again keeps its first day, and its old bytes are dropped."""
    first = store.problems.put("file:/a.pdf", "a.pdf", None, "encrypted", "It needs a password.", b"%PDF")
    second = store.problems.put("file:/a.pdf", "a.pdf", None, "empty", "It is empty.", b"")
    assert store.problems.list() == (second,)
    assert (second.first_seen, second.last_seen > first.last_seen) == (first.first_seen, True)
    with pytest.raises(NotFound, match=first.sha256):
        store.problems.content(first.sha256)


def test_lines_of_a_file_are_problems_of_their_own(store: Store) -> None:
    """Two broken lines of one file are two problems, cleared together."""
    for line in (7, 3):
        store.problems.put("file:/a.jsonl", "a.jsonl", line, "not_json", "Not JSON.", b"{")
    other = store.problems.put("file:/b", "b", None, "empty", "It is empty.", b"{")
    assert [problem.line for problem in store.problems.list()] == [3, 7, None]
    assert store.problems.clear("file:/a.jsonl") == 2
    assert store.problems.clear("file:/a.jsonl") == 0
    assert store.problems.list() == (other,)
    assert store.problems.content(other.sha256) == b"{"


def test_bytes_of_a_held_document_survive_its_problem(store: Store) -> None:
    """Clearing a problem never drops bytes that a document needs."""
    given = made()
    problem = store.problems.put(given.raw.uri, "brug.txt", None, "slow", "Try again.", given.raw.content)
    result = given.put(store)
    store.problems.clear(given.raw.uri)
    assert store.documents.raw(result.document_id).content == given.raw.content
    with pytest.raises(NotFound):
        store.problems.content(problem.sha256)


def test_health_of_a_source(store: Store, clock: Clock) -> None:
    """Failures are counted until a look succeeds; what was read up to never moves back."""
    assert store.health.get("files") is None
    first = store.health.record("files", True, new_item=True, read_until=date(2024, 3, 1))
    assert (first.failures, first.last_item, first.last_checked) == (0, clock.now, clock.now)
    store.health.record("files", False, "no answer")
    failed = store.health.record("files", False, "no answer", read_until=date(2024, 4, 1))
    assert (failed.failures, failed.message, failed.read_until) == (2, "no answer", date(2024, 3, 1))
    good = store.health.record("files", True, read_until=date(2024, 2, 1))
    assert (good.failures, good.message, good.read_until) == (0, "", date(2024, 3, 1))
    assert good.last_item == first.last_item
    assert store.health.get("files") == good
    assert store.health.record("service", True).read_until is None
    assert [item.source for item in store.health.list()] == ["files", "service"]


@pytest.fixture
def people(store: Store) -> Store:
    """Return a store in which one office had two ministers, printed in two ways."""
    table = [
        ("MINISTER VAN\nBRUGGEN", "AN PEETERS", "JAN DE SMET", "Partij A", date(2020, 1, 1)),
        ("Minister van Bruggen", "An Peeters", "Jan De Smet", "Partij B", date(2022, 1, 1)),
        ("Minister van Bruggen", "Bo Claes", "Els Maes", None, date(2023, 1, 1)),
        ("Minister van Bruggen", None, "Els Maes", None, None),
        ("Minister van Wegen", " ", None, None, date(2021, 1, 1)),
        (None, "Zonder Ambt", None, None, None),
    ]
    for number, (office, minister, asker, party, day) in enumerate(table):
        fields = {"office": office, "minister": minister, "asker": asker, "party": party}
        plain(f"Tekst {number}.", str(number), doc_id=None, number=number, asked=day, answered=day, **fields).put(store)
    return store


def test_offices_fold_spellings_and_list_ministers(people: Store) -> None:
    """An office in capitals and line wraps is one office, with its ministers, the latest first."""
    bridges, roads = people.people.offices()
    assert (bridges.slug, bridges.office, bridges.documents) == ("minister-van-bruggen", "Minister van Bruggen", 4)
    assert [(one.name, one.first, one.last, one.documents) for one in bridges.ministers] == [
        ("Bo Claes", date(2023, 1, 1), date(2023, 1, 1), 1),
        ("An Peeters", date(2020, 1, 1), date(2022, 1, 1), 2),
    ]
    assert (roads.slug, roads.ministers, roads.commitments) == ("minister-van-wegen", (), 0)
    assert people.people.office("Minister van BRUGGEN") == bridges


def test_an_office_counts_commitments(store: Store) -> None:
    """An office says how many commitments its documents hold."""
    made().put(store)
    assert store.people.offices()[0].commitments == 2


def test_an_unknown_office(people: Store) -> None:
    """An office that no document names is a clear error."""
    with pytest.raises(NotFound, match="minister-van-water"):
        people.people.office("minister-van-water")


def test_askers_fold_spellings(people: Store) -> None:
    """Everybody who asks comes once, with the latest party and the days."""
    els, jan = people.people.askers()
    assert (jan.name, jan.party, jan.documents) == ("Jan De Smet", "Partij B", 2)
    assert (jan.first, jan.last) == (date(2020, 1, 1), date(2022, 1, 1))
    assert (els.name, els.party, els.first, els.documents) == ("Els Maes", None, date(2023, 1, 1), 2)
