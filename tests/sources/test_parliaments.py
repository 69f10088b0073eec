"""The battery that every source on the web passes: the same life with the services of each parliament."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from corpus.model import AnswerKind
from corpus.store import DocumentFilter
from ingest.layout.parliaments import parliament_of
from ingest.sources.web.registry import known_sources
from ingest.sources.web.report import SyncRequest
from tests.sources.conftest import SERVERS, Following, FollowSource
from tests.sources.local_server import LocalServer, no_fault

Here = Following[LocalServer]
Follow = Callable[[int], Here]


@pytest.fixture(params=SERVERS)
def follow(request: pytest.FixtureRequest, follow_source: FollowSource) -> Follow:
    """Return what starts the services of each parliament in turn, and a store that follows them."""
    return lambda count: follow_source(request.param, count)


def shown(here: Here) -> int:
    """Return how many documents are held."""
    return here.store.documents.count(DocumentFilter())


def test_every_source_has_its_server() -> None:
    """No parliament is followed that was never tried."""
    assert set(SERVERS) == set(known_sources())


def test_a_source_is_read_from_end_to_end(follow: Follow) -> None:
    """Every written question is held with what the source states; a second run fetches and says nothing."""
    here = follow(48)
    for one in here.held():
        one.kind, one.gone = "docx" if one.kind == "docx" else "pdf", one.key % 20 == 10
    report = here.sync()
    assert (report.complete, report.message, report.not_fetched) == (True, "", ())
    assert (report.listed, report.gone) == (len(here.held()) + 2, 2)
    assert shown(here) == len(here.held())
    found = here.store.documents.list()
    known = parliament_of(found[0].parliament or "")
    assert known is not None
    assert {one.parliament for one in found} == {known.name}
    assert {one.asked for one in found} == {one.asked for one in here.held()}
    assert all(one.title and one.office for one in found) or here.name == "vlaams-parlement"
    unanswered = sum(one.answered is None for one in here.held())
    assert sum(one.answer_kind is AnswerKind.NONE for one in found) == unanswered

    head = here.store.feed.head()
    again = here.sync()
    assert (again.wanted, again.fetched, again.complete) == (0, 0, True)
    assert here.store.feed.head() == head
    assert here.server.at_once == 1
    assert {agent.partition("/")[0] for agent in here.server.agents} == {"Rappel"}


def test_an_answer_that_comes_later_is_a_new_version(follow: Follow) -> None:
    """A question waits in the store without an answer, is looked at again, and the answer joins the same document."""
    here = follow(9)
    here.sync()
    (before,) = here.store.documents.list(DocumentFilter(unanswered=True))
    waiting = next(one for one in here.held() if one.answered is None)
    waiting.answered = waiting.asked + timedelta(days=30)
    here.later(days=1)
    report = here.sync()
    after = here.store.documents.get(before.id)
    assert (report.complete, report.ingest.new, report.ingest.changed) == (True, 0, 1)
    assert (after.version, after.record.answer_kind) == (2, AnswerKind.SUBSTANTIVE)
    here.later(days=1)
    assert here.sync().ingest.documents == ()


def test_a_withdrawn_question_waits_for_nothing(follow: Follow) -> None:
    """Where the source says that a question was withdrawn, that is final: it is stated, and not looked at again."""
    here = follow(3)
    one, other, _ = here.held()
    one.answered, one.withdrawn, other.answered = None, True, None
    here.sync()
    assert len(here.store.documents.withdrawn()) == 1
    assert [item.open for item in here.store.source_items.waiting(here.name)] == [True]
    here.later(days=1)
    assert here.sync().wanted == 1
    other.withdrawn = True
    here.later(days=1)
    assert here.sync().ingest.changed == 1
    here.later(days=1)
    assert (here.sync().wanted, len(here.store.documents.withdrawn())) == (0, 2)


def test_persons_are_named_by_the_source(follow: Follow) -> None:
    """The source's own names of the asker, and of the minister where it gives one, are held with the question."""
    here = follow(2)
    here.sync()
    heads = here.store.people.heads()
    own = {one.asker_id for one in heads if one.asker_id}
    assert own
    assert all(one.startswith(f"{here.name}:") for one in own)
    assert len(own) == len([one for one in heads if one.asker_id])


@pytest.mark.parametrize("kind", ["429", "500", "cut"])
def test_passing_faults_lose_nothing(follow: Follow, kind: str) -> None:
    """Refusals, errors and broken answers among the calls cost time, and no question."""
    here = follow(20)
    here.server.fault = lambda _path, number: kind if number % 4 == 0 else None
    report = here.sync()
    assert report.complete
    assert shown(here) == len(here.held())


def test_a_source_that_is_down_loses_nothing(follow: Follow) -> None:
    """A run that breaks off keeps what it stored, says why, and the next one goes on from there."""
    here = follow(40)
    here.server.fault = lambda _path, number: "500" if number > 30 else None
    report = here.sync()
    health = here.store.health.get(here.name)
    assert health is not None
    assert (report.complete, health.failures, health.read_until) == (False, 1, None)
    assert 0 < shown(here) < len(here.held())
    here.server.fault = no_fault
    assert here.sync().complete
    assert shown(here) == len(here.held())


def test_a_relaunched_site_is_not_believed(follow: Follow) -> None:
    """A page for people where records were is a changed source: nothing is stored, nothing concluded."""
    here = follow(12)
    here.sync()
    head = here.store.feed.head()
    here.server.relaunched = True
    here.later(days=1)
    report = here.sync()
    health = here.store.health.get(here.name)
    assert health is not None
    assert not report.complete
    assert "page for people" in report.message
    assert (health.failures, health.read_until, here.store.feed.head()) == (1, date(2026, 11, 21), head)


def test_a_list_that_lost_its_questions_is_not_believed(follow: Follow) -> None:
    """A list that suddenly holds nothing of what it had is a changed source, and no sign that all were deleted."""
    here = follow(40)
    here.sync()
    here.server.questions.clear()
    report = here.sync(SyncRequest(since=date(2023, 9, 1)))
    assert "has probably changed" in report.message
    assert shown(here) > 30


def test_a_dry_run_and_a_limit_are_kept(follow: Follow) -> None:
    """Listing and counting leave no trace; a run with a limit fetches so many, and the next one the rest."""
    here = follow(12)
    dry = here.sync(SyncRequest(dry_run=True))
    assert (dry.wanted, dry.fetched, shown(here), here.store.health.list()) == (12, 0, 0, ())
    first = here.sync(SyncRequest(limit=5))
    assert (first.fetched, first.complete) == (5, False)
    second = here.sync()
    assert (second.fetched, second.complete) == (7, True)


def test_a_parliamentary_year_alone(follow: Follow) -> None:
    """One parliamentary year is fetched, and says nothing of the others."""
    here = follow(12)
    assert here.sync(SyncRequest(session="2021-2022")).listed == 0
    held = [here.sync(SyncRequest(session=years)).listed for years in ("2022-2023", "2023-2024")]
    assert sum(held) == 12
    health = here.store.health.get(here.name)
    assert health is not None
    assert health.read_until is None


def test_a_list_longer_than_is_given_is_asked_for_in_parts(follow: Follow) -> None:
    """Whatever a source gives at once, every entry of a long list is found."""
    here = follow(260)
    report = here.sync(SyncRequest(dry_run=True))
    assert report.complete
    assert report.listed == sum(one.written for one in here.server.questions.values())


@pytest.mark.parametrize("kind", ["pdf", "docx", "octets", "rtf", "liar", "doc"])
def test_every_kind_of_file_is_taken(follow: Follow, kind: str) -> None:
    """A file is read by its bytes; one that cannot be read is named, and its question is held all the same."""
    here = follow(2)
    for one in here.held():
        one.kind, one.attachments = kind, 1
    report = here.sync()
    assert (report.complete, report.ingest.problems) == (True, ())
    held = here.store.documents.get(here.store.documents.list()[0].id)
    assert held.record.answer_kind is AnswerKind.SUBSTANTIVE or kind == "doc"
