"""Proposals over the real store: the feed, the cursor, versions, backfill and decisions."""

from dataclasses import replace
from datetime import date

import pytest

from corpus.model import MilestoneId
from corpus.register import Cause, Event, EventKind, Relation
from corpus.settings import Settings
from corpus.store import Store
from tests.tracker.evidence.conftest import PROMISE, Put
from tests.tracker.fakes import Clock
from tracker.evidence.judge import Judge
from tracker.evidence.proposing import ProposalReport, propose_evidence
from tracker.evidence.standing import Promises, open_commitments
from tracker.evidence.waiting import waiting_proposals
from tracker.fold import fold
from tracker.service import Tracker

EARLY, LATE = date(2023, 3, 1), date(2024, 2, 1)
DONE = "De loopbrug over de Zwalm in Munkzwalm werd in november 2023 aangelegd en opengesteld."
MOVED = "De aanleg van de loopbrug over de Zwalm in Munkzwalm is uitgesteld en gebeurt pas tegen eind juni 2025."


def proposed(store: Store) -> tuple[Event, ...]:
    """Return the events that evidence was proposed."""
    return store.register.events(kinds=[EventKind.EVIDENCE_PROPOSED])


def test_a_later_answer_is_proposed_with_its_reasons(held: Store, put: Put, clock: Clock) -> None:
    """The passage stands beside the commitment with relation, score and reasons, and waits for a person."""
    put(1, PROMISE, EARLY, promise=True)
    late = put(2, f"{DONE} De parking van het gemeentehuis telt 40 plaatsen.", LATE)
    told: list[str] = []
    report = propose_evidence(held, clock, told=told.append)
    assert report == ProposalReport(documents=2, commitments=1, proposed=1)
    assert "1 proposals" in told[-1]
    (piece,) = held.evidence.proposals()
    assert (piece.document, piece.relation, piece.proposed_by) == (late, Relation.FULFILS, "evidence")
    assert piece.quote == DONE.removesuffix(".")
    (event,) = proposed(held)
    assert (event.cause, event.occurred, event.data["evidence"]) == (Cause.INGEST, LATE, piece.id)


def test_without_an_open_commitment_no_document_is_read(
    held: Store, put: Put, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place in the feed moves on all the same: a large store without promises is gone over once, in no time."""
    put(1, DONE, EARLY)
    put(2, MOVED, LATE)
    monkeypatch.setattr(type(held.documents), "get", lambda *_: pytest.fail("a document was read"))
    assert propose_evidence(held, clock) == ProposalReport(documents=2, commitments=0, proposed=0)
    assert propose_evidence(held, clock) == ProposalReport(documents=0, commitments=0, proposed=0)


def test_a_second_run_reads_only_what_is_new(held: Store, put: Put, clock: Clock) -> None:
    """Running again proposes nothing twice; comparing everything again neither."""
    put(1, PROMISE, EARLY, promise=True)
    put(2, DONE, LATE)
    propose_evidence(held, clock)
    assert propose_evidence(held, clock) == ProposalReport(documents=0, commitments=0, proposed=0)
    assert propose_evidence(held, clock, again=True).proposed == 0
    put(3, MOVED, date(2024, 3, 1))
    assert propose_evidence(held, clock) == ProposalReport(documents=1, commitments=1, proposed=1)
    assert len(proposed(held)) == 2


def test_a_new_version_is_compared_again(held: Store, put: Put, clock: Clock) -> None:
    """Words that only moved to another place are not proposed again; other words are."""
    put(1, PROMISE, EARLY, promise=True)
    put(2, DONE, LATE)
    propose_evidence(held, clock)
    put(2, f"Dank u wel voor deze vraag. {DONE}", LATE)
    assert propose_evidence(held, clock).proposed == 0
    put(2, MOVED, LATE)
    assert propose_evidence(held, clock).proposed == 1


def test_old_news_alerts_nobody(held: Store, put: Put, clock: Clock) -> None:
    """What a first import proposes carries the cause by which alerts leave it out."""
    put(1, PROMISE, EARLY, promise=True, cause=Cause.BACKFILL)
    put(2, DONE, LATE, cause=Cause.BACKFILL)
    propose_evidence(held, clock)
    assert [event.cause for event in proposed(held)] == [Cause.BACKFILL]


@pytest.mark.parametrize(
    "given",
    [
        {"answered": EARLY},
        {"answered": date(2022, 1, 1)},
        {"answered": LATE, "office": "Vlaams minister van Onderwijs", "text": "De loopbrug werd aangelegd."},
        {"answered": LATE, "text": "De speeltuin in Ronse werd in november 2023 aangelegd en opengesteld."},
        {"answered": LATE, "text": "Is de loopbrug over de Zwalm in Munkzwalm aangelegd?"},
    ],
)
def test_what_is_not_later_or_about_something_else_is_left_out(
    held: Store, put: Put, clock: Clock, given: dict[str, object]
) -> None:
    """Answers of the same day or before, of other offices or on other things, and questions are no evidence."""
    put(1, PROMISE, EARLY, promise=True)
    put(2, given.pop("text", DONE), given.pop("answered"), **given, title="Iets anders")
    assert propose_evidence(held, clock).proposed == 0


def test_an_answer_in_another_language_is_left_out(held: Store, put: Put, clock: Clock) -> None:
    """The judge reads one language; an answer in another is not judged by its rules."""
    put(1, PROMISE, EARLY, promise=True)
    put(2, DONE, LATE, language="fr")
    assert propose_evidence(held, clock).proposed == 0


def test_another_office_needs_much_in_common(held: Store, put: Put, clock: Clock) -> None:
    """An answer of another office is proposed only where it takes up many rare words."""
    put(1, PROMISE, EARLY, promise=True)
    put(2, "De loopbrug werd in november aangelegd.", LATE, office="Vlaams minister van Onderwijs")
    assert propose_evidence(held, clock).proposed == 0


def test_the_milestone_concerned_is_named(judge: Judge, held: Store, put: Put) -> None:
    """Of several milestones the one whose words the passage takes up is meant; without a difference none is."""
    put(1, PROMISE, EARLY, promise=True)
    (entry,) = held.register.list()
    (first,) = entry.milestones
    second = replace(first, id=MilestoneId(f"{entry.id}.2"), deliverable="de overkapping van het perron")
    state = fold(replace(entry, milestones=(replace(first, deliverable="de loopbrug"), second)), ())
    promises = Promises(open_commitments([state], {}), judge)
    assert promises.milestone(0, judge.words.terms("de overkapping")) == second.id
    assert promises.milestone(0, judge.words.terms("de parking")) is None


def test_a_settled_commitment_gets_no_proposals(held: Store, put: Put, clock: Clock) -> None:
    """What was fulfilled by decision is no longer compared."""
    put(1, PROMISE, EARLY, promise=True)
    late = put(2, DONE, LATE)
    (entry,) = held.register.list()
    Tracker(held, Settings(), clock).fulfil(entry.id, evidence=late, author="Lies")
    report = propose_evidence(held, clock)
    assert (report.commitments, report.proposed) == (0, 0)


def test_a_kill_between_pages_loses_nothing(
    held: Store, put: Put, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proposals and cursor are written together: where writing fails, the next run does it all again, once."""
    put(1, PROMISE, EARLY, promise=True)
    put(2, DONE, LATE)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("corpus.store.evidence._set_cursor", killed)
        with pytest.raises(KeyboardInterrupt):
            propose_evidence(held, clock)
    assert held.evidence.compared_upto() == 0
    assert proposed(held) == ()
    assert propose_evidence(held, clock).proposed == 1
    assert held.evidence.compared_upto() == held.feed.head()


def test_an_accepted_move_uses_the_time_of_the_passage(held: Store, put: Put, clock: Clock) -> None:
    """The new time that was read travels with the proposal into the register."""
    put(1, PROMISE, EARLY, promise=True)
    put(2, MOVED, LATE)
    propose_evidence(held, clock)
    (piece,) = held.evidence.proposals()
    done = Tracker(held, Settings(), clock).accept_evidence(piece.id or 0, author="Lies")
    assert done.state.milestones[0].due.latest == date(2025, 6, 30)
    assert done.state.milestones[0].days_moved == 557


def test_the_waiting_list_is_by_office(held: Store, put: Put, clock: Clock) -> None:
    """The list shows promise, passage, new time and reasons, and can be narrowed to an office."""
    put(1, PROMISE, EARLY, promise=True)
    put(2, MOVED, LATE)
    assert waiting_proposals(held) == ()
    propose_evidence(held, clock)
    (one,) = waiting_proposals(held, office="PADEN", language="en")
    assert (one.relation, one.new_due, one.said) == ("moves", "2025-06-30", LATE)
    assert "another time than promised" in one.why
    assert waiting_proposals(held, office="Onderwijs") == ()
