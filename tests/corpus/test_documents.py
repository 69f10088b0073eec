"""Documents go in whole and come back equal."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from corpus.errors import NotFound, WrongUse
from corpus.facts import Facts
from corpus.model import AnswerKind, Attachment, Link, Mandate, Page, Remark, Span
from corpus.register import Cause, EventKind
from corpus.store import DocumentFilter, Outcome, Store
from tests.corpus.building import PROMISE, START, TEXT, made, plain, pointing, record, stating


def test_a_document_comes_back_equal(store: Store) -> None:
    """Text, record, facts and bytes are the same after a round trip."""
    given = made(
        family=(Mandate(minister="Els Maes", number=3),),
        remarks=(Remark(code="head_lost", text="The head is lost.", labels=("1",)),),
        evidence=(("asker", Span(start=0, end=7)),),
        themes=("mobiliteit",),
    )
    text = replace(
        given.text,
        pages=(Page(number=1, start=0, end=len(TEXT)),),
        links=(Link(target="https://example.org", anchor="hier", span=Span(start=1, end=4, page=1)),),
        warnings=("a warning",),
        furniture=("page 1",),
    )
    result = replace(given, text=text).put(store)
    held = store.documents.get(result.document_id)
    assert (held.text, held.record, held.facts) == (text, given.record, given.facts)
    assert store.documents.raw(result.document_id) == given.raw
    assert (held.version, held.current_version, held.name, held.size) == (1, 1, "brug.txt", len(TEXT.encode()))
    assert (held.uri, held.sha256, held.fetched, held.source) == (
        given.raw.uri,
        given.raw.sha256,
        given.raw.fetched,
        "files",
    )
    assert held.first_seen > START


def test_exact_decimals_survive(store: Store) -> None:
    """A value of more digits than a binary fraction holds comes back digit by digit."""
    given = made()
    value = Decimal("1234567890123456789.10")
    figures = (replace(given.facts.figures[0], value=value),)
    result = replace(given, facts=replace(given.facts, figures=figures)).put(store)
    assert str(store.documents.get(result.document_id).facts.figures[0].value) == str(value)


def test_moments_are_stored_in_utc(store: Store) -> None:
    """A time of another zone comes back as the same moment in UTC."""
    zone = timezone(timedelta(hours=2))
    fetched = datetime(2024, 7, 1, 1, 30, tzinfo=zone)
    given = made()
    result = replace(given, raw=replace(given.raw, fetched=fetched)).put(store)
    held = store.documents.get(result.document_id).fetched
    assert held == fetched
    assert held.tzinfo is UTC


def test_a_time_without_zone_is_refused(store: Store) -> None:
    """Nobody knows when a time without zone was, so the document is refused as a whole."""
    given = made()
    raw = replace(given.raw, fetched=datetime(2024, 7, 1))  # noqa: DTZ001
    with pytest.raises(WrongUse, match="no zone"):
        replace(given, raw=raw).put(store)
    assert store.documents.count() == 0


def test_attachments_lose_only_their_content(store: Store) -> None:
    """The attachment's name stays with the text; its bytes are in the raw document."""
    given = made()
    attachment = Attachment(name="tabel.xlsx", media_type="application/x", content=b"\xff\x00")
    result = replace(given, text=replace(given.text, attachments=(attachment,))).put(store)
    assert store.documents.get(result.document_id).text.attachments == (replace(attachment, content=b""),)


def test_commitments_stand_beside_their_facts(store: Store) -> None:
    """Each commitment fact has its entry of the register in the same place, with id, quote, parent and milestone."""
    result = made().put(store)
    held = store.documents.get(result.document_id)
    first, second = held.commitments
    assert [entry.quote for entry in held.commitments] == [fact.span.quote(TEXT) for fact in held.facts.commitments]
    assert (second.parent, second.milestones) == (first.id, ())
    (milestone,) = first.milestones
    assert (milestone.id, milestone.deliverable, milestone.due_quote) == (f"{first.id}.1", PROMISE, "tegen eind 2024")
    assert (first.office, first.minister, first.asker) == ("Minister van Bruggen", "An Peeters", "Jan De Smet")
    assert first.stated == date(2024, 2, 5)
    assert store.register.get(first.id) == first
    assert held.compared(held.facts.claims[0]) == first
    assert held.compared(replace(held.facts.claims[0], compared=None)) is None


def test_a_milestone_without_a_place_for_its_time_has_no_quote(store: Store) -> None:
    """A time that stands nowhere in particular is kept without words."""
    given = stating([PROMISE])
    fact = replace(given.facts.commitments[0], due_span=None)
    result = replace(given, facts=Facts(commitments=(fact,))).put(store)
    assert store.documents.get(result.document_id).commitments[0].milestones[0].due_quote == ""


def test_events_of_a_new_document(store: Store) -> None:
    """A new document writes that it was added and what was found in it, each with day, cause and document."""
    result = made(published=date(2024, 2, 20)).put(store, Cause.BACKFILL)
    events = store.register.events()
    assert [event.kind for event in events] == [EventKind.DOCUMENT_ADDED, EventKind.FOUND, EventKind.FOUND]
    assert {event.cause for event in events} == {Cause.BACKFILL}
    assert {event.document for event in events} == {result.document_id}
    assert [event.occurred for event in events] == [date(2024, 2, 20), date(2024, 2, 5), date(2024, 2, 5)]
    assert events[1].data == {"version": 1, "quote": PROMISE}
    assert [event.id for event in events] == sorted(event.id or 0 for event in events)


def test_an_undated_document_counts_from_the_day_it_was_read(store: Store) -> None:
    """Where nothing is dated, the day of the event is the day on which the bytes were read."""
    made(asked=None, answered=None).put(store)
    assert {event.occurred for event in store.register.events()} == {START.date() - timedelta(days=1)}


@pytest.mark.parametrize("version", [None, 2])
def test_what_is_not_there_is_named(store: Store, version: int | None) -> None:
    """A missing document or version is a clear error."""
    if version is not None:
        made().put(store)
    name = "none" if version is None else store.documents.list()[0].id
    for reading in (store.documents.get, store.documents.raw):
        with pytest.raises(NotFound, match=name):
            reading(name, version)
    if version is None:
        with pytest.raises(NotFound, match="none"):
            store.documents.versions("none")


def test_a_span_outside_the_text_is_refused(store: Store) -> None:
    """A fact that does not stand in the text proves nothing: nothing of the document is kept."""
    given = stating([PROMISE])
    outside = Span(start=0, end=len(PROMISE) + 1)
    for changed in (
        {"span": outside},
        {"due_span": outside},
        {"also": (outside,)},
    ):
        fact = replace(given.facts.commitments[0], **changed)
        with pytest.raises(WrongUse, match="outside the text"):
            replace(given, facts=Facts(commitments=(fact,))).put(store)
    with pytest.raises(WrongUse, match="outside the text"):
        replace(given, record=record(evidence=(("asker", outside),))).put(store)
    assert store.documents.count() == 0


def test_an_index_without_commitment_is_refused(store: Store) -> None:
    """A parent or comparison must point to a commitment of the same document."""
    given = stating([PROMISE])
    fact = replace(given.facts.commitments[0], parent=1)
    with pytest.raises(WrongUse, match="commitment 1 of 1"):
        replace(given, facts=Facts(commitments=(fact,))).put(store)


@pytest.mark.parametrize(
    ("text", "number"), [("brug \ud800 stuk", 12), ("brug", 10**30)], ids=["half a character pair", "30 digits"]
)
def test_values_that_cannot_be_stored_are_refused(store: Store, text: str, number: int) -> None:
    """A value that the database cannot hold is a clear error, and nothing is kept."""
    with pytest.raises(WrongUse, match="cannot be stored"):
        plain(text, number=number).put(store)
    assert (store.documents.count(), store.feed.head()) == (0, 0)


def test_known_is_true_for_the_last_bytes_only(store: Store) -> None:
    """The cheap check knows a uri's last bytes, not its earlier ones."""
    first, second = made(), made(TEXT + "\n")
    first.put(store)
    assert store.documents.known(first.raw.uri, first.raw.sha256)
    assert not store.documents.known("file:/other", first.raw.sha256)
    second.put(store)
    assert not store.documents.known(first.raw.uri, first.raw.sha256)
    assert store.documents.known(second.raw.uri, second.raw.sha256)


def test_references_are_resolved_when_read(store: Store) -> None:
    """A question that arrives later is found by an earlier reference, without writing that document again."""
    given = made()
    result = given.put(store)
    head = store.feed.head()
    assert store.documents.get(result.document_id).facts.references[0].candidates == ()
    later = plain("Een andere vraag.", "file:/b", number=99, asked=date(2023, 1, 1)).put(store)
    assert store.documents.get(result.document_id).facts.references[0].candidates == (later.document_id,)
    assert [change.document_id for change in store.feed.changed_since(head)] == [later.document_id]


def test_a_question_asked_after_the_answer_is_not_meant(store: Store) -> None:
    """A reference cannot point to a question that did not exist yet, nor to its own document."""
    result = made(number=99).put(store)
    plain("Later gevraagd.", "file:/b", number=99, asked=date(2025, 1, 1), minister="X").put(store)
    assert store.documents.get(result.document_id).facts.references[0].candidates == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["same-office", "other-office", "unknown"]),
        ({"session": "2022-2023"}, ["other-office", "unknown"]),
        ({"session": "2023-2024"}, ["same-office", "unknown"]),
        ({"asker": "De Smet"}, ["same-office", "unknown"]),
        ({"asker": "collega Nobel"}, ["unknown"]),
        ({"office": "MINISTER VAN\nWEGEN"}, ["other-office", "unknown"]),
        ({"parliament": "Elders"}, ["unknown"]),
    ],
)
def test_a_number_is_resolved_as_far_as_it_is_described(
    store: Store, given: dict[str, str], expected: list[str]
) -> None:
    """What contradicts is left out, what is unknown stays, and those that agree in most come first."""
    documents: dict[str, dict[str, object]] = {
        "same-office": {"answered": date(2024, 3, 1)},
        "other-office": {
            "office": "Minister van Wegen",
            "minister": "Bo Claes",
            "session": "2022-2023",
            "asker": "Els Maes",
        },
        "unknown": {
            "parliament": None,
            "session": None,
            "asker": None,
            "office": None,
            "asked": None,
            "answered": None,
        },
    }
    for name, fields in documents.items():
        plain(f"Tekst van {name}.", name, doc_id=name, **fields).put(store)
    assert list(store.documents.resolve(12, **given)) == expected
    assert store.documents.resolve(13, **given) == ()


def test_a_reference_puts_its_own_office_first(store: Store) -> None:
    """Ministers mostly cite their own answers, so the same office leads among equal candidates."""
    for office, day in (("Minister van Wegen", date(2024, 1, 1)), ("Minister van Bruggen", date(2023, 1, 1))):
        people = {"office": office, "minister": office, "asker": office}
        plain(f"Over {office}.", office, number=7, asked=day, answered=day, **people).put(store)
    text = "Zie vraag 7."
    given = plain(text, "file:/c")
    result = replace(given, facts=Facts(references=(pointing(text, "vraag 7", 7),))).put(store)
    first, second = store.documents.get(result.document_id).facts.references[0].candidates
    assert store.documents.get(first).record.office == "Minister van Bruggen"
    assert store.documents.get(second).record.office == "Minister van Wegen"


def test_summaries_are_sorted_by_day(store: Store) -> None:
    """Lists show the newest document first and undated ones last, page by page."""
    days = {"oud": date(2020, 1, 1), "nieuw": date(2024, 1, 1), "zonder": None}
    for number, (name, day) in enumerate(days.items()):
        plain(f"Tekst {name}.", name, number=number, title=name, asked=day, answered=None).put(store)
    late = {"not_before": date(2022, 1, 1), "asked": None, "answered": None}
    plain("Kop verloren.", "later", doc_id=None, number=9, title="later", **late).put(store)
    assert [row.title for row in store.documents.list()] == ["nieuw", "later", "oud", "zonder"]
    assert [row.title for row in store.documents.list(limit=1, offset=2)] == ["oud"]
    assert [row.title for row in store.documents.list(offset=3)] == ["zonder"]
    assert [row.day for row in store.documents.list(limit=2)] == [date(2024, 1, 1), None]


def test_a_summary_says_what_lists_show(store: Store) -> None:
    """A summary carries the head of the record, the counts, the version and the name of the file."""
    result = made().put(store)
    (row,) = store.documents.list()
    assert (row.id, row.version, row.name, row.commitments, row.figures) == (result.document_id, 1, "brug.txt", 2, 1)
    assert (row.number, row.session, row.minister, row.party) == (12, "2023-2024", "An Peeters", "Partij A")
    assert (row.day, row.answer_kind.value) == (date(2024, 2, 5), "substantive")


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        (DocumentFilter(), {"brug", "weg"}),
        (DocumentFilter(parliament="Testparlement", session="2023-2024"), {"brug", "weg"}),
        (DocumentFilter(session="2022-2023"), set()),
        (DocumentFilter(minister="AN PEETERS"), {"brug"}),
        (DocumentFilter(office="minister-van-wegen"), {"weg"}),
        (DocumentFilter(asker="jan de smet"), {"brug"}),
        (DocumentFilter(party="Partij B", language="nl"), {"weg"}),
        (DocumentFilter(answer_kind="none"), {"weg"}),
        (DocumentFilter(asked_from=date(2024, 1, 11)), {"weg"}),
        (DocumentFilter(asked_to=date(2024, 1, 10)), {"brug"}),
        (DocumentFilter(has_commitment=True), {"brug"}),
        (DocumentFilter(has_commitment=False), {"weg"}),
        (DocumentFilter(unanswered=True), {"weg"}),
        (DocumentFilter(unanswered=False), {"brug"}),
        (DocumentFilter(title="STAND VAN"), {"brug"}),
        (DocumentFilter(title="100 %_"), {"weg"}),
        (DocumentFilter(title="_"), {"weg"}),
        (DocumentFilter(ids=()), set()),
    ],
)
def test_filters(store: Store, filter_: DocumentFilter, expected: set[str]) -> None:
    """Each filter leaves what it says; list and count agree."""
    made(name="brug").put(store)
    plain(
        "Wegen zonder antwoord.",
        "weg",
        office="Minister van Wegen",
        minister="Bo Claes",
        asker="Els Maes",
        party="Partij B",
        title="Wégen: 100 %_ klaar?",
        asked=date(2024, 1, 11),
        answered=None,
        answer_kind=AnswerKind.NONE,
    ).put(store)
    assert {row.name for row in store.documents.list(filter_)} == expected
    assert store.documents.count(filter_) == len(expected)


def test_a_filter_by_ids(store: Store) -> None:
    """A filter by ids leaves these documents only."""
    first = made().put(store)
    plain("Iets anders.", "b", number=2).put(store)
    assert [row.id for row in store.documents.list(DocumentFilter(ids=(first.document_id,)))] == [first.document_id]


def test_facets_fold_spellings(store: Store) -> None:
    """One person in two spellings is one value, shown as it is printed outside headings."""
    for number, name in enumerate(("AN PEETERS", "An Peeters", "AN PEETERS", "Bo Claes")):
        plain(f"Vraag {number}.", str(number), number=number, minister=name).put(store)
    assert store.documents.facets("minister") == (("An Peeters", 3), ("Bo Claes", 1))
    assert store.documents.facets("session", DocumentFilter(minister="Bo Claes")) == (("2023-2024", 1),)
    assert store.documents.facets("answer_kind") == (("substantive", 4),)


def test_an_unknown_facet_is_refused(store: Store) -> None:
    """A facet that does not exist is a clear error that names those that do."""
    with pytest.raises(WrongUse, match="parliament, session"):
        store.documents.facets("colour")


def test_lists_count_only_current_versions(store: Store) -> None:
    """An older version is in no list, count or facet."""
    made().put(store)
    result = made(TEXT + "\nAangevuld.", minister="An Peeters", party="Partij C").put(store)
    assert result.outcome is Outcome.CHANGED
    assert store.documents.count() == 1
    assert store.documents.facets("party") == (("Partij C", 1),)
    assert store.documents.list()[0].version == 2
