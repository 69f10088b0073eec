"""Texts: complete in both languages, and used by every state and event."""

from datetime import date, timedelta
from enum import StrEnum

import pytest

from corpus.errors import RulesError, WrongUse
from corpus.facts import Multilingual
from corpus.model import MilestoneId
from corpus.register import EventKind, Fulfilment, RecordState
from tests.tracker.fakes import commitment, event, window
from tracker.coverage import ALWAYS, ReadUntil
from tracker.filters import Group
from tracker.fold import fold
from tracker.ranges import range_to_data
from tracker.texts import LANGUAGES, counted, flatten, phrase, placeholders, texts, written_date
from tracker.timeliness import Periods, TimelinessState, assess_commitment, worst
from tracker.transitions import Action
from tracker.words import (
    action_name,
    event_sentence,
    explanation,
    fulfilment_name,
    in_language,
    record_name,
    timeliness_name,
    verdict,
)

AUTUMN = window(date(2023, 9, 1), date(2023, 12, 21))
DAY = date(2024, 1, 10)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_says_the_same_things(language: str) -> None:
    """Every sentence stands in every file and wants the same values; one of something may be written out."""
    dutch, other = texts(LANGUAGES[0]), texts(language)
    assert set(dutch) == set(other)
    same = {key for key in dutch if not (key.startswith("count.") and key.endswith(".one"))}
    assert [key for key in sorted(same) if placeholders(dutch[key]) != placeholders(other[key])] == []


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [("nl", 0, "0 dagen"), ("en", 0, "0 days"), ("fr", 0, "0 jour"), ("fr", 1, "1 jour"), ("fr", 2, "2 jours")],
)
def test_nought_is_singular_in_french_only(language: str, count: int, said: str) -> None:
    """A count takes the form that its language has for it."""
    assert counted("days", count, language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "1.242 dagen"), ("en", "1,242 days"), ("fr", "1\N{NARROW NO-BREAK SPACE}242 jours")],
)
def test_thousands_are_written_as_the_language_does(language: str, said: str) -> None:
    """A large count has the marks of its language, as the numbers of the pages have."""
    assert counted("days", 1242, language) == said


def test_the_first_of_a_month_in_french() -> None:
    """French writes the first day of a month as an ordinal, and no other day."""
    assert written_date(date(2024, 5, 1), "fr") == "1er mai 2024"
    assert written_date(date(2024, 5, 11), "fr") == "11 mai 2024"
    assert written_date(date(2024, 5, 1), "nl") == "1 mei 2024"


def test_what_was_stored_before_french_is_said_in_english() -> None:
    """An explanation without French words falls back to its English ones, not to nothing."""
    assert in_language(Multilingual(nl="een", en="one"), "fr") == "one"
    assert in_language(Multilingual(nl="een", en="one", fr="un"), "fr") == "un"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("group", "kind"),
    [
        ("timeliness", TimelinessState),
        ("today", TimelinessState),
        ("record", RecordState),
        ("fulfilment", Fulfilment),
        ("action", Action),
        ("group", Group),
        ("event", EventKind),
    ],
)
def test_every_state_has_a_name(language: str, group: str, kind: type[StrEnum]) -> None:
    """No state, action, group or event lacks its words."""
    assert {f"{group}.{member.value}" for member in kind} <= set(texts(language))


def test_names() -> None:
    """States and actions are named in the language asked for."""
    assert timeliness_name(TimelinessState.LONG_OVERDUE, "nl") == "termijn al lang verstreken"
    assert record_name(RecordState.CONFIRMED, "en") == "confirmed"
    assert fulfilment_name(Fulfilment.PARTLY, "nl") == "deels uitgevoerd"
    assert action_name(Action.MOVE, "en") == "move"


@pytest.mark.parametrize(
    ("until", "language", "sentence"),
    [
        (ALWAYS, "nl", "geen bewijs van uitvoering gevonden t/m 10 januari 2024"),
        (date(2024, 1, 2), "nl", "geen bewijs van uitvoering gevonden t/m 2 januari 2024"),
        (date(2024, 2, 2), "en", "no evidence of fulfilment found up to and including 10 January 2024"),
        (date(2023, 12, 2), "nl", "niet te zeggen: de bron zwijgt sinds 2 december 2023"),
        (None, "en", "cannot tell: source never read completely"),
    ],
)
def test_verdict(until: ReadUntil, language: str, sentence: str) -> None:
    """Overdue is worded as what was not found, and silence of a source as silence."""
    state = fold(commitment((AUTUMN, "najaar 2023")), [])
    assert verdict(worst(assess_commitment(state, DAY, Periods(), until)), language) == sentence


def test_verdict_of_other_states() -> None:
    """Other states are summed up by the last line of their computation."""
    state = fold(commitment((AUTUMN, "najaar 2023")), [])
    found = worst(assess_commitment(state, date(2023, 12, 1), Periods(), ALWAYS))
    assert (
        verdict(found, "en") == explanation(found, "en")[-1] == "today 1 December 2023: 20 days left until the last day"
    )


def move_data(before: date | None, after: date | None) -> dict[str, object]:
    """Return the data of a move."""
    return {"range": range_to_data(window(None, after)), "before": range_to_data(window(None, before))}


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        (EventKind.CONFIRMED, {}, "Bevestigd door Lies"),
        (EventKind.DEADLINE_MISSED, {}, "Laatste dag voorbij: termijn verstreken vanaf 10 januari 2024"),
        (
            EventKind.MOVED,
            move_data(DAY, DAY + timedelta(days=1)),
            "Verschoven: 10 januari 2024 wordt 11 januari 2024 (1 dag later), volgens Lies",
        ),
        (
            EventKind.MOVED,
            move_data(DAY, DAY - timedelta(days=2)),
            "Vervroegd: 10 januari 2024 wordt 8 januari 2024 (2 dagen vroeger), volgens Lies",
        ),
        (EventKind.MOVED, move_data(DAY, DAY), "Verschoven: 10 januari 2024 wordt 10 januari 2024, volgens Lies"),
        (EventKind.MOVED, move_data(None, None), "Verschoven: geen datum wordt geen datum, volgens Lies"),
        (EventKind.MOVED, {"to": "2024-01-08"}, "Verschoven: geen datum wordt 8 januari 2024, volgens Lies"),
    ],
)
def test_events(kind: EventKind, data: dict[str, object], sentence: str) -> None:
    """An event says what happened and who says so."""
    assert event_sentence(event(kind, DAY, data=data), "nl") == sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(EventKind))
def test_every_event_can_be_told(language: str, kind: EventKind) -> None:
    """Every kind of event makes a sentence, the author's words included."""
    sentence = event_sentence(event(kind, DAY, note="zeker"), language)
    assert sentence.endswith(": zeker")
    assert "{" not in sentence


def test_events_name_the_milestone_where_there_are_several() -> None:
    """With several milestones an event says which one it is about."""
    first, unknown = MilestoneId("c-1.1"), MilestoneId("c-1.9")
    several = fold(commitment((AUTUMN, "najaar 2023"), (AUTUMN, "najaar 2023")), [])
    single = fold(commitment((AUTUMN, "najaar 2023")), [])

    def told(milestone: MilestoneId | None, state: object = several) -> str:
        assert state in (several, single)
        return event_sentence(
            event(EventKind.WITHDRAWN, DAY, milestone=milestone), "en", several if state is several else single
        )

    assert told(first) == "Withdrawn, says Lies (part 1)"
    assert told(None) == told(unknown) == told(first, single) == "Withdrawn, says Lies"


def test_unknown_language() -> None:
    """A language that is not spoken is refused, not guessed."""
    with pytest.raises(WrongUse, match="no texts in language 'de'; choose one of nl, fr, en"):
        phrase("today.closed", "de")
    with pytest.raises(WrongUse, match="no texts in language 'de'"):
        in_language(Multilingual(nl="a", en="b"), "de")


def test_missing_sentence_or_value() -> None:
    """A missing sentence or value is named."""
    with pytest.raises(RulesError, match=r"tracker/texts/nl.toml: no.such lacks 'no.such'"):
        phrase("no.such", "nl")
    with pytest.raises(RulesError, match="lacks 'overdue_from'"):
        phrase("explain.grace", "nl", days=7)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a = ", "x.toml: "),
        ("", "the file is empty"),
        ("[a]", "a is empty"),
        ("[a]\nb = 1", "a.b must be a sentence, and is 1"),
        ('[a]\nb = " "', "a.b must be a sentence"),
    ],
)
def test_damaged_texts(content: str, message: str) -> None:
    """A damaged text file is refused with the place."""
    with pytest.raises(RulesError, match=message):
        flatten(content, name="x.toml")
