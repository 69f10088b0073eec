"""Hyphens at line ends: the decision, and the rules file."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import RulesError
from ingest.readers.hyphens import Break, decide, join_words, load_line_end_rules
from ingest.readers.printed import PrintedLine


@pytest.mark.parametrize(
    ("before", "after", "vocabulary", "made"),
    [
        ("de gemeen", "telijke", (), Break.LOST),
        ("de bestuurs", "of regels", (), Break.HANGING),
        ("de bestuurs", "en/of regels", (), Break.HANGING),
        ("de bestuurs", "resp. regels", (), Break.HANGING),
        ("de", "", (), Break.HANGING),
        ("", "woord", (), Break.HANGING),
        ("ex", "minister", (), Break.KEPT),
        ("auto", "ongeluk", (), Break.KEPT),
        ("gas", "prijzen", ("gas-prijzen",), Break.KEPT),
        ("nie", "t", ("niet",), Break.LOST),
        ("end-to", "end proces", (), Break.KEPT),
        ("sociale-eco", "nomie", (), Break.LOST),
        ("peer-ver", "gelijking", (), Break.LOST),
    ],
)
def test_decision(before: str, after: str, vocabulary: tuple[str, ...], made: Break) -> None:
    """The next word, the document's own spelling and the shape of the parts decide."""
    assert decide(before, after, vocabulary) is made


@settings(deadline=None)
@given(st.lists(st.tuples(st.text("abcde -", min_size=1, max_size=20), st.booleans()), max_size=12))
def test_joining_loses_no_letter(given_lines: list[tuple[str, bool]]) -> None:
    """Whatever the lines are, all letters stay in their order."""
    lines = [
        (1, PrintedLine(text=text.rstrip(" -") + "-" if broken else text, broken=broken))
        for text, broken in given_lines
        if text.strip(" -")
    ]
    joined = join_words(lines)
    assert letters(joined) == letters(lines)
    assert all(line.text.strip() for _, line in joined)


def letters(lines: list[tuple[int, PrintedLine]]) -> str:
    """Return the letters of some lines."""
    return "".join(sign for _, line in lines for sign in line.text if sign.isalpha())


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("hanging = ", "line_ends"),
        ("hanging = []\nkeeps = ['ex']", "hanging"),
        ("hanging = ['en']\nkeeps = [7]", "keeps"),
    ],
)
def test_wrong_rules_are_refused(tmp_path: Path, rules: str, words: str) -> None:
    """A rules file that is no TOML or has an empty group is refused by name."""
    path = tmp_path / "line_ends.toml"
    path.write_text(rules, encoding="utf-8")
    with pytest.raises(RulesError, match=words):
        load_line_end_rules(path)
