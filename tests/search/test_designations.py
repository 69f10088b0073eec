"""Names of letters and digits are found however they are written."""

import pytest

from search.analysis import Analyser
from search.designations import joined, parted
from search.plan import Plan, plan_query
from search.query import parse_query
from search.rule_files import load_language


@pytest.mark.parametrize(
    ("word", "pair"),
    [
        ("f16", ("f", "16")),
        ("a380", ("a", "380")),
        ("2017", None),
        ("brug", None),
        ("f16a", None),
        ("energie2030", None),
    ],
)
def test_parted(word: str, pair: tuple[str, str] | None) -> None:
    """Short letters before short digits are such a name; other words are not."""
    assert parted(word) == pair


@pytest.mark.parametrize(
    ("first", "second", "name"), [("f", "16", "f16"), ("brug", "16", "brug16"), ("wegen", "16", None), ("f", "g", None)]
)
def test_joined(first: str, second: str, name: str | None) -> None:
    """Letters and digits beside each other may be written together."""
    assert joined(first, second) == name


def plan(text: str) -> Plan:
    """Plan a query without synonyms."""
    return plan_query(parse_query(text), Analyser(load_language(), {}), (), lambda _: ())


def test_both_ways_are_searched() -> None:
    """A query written one way also asks for the other."""
    together = {alternative.terms for group in plan("F16 toestel").groups for alternative in group.alternatives}
    assert ("f", "16") in together
    apart = {alternative.terms for group in plan("F-16 toestel").groups for alternative in group.alternatives}
    assert ("f16",) in apart
