"""The query language as a whole: trees, chips, conditions, said days, and input that means nothing.

``python -m tests.search.test_language [COUNT] [SEED]`` reads 100,000 random queries.
"""

import random
import sys
from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import Analyser
from search.plan import plan_query
from search.query import Atom, Node, ParsedQuery, parse_query
from search.rule_files import load_language
from search.tree import AllOf, Not, OneOf
from search.understood import CHIP_KINDS, understood, written

TODAY = date(2026, 11, 22)  # a Sunday
PIECES = (
    "wachtlijst", "kinderopvang", "niet-begeleid", "crèche", "a",
    "2024", "maart", "vorig", "jaar", "sinds", "OR", "OF",
    "OU", "AND", "(", ")", "((", "))", '"', "“", "”", "«", "-", "--", "*",
    "bus*", "-tram*", "minister:", "minister:maes",
    "-minister:maes", "datum:", 'datum:"vorig jaar"', "datum:2024-13", "2024..2023", "2023-01..2023-06", "..",
    "nummer:7..9",
    "nummer:9..7", "bedrag:>", "bedrag:>1000", 'bedrag:"<= 1,5 miljoen"', "heeft:bijlage", "heeft:", "soort:verwijzend",
    "familie:x", "http://a.be", "a:b:c", "\x00", "\ud800", "😀", "²", "ﬁ", "é", "\u202e", "'", "\\", "/", "|", "^", "~",
    "[a TO b]", "{", "}", "+", "&&", "||", "!", "?", "\t", "\n", "\u00a0",
    "9" * 30, "a" * 200, "leerling(en)", "(her)bouw",
)  # fmt: skip
"""What random queries are made of."""


def babble(chance: random.Random) -> str:
    """Return a query that means nothing."""
    if chance.random() < 0.2:
        return "".join(chr(chance.randrange(1, 0x2FFF)) for _ in range(chance.randrange(40)))
    return "".join(chance.choice(PIECES) + chance.choice(("", " ", " ")) for _ in range(chance.randrange(1, 14)))


def check(text: str, analyser: Analyser) -> ParsedQuery:
    """Read a query in every way; what comes out holds together."""
    query = parse_query(text, TODAY)
    told = understood(query, TODAY)
    plan_query(query, analyser, (("vdab", "dienst voor werk"),), lambda prefix: (prefix,))
    assert parse_query(told.text, TODAY).nodes == query.nodes, text
    if query.nodes and len(query.nodes) <= 40:
        assert len(told.chips) == len(query.nodes)
    for place, chip in enumerate(told.chips):
        assert chip.kind in CHIP_KINDS
        left = parse_query(chip.without, TODAY)
        rest = left.nodes
        if any(made.code == "read_as_text" for made in left.remarks):
            continue  # what made it a query was taken away: many words are left, which are a text
        assert rest == (*query.nodes[:place], *query.nodes[place + 1 :]), (text, chip)
    return query


def babbled(count: int, seed: int) -> None:
    """Check so many random queries."""
    chance, analyser = random.Random(seed), Analyser(load_language(), {})  # noqa: S311 - no secret is made
    for _ in range(count):
        check(babble(chance), analyser)


def test_nothing_is_an_error() -> None:
    """Three thousand random queries are read, told, taken apart and planned; 100,000 where run as a module."""
    babbled(3_000, seed=1)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_query(text: str) -> None:
    """Any text at all is read, and reading what was understood gives the same query."""
    check(text, Analyser(load_language(), {}))


A, B, C, D = Atom("a"), Atom("b"), Atom("c"), Atom("d")


def denied(part: Node) -> Node:
    """Return the negation of a group."""
    return Not(part)


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("a OR b c", (OneOf((A, B)), C)),
        ("(a b) OR c", (OneOf((AllOf((A, B)), C)),)),
        ("a OR (b OR c) d", (OneOf((A, B, C)), D)),
        ("((a) ((b)))", (A, B)),
        ("-(a OR b)", (Not(A), Not(B))),
        ("-(a b)", (denied(AllOf((A, B))),)),
        ("-(-a)", (A,)),
        ("a AND b", (A, B)),
        ("a OU b OF c", (OneOf((A, B, C)),)),
        ("(a OR -b) c", (OneOf((A, Not(B))), C)),
        ("()", ()),
        ("bus*", (Atom("bus", prefix=True),)),
        ("bu* *", (Atom("bu"),)),
        ("«a b»", (Atom("a b", literal=True),)),
    ],
)
def test_groups(text: str, nodes: tuple[object, ...]) -> None:
    """Parentheses, choices and negations make the tree that they say, in its simplest form."""
    assert parse_query(text).nodes == nodes


def test_depth_is_bounded() -> None:
    """Endless parentheses are read without endless depth."""
    text = "(" * 5_000 + "a OR b" + ")" * 5_000
    assert parse_query(text).nodes == (OneOf((A, B)),)
    assert parse_query("-(" * 300 + "a").remarks[0].code == "unbalanced"


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("bedrag:1000", 100_000, 100_000),
        ("bedrag:1000..5000", 100_000, 500_000),
        ("bedrag:1.000..5.000,50", 100_000, 500_050),
        ("bedrag:>1000000", 100_000_001, None),
        ("bedrag:>=1000000", 100_000_000, None),
        ("montant:<10", None, 999),
        ("amount:..10", None, 1_000),
        ('bedrag:">1,5 miljoen"', 150_000_001, None),
        ("bedrag:2mio..3mio", 200_000_000, 300_000_000),
        ("bedrag:€5", 500, 500),
        ('bedrag:"5 euro"', 500, 500),
        ("nummer:700..710", 700, 710),
        ("nr:>=700", 700, None),
        ("numéro:7", 7, 7),
    ],
)
def test_numbers(typed: str, low: int | None, high: int | None) -> None:
    """Amounts, in cents, and numbers are read as bounds that are included."""
    (condition,) = parse_query(typed).conditions
    assert (condition.low, condition.high) == (low, high)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("ministre:x", "minister"),
        ("fractie:x", "party"),
        ("partij:x", "party"),
        ("kabinet:x", "office"),
        ("thema:x", "theme"),
        ("sujet:x", "theme"),
        ("taal:fr", "language"),
        ("familie:x", "family"),
        ("soort:verwijzend", "kind"),
        ("has:figure", "figure"),
        ("heeft:termijn", "deadline"),
        ("contient:annexe", "attachment"),
        ("beantwoord:2024", "answered"),
    ],
)
def test_fields_in_three_languages(typed: str, field: str) -> None:
    """Fields and their values have Dutch, English and French names."""
    (condition,) = parse_query(typed).conditions
    assert condition.field == field


@pytest.mark.parametrize(
    "typed",
    [
        "bedrag:veel",
        "bedrag:5..1",
        "bedrag:..",
        "bedrag:>x",
        "nummer:1,5",
        "soort:lang",
        "datum:straks",
        'bedrag:"5 furlong"',
    ],
)
def test_unreadable_values_are_words(typed: str) -> None:
    """A value that its field does not have is searched as text, and a remark says so."""
    query = parse_query(typed, TODAY)
    assert [one.code for one in query.remarks] == ["unreadable_value"]
    assert query.conditions == ()
    assert query.nodes


def test_said_days_need_a_day_to_count_from() -> None:
    """Words such as last year are read only where it is known which day it is."""
    assert not parse_query('datum:"vorig jaar"').conditions
    (condition,) = parse_query('datum:"vorig jaar"', TODAY).conditions
    assert condition.days == "2025-01-01..2025-12-31"


def test_days_in_plain_words_are_offered() -> None:
    """Words that could say a day are searched as words; the condition is only offered."""
    told = understood(parse_query("opvang sinds maart 2024 stad", TODAY), TODAY)
    assert told.words == ("opvang", "sinds", "maart", "2024", "stad")
    (offered,) = told.suggestions
    assert (offered.kind, offered.query) == ("date", 'opvang datum:"sinds maart 2024" stad')
    assert understood(parse_query(offered.query, TODAY), TODAY).suggestions == ()
    assert understood(parse_query('"maart 2024" opvang 2024', TODAY), TODAY).suggestions == ()


def test_chips_take_a_part_away() -> None:
    """Each part is a chip that knows its kind and the query without it."""
    told = understood(parse_query('wacht* "in de stad" (a b) OR c -tram minister:maes datum:2024', TODAY), TODAY)
    assert [chip.kind for chip in told.chips] == ["prefix", "phrase", "choice", "excluded", "condition", "condition"]
    assert told.chips[2].without == 'wacht* "in de stad" -tram minister:maes datum:2024'
    assert told.chips[5].detail == "2024-01-01..2024-12-31"
    assert told.chips[4].field == "minister"
    assert understood(parse_query("woord " * 50)).chips == ()


def test_written_is_read_again() -> None:
    """Groups within groups are written with the parentheses that they need."""
    denied: Node = Not(AllOf((C, D)))
    node: Node = OneOf((AllOf((A, OneOf((B, C)))), denied))
    assert written(node) == "(a (b OR c)) OR -(c d)"
    assert parse_query(written(node)).nodes == (node,)


if __name__ == "__main__":
    babbled(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(f"no error in {process_time():.0f} s of processor time")
