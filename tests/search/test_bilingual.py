"""Queries in French: told from Dutch ones, and asked for in Dutch words."""

import pytest

from search.analysis import Analyser, words_of
from search.bilingual import TIE, is_french, translations
from search.plan import plan_query
from search.query import parse_query
from search.rule_files import load_language
from tests.search.conftest import FakeStore, MakeService


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    """Return the Dutch analysis without a corpus."""
    return Analyser(load_language(), {})


def _words(text: str) -> list[str]:
    return [word.folded for word in words_of(text)]


@pytest.mark.parametrize(
    "text",
    ["retards des trains", "liste d'attente à l'hôpital", "Combien d'élèves suivent des cours ?", "panneaux solaires"],
)
def test_french(analyser: Analyser, text: str) -> None:
    """A query of French words is French, with and without function words."""
    assert is_french(_words(text), analyser)


@pytest.mark.parametrize(
    "text",
    ["vertraging van treinen", "wachtlijst kinderopvang", "Brussels Airport", "", "2017", "de trein", "xyzzy"],
)
def test_not_french(analyser: Analyser, text: str) -> None:
    """Dutch words, names, numbers and unknown words are not French."""
    assert not is_french(_words(text), analyser)


def test_translations(analyser: Analyser) -> None:
    """A word gives its Dutch terms by likelihood; an unknown one is asked for as typed; function words give nothing."""
    trains, unknown = translations(_words("les trains zzyzx"), analyser)
    assert trains.terms[0][0] == "trein"
    weights = [weight for _, weight in trains.terms]
    assert weights == sorted(weights, reverse=True)
    assert (unknown.terms, unknown.typed) == ((), (("zzyzx", 1.0),))


def test_plan_of_a_french_query(analyser: Analyser) -> None:
    """The plan says the language; of several translations the best one counts most."""
    plan = plan_query(parse_query("retards des trains"), analyser, ())
    assert plan.language == "fr"
    assert "trein" in plan.stems
    assert {group.tie for group in plan.groups} == {TIE}
    assert plan_query(parse_query("vertraging van treinen"), analyser, ()).language == "nl"


def test_a_french_query_finds_dutch_documents(store: FakeStore, service_on: MakeService) -> None:
    """French words find the Dutch documents on the subject."""
    from search.request import SearchRequest

    service = service_on(store, "lexical")
    service.rebuild()
    found = service.search(SearchRequest(text="retards des trains"))
    assert str(found.hits[0].document_id).startswith("trein")
