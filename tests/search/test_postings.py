"""Adding up what words score gives what the lexical index gives when it is asked for all of them at once."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.embed.lexicon import load_related
from search.lexical.postings import Postings
from search.plan import Plan, plan_query
from search.query import parse_query
from search.service import SearchService
from search.snapshot import Snapshot

WORDS = (
    "bos",
    "bossen",
    "water",
    "waterbeheer",
    "de",
    "kappen",
    "vlaanderen",
    "fiets",
    "fietspad",
    "school",
    "niets",
    "xq",
)


@pytest.fixture
def snapshot(service: SearchService) -> Snapshot:
    """Return an index to ask."""
    found = service.snapshot()
    assert found is not None
    return found


def plan_of(snapshot: Snapshot, service: SearchService, text: str) -> Plan:
    """Return what a query asks of the index, related words included."""
    related = load_related()
    return plan_query(parse_query(text), snapshot.analyser, service.synonyms(), snapshot.lexical.completions, related)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from((*WORDS, "OR")), min_size=1, max_size=7), most=st.sampled_from((1, 10**6)))
def test_sums_are_those_of_the_index(snapshot: Snapshot, service: SearchService, words: list[str], most: int) -> None:
    """Same documents, same scores, same ones that hold every word; however little is kept."""
    plan = plan_of(snapshot, service, " ".join(words))
    lexical = snapshot.lexical
    totals = Postings(lexical._documents, lexical._schema, lexical.table, most).totals(plan)
    if not any(group.alternatives for group in plan.groups):
        assert totals is None
        return
    assert totals is not None
    ranked = lexical.search(plan)
    order = np.argsort(ranked.serials)
    assert lexical.table.serials[totals.places].tolist() == ranked.serials[order].tolist()
    assert np.allclose(totals.scores, ranked.scores[order], rtol=1e-5)
    assert lexical.table.serials[totals.places[totals.whole]].tolist() == lexical.holding_all(plan).tolist()


@pytest.mark.parametrize("text", ['"de bossen"', "bos* water", "bos -water", "(bos water) OR fiets", "-bos", ""])
def test_other_queries_are_asked_of_the_index(snapshot: Snapshot, service: SearchService, text: str) -> None:
    """What asks more than single words is not added up, and is ranked all the same."""
    plan = plan_of(snapshot, service, text)
    assert snapshot.lexical._postings.totals(plan) is None
    best = snapshot.lexical.best(plan, 0.0, 10)
    ranked = snapshot.lexical.search(plan)
    assert (best.serials.tolist(), best.scores.tolist()) == (ranked.serials.tolist(), ranked.scores.tolist())


def test_what_is_kept_is_bounded(snapshot: Snapshot, service: SearchService) -> None:
    """Beyond its bytes the words asked for longest ago are forgotten; the last one stays."""
    lexical = snapshot.lexical
    postings = Postings(lexical._documents, lexical._schema, lexical.table, 700)
    for word in WORDS:
        postings.totals(plan_of(snapshot, service, word))
        assert len(postings._kept) <= 2
        assert postings._bytes == sum(one.size for one in postings._kept.values())


@pytest.mark.parametrize(("share", "least", "kept"), [(2.0, 1, 1), (2.0, 2, 2), (0.0, 1, None)])
def test_the_best_are_kept(
    snapshot: Snapshot, service: SearchService, share: float, least: int, kept: int | None
) -> None:
    """So many at least, a share of the best, and whatever holds every word."""
    plan = plan_of(snapshot, service, "bossen water xq")
    everything = snapshot.lexical.search(plan)
    assert len(everything.serials) > 2
    best = snapshot.lexical.best(plan, share, least)
    assert best.serials.tolist() == everything.serials.tolist()[:kept]
