"""Who is told of what, and why."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.alerts import Subscription, SubscriptionKind
from corpus.errors import WrongUse
from corpus.register import Cause, Event, EventKind
from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.tracker.alerts.building import OFFICE, START, Clock, follow, follower, put
from tracker.alerts.events import record_events
from tracker.alerts.matching import MatchReport, check_target, estimate_hits, match_events, matcher, search_target
from tracker.alerts.matching.occasions import occasions

SEARCH = SubscriptionKind.SEARCH


@pytest.fixture(autouse=True)
def looked_before(store: Store) -> None:
    """The alerts have run once: what comes now is news."""
    store.outbox.record((), since=0, upto=0)


def told(store: Store, one: Subscription) -> list[tuple[str, str | None]]:
    """Return kind and document of the events that a subscription was told of, in order."""
    log = {event.id: event for event in store.register.events()}
    return [(log[d.event].kind.value, log[d.event].document) for d in store.outbox.deliveries(subscription_id=one.id)]


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("wandelpad", True),
        ("wandelpaden vaart", True),
        ("wandelpad kasseien", False),
        ('"langs de vaart"', True),
        ('"vaart de langs"', False),
        ("wandelpad -vaart", False),
        ("wandelpad -kasseien", True),
        ("(kasseien OR vaart) wandelpad", True),
        ("wandel*", True),
        ("kassei*", False),
        ("minister:peeters", True),
        ("minister:janssens", False),
        ("wandelpad asker:maes", True),
        ('wandelpad -"langs de vaart"', False),
    ],
)
def test_a_query_means_what_it_means_in_the_search(
    store: Store, settings: Settings, clock: Clock, query: str, matches: bool
) -> None:
    """Words, phrases, exclusions, alternatives, prefixes and fields are those of the search."""
    one = follow(store, follower(store), SEARCH, {"q": query})
    document = put(store, clock)
    match_events(store, settings, clock)
    assert told(store, one) == ([("document_added", document)] if matches else [])
    SearchService.open(settings, store).update()
    assert estimate_hits(store, settings, clock, SEARCH, {"q": query}).hits == int(matches)


def test_a_filter_alone_is_a_search(store: Store, settings: Settings, clock: Clock) -> None:
    """Filters without words follow everything that they leave."""
    who = follower(store)
    own, other = (follow(store, who, SEARCH, {"q": "", "asker": name}) for name in ("Jan Maes", "Els Smets"))
    put(store, clock)
    match_events(store, settings, clock)
    assert len(told(store, own)) == 1
    assert told(store, other) == []


def test_the_reason_says_words_and_passage(store: Store, settings: Settings, clock: Clock) -> None:
    """A delivery carries the words of the query and the passage that holds most of them."""
    one = follow(store, follower(store), SEARCH, {"q": "wandelpad zomer"})
    document = put(store, clock)
    match_events(store, settings, clock)
    why = store.outbox.deliveries(subscription_id=one.id)[0].why
    passage = why["passage"]
    assert isinstance(passage, dict)
    text = store.documents.get(document).text.text
    assert why["words"] == ["wandelpad", "zomer"]
    assert passage["side"] == "answer"
    assert "zomer" in text[passage["start"] : passage["end"]]


@pytest.mark.parametrize(
    ("kind", "target", "kinds"),
    [
        (SubscriptionKind.QUESTION, {"document": "sv-2023-2024-1-peeters"}, ["document_added", "found", "due_soon"]),
        (SubscriptionKind.QUESTION, {"document": "sv-2023-2024-9-peeters"}, []),
        (SubscriptionKind.OFFICE, {"office": OFFICE}, ["document_added", "found", "due_soon"]),
        (SubscriptionKind.OFFICE, {"office": "vlaams-minister-van-lucht"}, []),
        (SubscriptionKind.PERSON, {"person": "jan-maes"}, ["document_added", "found", "due_soon"]),
        (SubscriptionKind.PERSON, {"person": "An Peeters"}, ["document_added", "found", "due_soon"]),
        (SubscriptionKind.SUBJECT, {"q": "wandelpad"}, ["document_added", "found", "due_soon"]),
        (SubscriptionKind.SUBJECT, {"theme": "Mobiliteit"}, ["document_added", "found", "due_soon"]),
        (SubscriptionKind.SUBJECT, {"theme": "Landbouw"}, []),
        (SubscriptionKind.DEADLINES, {}, ["due_soon"]),
        (SubscriptionKind.DEADLINES, {"office": OFFICE}, ["due_soon"]),
        (SubscriptionKind.DEADLINES, {"office": "vlaams-minister-van-lucht"}, []),
        (SubscriptionKind.REMINDERS, {}, []),
    ],
)
def test_each_kind_is_told_of_its_own(
    store: Store,
    settings: Settings,
    clock: Clock,
    kind: SubscriptionKind,
    target: dict[str, object],
    kinds: list[str],
) -> None:
    """A question, office, person, subject and all deadlines each have their events."""
    one = follow(store, follower(store), kind, target)
    put(store, clock, themes=("Mobiliteit",))
    match_events(store, settings, clock)
    clock.on(days=70)
    record_events(store, settings, clock)
    match_events(store, settings, clock)
    assert [name for name, _ in told(store, one)] == kinds


def test_a_commitment_is_followed(store: Store, settings: Settings, clock: Clock) -> None:
    """Who follows one commitment hears of it and of no other."""
    first, second = put(store, clock, 1), put(store, clock, 2)
    match_events(store, settings, clock)
    commitments = {one.document: one.id for one in store.register.list()}
    one = follow(store, follower(store), SubscriptionKind.COMMITMENT, {"commitment": commitments[first]})  # type: ignore[index]
    clock.on(days=70)
    record_events(store, settings, clock)
    match_events(store, settings, clock)
    assert told(store, one) == [("due_soon", first)]
    assert second in commitments


def test_the_reminder_list_is_told_of(store: Store, settings: Settings, clock: Clock) -> None:
    """Followers of the reminder list hear of it each half year."""
    record_events(store, settings, clock)
    one = follow(store, follower(store), SubscriptionKind.REMINDERS, {"office": OFFICE})
    clock.on(days=150)
    record_events(store, settings, clock)
    match_events(store, settings, clock)
    assert told(store, one) == [("reminder_list", None)]


def test_silence_is_told_to_who_would_wait_in_vain(store: Store, settings: Settings, clock: Clock) -> None:
    """A silent source is told to those who follow what it publishes."""
    who = follower(store)
    search, question = (
        follow(store, who, SEARCH, {"q": "brug"}),
        follow(store, who, SubscriptionKind.QUESTION, {"document": "x"}),
    )
    store.health.record("parlement", ok=True, read_until=date(2024, 1, 1))
    record_events(store, settings, clock)
    match_events(store, settings, clock)
    assert told(store, search) == [("source_silent", None)]
    assert told(store, question) == []


def test_old_news_alerts_nobody(store: Store, settings: Settings, clock: Clock) -> None:
    """A first import, marked as one or of old documents, a better reading, and what came before the subscription."""
    who = follower(store)
    put(store, clock, 1)
    late = follow(store, who, SubscriptionKind.OFFICE, {"office": OFFICE}, since=store.outbox.head())
    early = follow(store, who, SubscriptionKind.OFFICE, {"office": OFFICE})
    put(store, clock, 2, cause=Cause.BACKFILL)
    put(store, clock, 3, asked=date(2020, 1, 1), answered=date(2020, 2, 1))
    match_events(store, settings, clock)
    assert told(store, late) == []
    assert [name for name, _ in told(store, early)] == ["document_added", "found"]
    patient = settings.model_copy(update={"alerts_newest_days": 0})
    put(store, clock, 4, asked=date(2020, 1, 1), answered=date(2020, 2, 1))
    match_events(store, patient, clock)
    assert len(told(store, late)) == 2


def test_the_first_look_tells_of_nothing_past(tmp_path: Path, clock: Clock) -> None:
    """Where the alerts have never run, they begin at the end of the log."""
    settings = Settings(data=tmp_path / "other")
    with Store.open(settings, clock=clock) as fresh:
        one = follow(fresh, follower(fresh), SubscriptionKind.OFFICE, {"office": OFFICE})
        put(fresh, clock, 1)
        assert match_events(fresh, settings, clock) == MatchReport(first=True)
        put(fresh, clock, 2)
        assert match_events(fresh, settings, clock).deliveries == 2
        assert len(told(fresh, one)) == 2


def test_nothing_is_told_twice_or_lost(store: Store, settings: Settings, clock: Clock) -> None:
    """Running again tells nothing again; a week of events is told by one run."""
    one = follow(store, follower(store), SEARCH, {"q": "wandelpad"})
    for number in range(1, 4):
        put(store, clock, number)
        clock.on(days=2)
    assert match_events(store, settings, clock).deliveries == 3
    assert match_events(store, settings, clock) == MatchReport()
    assert len(told(store, one)) == 3


def test_another_machine_was_faster(
    store: Store, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the cursor was moved meanwhile nothing is written, and the rest is left to the other."""
    one = follow(store, follower(store), SEARCH, {"q": "wandelpad"})
    put(store, clock)
    real = occasions

    def slow(*given: object) -> object:
        store.outbox.record((), since=0, upto=1)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(matcher, "occasions", slow)
    assert match_events(store, settings, clock).overtaken
    assert told(store, one) == []


def test_pages_of_the_log_are_cut_and_written_in_parts(
    store: Store, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small the pages and transactions are, everything is told once and in order."""
    who = follower(store)
    subscriptions = [follow(store, who, SEARCH, {"q": "wandelpad"}) for _ in range(3)]
    documents = [put(store, clock, number) for number in range(1, 6)]
    monkeypatch.setattr(matcher, "_DOCUMENTS", 2)
    monkeypatch.setattr(matcher, "_WRITTEN", 2)
    monkeypatch.setattr(matcher, "_SUBSCRIPTIONS", 2)
    monkeypatch.setattr(matcher, "_REMEMBERED", 1)
    assert match_events(store, settings, clock).deliveries == 15
    for one in subscriptions:
        assert [document for _, document in told(store, one)] == documents


def test_a_broken_subscription_is_kept_and_heals(store: Store, settings: Settings, clock: Clock) -> None:
    """What cannot be matched is kept with its reason, told of once, and works again when it can."""
    one = follow(store, follower(store), SEARCH, {"q": "wandelpad", "asked_from": "ooit"})
    heard: list[str] = []
    for number in (1, 2):
        put(store, clock, number)
        found = match_events(store, settings, clock, lambda _, reason: heard.append(reason))
        assert found.broken == 1
    assert "ooit" in store.subscriptions.get(one.id or 0).broken
    assert len(heard) == 1
    store.subscriptions.change(replace(store.subscriptions.get(one.id or 0), target={"q": "wandelpad"}))
    put(store, clock, 3)
    match_events(store, settings, clock, lambda _, reason: heard.append(reason))
    assert store.subscriptions.get(one.id or 0).broken == ""
    assert heard[1:] == [""]
    assert len(told(store, one)) == 1


def test_a_search_by_meaning_needs_an_index(store: Store, settings: Settings, clock: Clock) -> None:
    """Without an index a search by meaning is broken and says why, and one by word works."""
    who = follower(store)
    meaning = follow(store, who, SEARCH, {"q": "wandelpad", "mode": "semantic"})
    either = follow(store, who, SEARCH, {"q": "wandelpad", "mode": "hybrid"})
    put(store, clock)
    match_events(store, settings, clock)
    assert "rappel rebuild" in store.subscriptions.get(meaning.id or 0).broken
    assert len(told(store, either)) == 1
    assert estimate_hits(store, settings, clock, SEARCH, {"q": "wandelpad"}).hits is None


def test_contradictions_reach_the_followers_of_the_document(store: Store, settings: Settings, clock: Clock) -> None:
    """A contradiction is an event of the later document."""
    document = put(store, clock)
    one = follow(store, follower(store), SubscriptionKind.QUESTION, {"document": document}, since=store.outbox.head())
    event = Event(
        kind=EventKind.CONTRADICTION_FOUND,
        occurred=START.date(),
        recorded=clock(),
        cause=Cause.CLOCK,
        author="comparison",
        document=store.documents.get(document).id,
    )
    store.register.append(event)
    match_events(store, settings, clock)
    assert told(store, one) == [("contradiction_found", document)]


@pytest.mark.parametrize(
    ("kind", "target", "words"),
    [
        (SEARCH, {"q": "  "}, "asks for nothing"),
        (SEARCH, {"q": 7}, "no text"),
        (SEARCH, {"q": "a", "mode": "psychic"}, "psychic"),
        (SEARCH, {"q": "a", "asked_from": "gisteren"}, "gisteren"),
        (SEARCH, {"q": "a", "office": 3}, "office"),
        (SubscriptionKind.QUESTION, {}, "document"),
        (SubscriptionKind.PERSON, {"person": " "}, "person"),
    ],
)
def test_what_cannot_be_followed_is_refused(kind: SubscriptionKind, target: dict[str, object], words: str) -> None:
    """A target that names nothing or cannot be read is refused with the reason."""
    with pytest.raises(WrongUse, match=words):
        check_target(kind, target)


def test_equal_queries_have_equal_keys() -> None:
    """Blanks do not make another query, filters and mode do."""
    assert search_target({"q": "brug  vaart"}).key == search_target({"q": " brug vaart", "minister": ""}).key
    assert search_target({"q": "brug"}).key != search_target({"q": "brug", "mode": "hybrid"}).key
    assert search_target({"q": "brug"}).key != search_target({"q": "brug", "has_commitment": "true"}).key
