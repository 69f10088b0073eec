"""The index over time: following the feed, rebuilding, crashes, several processes, models."""

import gc
import json
import multiprocessing
import resource
import signal
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelUnavailable, SearchIndexError
from corpus.settings import Settings
from corpus.waiting import stoppable
from search import builder, feed, generations
from search.builder import Target
from search.lexical.writer import LexicalWriter
from search.request import Mode, SearchRequest, SearchResults
from search.rows import RowWriter, read_rows
from search.service import SearchService
from tests.search.conftest import FakeStore, MakeService, document, small_corpus


def found(service: SearchService, text: str = "", mode: Mode = Mode.HYBRID) -> set[str]:
    """Return the ids that a search finds."""
    return {str(hit.document_id) for hit in service.search(SearchRequest(text=text, limit=100, mode=mode)).hits}


def folders(service: SearchService) -> list[str]:
    """Return the names of the generations on disk."""
    return sorted(path.name for path in service._generations._folder.glob("g*"))


def test_never_built_index_answers_empty(store: FakeStore, service_on: MakeService, tmp_path: Path) -> None:
    """Without an index a search is empty with a message, and writes nothing."""
    results = service_on(store).search(SearchRequest(text='bos "'))
    assert (results.total, results.hits) == (0, ())
    assert "rappel rebuild" in results.status.message
    assert results.status.behind == 12
    assert results.understood.words == ("bos",)
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("model", ["builtin", "lexical"])
def test_empty_store(service_on: MakeService, model: str) -> None:
    """An index of nothing is an index: everything about it is empty, and nothing is wrong with it."""
    service = service_on(FakeStore(), model)
    status = service.rebuild()
    assert (status.documents, status.passages, status.behind, status.message) == (0, 0, 0, "")
    for text in ("", "bos", '"het bos"', "-bos", "minister:x"):
        assert service.search(SearchRequest(text=text)).total == 0


def test_empty_index_grows(service_on: MakeService) -> None:
    """An index built of nothing learns its words and its model when documents come."""
    store = FakeStore()
    service = service_on(store)
    service.update()
    store.put(*small_corpus()[:2])
    service.update()
    assert found(service, "wachtlijst") == {"opvang-1"}
    store.put(*small_corpus(), *(document(f"x{n}", title="Meer", question=f"Vraag {n}") for n in range(20)))
    assert service.update().documents == 32
    assert service.search(SearchRequest(text="bos")).mode is Mode.HYBRID


def test_update_follows_the_feed(store: FakeStore, service_on: MakeService) -> None:
    """New, changed and deleted documents are found, found anew and no longer found, without a new generation."""
    service = service_on(store)
    service.update()
    first = service.status()
    assert (first.documents, first.behind, first.model) == (12, 0, "builtin")
    store.put(document("tram-1", title="Trams", question="Hoeveel trams rijden er op zonnepanelen?"))
    store.put(document("bos-1", title="Duinbeheer", question="Hoe staat het met de duinen?"))
    store.delete("school-1")
    assert service.status().behind == 3
    status = service.update()
    assert (status.documents, status.behind, status.generation) == (12, 0, first.generation)
    assert found(service, "tram") == {"tram-1"}
    assert "bos-1" in found(service, "duinen")
    assert "bos-1" not in found(service, '"120 hectare"')
    assert "school-1" not in found(service)
    assert "school-1" not in found(service, "school subsidie zonnepanelen", Mode.SEMANTIC)
    assert service.update() == status


def test_document_that_vanishes_meanwhile(store: FakeStore, service: SearchService) -> None:
    """A document that the feed names and the store no longer has is taken out."""
    store.put(document("bos-2", title="Weg", question="Weg is weg."))
    del store.held[next(name for name in store.held if name == "bos-2")]
    assert service.update().documents == 11
    assert service.rebuild().documents == 11


def test_large_feeds_come_in_pages(store: FakeStore, service: SearchService, monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed of several pages is followed to its end, a page made durable at a time."""
    monkeypatch.setattr(feed, "_PAGE", 3)
    store.put(*(document(f"nieuw-{number}", title="Nieuw", question=f"Vraag {number}") for number in range(10)))
    seen: list[tuple[str, int, int]] = []
    service.update(lambda *told: seen.append(told))
    assert [done for _, done, _ in seen] == [15, 18, 21, 22]
    assert service.status().documents == 22


def test_crash_between_index_and_cursor(
    store: FakeStore, service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a crash between the indexes and the cursor the page is done again; nothing is lost or doubled."""
    store.put(document("tram-1", title="Trams", question="Rijdt de tram?"), small_corpus()[0])
    cursor = service.status().cursor

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    for target, name in ((builder, "write_cursor"), (RowWriter, "flush"), (LexicalWriter, "commit")):
        with monkeypatch.context() as patch:
            patch.setattr(target, name, crash)
            with pytest.raises(KeyboardInterrupt):
                service.update()
        assert service.status().cursor == cursor
        assert "opvang-1" in found(service, "wachtlijst")
    assert service.update().documents == 13
    assert found(service, "tram") == {"tram-1"}
    results = service.search(SearchRequest(limit=100))
    assert len(results.hits) == results.total == len({hit.document_id for hit in results.hits}) == 13


def test_failed_rebuild_leaves_the_old_one(service: SearchService, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rebuild that breaks off leaves the old generation in use and no rubbish."""
    before = service.status()

    def crash(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(builder, "write_meta", crash)
        with pytest.raises(OSError, match="disk full"):
            service.rebuild()
    assert service.status() == before
    assert folders(service) == ["g000001"]
    assert "bos-1" in found(service, "bos")


def test_rebuild_switches_and_cleans_up(service: SearchService) -> None:
    """A rebuild gives a new generation, removes the old one and what broken-off builds left behind."""
    (service._generations._folder / "g000007").mkdir()
    stages: list[str] = []
    status = service.rebuild(lambda stage, _done, _of: stages.append(stage))
    assert status.generation == "g000008"
    assert folders(service) == ["g000008"]
    assert list(dict.fromkeys(stages)) == ["words", "index"]


def test_words_of_a_large_corpus_are_counted_in_a_sample(
    service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more documents than are counted one in so many is, and counts for the others; all are indexed."""
    whole = generations.read_frequencies(service._generations._folder / "g000001")
    monkeypatch.setattr(builder, "_COUNTED", 6)
    assert service.rebuild().documents == 12
    sampled = generations.read_frequencies(service._generations._folder / "g000002")
    assert set(sampled) < set(whole)
    assert all(count % 2 == 0 for count in sampled.values())


def test_rebuild_is_repeatable(service: SearchService) -> None:
    """The same documents give the same model and the same results."""

    def scored() -> list[tuple[str, float]]:
        results = service.search(SearchRequest(text="premie dak"))
        return [(hit.document_id, hit.score) for hit in results.hits]

    first, identity = scored(), generations.read_meta(service._generations._folder / "g000001").identity
    service.rebuild()
    assert generations.read_meta(service._generations._folder / "g000002").identity == identity
    assert scored() == first


def test_reader_in_another_service_sees_the_change(store: FakeStore, service_on: MakeService) -> None:
    """A second service on the same folder reopens after an update and after a rebuild."""
    writer, reader = service_on(store), service_on(store)
    writer.rebuild()
    assert found(reader, "tram") == set()
    store.put(document("tram-1", title="Trams", question="Rijdt de tram?"))
    writer.update()
    assert found(reader, "tram") == {"tram-1"}
    writer.rebuild()
    assert reader.status().generation == "g000002"
    assert found(reader, "tram") == {"tram-1"}


def hold(folder: Path, ready: Callable[[], None], release: Callable[[float], bool]) -> None:
    """Hold the writer's lock in another process."""
    with generations.Generations(folder, 5.0).writing():
        ready()
        release(30.0)


def test_one_writer_at_a_time(store: FakeStore, service_on: MakeService, tmp_path: Path) -> None:
    """While another updates, an update says that it waits, and gives up after its patience; searching goes on."""
    service = service_on(store, wait=0.2)
    service.rebuild()
    context = multiprocessing.get_context("spawn")
    ready, release, told = context.Event(), context.Event(), list[str]()
    other = context.Process(target=hold, args=(tmp_path / "index", ready.set, release.wait))
    other.start()
    try:
        assert ready.wait(30.0)
        with (
            stoppable(lambda: False, told.append),
            pytest.raises(SearchIndexError, match="another process is updating"),
        ):
            service.update()
        assert told == ["waiting up to 0.2 seconds: another process is updating the search index"]
        assert "bos-1" in found(service, "bos")
    finally:
        release.set()
        other.join(30.0)
    with stoppable(lambda: False, told.append):
        assert service.update().behind == 0
    assert len(told) == 1


def test_other_model_is_said_and_rebuilt(
    store: FakeStore, service_on: MakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of another model is not searched; an update rebuilds a small one and refuses for a large one."""
    service_on(store, "lexical").rebuild()
    service = service_on(store, "builtin")
    assert "'lexical'" in service.status().message
    with pytest.raises(ModelUnavailable, match="rappel rebuild"):
        found(service, "bos")
    with monkeypatch.context() as patch:
        patch.setattr("search.service._REBUILT_UNASKED", 3)
        with pytest.raises(ModelUnavailable, match="rappel rebuild"):
            service.update()
    assert service.update().model == "builtin"
    assert "bos-1" in found(service, "bos")


def test_other_analysis_is_said_and_rebuilt(service: SearchService) -> None:
    """An index of another analysis is not searched; an update rebuilds it."""
    edit_meta(service, analysis="0.old")
    with pytest.raises(SearchIndexError, match="another analysis"):
        found(service, "bos")
    assert service.update().message == ""
    assert "bos-1" in found(service, "bos")


def edit_meta(service: SearchService, **values: object) -> None:
    """Change how the generation in use says it was built."""
    folder = service._generations.current()
    assert folder is not None
    path = folder / "meta.json"
    held = json.loads(path.read_text()) | values
    path.write_text(json.dumps({name: value for name, value in held.items() if value is not None}))
    generations.write_cursor(folder, generations.read_cursor(folder))


def test_damaged_model_file(store: FakeStore, service_on: MakeService, tmp_path: Path) -> None:
    """With a damaged tuned model a search says so; by words it goes on; without that file all is as before."""
    service_on(store).rebuild()
    tuned = tmp_path / "models" / "builtin-tuned.npz"
    tuned.parent.mkdir(exist_ok=True)
    tuned.write_bytes(b"no model")
    service = service_on(store)
    with pytest.raises(ModelUnavailable, match="missing or damaged"):
        found(service, "bos")
    assert "bos-1" in found(service, "bos", Mode.LEXICAL)
    tuned.unlink()
    assert "bos-1" in found(service_on(store), "bos")


@pytest.mark.parametrize("file", ["current", "state.json", "frequencies.json", "meta.json"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[1]", b"g000099"])
def test_damage_is_said(store: FakeStore, service_on: MakeService, tmp_path: Path, file: str, content: bytes) -> None:
    """A damaged file of the index is named with what to do, never a trace; an update or a rebuild heals it."""
    service_on(store).rebuild()
    (tmp_path / "index" / ("" if file == "current" else "g000001") / file).write_bytes(content)
    service = service_on(store)
    with pytest.raises(SearchIndexError, match="rappel rebuild"):
        found(service, "bos")
    service.rebuild()
    assert "bos-1" in found(service, "bos")


@pytest.mark.parametrize("missing", ["owners.i64", "vectors.i8", "scales.f32", "codes.u8", "documents"])
def test_missing_parts_are_said(store: FakeStore, service_on: MakeService, tmp_path: Path, missing: str) -> None:
    """A missing part of the index is named with what to do."""
    service_on(store).rebuild()
    path = tmp_path / "index" / "g000001" / missing
    path.rename(path.with_name("gone"))
    service = service_on(store)
    with pytest.raises(SearchIndexError, match="rappel rebuild"):
        found(service, "bos")
    assert service.status().documents in {0, 12}


def test_meta_of_another_version(service: SearchService) -> None:
    """Meta data with other fields is of another version of the program, and an update rebuilds."""
    edit_meta(service, threshold=None)
    with pytest.raises(SearchIndexError, match="another version"):
        found(service, "bos")
    assert "another version" in service.status().message
    assert service.update().message == ""


def test_store_that_was_emptied(store: FakeStore, service_on: MakeService) -> None:
    """A store whose feed is shorter than the index knows is another store: the index is built anew."""
    service_on(store).rebuild()
    fresh = FakeStore()
    fresh.put(small_corpus()[0])
    status = service_on(fresh).update()
    assert (status.documents, status.generation) == (1, "g000002")


def test_growth_and_decay_rebuild(store: FakeStore, service: SearchService, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that has doubled, or whose rows are mostly dead, is built anew by an update."""
    store.put(*(document(f"x{number}", title="Extra", question=f"Extra vraag {number}") for number in range(40)))
    assert service.update().generation == "g000002"
    monkeypatch.setattr("search.service._DEAD_SHARE", 0.3)
    for _ in range(2):
        store.put(*(document(f"x{number}", title="Extra", question=f"Weer vraag {number}") for number in range(40)))
        generation = service.update().generation
    assert generation == "g000003"


def test_unwritable_folder(store: FakeStore, tmp_path: Path) -> None:
    """A data folder that cannot be written is a clear error."""
    (tmp_path / "data").write_text("a file where a folder should be")
    service = SearchService.open(Settings(data=tmp_path / "data", model="lexical"), store)
    with pytest.raises(SearchIndexError, match="cannot be written"):
        service.rebuild()


def test_writers_refuse_clearly(service: SearchService, tmp_path: Path) -> None:
    """Two lexical writers on one generation, rows in a folder that is none, and a folder in the way are said."""
    snapshot = service._current()
    assert snapshot is not None
    folder = service._generations.current()
    assert folder is not None
    target = Target(folder=folder, analyser=snapshot.analyser, embedder=None)
    first = LexicalWriter(target.folder)
    with pytest.raises(SearchIndexError, match="cannot be written"):
        LexicalWriter(target.folder)
    first.close()
    with pytest.raises(SearchIndexError, match="cannot be written"):
        RowWriter(tmp_path / "nowhere", 3)
    (folder / "state.json.draft").mkdir()
    with pytest.raises(SearchIndexError, match="cannot be written"):
        generations.write_cursor(folder, 3)


def test_read_only_folder(
    store: FakeStore, service_on: MakeService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index whose folder cannot be written is searched all the same, and nothing is left in it."""
    service_on(store).rebuild()
    indexes = [tmp_path / "index" / "g000001" / name for name in ("documents", "passages")]
    for folder in indexes:
        for lock in folder.glob(".*.lock"):
            lock.unlink()
    before = [sorted(path.name for path in folder.iterdir()) for folder in indexes]
    monkeypatch.setattr("search.lexical.schema.os.access", lambda *_: False)
    service = service_on(store)
    assert "bos-1" in found(service, "bos")
    hits = service.search(SearchRequest(text="bos")).hits
    assert any(hit.passages for hit in hits)
    assert [sorted(path.name for path in folder.iterdir()) for folder in indexes] == before


def test_half_written_rows_are_cut(tmp_path: Path) -> None:
    """Rows that a crash left half written are not read, and the next writer goes on at a whole row."""
    with RowWriter(tmp_path, 2) as rows:
        assert rows.append(np.ones((2, 2), dtype=np.float32), (b"a" * 40, b"b" * 50)) == 0
    with (tmp_path / "owners.i64").open("ab") as file:
        file.write(b"\x07" * 11)
    with (tmp_path / "vectors.i8").open("ab") as file:
        file.write(b"\x07" * 3)
    held = read_rows(tmp_path, 2)
    assert (len(held.owners), len(held.steps), len(held.scales)) == (2, 2, 2)
    with RowWriter(tmp_path, 2) as rows:
        assert rows.append(np.zeros((1, 2), dtype=np.float32), (b"c" * 40,)) == 2
    held = read_rows(tmp_path, 2)
    assert held.owners.tolist() == [0, 0, 2]
    assert (held.steps * held.scales[:, None]).tolist() == [[1.0, 1.0], [1.0, 1.0], [0.0, 0.0]]


def test_results_default() -> None:
    """An empty result says that nothing was found."""
    assert SearchResults().total == 0


def test_few_are_looked_at_first(service: SearchService, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at the best documents first, and at more only where these may match, changes no result."""
    queries = ("bos", "water beheer", "premie dak woning", '"op de wachtlijst"', "hoeveel kinderen en scholen")
    whole = [service.search(SearchRequest(text=text, limit=100)) for text in queries]
    for few in (1, 2, 5):
        monkeypatch.setattr("search.lexical.reader._FEW", few)
        for text, expected in zip(queries, whole, strict=True):
            assert service.search(SearchRequest(text=text, limit=100, mode=Mode.HYBRID)).total == expected.total


def test_a_file_left_by_a_killed_process_is_gone_around(store: FakeStore, service_on: MakeService) -> None:
    """Where a killed process left a file that has the name of a new one, the index is built anew and holds all."""
    service = service_on(store)
    service.rebuild()
    (old,) = folders(service)
    for index in ("documents", "passages"):
        folder = service._generations._folder / old / index
        held = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        for segment in held["segments"]:
            name = segment["segment_id"].replace("-", "")
            for stamp in range(held["opstamp"] + 1, held["opstamp"] + 100):
                (folder / f"{name}.{stamp}.del").write_bytes(b"")
    store.delete("werk-1")
    status = service.update()
    assert (status.behind, status.message) == (0, "")
    assert folders(service) != [old]
    assert "werk-1" not in found(service)


def test_an_index_that_was_replaced_is_let_go(store: FakeStore, service_on: MakeService) -> None:
    """Its words, columns and files go with it at once, not when Python next looks for rings of objects."""
    service = service_on(store)
    service.rebuild()
    service.search(SearchRequest(text="wachtlyst", passages=3))
    before = service.snapshot()
    assert before is not None
    lexical = before.lexical
    parts = (before, lexical, lexical.table, lexical.spelling, lexical._postings, before.dense, before.analyser)
    held = [(type(part).__name__, weakref.ref(part)) for part in (*parts, before.printed)]
    del before, lexical, parts
    gc.collect()
    gc.disable()
    try:
        service.rebuild()
        assert found(service, "wachtlijst")
        assert [name for name, part in held if part() is not None] == []
    finally:
        gc.enable()


def test_rows_of_a_full_disk(tmp_path: Path) -> None:
    """A disk that is full while rows are appended is told as such, and the next writer goes on at a whole row."""
    large = b"x" * 1_000_000

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with pytest.raises(SearchIndexError, match="cannot be written"), RowWriter(tmp_path, 2) as rows:
            rows.append(np.ones((1, 2), dtype=np.float32), (large,))

    with RowWriter(tmp_path, 2) as rows:
        rows.append(np.ones((1, 2), dtype=np.float32), (b"a" * 40,))
    process = multiprocessing.get_context("fork").Process(target=fill)
    process.start()
    process.join()
    assert process.exitcode == 0
    with RowWriter(tmp_path, 2) as rows:
        assert rows.append(np.ones((1, 2), dtype=np.float32), (b"b" * 40,)) == 1


def test_rows_that_no_commit_names_are_not_touched(store: FakeStore, service_on: MakeService) -> None:
    """Rows that a writer appends meanwhile, and may cut again, are no part of what a reader opens."""
    service = service_on(store)
    service.rebuild()
    folder = service._generations.current()
    before = service.snapshot()
    assert folder is not None
    assert before is not None
    held = len(before.dense._rows.owners)
    with RowWriter(folder, before.meta.dimensions) as rows:
        rows.append(np.ones((700, before.meta.dimensions), dtype=np.float32), (b"a" * 40,) * 700)
    other = service_on(store).snapshot()
    assert other is not None
    assert len(other.dense._rows.owners) == held
    assert len(read_rows(folder, before.meta.dimensions).owners) == held + 700


@pytest.mark.parametrize(("name", "length"), [("printed.bin", 200), ("printed.u64", 16), ("owners.i64", 80)])
def test_a_file_that_is_cut_short_is_found_at_opening(
    store: FakeStore, service_on: MakeService, name: str, length: int
) -> None:
    """What lacks passages is no index: its state says so, and the next update builds it anew."""
    service_on(store).rebuild()
    service = service_on(store)
    folder = service._generations.current()
    assert folder is not None
    with (folder / name).open("r+b") as file:
        file.truncate(length)
    status = service.status()
    assert "damaged" in status.message
    assert status.behind > 0
    assert service.update().message == ""
    assert "bos-1" in found(service, "bos")
