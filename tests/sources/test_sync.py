"""Following a source: what is new, what changed, what waits, what fails, and what the health says of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from corpus.errors import WrongUse
from corpus.model import AnswerKind
from corpus.register import Cause
from corpus.store import DocumentFilter
from ingest.dossier import DOSSIER_MEDIA_TYPE
from ingest.sources.web.report import SyncRequest
from tests.sources.conftest import NAME, Following
from tests.sources.flemish_server import FlemishServer, no_fault

Follow = Callable[[int], Following[FlemishServer]]


def test_a_source_is_read_from_end_to_end(follow: Follow) -> None:
    """Every written question that the services have is held with what they state and what its answer says."""
    here = follow(200)
    report = here.sync()
    written = [one for one in here.server.questions.values() if one.written]
    gone = [one for one in written if one.gone]
    assert (report.complete, report.listed, report.gone, report.not_fetched) == (True, len(written), len(gone), ())
    assert here.store.documents.count(DocumentFilter()) == len(written) - len(gone)
    health = here.store.health.get(NAME)
    assert health is not None
    assert (health.read_until, health.failures) == (date(2026, 11, 21), 0)


def test_what_the_source_states_and_what_the_file_says_are_one_record(follow: Follow) -> None:
    """Number, people, days and subjects come from the services; items, figures and commitments from the file."""
    here = follow(1)
    one = next(iter(here.server.questions.values()))
    here.sync()
    held = here.store.documents.get(here.store.documents.list()[0].id)
    record = held.record
    assert (record.number, record.session, record.asker) == (one.number, one.session, " ".join(one.asker))
    assert (record.asked, record.answered, record.published) == (one.asked, one.answered, one.published)
    assert record.themes == one.themes
    assert record.answer_kind is AnswerKind.SUBSTANTIVE
    assert [item.label for item in record.items] == ["1", "2", "1", "2"]
    assert len(held.commitments) == 1
    assert here.store.documents.raw(held.id).media_type == DOSSIER_MEDIA_TYPE


def test_nothing_new_costs_one_call_and_no_word(follow: Follow) -> None:
    """A second run lists, and fetches nothing that is as it was."""
    here = follow(60)
    here.sync()
    head, before = here.store.feed.head(), len(here.server.calls)
    report = here.sync()
    assert (report.wanted, report.fetched) == (0, 0)
    assert all("/search/" in call for call in here.server.calls[before:])
    assert here.store.feed.head() == head


def test_an_answer_that_comes_later_is_fetched(follow: Follow) -> None:
    """A question waits in the store without an answer, is looked at again, and gets its answer as a new version."""
    here = follow(9)
    here.sync()
    waiting = next(one for one in here.server.questions.values() if one.answered is None)
    before = next(one for one in here.store.documents.list() if one.number == waiting.number)
    assert (before.answered, before.answer_kind) == (None, AnswerKind.NONE)
    waiting.answered = waiting.asked + timedelta(days=30)
    here.later(days=1)
    report = here.sync()
    after = next(one for one in here.store.documents.list() if one.number == waiting.number)
    assert (report.ingest.changed, after.id, after.version) == (1, before.id, 2)
    assert (after.answered, after.answer_kind) == (waiting.answered, AnswerKind.SUBSTANTIVE)


def test_a_first_reading_is_news_to_nobody(follow: Follow) -> None:
    """What a source held before it was followed alerts nobody; what comes later does."""
    here = follow(9)
    here.sync()
    assert {one.cause for one in here.store.register.events() if one.cause is not Cause.CLOCK} == {Cause.BACKFILL}
    mark = max(one.id or 0 for one in here.store.register.events())
    waiting = next(one for one in here.server.questions.values() if one.answered is None)
    waiting.answered = waiting.asked + timedelta(days=30)
    here.later(days=1)
    here.sync()
    assert {one.cause for one in here.store.register.events(since_id=mark)} == {Cause.INGEST}


def test_a_correction_of_an_old_answer_is_found_within_a_month(follow: Follow) -> None:
    """Every day of the source is listed anew by turns; only the changed answer costs its bytes."""
    here = follow(120)
    here.sync()
    corrected = here.server.questions[1_700_004]
    corrected.revision += 1
    changed = 0
    for _ in range(31):
        here.later(days=1)
        changed += here.sync().ingest.changed
    assert changed == 1


def test_unchanged_files_are_not_sent_again(follow: Follow) -> None:
    """A question whose record changed is fetched, and its file asked for by its mark: the bytes stay at home."""
    here = follow(3)
    here.sync()
    one = here.server.questions[1_700_001]
    one.themes = ("Mobiliteit", "Wonen")
    here.later(days=1)
    report = here.sync(SyncRequest(since=date(2023, 9, 1)))
    assert report.ingest.changed == 1
    held = next(found for found in here.store.documents.list() if found.number == one.number)
    assert here.store.documents.get(held.id).record.themes == ("Mobiliteit", "Wonen")


def test_a_slice_beyond_the_cap_is_divided(follow: Follow) -> None:
    """A query that has more results than the search gives is asked in parts, and nothing is missed."""
    here = follow(150)
    here.server.cap = 40
    from dataclasses import replace  # the rules state the real cap

    from ingest.sources.parliaments.vlaams_parlement import FlemishParliament
    from ingest.sources.web.sync import Sync

    class Capped(FlemishParliament):
        @property
        def most_listed(self) -> int:
            return 40

    with here.client() as client:
        report = Sync(Capped(addresses=here.server.addresses()), here.store, here.settings, here.clock, client).run(
            replace(SyncRequest(), since=date(2023, 9, 1))
        )
    assert report.complete
    assert report.listed == sum(one.written for one in here.server.questions.values())


@pytest.mark.parametrize("kind", ["429", "500", "cut"])
def test_passing_faults_lose_nothing(follow: Follow, kind: str) -> None:
    """Refusals, errors and broken answers among the calls cost time, and no question."""
    here = follow(40)
    here.server.fault = lambda _path, number: kind if number % 5 == 0 else None
    report = here.sync()
    assert report.complete
    assert here.store.documents.count(DocumentFilter()) == sum(one.written for one in here.server.questions.values())


def test_one_call_at_a_time(follow: Follow) -> None:
    """The source never sees two calls at once, and always who calls."""
    here = follow(20)
    here.sync()
    assert here.server.at_once == 1
    assert {agent.partition("/")[0] for agent in here.server.agents} == {"Rappel"}


def test_a_question_that_cannot_be_fetched_holds_up_no_other(follow: Follow) -> None:
    """One record that always fails is named, tried thrice, kept among the problems, and then no reason for silence."""
    here = follow(20)
    here.server.fault = lambda path, _: "500" if "1700003" in path else None
    for turn in range(4):
        report = here.sync()
        health = here.store.health.get(NAME)
        assert health is not None
        assert [one.key for one in report.not_fetched] == ["1700003"]
        assert report.complete is (turn >= 2)
        assert (health.read_until is not None) is (turn >= 2)
        here.later(days=1)
    assert [one.reason for one in here.store.problems.list()] == ["not_fetched"]
    here.server.fault = no_fault
    here.sync()
    assert here.store.problems.list() == ()


def test_a_source_that_is_down_says_so(follow: Follow) -> None:
    """After some questions in a row that fail the source is left alone; what was stored stays, and health tells."""
    here = follow(40)
    here.server.fault = lambda path, number: "500" if number > 20 and "/search/" not in path else None
    report = here.sync()
    health = here.store.health.get(NAME)
    assert health is not None
    assert not report.complete
    assert "in a row" in report.message
    assert (health.failures, health.read_until) == (1, None)
    assert report.ingest.new > 0
    here.server.fault = no_fault
    assert here.sync().complete


def test_a_relaunched_site_is_not_believed(follow: Follow) -> None:
    """A page for people where records were is a changed source: nothing is stored, nothing concluded."""
    here = follow(30)
    here.sync()
    head = here.store.feed.head()
    here.server.relaunched = True
    here.later(days=1)
    report = here.sync()
    health = here.store.health.get(NAME)
    assert health is not None
    assert not report.complete
    assert "page for people" in report.message or "neither JSON nor XML" in report.message
    assert (health.failures, health.read_until) == (1, date(2026, 11, 21))
    assert here.store.feed.head() == head


def test_a_list_that_lost_its_questions_is_not_believed(follow: Follow) -> None:
    """A search that suddenly finds nothing of what it had is a changed source, and no sign that all were deleted."""
    here = follow(60)
    here.sync()
    here.server.questions.clear()
    report = here.sync(SyncRequest(since=date(2023, 9, 1)))
    assert not report.complete
    assert "has probably changed" in report.message
    assert here.store.documents.count(DocumentFilter()) > 50


def test_a_dry_run_changes_nothing(follow: Follow) -> None:
    """Listing and counting leave no trace in the store, nor of the source's health."""
    here = follow(30)
    report = here.sync(SyncRequest(dry_run=True))
    assert (report.wanted, report.fetched) == (30, 0)
    assert here.store.health.list() == ()
    assert here.store.feed.head() == 0


def test_a_limit_is_kept_and_the_rest_comes_later(follow: Follow) -> None:
    """A run with a limit fetches so many, says that it is not whole, and the next one goes on."""
    here = follow(30)
    first = here.sync(SyncRequest(limit=10))
    assert (first.fetched, first.complete) == (10, False)
    health = here.store.health.get(NAME)
    assert health is not None
    assert (health.read_until, health.failures) == (None, 0)
    second = here.sync()
    assert (second.fetched, second.complete) == (20, True)


def test_a_session_alone(follow: Follow) -> None:
    """One parliamentary year is fetched, and says nothing of the others."""
    here = follow(60)
    report = here.sync(SyncRequest(session="2023-2024"))
    assert report.listed == sum(one.written for one in here.server.questions.values())
    health = here.store.health.get(NAME)
    assert health is not None
    assert health.read_until is None
    assert here.sync(SyncRequest(session="2021-2022")).listed == 0


@pytest.mark.parametrize("asked", [{"since": date(2030, 1, 1)}, {"session": "2023-2025"}, {"session": "x"}])
def test_what_cannot_be_asked_is_refused(follow: Follow, asked: dict[str, Any]) -> None:
    """A day to come or a year that is none is refused before anything is called."""
    here = follow(1)
    with pytest.raises(WrongUse):
        here.sync(SyncRequest(**asked))
    assert here.server.calls == []
