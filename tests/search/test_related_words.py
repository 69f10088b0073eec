"""Related words in queries: what is added to a short Dutch query, and what that finds."""

import pytest

from search.analysis import Analyser
from search.embed.lexicon import load_related
from search.plan import Plan, plan_query
from search.query import parse_query
from search.request import Mode, SearchRequest
from search.rule_files import load_language
from tests.search.conftest import FakeStore, MakeService, document

RELATED = {"trein": (("wagon", 0.5), ("spor", 0.4)), "kust": (("strand", 0.6),)}


def planned(text: str) -> Plan:
    """Return the plan of a query with related words."""
    return plan_query(parse_query(text), Analyser(load_language(), {}), (), related=RELATED)


def test_related_words_of_a_group() -> None:
    """Each word has its related ones with their weight; a word that is repeated has them with more, others none."""
    train, coast, tram = planned("treinen kust kust tram").groups
    assert [(one.what.terms, one.weight) for one in train.related] == [(("wagon",), 0.5), (("spor",), 0.4)]
    assert [(one.what.terms, one.weight) for one in coast.related] == [(("strand",), 1.2)]
    assert tram.related == ()
    assert planned("treinen").parts == {"wagon", "spor"}


@pytest.mark.parametrize(
    "text",
    ['"treinen"', "les trains de la côte et les wagons", "trein " + " ".join(f"woord{n}" for n in range(15))],
)
def test_queries_without_related_words(text: str) -> None:
    """Nothing is added to phrases, French queries and long texts."""
    assert not any(group.related for group in planned(text).groups)


def test_related_words_find_what_the_words_do_not(service_on: MakeService) -> None:
    """A document with a related word only is found behind the one that holds the word, and never by words alone."""
    store = FakeStore()
    store.put(document("woord", title="Prijs", question="Wat kosten geneesmiddelen in de apotheek van de wijk?"))
    store.put(document("verwant", title="Prijs", question="Wat kosten medicijnen in de apotheek van de wijk?"))
    for number in range(30):
        store.put(document(f"ander-{number}", title="Wegen", question=f"Hoe lang is weg {number} door het bos?"))
    service = service_on(store)
    service.rebuild()
    assert "medicijn" in dict(load_related()["geneesmiddel"])
    hits = service.search(SearchRequest(text="geneesmiddelen")).hits
    assert [hit.document_id for hit in hits][:2] == ["woord", "verwant"]
    assert hits[1].reason.words == ("medicijnen",)
    alone = service.search(SearchRequest(text="geneesmiddelen", mode=Mode.LEXICAL)).hits
    assert [hit.document_id for hit in alone] == ["woord"]
