"""Files of many questions in the store: idempotent, versioned question by question, and nothing lost."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import UnreadableDocument, WrongUse
from corpus.facts import ReferenceKind, ReferenceRole
from corpus.model import DocumentText, RawDocument
from corpus.settings import Settings
from corpus.store import DocumentFilter, Store
from ingest import parts
from ingest.console import extract_views
from ingest.pipeline import ParsedDocument, process_text
from ingest.service import Ingest, IngestReport
from tests.ingest import bulletins_kit as kit
from tests.ingest.conftest import clock, make_pdf


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data folder of their own."""
    return Settings(data=tmp_path / "data")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An empty store."""
    with Store.open(settings, clock=clock) as opened:
        yield opened


def ingest(store: Store, settings: Settings, *paths: Path) -> IngestReport:
    """Ingest some paths."""
    return Ingest(store, settings, clock).run(paths)


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    """Return how many documents were new, changed, the same and refused."""
    return report.new, report.changed, report.same, len(report.problems)


def test_each_question_is_a_document_once(store: Store, settings: Settings, folder: Path) -> None:
    """Each question is counted and kept with its address; the same file again is the same, unread."""
    path = folder / "nr7.txt"
    path.write_text(kit.bulletin(), encoding="utf-8")
    first = ingest(store, settings, path)
    assert counts(first) == (5, 0, 0, 0)
    before = (store.feed.head(), len(store.register.events()))
    assert counts(ingest(store, settings, path)) == (0, 0, 5, 0)
    assert (store.feed.head(), len(store.register.events())) == before
    document = store.documents.get(first.documents[0])
    assert document.uri == f"{path.as_uri()}#vraag-42-griet-verbeeck-jan-de-wachter"
    assert document.name == "nr7.txt, vraag 42"
    assert document.record.number == 42
    assert "part_of_file" in [remark.code for remark in document.record.remarks]
    assert store.documents.raw(document.id).content == path.read_bytes()
    assert len({store.documents.get(one).sha256 for one in first.documents}) == 1
    assert store.check() == ()


def test_files_are_passed_over_unread(
    store: Store, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of many records that is held is not read again; a copy elsewhere is, and changes nothing."""
    path = folder / "nr7.txt"
    path.write_text(kit.bulletin(), encoding="utf-8")
    ingest(store, settings, path)
    (folder / "copy.txt").write_text(kit.bulletin(), encoding="utf-8")
    assert counts(ingest(store, settings, folder)) == (0, 0, 10, 0)

    def refuse(raw: RawDocument) -> DocumentText:
        raise UnreadableDocument(f"{raw.name} was read", reason="read")

    monkeypatch.setattr(parts, "read", refuse)
    assert counts(ingest(store, settings, folder)) == (0, 0, 10, 0)


def test_changed_bulletin_changes_only_its_changed_questions(store: Store, settings: Settings, folder: Path) -> None:
    """A corrected bulletin makes a version of the corrected question only; one that it drops stays held."""
    path = folder / "nr7.txt"
    path.write_text(kit.bulletin(), encoding="utf-8")
    ingest(store, settings, path)
    path.write_text(kit.bulletin(lamps=kit.LAMPS.replace("400", "410")), encoding="utf-8")
    report = ingest(store, settings, path)
    assert counts(report) == (0, 1, 4, 0)
    (changed,) = report.documents
    assert store.documents.get(changed).version == 2
    assert "400" in store.documents.get(changed, 1).text.text
    path.write_text(kit.bulletin(schools=""), encoding="utf-8")
    assert counts(ingest(store, settings, path)) == (0, 1, 3, 0)
    assert counts(ingest(store, settings, path)) == (0, 0, 4, 0)
    assert store.documents.count() == 5


def test_answer_in_a_later_bulletin_is_a_new_version(store: Store, settings: Settings, folder: Path) -> None:
    """A question printed without answer gets its answer from a later bulletin; read in the other order, it keeps it."""
    answered = f"{kit.GARDENS}\n\nAntwoord\n\nEr kregen 31 schooltuinen een subsidie."
    late = kit.bulletin(front="", dikes="", lamps="", schools="").replace(kit.GARDENS, answered)
    (folder / "nr7.txt").write_text(kit.bulletin(), encoding="utf-8")
    (folder / "nr8.txt").write_text(late, encoding="utf-8")
    assert ingest(store, settings, folder / "nr8.txt").new == 2
    report = ingest(store, settings, folder)
    assert report.problems == ()
    gardens = store.documents.resolve(52)
    assert any("31 schooltuinen" in store.documents.get(one).text.text for one in gardens)
    assert all(set(store.documents.related(one)) == set(gardens) - {one} for one in gardens)


def test_damaged_bulletin_loses_nothing(store: Store, settings: Settings, folder: Path) -> None:
    """What belongs to no question is a problem with its place until the file is mended; the rest goes in."""
    path = folder / "nr7.txt"
    path.write_text(kit.bulletin(schools=kit.SCHOOLS.partition("\n")[2]), encoding="utf-8")
    for expected in ((4, 0, 0, 1), (0, 0, 4, 1)):
        report = ingest(store, settings, path)
        assert counts(report) == expected
    (problem,) = store.problems.list()
    assert problem.reason == "outside_questions"
    assert "page 6, characters" in problem.message
    assert b"Ja, in drie steden." in store.problems.content(problem.sha256)
    path.write_text(kit.bulletin(), encoding="utf-8")
    assert counts(ingest(store, settings, path)) == (1, 0, 4, 0)
    assert store.problems.list() == ()


@pytest.mark.parametrize(("error", "reason"), [(UnreadableDocument("no", reason="nonsense"), "nonsense"),
                                               (IndexError("none"), "internal_error")])  # fmt: skip
def test_one_bad_question_costs_only_itself(
    store: Store,
    settings: Settings,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    reason: str,
) -> None:
    """A question that cannot be used is refused with its own text; the file is read again the next time."""

    def flawed(raw: RawDocument, text: DocumentText, *, parliament: str) -> ParsedDocument:
        if "-43-" in raw.uri:
            raise error
        return process_text(raw, text, parliament=parliament)

    path = folder / "nr7.txt"
    path.write_text(kit.bulletin(), encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(parts, "process_text", flawed)
        report = ingest(store, settings, path)
    assert (counts(report), dict(report.failed)) == ((4, 0, 0, 1), {reason: 1})
    assert b"400 lantaarns" in store.problems.content(store.problems.list()[0].sha256)
    assert counts(ingest(store, settings, path)) == (1, 0, 4, 0)
    assert store.problems.list() == ()


def test_hold_file_wants_its_records(store: Store) -> None:
    """A file cannot be held before its records are."""
    with pytest.raises(WrongUse, match=r"a#1 was not stored"):
        store.documents.hold_file("file:/a", "0" * 64, ("file:/a#1",))
    assert store.documents.held("file:/a", "0" * 64) == 0


def test_bulletin_in_processes(store: Store, tmp_path: Path, folder: Path) -> None:
    """Several processes divide a bulletin as one does."""
    (folder / "nr7.txt").write_text(kit.bulletin(), encoding="utf-8")
    report = ingest(store, Settings(data=tmp_path / "data", workers=2), folder)
    assert counts(report) == (5, 0, 0, 0)


def test_extract_prints_a_list(settings: Settings, folder: Path) -> None:
    """The command that only reads gives one view a question, with pages of a PDF."""
    pages = [[line or None for line in page.split("\n")] for page in (kit.LAMPS, f"{kit.DE_SMEDT}\n\n{kit.SCHOOLS}")]
    path = folder / "nr7.pdf"
    path.write_bytes(make_pdf(pages, head=kit.HEAD.format(page="{n}")))
    views, refused = extract_views(path, settings, clock)
    assert refused == 0
    shown = json.loads(json.dumps(views))
    assert [(view["header"]["number"], view["header"]["minister"]) for view in shown] == [
        (43, None), (42, "Piet De Smedt"),
    ]  # fmt: skip
    assert [view["items"][-1]["span"]["page"] for view in shown] == [1, 2]


QUESTION = """SCHRIFTELIJKE VRAAG

nr. 58
van LIESE VERMEIREN
datum: 3 oktober 2023

aan WARD D'HONDT
VLAAMS MINISTER VAN OMGEVING

Bossen  -  Aanplant

1. Hoeveel bomen werden geplant?
"""
ANSWER = """WARD D'HONDT
VLAAMS MINISTER VAN OMGEVING

ANTWOORD

op vraag nr. 58 van 3 oktober 2023
van LIESE VERMEIREN

1. Er werden tien bomen geplant.
"""


@pytest.mark.parametrize("names", [("a.txt", "b.txt"), ("b.txt", "a.txt")])
def test_question_and_answer_in_files_of_their_own(
    store: Store, settings: Settings, folder: Path, names: tuple[str, str]
) -> None:
    """In whichever order they come, both stay current documents that find each other; the whole replaces one."""
    (folder / names[0]).write_text(QUESTION, encoding="utf-8")
    (folder / names[1]).write_text(ANSWER, encoding="utf-8")
    assert counts(ingest(store, settings, folder)) == (2, 0, 0, 0)
    assert counts(ingest(store, settings, folder)) == (0, 0, 2, 0)
    by_text = {store.documents.get(one).text.text: one for one in store.documents.resolve(58)}
    question, answer = by_text[QUESTION], by_text[ANSWER]
    assert store.documents.related(question) == (answer,)
    assert store.documents.related(answer) == (question,)
    assert store.documents.count(DocumentFilter(unanswered=True)) == 0
    record = store.documents.get(answer).record
    assert (record.number, record.minister, record.asker) == (58, "Ward D'Hondt", "Liese Vermeiren")
    assert [remark.code for remark in record.remarks if remark.code == "question_elsewhere"] == ["question_elsewhere"]
    (tie,) = [r for r in store.documents.get(answer).facts.references if r.kind is ReferenceKind.QUESTION]
    assert (tie.role, tie.numbers, tie.candidates) == (ReferenceRole.TIE, (58,), (question,))
    assert tie.span.quote(ANSWER) == "58 van 3 oktober 2023\nvan LIESE VERMEIREN"
    (folder / names[0]).write_text(QUESTION.replace("Hoeveel", "Waar en hoeveel"), encoding="utf-8")
    assert counts(ingest(store, settings, folder)) == (0, 1, 1, 0)
    assert store.documents.get(question).version == 2
    (folder / "c.txt").write_text(QUESTION + ANSWER, encoding="utf-8")
    assert counts(ingest(store, settings, folder)) == (0, 1, 2, 0)
