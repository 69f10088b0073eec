"""Alerts by meaning: on the search's own scale, above the search's own floor, and the same as the search says."""

import random
from pathlib import Path

import numpy as np
import pytest

from corpus.alerts import SubscriptionKind
from corpus.errors import WrongUse
from corpus.settings import Settings
from corpus.store import Store
from search.passages import index_document
from search.plan import plan_query
from search.query import parse_query
from tests.conftest import TODAY, clock
from tests.tracker.alerts.building import follow, follower
from tracker.alerts.matching import estimate_hits, match_events, search_target
from tracker.alerts.matching.engine import Engine, open_engine
from tracker.alerts.matching.fresh import Fresh
from tracker.alerts.matching.meaning import document_scores
from tracker.alerts.matching.queries import answers, holding

SEARCH = SubscriptionKind.SEARCH


@pytest.fixture(scope="module")
def engine(sample_data: Path) -> Engine:
    """Return the engine of the sample corpus."""
    return open_engine(Settings(data=sample_data))


@pytest.fixture
def held(sample_data: Path) -> Store:
    """Return the sample store."""
    return Store.open(Settings(data=sample_data), clock=clock)


def test_fresh_documents_score_as_in_the_index(engine: Engine, held: Store) -> None:
    """The same documents, taken for new ones, have the scores that the search's own index gives them."""
    assert engine.snapshot is not None
    dense = engine.snapshot.dense
    with held as store:
        ids = [one.id for one in store.documents.list()]
        with Fresh((index_document(store.documents.get(one)) for one in ids), engine) as fresh:
            assert fresh.vectors is not None
            vector = engine.queries(["fietsbrug over het kanaal"])
            scores = document_scores(vector, fresh.vectors)[0]
    headers = engine.snapshot.lexical.headers(engine.snapshot.lexical.serials())
    serial_of = {str(header["id"]): serial for serial, header in headers.items()}
    theirs = dense.documents(vector[0], np.array([serial_of[one] for one in ids]))
    assert np.allclose(scores, theirs, atol=0.02)  # the index holds 8-bit steps
    near = dense.nearness(vector[0])
    assert near is not None
    sample = document_scores(vector, engine.sample)[0]
    assert float(sample.mean()) == pytest.approx(near.mean, abs=1e-4)


def test_words_match_as_the_index_says(engine: Engine, held: Store) -> None:
    """For queries of every form, the quick look at the new documents finds exactly what the index finds."""
    draw = random.Random(3)  # noqa: S311 - the same queries every time
    with held as store:
        documents = [index_document(store.documents.get(one.id)) for one in store.documents.list()]
        words = sorted({word for one in documents for word in one.text.split() if word.isalpha() and len(word) > 3})
        with Fresh(documents, engine) as fresh:
            for _ in range(150):
                one, two, three = draw.sample(words, 3)
                form = draw.choice(("{0}", "{0} {1}", "{0} OR {1}", '"{0}"', "{0} -{1}", "({0} OR {1}) {2}", "{0}*"))
                query = form.format(one, two, three)
                plan = plan_query(parse_query(query), engine.analyser, engine.synonyms)
                target = search_target({"q": query})
                found = answers([target], fresh, engine, TODAY.date())[0]
                assert sorted(found.why) == sorted(holding(fresh.lexical, plan, ())), query


def test_a_search_by_meaning_says_how_near(own_sample_data: Path) -> None:
    """What is near in meaning is told with its likeness, exclusions and filters obeyed; unknown words match nothing."""
    settings = Settings(data=own_sample_data, alerts_newest_days=0, alerts_likeness_margin=0.0)
    with Store.open(settings, clock=clock) as store:
        title = next(one.title for one in store.documents.list() if one.title)
        who = follower(store)
        near = follow(store, who, SEARCH, {"q": title, "mode": "semantic"})
        never = follow(store, who, SEARCH, {"q": f"{title} -de", "mode": "semantic", "asker": "Niemand"})
        unknown = follow(store, who, SEARCH, {"q": "zzqqx", "mode": "semantic"})
        either = follow(store, who, SEARCH, {"q": title, "mode": "hybrid"})
        log = store.register.events()
        store.outbox.record((), since=0, upto=0)
        for one in log:
            if one.kind.value == "document_added":
                from dataclasses import replace

                from corpus.register import Cause

                store.register.append(replace(one, cause=Cause.INGEST, recorded=TODAY))
        match_events(store, settings, clock)
        told = store.outbox.deliveries(subscription_id=near.id)
        assert told
        assert all(0 < float(str(one.why["likeness"])) <= 1 for one in told)
        assert store.outbox.deliveries(subscription_id=never.id) == ()
        assert store.outbox.deliveries(subscription_id=unknown.id) == ()
        assert len(store.outbox.deliveries(subscription_id=either.id)) >= len(told)


@pytest.mark.parametrize("mode", ["lexical", "hybrid", "semantic"])
def test_an_estimate_knows_meaning(sample_data: Path, mode: str) -> None:
    """Every mode is estimated before it is saved, conditions and exclusions included; what nobody holds is refused."""
    settings = Settings(data=sample_data)
    with Store.open(settings, clock=clock) as store:
        for query in ("fietsbrug", 'fietsbrug -"geen zin"', "fietsbrug antwoord:2020..2030", "zzqqx"):
            found = estimate_hits(store, settings, clock, SEARCH, {"q": query, "mode": mode})
            assert found.hits is not None
            assert found.hits >= 0
        for kind, target in (
            (SubscriptionKind.PERSON, {"person": "x"}),
            (SubscriptionKind.OFFICE, {"office": "x"}),
            (SubscriptionKind.QUESTION, {"document": "x"}),
            (SubscriptionKind.COMMITMENT, {"commitment": "x"}),
        ):
            with pytest.raises(WrongUse, match="x"):  # what nobody holds cannot be followed, so nothing is estimated
                estimate_hits(store, settings, clock, kind, target)
        held = store.register.list()[0]
        for kind, target in (
            (SubscriptionKind.QUESTION, {"document": str(held.document)}),
            (SubscriptionKind.COMMITMENT, {"commitment": str(held.id)}),
        ):
            assert estimate_hits(store, settings, clock, kind, target).hits is not None


def test_a_damaged_index_leaves_matching_by_word(own_sample_data: Path) -> None:
    """An index that cannot be read, or that another analysis made, is passed over, with the reason."""
    settings = Settings(data=own_sample_data)
    folder = next(settings.index_folder.glob("g*"))
    meta = folder / "meta.json"
    good = meta.read_text()
    meta.write_text(good.replace('"analysis": "', '"analysis": "x'))
    assert "analysis" in open_engine(settings).message
    meta.write_text("{")
    damaged = open_engine(settings)
    assert "damaged" in damaged.message
    assert not damaged.has_vectors
    assert damaged.analyser.terms("fietsbrug")
