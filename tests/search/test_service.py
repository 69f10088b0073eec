"""Searching the small corpus: words, phrases, filters, facets, snippets, order."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from corpus.errors import ModelUnavailable, WrongUse
from corpus.model import DocumentId, Side
from search.request import Filters, Hit, Mode, Reason, SearchRequest, SearchResults, Sort, Why
from search.service import SearchService
from tests.search.conftest import FakeStore, MakeService

MODES = (Mode.HYBRID, Mode.LEXICAL)


def find(service: SearchService, text: str = "", **rest: object) -> SearchResults:
    """Search with default options."""
    return service.search(replace(SearchRequest(text=text, limit=50), **rest))  # type: ignore[arg-type]


def names(results: SearchResults) -> list[str]:
    """Return the ids of the hits, in order."""
    return [str(hit.document_id) for hit in results.hits]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("wachtlijst kinderopvang", "opvang-1"),
        ("creche", "opvang-2"),
        ("zonnepanelen premie", "energie-1"),
        ("waterbeheer", "bos-1"),
        ("vertraging van treinen", "trein-1"),
        ("leerlingenbegeleiding", "school-2"),
    ],
)
def test_words_find(shared_service: SearchService, mode: Mode, text: str, first: str) -> None:
    """Words find documents in other forms, without accents, and through the parts of compounds."""
    assert first in names(find(shared_service, text, mode=mode))[:2]


def test_compound_in_other_words(shared_service: SearchService) -> None:
    """A compound of the text is found by its parts, apart."""
    assert "trein-2" in names(find(shared_service, "vertragingen treinverkeer"))


def test_hanging_half_is_found(shared_service: SearchService) -> None:
    """The half of a compound that only hangs in the text is found as the whole word."""
    assert "trein-2" in names(find(shared_service, "bosbeheer", mode=Mode.LEXICAL))


def test_abbreviation_is_found_in_full(shared_service: SearchService) -> None:
    """An abbreviation finds a document that only has the long form."""
    assert set(names(find(shared_service, "VDAB", mode=Mode.LEXICAL))) >= {"werk-1", "werk-2"}


@pytest.mark.parametrize("mode", list(Mode))
def test_phrase_is_literal(shared_service: SearchService, mode: Mode) -> None:
    """A phrase must occur as it is typed, in every mode, though not with its accents and capitals."""
    assert names(find(shared_service, '"staan op de wachtlijst"', mode=mode)) in ([], ["opvang-1"])
    assert names(find(shared_service, '"wachtlijst staan op"', mode=mode)) == []


def test_phrase_finds(shared_service: SearchService) -> None:
    """A phrase alone finds what holds it, also with stop words and other case; its passage is marked."""
    results = find(shared_service, '"IS 120 Hectare"')
    assert names(results) == ["bos-1"]
    marked = [segment.text for segment in results.hits[0].passages[0].snippet if segment.marked]
    assert marked == ["is", "120", "hectare"]


def test_phrase_does_not_run_from_title_into_text(shared_service: SearchService) -> None:
    """Title and text are apart: words on both sides of the border are no phrase unless the text itself has them."""
    assert names(find(shared_service, '"natuur Water en natuur"')) == []


def test_exclusion(shared_service: SearchService) -> None:
    """An excluded word keeps out every form of it, from both sides of the search."""
    assert "trein-1" in names(find(shared_service, "spoor"))
    assert "trein-1" not in names(find(shared_service, "spoor -vertragingen"))
    assert "bos-1" not in names(find(shared_service, '-"120 hectare"'))
    assert len(names(find(shared_service, '-"120 hectare"'))) == 11


def test_alternatives(shared_service: SearchService) -> None:
    """OR finds what holds either."""
    assert {"trein-1", "energie-2"} <= set(names(find(shared_service, "spoor OR isolatie", mode=Mode.LEXICAL)))
    assert {"trein-1", "bos-1"} <= set(names(find(shared_service, 'spoor OR "120 hectare"', mode=Mode.LEXICAL)))


@pytest.mark.parametrize(
    ("text", "filters", "count"),
    [
        ("minister:nolf", Filters(minister="nolf"), 4),
        ('minister:"Zoë Nolf"', Filters(minister="Zoë Nolf"), 4),
        ("minister:zoe", Filters(minister="ZOE"), 4),
        ("minister:…", Filters(minister="…"), 0),
        ('vraagsteller:"els de wit"', Filters(asker="de wit els"), 2),
        ("sessie:2022-2023", Filters(session="2022-2023"), 2),
        ("parlement:vlaams", Filters(parliament="Vlaams Parlement"), 12),
        ("kabinet:omgeving", Filters(office="omgeving"), 1),
        ("ambt:omgeving", Filters(office="omgeving"), 1),
        ("minister:omgeving", Filters(minister="omgeving"), 1),
        ("heeft:toezegging", Filters(has_commitment=True), 2),
        ("-heeft:toezegging", Filters(has_commitment=False), 10),
        ("heeft:antwoord", Filters(answered=True), 11),
        ("-heeft:antwoord", Filters(answered=False), 1),
        ("2023", Filters(asked_from=date(2023, 1, 1), asked_to=date(2023, 12, 31)), 2),
        ("..2022", Filters(asked_to=date(2022, 12, 31)), 1),
        ("2024-02..", Filters(asked_from=date(2024, 2, 1)), 2),
    ],
)
def test_filters_and_fields_agree(shared_service: SearchService, text: str, filters: Filters, count: int) -> None:
    """A field of the query and the filter beside it leave the same documents, list and total alike."""
    by_text = find(shared_service, text if ":" in text else f"datum:{text}")
    by_filter = find(shared_service, filters=filters)
    assert names(by_text) == names(by_filter)
    assert len(by_text.hits) == by_text.total == by_filter.total == count


def test_more_conditions(shared_service: SearchService) -> None:
    """A number, an excluded name and a set of documents are conditions too."""
    assert names(find(shared_service, "nummer:12")) == ["opvang-1"]
    assert len(find(shared_service, "-minister:nolf").hits) == 8
    only = Filters(only=frozenset({DocumentId("bos-1"), DocumentId("nergens")}))
    assert names(find(shared_service, filters=only)) == ["bos-1"]
    assert names(find(shared_service, "bos", filters=only)) == ["bos-1"]
    assert names(find(shared_service, filters=Filters(only=frozenset()))) == []


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("text", ["premie dak woning", "school", "kinderen in de opvang", "", '"het bos"', "-bos"])
def test_counts_agree(shared_service: SearchService, mode: Mode, text: str) -> None:
    """Facets, total and list count the same documents, and each value leads to as many as it says."""
    results = find(shared_service, text, mode=mode)
    assert len(results.hits) == results.total
    assert sum(count for _, count in results.facets["parliament"]) == results.total
    for minister, count in results.facets["minister"]:
        assert find(shared_service, text, mode=mode, filters=Filters(minister=minister)).total == count
    for year, count in results.facets["year"]:
        days = Filters(asked_from=date(int(year), 1, 1), asked_to=date(int(year), 12, 31))
        assert find(shared_service, text, mode=mode, filters=days).total == count


def test_filter_keeps_the_order(shared_service: SearchService) -> None:
    """A filter takes documents away and changes neither scores nor order of the others."""
    everything = find(shared_service, "premie voor het dak van een woning")
    filtered = find(shared_service, "premie voor het dak van een woning", filters=Filters(minister="Zoë Nolf"))
    assert [(hit.document_id, hit.score) for hit in filtered.hits] == [
        (hit.document_id, hit.score) for hit in everything.hits if hit.minister == "Zoë Nolf"
    ]


def test_pages_fit_together(shared_service: SearchService) -> None:
    """Pages of results hold every match once, in the order of the whole list."""
    for text in ("opvang school premie", ""):
        whole = names(find(shared_service, text))
        paged = [
            name
            for start in range(0, len(whole), 3)
            for name in names(find(shared_service, text, limit=3, offset=start))
        ]
        assert paged == whole
        assert names(find(shared_service, text, offset=100)) == []


def test_newest_first(shared_service: SearchService) -> None:
    """Sorted by day the last comes first and unknown days last, in lists and for words."""
    assert names(find(shared_service))[0] == "bos-2"
    assert names(find(shared_service))[-1] == "school-1"
    found = find(shared_service, "school", sort=Sort.NEWEST)
    assert names(found)[-1] == "school-1"
    days = [hit.asked for hit in found.hits if hit.asked]
    assert days == sorted(days, reverse=True)


def test_why(shared_service: SearchService) -> None:
    """Each hit says whether words or meaning found it; a plain list says neither."""
    assert {hit.why for hit in find(shared_service, "zonnepanelen", mode=Mode.LEXICAL).hits} == {Why.WORD}
    assert {hit.why for hit in find(shared_service).hits} == {Why.LISTED}
    assert find(shared_service, "zonnepanelen").hits[0].why in {Why.WORD, Why.BOTH}
    assert {hit.why for hit in find(shared_service, "premie dak", mode=Mode.SEMANTIC).hits} <= {Why.MEANING}


def test_hit_holds_the_header(shared_service: SearchService) -> None:
    """A hit shows the header of its document, with typed days."""
    hit = find(shared_service, "nummer:12 wachtlijst").hits[0]
    assert replace(hit, passages=(), score=0.0, why=Why.LISTED, reason=Reason()) == Hit(
        document_id=DocumentId("opvang-1"),
        score=0.0,
        why=Why.LISTED,
        title="Kinderopvang - Wachtlijsten",
        parliament="Vlaams Parlement",
        session="2023-2024",
        number=12,
        minister="An Peeters",
        asker="Jo Maes",
        asked=date(2024, 1, 15),
        has_commitment=True,
    )


@pytest.mark.parametrize("text", ["plaatsen crèches", "premie dak", "bos water", "zonnepanelen", ""])
def test_snippets_quote(store: FakeStore, shared_service: SearchService, text: str) -> None:
    """Segments of a snippet are the document's own characters at the place it names, inside its passage."""
    for hit in find(shared_service, text).hits:
        for passage in hit.passages:
            quote = "".join(segment.text for segment in passage.snippet)
            assert passage.snippet_span.quote(store.held[hit.document_id].text.text) == quote
            assert passage.span.start <= passage.snippet_span.start <= passage.snippet_span.end <= passage.span.end
            assert passage.cut_before == (passage.snippet_span.start > passage.span.start)
            assert passage.page == passage.span.page


def test_best_passage(shared_service: SearchService) -> None:
    """The passage with the words comes first, names side, item and page, and marks every form of them."""
    results = find(shared_service, "plaats crèche", mode=Mode.LEXICAL)
    passage = next(hit for hit in results.hits if hit.document_id == "opvang-1").passages[0]
    assert (passage.side, passage.item, passage.page) == (Side.ANSWER, "1", 2)
    assert passage.words == ("plaatsen", "creches")
    assert len(find(shared_service, "crèche", passages=1).hits[0].passages) == 1
    assert find(shared_service, "crèche", passages=0).hits[0].passages == ()


def test_passages_of_equal_worth_keep_their_order(shared_service: SearchService) -> None:
    """In a plain list the first passages of each document are shown."""
    hit = find(shared_service, "nummer:12").hits[0]
    assert [passage.side for passage in hit.passages] == [Side.QUESTION, Side.ANSWER]


def test_semantic_needs_a_model(store: FakeStore, service_on: MakeService) -> None:
    """Without a model hybrid searches by words and says so; a search by meaning alone is refused."""
    service = service_on(store, "lexical")
    service.rebuild()
    assert find(service, "bos").mode is Mode.LEXICAL
    assert find(service, "bos").total > 0
    with pytest.raises(ModelUnavailable, match="no embedding model"):
        find(service, "bos", mode=Mode.SEMANTIC)


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 5000}, {"offset": -1}, {"passages": -1}])
def test_impossible_requests(shared_service: SearchService, wrong: dict[str, int]) -> None:
    """A limit or offset that cannot be is the caller's mistake."""
    with pytest.raises(WrongUse, match=next(iter(wrong))):
        find(shared_service, "bos", **wrong)


def test_threads_see_the_same(store: FakeStore, service_on: MakeService) -> None:
    """Searches from many threads at once, on an index just opened, give what one thread gets."""
    texts = ["premie dak", "wachtlijsten kinderopvang", '"het bos"', "vertraagde treinen", "VDAB", "", "water -bos"] * 6
    service_on(store).rebuild()
    alone, together = service_on(store), service_on(store)
    expected = [names(find(alone, text)) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda text: names(find(together, text)), texts)) == expected
