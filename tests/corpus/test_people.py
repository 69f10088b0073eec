"""Heads of questions with their subjects, when they were stored, and which names are one person."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import DocumentId, DocumentText, SourceFields
from corpus.store import Store
from corpus.store.people_names import filed_under, person_key
from tests.corpus.building import START, Made, plain, raw


def themed(number: int, *, in_time: bool | None = None, **given: Any) -> Made:  # noqa: ANN401 - fields of a record
    """Return a question on which the source states subjects and whether it was answered in time."""
    made = plain(f"Vraag {number}.", str(number), number=number, **given)
    text = DocumentText(text=made.text.text, fields=SourceFields(in_time=in_time))
    return Made(
        raw=raw(f"{number}".encode(), str(number), str(number)), text=text, record=made.record, facts=made.facts
    )


def test_heads_carry_subjects_and_the_word_of_the_source(store: Store) -> None:
    """Each head has the subjects in their order and what the source says of the term, the newest question first."""
    themed(1, in_time=True, asked=date(2024, 1, 8), answered=None, themes=("Brug", "Weg “oud”")).put(store)
    themed(2, in_time=False, asked=date(2024, 2, 8), answered=None, themes=()).put(store)
    themed(3, asked=date(2024, 3, 8), answered=None).put(store)
    found = store.people.heads()
    assert [(one.summary.number, one.themes, one.in_time) for one in found] == [
        (3, (), None),
        (2, (), False),
        (1, ("Brug", "Weg “oud”"), True),
    ]
    assert [one.summary for one in found] == list(store.documents.list())


def test_heads_of_some_documents(store: Store) -> None:
    """Only the documents named are read, each once; one that is not held is left out."""
    ids = [themed(number).put(store).document_id for number in range(3)]
    found = store.people.heads([ids[2], DocumentId("geen"), ids[2], ids[0]])
    assert {one.summary.id for one in found} == {ids[0], ids[2]}
    assert store.people.heads([]) == ()


def test_the_moment_of_storing(store: Store) -> None:
    """The moment is that of the current version, in UTC; one that is not held is left out."""
    one = themed(1).put(store).document_id
    (moment,) = store.people.recorded([one, DocumentId("geen")]).values()
    assert moment > START
    assert moment == store.documents.versions(one)[0].recorded


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Jo Brouns", "JO BROUNS", True),
        ("Brouns, Jo", "Jo Brouns", True),
        ("Françoise Schepmans", "Francoise  SCHEPMANS", True),
        ("Christoph D'Haese", "Christoph D\N{RIGHT SINGLE QUOTATION MARK}Haese", True),
        ("J. Brouns", "Jo Brouns", False),
        ("Jo Brouns", "Jo Bruns", False),
        ("Jan Maes", "Jan Pieter Maes", False),
    ],
)
def test_which_names_are_one_person(one: str, other: str, same: bool) -> None:
    """Capitals, accents, white space and order do not part a person; letters and words do."""
    assert (person_key(one) == person_key(other)) is same


@given(st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True), min_size=1, max_size=4), st.randoms())
def test_the_order_of_words_says_nothing(words: list[str], random: object) -> None:
    """Any order of the same words has the same key, and a key is its own key."""
    mixed = list(words)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert person_key(" ".join(mixed)) == person_key(" ".join(words))
    assert person_key(person_key(" ".join(words))) == person_key(" ".join(words))


@pytest.mark.parametrize(
    ("name", "filed"),
    [
        ("Jef Van den Bergh", "van-den-bergh-jef-van-den-bergh"),
        ("Maes, Els", "maes-maes-els"),
        ("Plato", "plato-plato"),
    ],
)
def test_a_name_is_filed_under_the_family_name(name: str, filed: str) -> None:
    """Everything behind the first name is the family name; before a comma stands the family name."""
    assert filed_under(name) == filed
