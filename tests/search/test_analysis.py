"""Words, stems, compounds and hanging hyphens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import Analyser, count_words, fold, frequencies_digest, words_of
from search.compounds import CompoundSplitter
from search.rule_files import load_language

CORPUS = (
    "trein trein trein trein vertraging vertraging vertraging vertragingen vertragingen vertragingen bos bos bos bos "
    "water water water beheer beheer beheer beheer beheer gezin gezin gezinnen gezinnen gezinnen zorg zorg zorg zorg "
    "beleid beleid beleid beleid diversiteit diversiteit diversiteit wegen wegen wegen werk werk werk kost kost kost "
    "huis huis huis bouw bouw bouw bouw kansen kansen kansen gelijke gelijke gelijke onderhoud onderhoud onderhoud"
)


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    """Return the Dutch analysis over a few words."""
    return Analyser(load_language(), count_words([CORPUS]))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Crèche, CRÈCHE!", ["creche", "creche"]),
        ("e\u0301e\u0301n", ["een"]),
        ("gedaan.De trein", ["gedaan", "de", "trein"]),
        ("hoe?2. Waar", ["hoe", "2", "waar"]),
        ("1.290.348 euro", ["1290348", "euro"]),
        ("2,5 %", ["2,5"]),
        ("op 01.02.2025", ["op", "01", "02", "2025"]),
        ("3.500,75 euro", ["3500,75", "euro"]),
        ("bos- en waterbeheer", ["bos", "en", "waterbeheer"]),
        ("__a__", ["a"]),
        ("___ …", []),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """Words are folded, glued sentences come apart, and numbers lose their thousands marks."""
    assert [word.folded for word in words_of(text)] == words


@given(st.text(max_size=200))
def test_words_stand_where_they_say(text: str) -> None:
    """Every word lies inside the text, after the one before it, and is folded from what stands there."""
    last = 0
    for word in words_of(text):
        assert last <= word.start < word.end <= len(text)
        assert word.folded
        last = word.end


def test_folding_is_bounded() -> None:
    """A word of a thousand letters is cut, so that no index term grows without end."""
    assert len(fold("a" * 1000)) == 100


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("vertragingen", ["vertrag"]),
        ("de", []),
        ("plaatsen", ["plat"]),
        ("plaats", ["plat"]),
        ("acties", ["actie"]),
        ("creches", ["crech"]),
        ("uitgebreide", ["uitbreid"]),
        ("treinvertraging", ["treinvertrag", "trein", "vertrag"]),
        ("wegenwerken", ["wegenwerk", "weg", "werk"]),
        ("diversiteitsbeleid", ["diversiteitsbeleid", "diversiteit", "beleid"]),
        ("kwabbelsnork", ["kwabbelsnork"]),
    ],
)
def test_terms(analyser: Analyser, word: str, terms: list[str]) -> None:
    """A word gives its stem, a compound its own and those of its parts, a stop word nothing."""
    assert list(analyser.terms(word)) == terms
    assert list(analyser.terms(word)) == terms, "the second time, from memory"


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("gelijkekansen- en diversiteitsbeleid", ["gelijkekansenbeleid"]),
        ("bos-, weg- of waterbeheer", ["bosbeheer", "wegbeheer"]),
        ("waterbeheer en -zorg", ["waterzorg"]),
        ("bos- en kwabbelsnork", []),
        ("waterig en -zorg", []),
        ("bos en waterbeheer", []),
    ],
)
def test_hanging_hyphens(analyser: Analyser, text: str, completed: list[str]) -> None:
    """A hanging half is completed where the whole compound can be split, and nowhere else."""
    assert analyser.completed_halves(text) == completed


def test_completed_halves_are_indexed(analyser: Analyser) -> None:
    """The completed word is found by its own stem although it is not printed."""
    assert analyser.stem("bosbeheer") in analyser.index_terms("bos- en waterbeheer")


def test_frequent_compound_is_left_whole() -> None:
    """A compound as frequent as its parts is a word of its own."""
    rules = load_language().compounds
    often = {"trein": 4, "reis": 4, "treinreis": 4}
    assert CompoundSplitter(rules, often).split("treinreis") == ()
    assert CompoundSplitter(rules, often | {"treinreis": 1}).split("treinreis") == ("trein", "reis")


@pytest.mark.parametrize("word", ["kort", "x" * 60, "trein123reis", "rarewoorden"])
def test_not_split(word: str) -> None:
    """Short words, endless ones, those with digits and those of unknown parts stay whole."""
    splitter = CompoundSplitter(load_language().compounds, {"trein": 9, "reis": 9, "rare": 1, "woorden": 9})
    assert splitter.split(word) == ()


def test_three_parts() -> None:
    """A compound of three parts comes apart in three."""
    splitter = CompoundSplitter(load_language().compounds, {"wegen": 9, "werk": 9, "kost": 9})
    assert splitter.split("wegenwerkenkost") == ("wegen", "werk", "kost")


def test_frequencies_digest_ignores_order() -> None:
    """The same counts have the same hash in any order, other counts another."""
    assert frequencies_digest({"a": 1, "b": 2}) == frequencies_digest({"b": 2, "a": 1})
    assert frequencies_digest({"a": 1, "b": 2}) != frequencies_digest({"a": 2, "b": 1})


def test_terms_are_looked_up_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text has the terms of its words one by one, also where the kept words must make room for new ones."""
    analyser = Analyser(load_language(), {})
    text = "De trein en de tram rijden; het waterbeheer, bos- en waterbeheer, en 1.250 bussen."
    expected = [term for word in analyser.words(text) for term in analyser.terms(word)]
    expected += [term for word in analyser.completed_halves(text) for term in analyser.terms(word)]
    assert Analyser(load_language(), {}).index_terms(text) == expected
    monkeypatch.setattr("search.analysis._CACHED_WORDS", 3)
    assert Analyser(load_language(), {}).index_terms(text) == expected
