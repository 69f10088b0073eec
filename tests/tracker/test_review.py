"""The review queue: who waits, why, in which order; what could be merged; passages to choose from."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts import Reading
from corpus.model import CommitmentId, DocumentText, Item, QuestionRecord, Section, Side, Span
from corpus.register import Cause, Decision, Event, EventKind, Evidence, Relation
from tests.tracker.fakes import commitment, event, moment, window
from tracker.alike import similar, words_of
from tracker.coverage import ALWAYS
from tracker.fold import fold
from tracker.passages import REACH, around, choices, find, nearest
from tracker.review import (
    LOG_KINDS,
    Certainty,
    Pressing,
    Queue,
    Reason,
    ReviewFilter,
    pressing,
    queue,
)
from tracker.review import (
    waiting as everything_waiting,
)
from tracker.timeliness import Periods
from tracker.tracked import TrackedCommitment, track

TODAY = date(2024, 7, 1)
PAST, NEAR, FAR = date(2024, 3, 1), date(2024, 7, 20), date(2026, 1, 1)


def entry(
    name: str,
    latest: date | None = PAST,
    *events: Event,
    certainty: float = 0.9,
    **given_: object,
) -> TrackedCommitment:
    """Return an entry that was found a year ago, with what happened to it since."""
    dues = [(window(None, latest), "dan")] if latest else []
    held = commitment(*dues, name=name, **given_)  # type: ignore[arg-type]
    held = replace(held, reading=Reading(rule="r", version="1", certainty=certainty))
    found = event(EventKind.FOUND, date(2023, 7, 10), 1, name=name, cause=Cause.INGEST)
    return track(fold(held, [found, *events]), TODAY, Periods(), ALWAYS)


def decided(kind: EventKind, number: int, name: str, **given_: object) -> Event:
    """Return a person's event of this spring."""
    return event(kind, date(2024, 5, 1), number, name=name, **given_)


def proposal(name: str, score: float = 0.7, number: int = 1) -> Evidence:
    """Return proposed evidence."""
    return Evidence(
        id=number,
        commitment=CommitmentId(name),
        relation=Relation.FULFILS,
        score=score,
        proposed_by="evidence",
        decision=Decision.PROPOSED,
        recorded=moment(TODAY),
    )


def waiting(*entries: TrackedCommitment, proposals: tuple[Evidence, ...] = (), log: tuple[Event, ...] = ()) -> Queue:
    """Return the queue without filters."""
    return queue(entries, proposals, [one for one in log if one.kind in LOG_KINDS])


GONE = event(EventKind.DETACHED, date(2024, 6, 1), 5, name="c-1", cause=Cause.INGEST)
CONFIRMED = decided(EventKind.CONFIRMED, 2, "c-1")
CARRIED = decided(EventKind.CARRIED_OVER, 3, "c-1")
LAPSED = decided(EventKind.LAPSED, 3, "c-1")
NOTED = decided(EventKind.NOTED, 6, "c-1", note="gezien")


@pytest.mark.parametrize(
    ("one", "log", "reasons"),
    [
        (entry("c-1"), (), (Reason.CANDIDATE,)),
        (entry("c-1", PAST, CONFIRMED), (), ()),
        (entry("c-1", None), (), (Reason.CANDIDATE, Reason.UNDATED)),
        (entry("c-1", None, decided(EventKind.CONFIRMED, 2, "c-1")), (), ()),
        (entry("c-1", None, event(EventKind.CONFIRMED, date(2023, 8, 1), 2, name="c-1")), (), (Reason.UNDATED,)),
        (entry("c-1", PAST, decided(EventKind.REJECTED, 2, "c-1", note="niets")), (), ()),
        (entry("c-1", PAST, CONFIRMED, CARRIED), (), (Reason.CARRIED_OVER,)),
        (entry("c-1", PAST, CONFIRMED, CARRIED, NOTED), (NOTED,), ()),
        (entry("c-1", PAST, CONFIRMED, LAPSED), (), (Reason.LAPSED,)),
        (entry("c-1", PAST, CONFIRMED, GONE, attached=False), (GONE,), (Reason.DETACHED,)),
        (entry("c-1", PAST, CONFIRMED, GONE, NOTED, attached=False), (GONE, NOTED), ()),
        (entry("c-1", PAST, GONE, attached=False), (GONE,), ()),
        (entry("c-1", PAST, decided(EventKind.FULFILLED, 2, "c-1"), GONE, attached=False), (GONE,), ()),
    ],
)
def test_why_an_entry_waits(one: TrackedCommitment, log: tuple[Event, ...], reasons: tuple[Reason, ...]) -> None:
    """An entry waits for what a person has not dealt with yet, and leaves once somebody has."""
    assert [item.reasons for item in waiting(one, log=log).items] == ([reasons] if reasons else [])


def test_evidence_waits_until_the_entry_is_settled() -> None:
    """Proposed evidence brings a confirmed entry into the queue, but not one that is fulfilled already."""
    open_, done = entry("c-1", PAST, CONFIRMED), entry("c-2", PAST, decided(EventKind.FULFILLED, 2, "c-2"))
    found = waiting(open_, done, proposals=(proposal("c-1", 0.4, 1), proposal("c-1", 0.8, 2), proposal("c-2")))
    assert [(item.id, item.reasons) for item in found.items] == [("c-1", (Reason.EVIDENCE,))]
    assert [piece.score for piece in found.items[0].proposals] == [0.8, 0.4]
    assert found.items[0].certainty == 0.8


def test_most_pressing_then_least_certain_then_together() -> None:
    """A near deadline comes before low certainty, low certainty before office, document and place."""
    entries = (
        entry("far-unsure", FAR, certainty=0.3),
        entry("undated", None, certainty=0.3),
        entry("sure-b", PAST, office="B", document="d-2"),
        entry("sure-a2", PAST, office="A", document="d-2"),
        entry("sure-b2", NEAR, office="B", document="d-2", quote="Later."),
        entry("sure-a1", PAST, office="A", document="d-1"),
        entry("middle", PAST, office="Z", certainty=0.7),
        entry("low", NEAR, office="Z", certainty=0.5),
    )
    order = [item.id for item in waiting(*entries).items]
    assert order == ["low", "middle", "sure-a1", "sure-a2", "sure-b", "sure-b2", "far-unsure", "undated"]


def test_what_presses() -> None:
    """Evidence and words that are gone press as much as a deadline; what ended with its term least."""
    items = waiting(
        entry("c-1", PAST, CONFIRMED, GONE, attached=False),
        entry("c-2", FAR),
        entry("c-3", None),
        entry("c-4", FAR, decided(EventKind.LAPSED, 3, "c-4")),
        entry("c-5", FAR),
        log=(GONE,),
        proposals=(proposal("c-5"),),
    ).items
    assert {item.id: pressing(item) for item in items} == {
        "c-1": Pressing.NOW,
        "c-2": Pressing.LATER,
        "c-3": Pressing.UNDATED,
        "c-4": Pressing.ENDED,
        "c-5": Pressing.NOW,
    }


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (ReviewFilter(), {"c-1", "c-2", "c-3"}),
        (ReviewFilter(office="minister-van-werk"), {"c-2"}),
        (ReviewFilter(reason=Reason.UNDATED), {"c-3"}),
        (ReviewFilter(certainty=Certainty.LOW), {"c-2"}),
        (ReviewFilter(certainty=Certainty.MIDDLE), {"c-3"}),
        (ReviewFilter(certainty=Certainty.HIGH, reason=Reason.UNDATED), set()),
    ],
)
def test_filters(wanted: ReviewFilter, ids: set[str]) -> None:
    """The queue narrows by office, reason and certainty; how many wait in all, and where, stays said."""
    entries = (
        entry("c-1"),
        entry("c-2", office="Minister van Werk", certainty=0.2),
        entry("c-3", None, certainty=0.6),
    )
    found = queue(entries, (), (), wanted)
    assert {item.id for item in found.items} == ids
    assert found.waiting == 3
    assert [(one.slug, one.waiting) for one in found.offices if one.slug == "minister-van-werk"] == [
        ("minister-van-werk", 1)
    ]


def test_the_one_behind() -> None:
    """The next entry is the one behind in the order; behind the last, and of one that does not wait, there is none."""
    found = waiting(entry("a", document="d-1"), entry("b", document="d-2"))
    assert (found.after("a"), found.after("b"), found.after("c")) == ("b", None, None)
    assert (found.place("b"), found.place("c")) == (1, None)


@given(st.permutations(range(8)))
def test_the_order_does_not_depend_on_how_it_was_read(numbers: list[int]) -> None:
    """However the register gives the entries, the queue is the same."""
    days = [PAST, NEAR, FAR, None]
    entries = {n: entry(f"c-{n}", days[n % 4], certainty=0.3 + n / 10, document=f"d-{n % 3}") for n in range(8)}
    assert waiting(*(entries[n] for n in numbers)).items == waiting(*entries.values()).items


def test_entries_to_merge_with() -> None:
    """What shares words in one document or office is offered, the likeliest first; itself and the settled are not."""
    quote = "We bouwen drie nieuwe bruggen over het kanaal tegen 2025."
    one = entry("c-1", PAST, quote=quote)
    others = [
        entry("near", PAST, quote="De drie nieuwe bruggen over het kanaal bouwen we tegen 2025.", document="d-9"),
        entry("here", FAR, quote="Er komen bruggen over het kanaal, wellicht drie nieuwe."),
        entry("else", PAST, quote="De wachtlijst wordt korter."),
        entry("foreign", PAST, quote=quote, document="d-9", office="Minister van Werk"),
        entry("done", PAST, decided(EventKind.FULFILLED, 2, "done"), quote=quote),
        entry("gone", PAST, quote=quote, attached=False),
        one,
    ]
    found = similar(one, others)
    assert [other.tracked.id for other in found] == ["near", "here"]
    assert (found[0].same_document, found[0].same_time, found[1].same_document) == (False, True, True)


def test_short_words_say_too_little() -> None:
    """Words up to three letters do not make two entries alike; accents and capitals do not keep them apart."""
    assert words_of("Wij zijn er: de Één, café's!") == {"zijn", "cafe"} | words_of("Één.")


TEXT = (
    "1. Wanneer komt de brug er?\n\nANTWOORD\n\n1. Het dossier loopt. Wij leggen de brug aan in 2025; "
    "de weg volgt in 2026. Daarna zien we verder. bv. later."
)
BRIDGE = Span(start=TEXT.index("Wij"), end=TEXT.index(" Daarna"))
DOCUMENT = DocumentText(text=TEXT)
RECORD = QuestionRecord(
    items=(Item(side=Side.ANSWER, label="1", span=Span(start=TEXT.index("Het"), end=len(TEXT))),),
    sections=(Section(side=Side.ANSWER, start=TEXT.index("1. Het"), end=len(TEXT)),),
)


def test_the_context_is_the_item() -> None:
    """A passage is shown in the item that holds it, in the whole text where none does, and never without end."""
    shown = around(DOCUMENT, RECORD, BRIDGE)
    assert TEXT[shown.start : shown.end].startswith("Het dossier")
    assert around(DOCUMENT, QuestionRecord(), BRIDGE) == DOCUMENT.span(0, len(TEXT))
    long = DocumentText(text="woord " * 2000)
    middle = Span(start=6000, end=6010)
    wide = around(long, QuestionRecord(), middle)
    assert middle.start - wide.start <= REACH + 6
    assert wide.end - middle.end <= REACH
    assert long.text[wide.start - 1].isspace()


def test_sentences_to_choose_from() -> None:
    """The commitment's own words are cut at their clauses, the sentences around stay whole."""
    found = choices(DOCUMENT, around(DOCUMENT, RECORD, BRIDGE), BRIDGE)
    assert [one.text for one in found if one.inside] == ["Wij leggen de brug aan in 2025", "de weg volgt in 2026."]
    assert next(one.text for one in found if not one.inside) == "Het dossier loopt."
    assert all(" ".join(one.span.quote(TEXT).split()) == one.text for one in found)


def test_one_clause_is_cut_at_its_commas() -> None:
    """Where a commitment is one clause, its parts between commas can be chosen."""
    text = "Wij bouwen eerst de lange brug, dan de brede weg en het plein."
    found = choices(DocumentText(text=text), Span(start=0, end=len(text)), Span(start=0, end=len(text)))
    assert [one.text for one in found] == ["Wij bouwen eerst de lange brug", "dan de brede weg en het plein."]


def test_where_a_new_version_may_state_it() -> None:
    """The sentences of the answer that share words are offered, the nearest first; the question's never."""
    found = nearest(DOCUMENT, RECORD, "We leggen in 2025 de brug aan")
    assert found[0].text.startswith("Wij leggen de brug aan")
    assert all(one.span.start >= TEXT.index("1. Het") for one in found)
    assert nearest(DOCUMENT, RECORD, "wachtlijsten jeugdhulp") == ()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("de weg volgt  in\n2026", "de weg volgt in 2026"),
        ("de brug", None),
        ("de tunnel", None),
        ("", None),
        ("dossier (loopt", None),
    ],
)
def test_words_that_a_person_pastes(words: str, found: str | None) -> None:
    """Pasted words are found whatever their blanks; words that stand twice or nowhere are not guessed."""
    span = find(DOCUMENT, words)
    assert (span.quote(TEXT) if span else None) == found


def test_what_did_not_change_is_not_judged_again() -> None:
    """After a change only what changed is judged again, and the queue is the one that judging everything gives."""
    first = (entry("c-1"), entry("c-2", NEAR), entry("c-3", None, certainty=0.3))
    before = everything_waiting(first, [], [])
    second = (entry("c-1", FAR), *first[1:], entry("c-4"))
    after = everything_waiting(second, [], [], before)
    assert after.items == everything_waiting(second, [], []).items
    assert after.judged[first[1].id] is before.judged[first[1].id]
    assert after.judged[second[0].id] is not before.judged[second[0].id]
