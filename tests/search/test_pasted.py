"""Pasted text: what is a text and what a query, and that a text is searched without any sign of the query language."""

import pytest

from search.pasted import is_pasted, plain_words
from search.query import parse_query

DRAFT = (
    'De minister sprak over "snelle treinen" (zie mijn vraag) en de -bijlage: klopt dat? '
    "Graag ook een overzicht per jaar OF per provincie."
)


@pytest.mark.parametrize(
    ("text", "pasted"),
    [
        ("trein vertraging", False),
        ("een twee drie vier vijf zes zeven acht negen tien elf twaalf", False),
        ("een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien", True),
        ("Hoeveel treinen reden er vorig jaar?", True),
        ("Hoeveel treinen reden er?", False),
        ("Het spoor ligt stil. Wat nu precies gedaan", True),
        ("zie art. 12 van de wet", False),
    ],
)
def test_what_is_a_text(text: str, pasted: bool) -> None:
    """More than twelve words are a text, and so is a sentence of six that ends within or behind them."""
    assert is_pasted(text.split()) is pasted


def test_plain_words() -> None:
    """Signs are left out, hyphens within words stay, and words that mean something in a query lose their capitals."""
    text = '(-de) "niet-begeleide" minderjarige* OF datum:2020..2021 - en'
    words = ["de", "niet-begeleide", "minderjarige", "of", "datum", "2020", "2021", "en"]
    assert list(plain_words(text, frozenset({"OF"}))) == words


def test_draft_asks_for_nothing_literally() -> None:
    """Quotes, brackets and dashes of a draft neither demand nor exclude anything, and a remark says so."""
    draft = DRAFT.replace(" OF ", " of ")
    read = parse_query(draft)
    assert (read.excluded, read.conditions, read.required) == ((), (), ())
    assert all(len(group) == 1 and not group[0].literal for group in read.groups)
    assert {"snelle", "treinen", "bijlage", "klopt"} <= {group[0].text for group in read.groups}
    assert [remark.code for remark in read.remarks] == ["read_as_text"]


@pytest.mark.parametrize(
    "sign", ["minister:peeters", "-minister:peeters", "datum:2024", "trein OR bus", "spoor*", "(trein OR bus) kust"]
)
def test_signs_that_only_queries_have(sign: str) -> None:
    """A condition, a choice or a beginning of a word among many words makes a query: its phrase stays literal."""
    words = "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien"
    read = parse_query(f'{words} "snelle treinen" {sign}')
    assert any(group[0].literal for group in read.groups)
    assert not any(remark.code == "read_as_text" for remark in read.remarks)


def test_long_phrase_stays_literal() -> None:
    """Words between quotation marks do not count: a long phrase alone is meant literally."""
    (group,) = parse_query('"een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien"').groups
    assert group[0].literal


def test_long_query_without_signs_says_nothing() -> None:
    """Many plain words are read the same either way, so nothing is remarked."""
    assert not parse_query("een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien").remarks
