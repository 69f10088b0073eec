"""What single passages say about a promise."""

from datetime import date

import pytest

from corpus.facts import Basis, TimeRange
from corpus.register import Relation
from tracker.evidence.features import Later, Promise, compared
from tracker.evidence.judge import ENOUGH, Judge, new_time
from tracker.evidence.shifts import shifted

QUOTE = "De nieuwe loopbrug over de Zwalm in Munkzwalm wordt aangelegd in het najaar van 2023."
STATED, ANSWERED = date(2023, 3, 1), date(2024, 2, 1)
DUE = TimeRange(earliest=date(2023, 9, 1), expected=date(2023, 12, 21), latest=date(2023, 12, 21))


def promise(judge: Judge, quote: str = QUOTE, due: TimeRange | None = DUE) -> Promise:
    """Return the promise."""
    return judge.promise(quote, STATED, due=due)


def later(judge: Judge, passage: str, answered: date = ANSWERED) -> Later:
    """Return the passage."""
    return judge.later(passage, answered)


@pytest.mark.parametrize(
    ("passage", "relation"),
    [
        ("De loopbrug over de Zwalm in Munkzwalm werd in november 2023 aangelegd en opengesteld.", Relation.FULFILS),
        (
            "De aanleg van de loopbrug over de Zwalm in Munkzwalm is uitgesteld tot het voorjaar van 2025.",
            Relation.MOVES,
        ),
        (
            "De plannen voor de loopbrug over de Zwalm in Munkzwalm zijn geschrapt en de aanleg is stopgezet.",
            Relation.WITHDRAWS,
        ),
        ("Er is nooit toegezegd dat er in Munkzwalm een loopbrug over de Zwalm zou komen.", Relation.CONTRADICTS),
        (
            "De landhoofden van de loopbrug over de Zwalm in Munkzwalm zijn klaar, maar het dek is nog niet geplaatst.",
            Relation.PARTLY,
        ),
        ("Voor de loopbrug over de Zwalm in Munkzwalm verwijs ik naar mijn antwoord op vraag 12.", Relation.MENTIONS),
        ("De gemiddelde klasgrootte in het basisonderwijs bedroeg 21 leerlingen.", Relation.UNRELATED),
    ],
)
def test_a_passage_gets_its_relation(judge: Judge, passage: str, relation: Relation) -> None:
    """Each manner of speaking about a promise is told from the others."""
    made = judge.judge(promise(judge), later(judge, passage))
    assert made.relation is relation
    assert (made.score >= ENOUGH) == (relation not in (Relation.MENTIONS, Relation.UNRELATED))
    assert sum(made.chances.values()) == pytest.approx(1.0)


def test_a_move_carries_its_new_time(judge: Judge) -> None:
    """The new time of a move is read from the passage, with its words and a reason in both languages."""
    words = "De aanleg van de loopbrug in Munkzwalm loopt vertraging op en is nu gepland tegen eind juni 2025."
    made = judge.judge(promise(judge), later(judge, words))
    assert made.new_due is not None
    assert made.new_due.latest == date(2025, 6, 30)
    assert made.new_due_quote in words
    assert made.new_due_quote in made.why.nl
    assert made.new_due_quote in made.why.en


def test_a_move_without_a_date_says_so(judge: Judge) -> None:
    """A delay without a new date has no new time."""
    words = "De aanleg van de loopbrug in Munkzwalm heeft vertraging en is voor onbepaalde tijd uitgesteld."
    made = judge.judge(promise(judge), later(judge, words))
    assert (made.relation, made.new_due, made.dated) == (Relation.MOVES, None, False)
    assert "without a new date" in made.why.en


def test_the_promise_in_its_own_words_is_a_repetition(judge: Judge) -> None:
    """The same sentence in a later answer says nothing new."""
    assert judge.judge(promise(judge), later(judge, QUOTE)).relation is Relation.REPEATS


def test_what_was_over_before_the_promise_does_not_fulfil_it(judge: Judge) -> None:
    """A passage that dates everything before the promise was made only mentions it."""
    words = "De loopbrug over de Zwalm in Munkzwalm werd op 3 mei 2019 aangelegd en opengesteld."
    made = judge.judge(promise(judge), later(judge, words))
    assert made.relation is Relation.MENTIONS
    assert made.score <= ENOUGH


@pytest.mark.parametrize(
    ("due", "time", "expected"),
    [
        (None, TimeRange(latest=date(2024, 1, 1)), "new"),
        (DUE, TimeRange(), "new"),
        (DUE, TimeRange(latest=date(2023, 12, 31)), "same"),
        (DUE, TimeRange(earliest=date(2023, 10, 1), latest=date(2023, 10, 31)), "same"),
        (DUE, TimeRange(latest=date(2024, 6, 30)), "later"),
        (DUE, TimeRange(latest=date(2023, 6, 30)), "earlier"),
    ],
)
def test_a_time_is_compared_with_the_one_promised(due: TimeRange | None, time: TimeRange, expected: str) -> None:
    """A time within the one promised, or close to its last day, is the same."""
    assert compared(due, time) == expected


def test_the_last_other_time_is_the_new_one(judge: Judge) -> None:
    """Where the old time stands beside the new one, the new one is taken."""
    words = "De loopbrug komt niet in het najaar van 2023 maar in maart 2024."
    found = new_time(promise(judge), later(judge, words, date(2023, 8, 1)))
    assert found is not None
    assert found.range.latest == date(2024, 3, 31)
    assert new_time(promise(judge), later(judge, "De loopbrug komt er.")) is None


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("De aanleg van de loopbrug in Munkzwalm is een half jaar later klaar dan gepland.", date(2024, 6, 21)),
        ("De aanleg van de loopbrug in Munkzwalm loopt twee maanden vertraging op.", date(2024, 2, 21)),
        ("De aannemer van de loopbrug in Munkzwalm kreeg uitstel van anderhalf jaar.", date(2025, 6, 21)),
        ("De aanleg van de loopbrug in Munkzwalm wordt met 4 maanden verlengd.", date(2024, 4, 21)),
    ],
)
def test_a_delay_by_its_length_counts_from_the_promised_day(judge: Judge, words: str, last: date) -> None:
    """Where a move names only how long, the new time is counted from the promised one and says how."""
    made = judge.judge(promise(judge), later(judge, words, date(2023, 11, 1)))
    assert made.relation is Relation.MOVES
    assert made.new_due is not None
    assert made.new_due.latest == last
    assert made.new_due_quote in words
    assert "2023-12-21" in made.new_due.explanation.nl


def test_a_delay_by_its_length_needs_a_promised_day(judge: Judge) -> None:
    """Without a promised time there is nothing to count from."""
    words = "De aanleg van de loopbrug in Munkzwalm loopt twee maanden vertraging op."
    assert judge.judge(promise(judge, due=None), later(judge, words)).new_due is None


def test_a_month_something_is_put_off_to_is_to_come(judge: Judge) -> None:
    """The month after a participle of delay lies ahead, though the verb tells of the past."""
    held = promise(judge, due=TimeRange(latest=date(2023, 4, 30)))
    words = "De aanleg van de loopbrug in Munkzwalm is uitgesteld en verdaagd naar juni."
    found = new_time(held, later(judge, words, date(2023, 4, 25)))
    assert found is not None
    assert found.range.latest == date(2023, 6, 30)


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2023, 6, 30), 6, date(2023, 12, 31)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2023, 10, 30), 4, date(2024, 2, 29)),
        (date(2023, 3, 14), 12, date(2024, 3, 14)),
    ],
)
def test_the_end_of_a_month_stays_one(day: date, months: int, last: date) -> None:
    """Months are counted on the calendar; a last day stays a last day and no day falls outside its month."""
    assert shifted(TimeRange(latest=day), months) == TimeRange(latest=last, basis=Basis.INFERRED)
