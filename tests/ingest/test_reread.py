"""Held documents are read again by better rules: what changes, what stays, and what survives trouble."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import StoreUnavailable, UnreadableDocument
from corpus.facts import Facts, Figure
from corpus.model import DocumentText, QuestionRecord
from corpus.register import Cause, Event, EventKind
from corpus.settings import Settings
from corpus.store import Store
from ingest import batches, parts, pipeline
from ingest.extract import extract
from ingest.reread import FactChanges, Reread, RereadReport, compared
from ingest.service import Ingest
from tests.ingest import bulletins_kit as kit
from tests.ingest.conftest import clock, make_raw

QUESTION = (
    "SCHRIFTELIJKE VRAAG\nnr. 12\nvan JAN JANSSENS\ndatum: 3 maart 2023\n\n1. Hoeveel bruggen zijn er?\n2. En dan?\n"
)
ANSWER = (
    "\nANTWOORD\nop vraag nr. 12 van 3 maart 2023\nvan JAN JANSSENS\n\n1. Er zijn 12 bruggen in 2022.\n"
    "2. Ik zal het verslag van de werkgroep over de bruggen uiterlijk eind 2024 aan het parlement bezorgen.\n"
)


def settings_for(folder: Path) -> Settings:
    """Return settings with a data folder below ``folder``."""
    return Settings(data=folder / "data")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(settings_for(tmp_path), clock=clock) as opened:
        yield opened


def taken_in(store: Store, tmp_path: Path, count: int = 1) -> list[str]:
    """Ingest some answers and return their ids."""
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for number in range(count):
        text = (QUESTION + ANSWER).replace("nr. 12", f"nr. {12 + number}")
        (folder / f"vraag{number}.txt").write_text(text, encoding="utf-8")
    return list(Ingest(store, settings_for(tmp_path), clock).run([folder]).documents)


def reread(store: Store, tmp_path: Path, parliament: str | None = None) -> RereadReport:
    """Read everything again."""
    return Reread(store, settings_for(tmp_path), clock).run(parliament)


def without_figures(text: DocumentText, record: QuestionRecord) -> Facts:
    """Extract as older rules did, which knew no figures."""
    return replace(extract(text, record), figures=())


def shorter(text: DocumentText, record: QuestionRecord) -> Facts:
    """Extract as older rules did, which cut the end of a commitment off."""
    facts = extract(text, record)
    cut = tuple(replace(one, span=replace(one.span, end=one.span.end - 12)) for one in facts.commitments)
    return replace(facts, commitments=cut)


def test_the_same_rules_write_nothing(store: Store, tmp_path: Path) -> None:
    """A document that is read as before gets no version, no event and no line in the feed."""
    (document,) = taken_in(store, tmp_path)
    head, events = store.feed.head(), store.register.events()
    report = reread(store, tmp_path)
    assert (report.read, report.same, report.changed) == (1, 1, ())
    assert (store.feed.head(), store.register.events()) == (head, events)
    assert len(store.documents.versions(document)) == 1


def test_better_rules_make_a_new_version(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read now counts, the old reading stays with its version, and the report says what changed."""
    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "extract", without_figures)
        (document,) = taken_in(store, tmp_path)
    report = reread(store, tmp_path)
    assert report.facts == {"figures": FactChanges(added=1)}
    assert [(one.document, one.version, one.text) for one in report.changed] == [(document, 2, False)]
    assert [len(store.documents.get(document, version).facts.figures) for version in (1, 2)] == [0, 1]
    assert len({version.sha256 for version in store.documents.versions(document)}) == 1
    told = store.register.events(document_id=document, kinds=[EventKind.DOCUMENT_CHANGED])
    assert [(event.cause, event.data["reread"]) for event in told] == [(Cause.BACKFILL, True)]
    assert reread(store, tmp_path).same == 1
    assert not store.check()


def test_ingest_knows_the_bytes_after_a_new_reading(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same file again is the same, and its bytes under another name are the same document."""
    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "extract", without_figures)
        (document,) = taken_in(store, tmp_path)
    reread(store, tmp_path)
    (tmp_path / "in" / "kopie.txt").write_bytes((tmp_path / "in" / "vraag0.txt").read_bytes())
    again = Ingest(store, settings_for(tmp_path), clock).run([tmp_path / "in"])
    assert (again.same, again.new, again.changed) == (2, 0, 0)
    assert store.documents.get(document).version == 2


def test_decisions_stay_where_a_commitment_is_cut_otherwise(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry whose words grow keeps its id, and with it what a person decided."""
    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "extract", shorter)
        taken_in(store, tmp_path)
    (entry,) = store.register.list()
    told = Event(
        kind=EventKind.CONFIRMED,
        occurred=clock().date(),
        recorded=clock(),
        cause=Cause.PERSON,
        author="Els",
        commitment=entry.id,
    )
    store.register.append(told)
    report = reread(store, tmp_path)
    (kept,) = store.register.list()
    assert (kept.id, kept.attached) == (entry.id, True)
    assert len(kept.quote) == len(entry.quote) + 12
    kinds = [event.kind for event in store.register.events(entry.id)]
    assert kinds == [EventKind.FOUND, EventKind.CONFIRMED, EventKind.REANCHORED]
    assert report.facts["commitments"] == FactChanges(added=1, gone=1)
    assert store.documents.get(kept.document).commitments[0].id == entry.id
    assert reread(store, tmp_path).same == 1


def test_a_run_that_is_stopped_can_be_repeated(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents stored before trouble stay, and the next run does the rest."""
    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "extract", without_figures)
        taken_in(store, tmp_path, 3)
    put, calls = store.documents.reread, []

    def full_disk(*given: object, **more: object) -> object:
        calls.append(given)
        if len(calls) == 2:
            raise StoreUnavailable("the disk is full")
        return put(*given, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(store.documents, "reread", full_disk)
        with pytest.raises(StoreUnavailable):
            reread(store, tmp_path)
    report = reread(store, tmp_path)
    assert (report.same, len(report.changed)) == (1, 2)


def test_what_cannot_be_read_now_stays_as_it_was(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that the rules of today refuse keeps its reading, and is reported."""
    (document,) = taken_in(store, tmp_path)

    def refuse(_: object) -> DocumentText:
        raise UnreadableDocument("it holds no text", reason="empty")

    monkeypatch.setattr(parts, "read", refuse)
    report = reread(store, tmp_path)
    assert [(one.name, one.reason) for one in report.problems] == [("vraag0.txt", "empty")]
    assert (report.read, len(store.documents.get(document).facts.figures)) == (0, 1)
    assert store.problems.list() == ()


def test_only_one_parliament(store: Store, tmp_path: Path) -> None:
    """Documents of other parliaments are left alone."""
    taken_in(store, tmp_path)
    named = store.documents.list()[0].parliament
    assert reread(store, tmp_path, "Gemeenteraad van Testdorp").read == 0
    assert reread(store, tmp_path, named).read == 1


def test_a_file_divided_otherwise_is_to_be_ingested_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is now several documents is not stored under the old one."""
    (document,) = taken_in(store, tmp_path)
    attempt = batches.attempt

    def divided(raw: object, parliament: str) -> object:
        (made,) = attempt(raw, parliament)  # type: ignore[arg-type]
        assert isinstance(made, pipeline.ParsedDocument)
        return [replace(made, raw=replace(made.raw, uri=f"{made.raw.uri}#{number}")) for number in (1, 2)]

    monkeypatch.setattr(batches, "attempt", divided)
    report = reread(store, tmp_path)
    assert [one.reason for one in report.problems] == ["divided", "divided"]
    assert len(store.documents.versions(document)) == 1


def test_each_question_of_a_file_is_read_again(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions of one file keep their addresses, names and ids; the file itself is known afterwards."""
    path = tmp_path / "nr7.txt"
    path.write_text(kit.bulletin(), encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "extract", without_figures)
        first = Ingest(store, settings_for(tmp_path), clock).run([path])
    names = {one: store.documents.get(one).name for one in first.documents}
    report = reread(store, tmp_path)
    assert (report.read, report.problems) == (5, ())
    assert report.facts["figures"].added > 0
    assert {one: store.documents.get(one).name for one in first.documents} == names
    assert reread(store, tmp_path).same == 5
    assert Ingest(store, settings_for(tmp_path), clock).run([path]).same == 5


def figure(start: int, end: int, unit: str = "bruggen") -> Figure:
    """Return a figure at a place."""
    text = DocumentText(text=QUESTION + ANSWER)
    made = pipeline.process(make_raw(text.text.encode()), parliament="").facts.figures[0]
    return replace(made, span=replace(made.span, start=start, end=end), unit=unit)


def test_facts_are_added_gone_moved_and_changed() -> None:
    """Facts are the same by place and words; the same words elsewhere have moved."""
    old = Facts(figures=(figure(0, 2), figure(3, 5), figure(6, 8)))
    new = Facts(figures=(figure(0, 2, "boten"), figure(9, 11), figure(12, 14)))
    found = compared(old, "10 20 30 40 50", new, "10 xx xx 20 70", "figures")
    assert found == FactChanges(added=1, gone=1, moved=1, changed=1)
