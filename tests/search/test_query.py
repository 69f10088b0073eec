"""The query language."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import Analyser
from search.dates import read_days
from search.plan import MOST_WORDS, PART_WEIGHT, SYNONYM_WEIGHT, Alternative, Plan, plan_query
from search.query import LONGEST_QUERY, parse_query
from search.request import SearchRequest
from search.rule_files import load_language
from search.service import SearchService
from search.understood import understood as told

SYNONYMS = (("vdab", "dienst voor werk"), ("gdpr", "avg"))


def planned(text: str) -> Plan:
    """Plan a query over an analysis that knows two compounds."""
    frequencies = {"trein": 9, "verkeer": 9, "water": 9, "beheer": 9}
    return plan_query(parse_query(text), Analyser(load_language(), frequencies), SYNONYMS)


@pytest.mark.parametrize(
    ("text", "words", "phrases", "excluded", "conditions"),
    [
        ("wachtlijst crèche", ("wachtlijst", "crèche"), (), (), ()),
        ('"grote stad" wachtlijst', ("wachtlijst",), ("grote stad",), (), ()),
        ("“grote stad”", (), ("grote stad",), (), ()),
        ("bos -water", ("bos",), (), ("water",), ()),
        ('bos -"stil water"', ("bos",), (), ('"stil water"',), ()),
        ("bos OR water OF natuur", ("bos | water | natuur",), (), (), ()),
        ('bos OR "stil water"', ('bos | "stil water"',), (), (), ()),
        ("niet-begeleide jongeren", ("niet-begeleide", "jongeren"), (), (), ()),
        ("minister:Peeters bos", ("bos",), (), (), (("minister", "Peeters"),)),
        ('vraagsteller:"Els De Wit"', (), (), (), (("asker", "Els De Wit"),)),
        ("-minister:Peeters bos", ("bos",), (), (), (("-minister", "Peeters"),)),
        ("Session:2023-2024", (), (), (), (("session", "2023-2024"),)),
        ("nummer:710", (), (), (), (("number", "710"),)),
        ("heeft:toezegging has:answer", (), (), (), (("commitment", "toezegging"), ("answer", "answer"))),
        ("bos 2024-01-01..2024-06-30", ("bos",), (), (), (("asked", "2024-01-01..2024-06-30"),)),
        ("datum:2023", (), (), (), (("asked", "2023"),)),
        ("2023-2024", ("2023-2024",), (), (), ()),
        ("http://voorbeeld.be bos", ("http", "//voorbeeld.be", "bos"), (), (), ()),
        ("… ? !", (), (), (), ()),
        ("", (), (), (), ()),
    ],
)
def test_reading(
    text: str,
    words: tuple[str, ...],
    phrases: tuple[str, ...],
    excluded: tuple[str, ...],
    conditions: tuple[tuple[str, str], ...],
) -> None:
    """Plain syntax is read as meant, without a remark."""
    understood = told(parse_query(text))
    assert understood.words == words
    assert understood.phrases == phrases
    assert understood.excluded == excluded
    assert understood.conditions == conditions
    assert understood.remarks == ()


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ('grote "stad', "unclosed_quote", ("grote", "stad")),
        ("kleur:groen", "unknown_field", ("kleur", "groen")),
        ("nummer:abc", "unreadable_value", ("nummer", "abc")),
        ("datum:gisteren", "unreadable_value", ("datum", "gisteren")),
        ("datum:2024-13-01", "unreadable_value", ("datum", "2024-13-01")),
        ("heeft:haast", "unreadable_value", ("heeft", "haast")),
        ("OR bos", "lonely_or", ("bos",)),
        ("bos OR", "lonely_or", ("bos",)),
        ("bos OR OR water", "lonely_or", ("bos", "water")),
    ],
)
def test_bad_syntax_is_text(text: str, code: str, words: tuple[str, ...]) -> None:
    """What cannot be read as meant is searched as text, and the remark says which."""
    understood = told(parse_query(text))
    assert understood.words == words
    assert [remark.code for remark in understood.remarks] == [code]
    assert understood.remarks[0].text.endswith(".")


def test_endless_query_is_cut() -> None:
    """Only the beginning of an endless query is read, and the remark says so."""
    parsed = parse_query("bos " * LONGEST_QUERY)
    assert [remark.code for remark in parsed.remarks] == ["shortened"]
    assert len(parsed.groups) == LONGEST_QUERY // 4


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024", (date(2024, 1, 1), date(2024, 12, 31))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2024-02-10", (date(2024, 2, 10), date(2024, 2, 10))),
        ("10/2/2024", (date(2024, 2, 10), date(2024, 2, 10))),
        ("2023-11..2024-02", (date(2023, 11, 1), date(2024, 2, 29))),
        ("2023..", (date(2023, 1, 1), None)),
        ("..1/3/2024", (None, date(2024, 3, 1))),
        ("..", None),
        ("2024..2023", None),
        ("2024-02-30", None),
        ("0000", None),
        ("31/2/2024..", None),
        ("morgen", None),
    ],
)
def test_days(text: str, days: tuple[date | None, date | None] | None) -> None:
    """Days, months, years and ranges are read; what is no date, or runs backwards, is none."""
    assert read_days(text) == days


def test_compound_may_match_by_its_parts() -> None:
    """A compound is held by a document with the compound or with all its parts; parts weigh less."""
    group = planned("treinverkeer").groups[0]
    assert group.alternatives == (Alternative(terms=("treinverker",)), Alternative(terms=("trein", "verker")))
    assert [scored.weight for scored in group.scored] == [1.0, PART_WEIGHT, PART_WEIGHT]


def test_synonym_of_one_word() -> None:
    """A synonym is an alternative with less weight than the word that was typed."""
    group = planned("GDPR").groups[0]
    assert Alternative(terms=("avg",)) in group.alternatives
    assert [scored.weight for scored in group.scored] == [1.0, SYNONYM_WEIGHT]


def test_synonym_of_several_words() -> None:
    """An abbreviation stands for its long form, which must be literal; the long form stands for the abbreviation."""
    short = planned("vdab").groups[0]
    assert Alternative(terms=("dienst", "voor", "werk"), literal=True) in short.alternatives
    long = planned("de dienst voor werk").groups
    assert len(long) == 2
    assert all(Alternative(terms=("vdab",)) in group.alternatives for group in long)


def test_repeated_word_weighs_more() -> None:
    """A word typed five times is one group of three times the weight."""
    groups = planned("water " * 5).groups
    assert len(groups) == 1
    assert groups[0].scored[0].weight == 3.0


def test_stop_words_alone_are_searched_as_printed() -> None:
    """A query of nothing but stop words is not empty."""
    groups = planned("wie is er").groups
    assert [group.alternatives[0].literal for group in groups] == [True, True, True]
    assert planned("wie is water").groups[0].alternatives[0].terms == ("water",)


def test_alternatives_of_several_words() -> None:
    """A hyphenated alternative needs both its words; a stop word among alternatives counts for nothing."""
    group = planned("water-beheer OR de OR treinverkeer OR en").groups[0]
    assert group.alternatives == (
        Alternative(terms=("water", "beher")),
        Alternative(terms=("treinverker",)),
        Alternative(terms=("trein", "verker")),
    )
    assert planned("de OR het").groups[0].alternatives[0].literal is True


def test_exclusions() -> None:
    """Excluded words are compared by stem, excluded phrases and stop words as printed."""
    plan = planned('bos -wateren -"stil water" -de')
    assert plan.excluded == (
        Alternative(terms=("water",)),
        Alternative(terms=("stil", "water"), literal=True),
        Alternative(terms=("de",), literal=True),
    )


def test_plan_is_bounded() -> None:
    """An endless query is cut to a hundred different words."""
    assert len(planned(" ".join(f"woord{n}" for n in range(500))).groups) == MOST_WORDS


PIECES = st.sampled_from(
    ['"', "“", "-", "OR", ":", "minister:", "nummer:", "datum:", "..", "2024", "bos", "-bos", "é", "\x00", "*", "(",
     "heeft:", "een", "|", "\\", "trein", "\ud83d\ude00", "~2", "^3", "[a TO b]", "AND", "NOT", "'", "//", " ", "\n"]
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=2000, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES).map(" ".join)))
def test_no_query_is_an_error(shared_service: SearchService, text: str) -> None:
    """Whatever is typed, it is answered: total, list and facets agree."""
    results = shared_service.search(SearchRequest(text=text, limit=50, passages=1))
    assert len(results.hits) == results.total
    assert sum(count for _, count in results.facets["parliament"]) == results.total
