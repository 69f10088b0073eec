"""Parties over time from the lists of members that a source gives for single days."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import QuestionRecord
from corpus.reference_people import Membership, ReferencePeople
from corpus.source_members import memberships
from corpus.store.source_lists import MEMBERS, SourceList

NOW = datetime(2024, 12, 1, 9, tzinfo=UTC)


def lists(*days: tuple[str | None, dict[str, tuple[str, str]]]) -> list[SourceList]:
    """Return lists of members: a day, or None for now, and name and party by key."""
    return [
        SourceList(
            source="s",
            kind=MEMBERS,
            day=date.fromisoformat(day) if day else None,
            parliament="P",
            fetched=NOW,
            entries=[{"key": key, "name": name, "party": party} for key, (name, party) in members.items()],
        )
        for day, members in days
    ]


def told(*days: tuple[str | None, dict[str, tuple[str, str]]]) -> list[tuple[str | None, str, str | None, str | None]]:
    """Return the memberships that lists tell: key, party, first day and first day after."""
    return [
        (one.key, one.party, one.start.isoformat() if one.start else None, one.end.isoformat() if one.end else None)
        for one in memberships(lists(*days))
    ]


def test_a_member_who_always_sat() -> None:
    """Where every list has a person for one party, no day is known to lie outside."""
    assert told(("2024-01-01", {"1": ("An", "A")}), (None, {"1": ("An", "A")})) == [("1", "A", None, None)]


def test_a_member_who_came_and_left() -> None:
    """A stretch reaches over the days of which nothing is known, and not over the lists that lack the person."""
    days = [("2024-01-01", {}), ("2024-02-01", {"1": ("An", "A")}), ("2024-03-01", {}), (None, {})]
    assert told(*days) == [("1", "A", "2024-01-02", "2024-03-01")]


def test_a_change_of_party_leaves_open_what_lies_between() -> None:
    """The days between two lists with different parties belong to neither; lists of days that follow close the gap."""
    apart = [("2024-01-01", {"1": ("An", "A")}), ("2024-03-01", {"1": ("An", "B")})]
    assert told(*apart) == [("1", "A", None, "2024-01-02"), ("1", "B", "2024-03-01", None)]
    close = [("2024-01-31", {"1": ("An", "A")}), ("2024-02-01", {"1": ("An", "B")})]
    assert told(*close) == [("1", "A", None, "2024-02-01"), ("1", "B", "2024-02-01", None)]


def test_a_person_without_a_party_has_no_membership() -> None:
    """Who sits for no party is in none."""
    assert told((None, {"1": ("An", "")})) == []


NAMESAKES = ReferencePeople(
    stated=memberships(lists((None, {"1": ("Jan Peeters", "A"), "2": ("Peeters, Jan", "B"), "3": ("Eva Maes", "C")})))
)


@pytest.mark.parametrize(
    ("asker", "key", "party"),
    [
        ("Jan Peeters", "1", "A"),
        ("Jan Peeters", "2", "B"),
        ("Jan Peeters", None, None),
        ("J. Peeters", "1", "A"),
        ("Eva Maes", None, "C"),
        ("Eva Maes", "9", "C"),
        ("Eva Maes", "1", "C"),
        ("Iemand Anders", "3", None),
    ],
    ids=["one", "the other", "either", "a variant", "by name", "unknown id", "somebody else's id", "nobody"],
)
def test_the_party_of_the_asker(asker: str, key: str | None, party: str | None) -> None:
    """The source's own name of a person tells namesakes apart; one that belongs to another name is not believed."""
    record = NAMESAKES.completed(QuestionRecord(asker=asker, asked=date(2024, 5, 1)), key)
    assert (record.party, record.inferred) == (party, ("party",) if party else ())


def test_what_the_instance_says_comes_first() -> None:
    """The list of the data folder is asked first, the source where it has nothing of a person."""
    own = (Membership(name="Jan Peeters", party="Eigen"),)
    people = ReferencePeople(members=own, stated=NAMESAKES.stated)
    assert people.party_of("Jan Peeters", date(2024, 5, 1), "1") == "Eigen"
    assert people.party_of("Eva Maes", date(2024, 5, 1)) == "C"


@settings(deadline=None)
@given(
    st.dictionaries(
        st.dates(date(2020, 1, 1), date(2024, 11, 30)),
        st.dictionaries(st.sampled_from("12"), st.sampled_from(["A", "B", ""]), max_size=2),
        max_size=8,
    )
)
def test_every_list_is_what_the_memberships_say(days: dict[date, dict[str, str]]) -> None:
    """On each day of which a list is held, exactly the memberships hold that the list states."""
    given_ = [(day.isoformat(), {key: (f"P {key}", party) for key, party in one.items()}) for day, one in days.items()]
    found = memberships(lists(*given_))
    for day, members in days.items():
        said = {(one.key, one.party) for one in found if one.on(day)}
        assert said == {(key, party) for key, party in members.items() if party}
