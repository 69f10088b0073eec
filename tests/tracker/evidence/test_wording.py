"""What is read from a passage."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import RulesError
from tracker.evidence.judge import Judge
from tracker.evidence.rules import load_rules
from tracker.evidence.wording import words_of

WRONG_PATTERN = """
version = "1"
cues = {bad = ["("]}
perfect = {auxiliary = "a", participle = "a", future = "a", clause = "a"}
counted = {patterns = [], towards = "a", counts = {}, units = {}}
"""


def test_terms_leave_out_times_and_names_are_known(judge: Judge) -> None:
    """The words of a time are no subject; places, codes and numbers are told apart."""
    found = judge.words.read("In mei 2024 telde de N60 in Ronse 1.250 fietsers.", date(2024, 6, 1))
    assert "mei" not in found.words
    assert found.names == {"n60", *judge.words.terms("Ronse")}
    assert found.numbers == {"1250"}
    assert any(word.startswith("fietser") for word in found.words)


def test_rare_words_weigh_more(judge: Judge) -> None:
    """A word that no answer uses says more than an everyday one."""
    (rare,) = judge.words.terms("zwartkraaghazelworm")
    (common,) = judge.words.terms("onderzoek")
    assert judge.words.weight(rare) > judge.words.weight(common) > 0


def test_cues_that_the_promise_has_too_do_not_count(judge: Judge) -> None:
    """A promise of a first phase makes these words no sign of a part."""
    found = judge.words.read("De eerste fase is klaar.", None)
    assert "partial" in found.says()
    assert "partial" not in found.says(besides="wij starten met de eerste fase")


@pytest.mark.parametrize(
    ("text", "perfect"),
    [
        ("het dossier werd ingediend", True),
        ("het dossier wordt ingediend", False),
        ("het dossier is gepland", False),
        ("het dossier ligt klaar", False),
    ],
)
def test_the_perfect_is_told_from_what_is_to_come(judge: Judge, text: str, perfect: bool) -> None:
    """An auxiliary with a participle tells what happened, unless something is still to come."""
    assert ("perfect" in judge.words.cues(text)) is perfect


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    """Whatever the characters, a wording comes back whose terms belong to its words."""
    found = words_of().read(text, date(2024, 1, 1))
    assert found.terms == {term for terms in found.words.values() for term in terms}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no rules of evidence"),
        (WRONG_PATTERN, "bad"),
        ("= no", "no rules of evidence"),
    ],
)
def test_wrong_rules_are_named(tmp_path: Path, content: str, says: str) -> None:
    """A rules file that is missing something or holds a wrong pattern is refused by name."""
    (tmp_path / "xx.toml").write_text(content)
    with pytest.raises(RulesError, match=says):
        load_rules("xx", tmp_path)
