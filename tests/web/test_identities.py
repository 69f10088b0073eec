"""Who is who: names joined and told apart by what a source calls its persons."""

from dataclasses import dataclass
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.store.people_heads import QuestionHead
from corpus.store.people_names import person_key
from web.people.identities import Identities, identities


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The names of a question."""

    asker: str | None = None
    minister: str | None = None


@dataclass(frozen=True, kw_only=True)
class Head:
    """A question with its people."""

    summary: Summary
    asker_id: str | None = None
    minister_id: str | None = None


def who(*asked: tuple[str, str | None]) -> Identities:
    """Return who is who among askers, each with name and id."""
    return identities(
        cast("list[QuestionHead]", [Head(summary=Summary(asker=name), asker_id=own) for name, own in asked])
    )


JAN = person_key("Jan Peeters")


@pytest.mark.parametrize(
    ("asked", "same", "apart"),
    [
        ([("Jan Peeters", None), ("Peeters, Jan", None)], True, False),
        ([("Jan Peeters", "s:1"), ("Jan Peeters", "s:1")], True, False),
        ([("Jan Peeters", "s:1"), ("Jan Peeters", "s:2")], False, True),
        ([("Jan Peeters", "s:1"), ("Jan Peeters", "t:2")], True, False),
        ([("Jan Peeters", "s:1"), ("Jan Karel Peeters", "s:1")], True, False),
        ([("Jan Peeters", "s:1"), ("Eva Maes", "s:1")], False, False),
        ([("Jan Peeters", "s:1"), ("Jan Peeters", None)], True, False),
    ],
    ids=["spelling", "one id", "two ids", "two sources", "a variant", "an id of anybody", "without id"],
)
def test_who_is_one_person(asked: list[tuple[str, str | None]], same: bool, apart: bool) -> None:
    """One id joins names that have a word in common; two ids of one source part a name; other sources part nothing."""
    found = who(*asked)
    keys = {found.key(name, own) for name, own in asked}
    assert (len(keys) == 1) is same
    assert (JAN in found.shared) is apart


def test_where_a_name_is_shared_every_id_is_a_person_of_its_own() -> None:
    """A question without an id stays with the name; the other source's person is neither of the two."""
    found = who(("Jan Peeters", "s:1"), ("Jan Peeters", "s:2"), ("Jan Peeters", "t:1"), ("Jan Peeters", None))
    keys = [found.key("Jan Peeters", own) for own in ("s:1", "s:2", "t:1", None)]
    assert len(set(keys)) == 4
    assert keys[3] == JAN


def test_a_long_id_is_cut() -> None:
    """An id such as the Tweede Kamer's is put into the address by its end alone."""
    guids = [f"k:00000007-0000-4000-8000-{number:012d}" for number in (4100, 4777)]
    found = who(*(("Jan Peeters", one) for one in guids))
    assert found.key("Jan Peeters", guids[0]) == person_key("Jan Peeters k 000000004100")
    assert who().key(None, "s:1") == ""


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Jan Peeters", "Peeters, Jan", "Jan K. Peeters", "Eva Maes", "Jan Maes"]),
            st.sampled_from([None, "s:1", "s:2", "t:1", "t:2"]),
        ),
        max_size=8,
    )
)
def test_names_that_differ_in_nothing_are_parted_only_by_a_source(asked: list[tuple[str, str | None]]) -> None:
    """Two questions of one name stand apart only where their ids differ, or one has none and the name is shared."""
    found = who(*asked)
    for name, own in asked:
        for other, its in asked:
            if person_key(name) == person_key(other) and found.key(name, own) != found.key(other, its):
                assert own != its
