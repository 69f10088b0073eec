"""Figures that question and answer share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts import Facts
from corpus.model import Side
from tests.tracker.telling import figures
from tracker.comparison.repeated import Repeated, repeated_figures


def linked(asked: str, answered: str, *, items: tuple[str, str] = ("1", "1")) -> list[tuple[int, int]]:
    """Return the pairs of figures of a question and its answer that are held to be the same."""
    facts = Facts(figures=(*figures(asked, Side.QUESTION, items[0]), *figures(answered, Side.ANSWER, items[1])))
    return [(one.question, one.answer) for one in repeated_figures(facts)]


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        ("Klopt het dat er 4,5 miljoen euro is?", "Het gaat om 4.500.000 euro.", [(0, 1)]),
        ("Klopt het dat er 4,5 miljoen euro is?", "Het gaat om 4,6 miljoen euro.", []),
        ("Er zijn 120 dossiers.", "Van die 120 dossiers zijn er 40 klaar; de 120 dossiers volgen.", [(0, 1), (0, 3)]),
        ("Er zijn 120 dossiers.", "Er zijn 120 klachten.", []),
        ("In 2021 waren er 120 dossiers.", "In 2022 waren er 120 dossiers.", []),
        ("In 2021 waren er 120 dossiers.", "Er waren 120 dossiers.", [(0, 1)]),
        ("Sinds 2021 waren er 120 dossiers.", "In 2023 waren er 120 dossiers.", [(0, 1)]),
        ("Tegen eind 2021 komen er 120 dossiers.", "In 2023 waren er 120 dossiers.", []),
        ("Waarom duurt het 2 jaar?", "Het duurt 2 jaar.", []),
        ("Waren er 3 ongevallen van fietsers?", "Er waren 3 ongevallen van fietsers.", [(0, 1)]),
        ("Waren er in 2021 3 ongevallen?", "Er waren 3 ongevallen in 2021.", [(0, 1)]),
        ("Is 5 % te laag?", "Die 5 % volstaat.", [(0, 1)]),
        ("Tussen 20 en 30 dossiers?", "Het zijn er 20 dossiers.", []),
        ("Het zijn er 120.", "", []),
    ],
)
def test_what_is_the_same_figure(asked: str, answered: str, expected: list[tuple[int, int]]) -> None:
    """Value, unit and period decide; small counts need a subject or a period too."""
    assert linked(asked, answered) == expected


def test_the_same_item_first() -> None:
    """Where the question states a figure twice, the one of the answer's own item is meant, then the same subject."""
    asked = (
        *figures("Er zijn 120 dossiers.", Side.QUESTION, "1"),
        *figures("Nog 120 dossiers.", Side.QUESTION, "2"),
        *figures("Er zijn 120 dossiers van bedrijven.", Side.QUESTION, "3"),
    )

    def meant(text: str, item: str) -> tuple[Repeated, ...]:
        return repeated_figures(Facts(figures=(*asked, *figures(text, Side.ANSWER, item))))

    assert meant("De 120 dossiers.", "2") == (Repeated(question=1, answer=3),)
    assert meant("De 120 dossiers.", "9") == (Repeated(question=0, answer=3),)
    assert meant("De 120 dossiers van bedrijven.", "9") == (Repeated(question=2, answer=3),)


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["euro", "dossiers", "%"])), max_size=6))
def test_every_repetition_is_found(amounts: list[tuple[int, str]]) -> None:
    """An answer that repeats the whole question has each of its larger figures linked with an equal one."""
    text = " ".join(f"Er zijn {value + 10} {unit} geteld." for value, unit in amounts)
    asked, answered = figures(text, Side.QUESTION), figures(text, Side.ANSWER)
    found = repeated_figures(Facts(figures=(*asked, *answered)))
    assert [one.answer - len(asked) for one in found] == list(range(len(answered)))
    for one in found:
        assert asked[one.question].value == answered[one.answer - len(asked)].value
