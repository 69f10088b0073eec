"""Which of the words found were typed, and which corrections are worth offering."""

import pytest

from search.analysis import Analyser
from search.plan import plan_query
from search.query import parse_query
from search.rule_files import load_language
from search.spelling import Spelling
from search.typed import TypedWords


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    """Return the shipped analysis without the words of a corpus."""
    return Analyser(load_language(), {})


@pytest.mark.parametrize(
    ("query", "found", "typed", "related"),
    [
        ("fiets", ("fietsen", "rijwiel"), ("fietsen",), ("rijwiel",)),
        ("wachtlijst", ("wachtlijsten", "lijst"), ("wachtlijsten",), ("lijst",)),
        ("fietspad", ("fietspaden", "de"), ("fietspaden",), ()),
        ('"in de trein"', ("in", "de", "trein"), ("trein",), ()),
        ('"in de"', ("in", "de"), ("in", "de"), ()),
        ("fiet*", ("fietsers", "auto"), ("fietsers",), ("auto",)),
        ("trein's", ("trein", "s"), ("trein",), ()),
        ("trein OR tram", ("trams", "treinen"), ("trams", "treinen"), ()),
        ("trein", (), (), ()),
    ],
)
def test_typed_words_are_told_from_related_ones(
    analyser: Analyser, query: str, found: tuple[str, ...], typed: tuple[str, ...], related: tuple[str, ...]
) -> None:
    """A form or compound of a typed word was typed, and so was what begins so; small words say nothing unless alone."""
    plan = plan_query(parse_query(query), analyser, ())
    words = TypedWords(plan, analyser)
    assert words.parted(found) == (typed, related)


def test_a_french_query_was_typed_as_its_dutch_words(analyser: Analyser) -> None:
    """A Dutch word that translates what was typed is no other name: it is what was asked for."""
    plan = plan_query(parse_query("retards des trains"), analyser, ())
    typed, related = TypedWords(plan, analyser).parted(("trein", "fiets"))
    assert (typed, related) == (("trein",), ("fiets",))


@pytest.mark.parametrize(
    ("word", "words", "offered"),
    [
        ("wachtljst", {"wachtlijst": 2}, "wachtlijst"),
        ("cybercriminalietit", {"cybercriminaliteit": 3}, "cybercriminaliteit"),
        ("janss", {"jansx": 4}, None),
        ("janss", {"jansx": 5}, "jansx"),
        ("janss", {"hanss": 50}, None),
        ("tweeter", {"tweede": 90}, None),
        ("twittter", {"tweetter": 2}, None),
        ("tweettar", {"twoetter": 5}, "twoetter"),
        ("bus", {"bul": 90}, None),
    ],
)
def test_a_correction_must_be_worth_it(word: str, words: dict[str, int], offered: str | None) -> None:
    """Where little is left of a word it must begin alike and be usual; a short word is never corrected twice."""
    assert Spelling(words).nearest(word) == offered
