"""Lists: families, counts, pages, orders, the list to take away, reasons, suggestions and synonyms of the user."""

import csv
import errno
import io
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from corpus.errors import RulesError, SearchIndexError, WrongUse
from corpus.facts import Facts, Figure, FigureKind, Reading
from corpus.model import AnswerKind, Attachment, DocumentId, DocumentText, Mandate, Side, Span
from search import console
from search.export import COLUMNS, Form, exported
from search.kin import kin_keys
from search.request import Filters, Mode, SearchRequest, SearchResults, Sort, Why
from search.service import SearchService
from tests.search.conftest import FakeDocument, FakeStore, MakeService, document, small_corpus

TODAY = date(2026, 11, 22)
ASKED = (
    "Hoeveel van uw medewerkers fietsen naar kantoor, en hoeveel kilometer leggen zij per dag af? Krijgen zij daarvoor "
    "een vergoeding, en hoe groot was die in elk van de laatste vijf jaren, opgedeeld per dienst?"
)
MINISTERS = ("An Peeters", "Bert Claes", "Zoë Nolf", "Mia Baert")


def family() -> list[FakeDocument]:
    """Return one question put to four ministers; one of them answers for all, and one copy has a word changed."""
    made = []
    for number, minister in enumerate(MINISTERS):
        kind = AnswerKind.COORDINATED if minister == "Zoë Nolf" else AnswerKind.REFERRING
        asked = ASKED if number else ASKED.replace("uw medewerkers", "de medewerkers")
        one = document(
            f"fiets-{number}",
            title="Personeel - Fietsen naar kantoor",
            question=asked,
            answer="In totaal fietsen 3.000 medewerkers."
            if kind is AnswerKind.COORDINATED
            else "Ik verwijs naar Nolf.",
            minister=minister,
            number=100 + number,
            asked=date(2024, 3, 4),
        )
        made.append(
            replace(one, record=replace(one.record, answer_kind=kind, party="Groen", themes=("personeel", "fiets")))
        )
    return made


def others() -> list[FakeDocument]:
    """Return questions that resemble the family and are none of it: another asker, another day, another title."""
    text = ASKED.replace("kantoor", "school")
    return [
        document(
            "fiets-ander",
            title="Personeel - Fietsen naar kantoor",
            question=ASKED,
            asker="Els De Wit",
            asked=date(2024, 3, 4),
        ),
        document("fiets-later", title="Personeel - Fietsen naar kantoor", question=ASKED, asked=date(2025, 3, 4)),
        document("fiets-school", title="Personeel - Fietsen naar school", question=text, asked=date(2024, 3, 4)),
    ]


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    """Return a search of the small corpus with a family and its likes, that no test changes."""
    from corpus.settings import Settings

    store = FakeStore()
    store.put(*small_corpus(), *family(), *others(), with_attachment(), *with_amounts())
    service = SearchService.open(Settings(data=tmp_path_factory.mktemp("lists"), model="builtin"), store)
    service.rebuild()
    return service


def with_attachment() -> FakeDocument:
    """Return a document whose attached file says what its answer does not."""
    one = document(
        "bijlage-1", title="Overzicht van bruggen", question="Welke bruggen zijn er?", answer="Zie de lijst."
    )
    text = one.text.text
    rows = "Brug\tGewicht\nKettingbrug\t400 ton\nOphaalbrug\t90 ton"
    held = Attachment(
        name="lijst.xlsx", media_type="x", content=b"", span=Span(start=len(text) + 1, end=len(text) + 1 + len(rows))
    )
    whole = DocumentText(text=f"{text}\n{rows}", pages=one.text.pages, attachments=(held,))
    return replace(one, text=whole)


def with_amounts() -> list[FakeDocument]:
    """Return documents that name amounts of money."""
    reading = Reading(rule="test", version="1", certainty=1.0)
    made = []
    for name, value in (("geld-1", Decimal("950.50")), ("geld-2", Decimal(3_000_000))):
        figure = Figure(
            span=Span(start=0, end=1),
            side=Side.ANSWER,
            item="",
            value=value,
            unit="EUR",
            kind=FigureKind.MONEY,
            reading=reading,
        )
        one = document(
            name, title="Toelagen", question="Hoe groot is de toelage?", answer="Ze is groot.", asker="Wout Pauwels"
        )
        made.append(replace(one, facts=Facts(figures=(figure,))))
    return made


def find(service: SearchService, text: str = "", **more: object) -> SearchResults:
    """Search with a long page of grouped results."""
    request = SearchRequest(text=text, limit=100, today=TODAY, grouped=True)
    return service.search(replace(request, **more))  # type: ignore[arg-type]


def ids(results: SearchResults) -> list[str]:
    """Return the documents of a page."""
    return [str(hit.document_id) for hit in results.hits]


def test_one_question_to_several_ministers_is_one_result(listed: SearchService) -> None:
    """The family is one hit, shown by the answer that speaks for all, the others beside it; its likes stay apart."""
    results = find(listed, "fietsen kantoor medewerkers vergoeding", mode=Mode.LEXICAL)
    (hit,) = [hit for hit in results.hits if hit.also]
    assert hit.document_id == "fiets-2"
    assert {str(one.document_id) for one in hit.also} == {"fiets-0", "fiets-1", "fiets-3"}
    assert all(one.matches and one.kind == "referring" for one in hit.also)
    assert {"fiets-ander", "fiets-later", "fiets-school"} <= set(ids(results))
    assert results.total - results.groups == 3
    every = find(listed, "fietsen kantoor medewerkers vergoeding", mode=Mode.LEXICAL, grouped=False)
    assert every.total == every.groups == results.total
    assert all(hit.also == () for hit in every.hits)


def test_a_filter_shows_who_else_was_asked(listed: SearchService) -> None:
    """Under a filter the family is one document of the list; the others are named and marked as outside of it."""
    results = find(listed, "fractie:groen minister:claes")
    (hit,) = results.hits
    assert (hit.document_id, results.total, results.groups) == ("fiets-1", 1, 1)
    assert {one.minister for one in hit.also} == {"An Peeters", "Zoë Nolf", "Mia Baert"}
    assert not any(one.matches for one in hit.also)


def test_family_as_a_condition(listed: SearchService) -> None:
    """A family can be asked for by any of its documents, in the query and as a filter."""
    whole = {f"fiets-{number}" for number in range(4)}
    assert set(ids(find(listed, "familie:fiets-3", grouped=False))) == whole
    assert set(ids(find(listed, filters=Filters(family=DocumentId("fiets-0")), grouped=False))) == whole
    assert ids(find(listed, "familie:bos-1")) == ["bos-1"]
    assert ids(find(listed, "familie:nergens")) == []


def test_listed_ministers_make_a_family() -> None:
    """Questions that list the same ministers and numbers share a key, whatever their words."""
    record = replace(
        family()[0].record, family=(Mandate(minister="An Peeters", number=7), Mandate(minister="Bert Claes", number=9))
    )
    turned = replace(record, family=record.family[::-1], title="Anders")
    assert kin_keys(record, "kort")[0] == kin_keys(turned, ASKED)[0] is not None
    assert kin_keys(replace(record, family=()), "kort") == (None,) * 5
    assert kin_keys(replace(record, asker=None, asked=None, session=None), ASKED) == (None,) * 5


def narrowing(field: str, value: str) -> Filters:
    """Return the filter behind a value of a facet."""
    return replace(Filters(), **{field: value})  # type: ignore[arg-type]


QUERIES = ["", "fietsen", "premie dak", "(bos OR trein) -water", "fractie:groen", "wonin*", "datum:2024", '"het bos"']


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("text", QUERIES)
def test_everything_counts_the_same_documents(listed: SearchService, text: str, mode: Mode) -> None:
    """List, families, facets, months and export hold exactly the same documents."""
    results = find(listed, text, mode=mode)
    shown = [*ids(results), *(str(one.document_id) for hit in results.hits for one in hit.also if one.matches)]
    taken = [str(hit.document_id) for _, hit in listed.every_hit(SearchRequest(text=text, mode=mode, today=TODAY))]
    assert sorted(shown) == sorted(taken)
    assert len(set(shown)) == len(shown) == results.total
    assert len(results.hits) == results.groups
    assert sum(count for _, count in results.facets["kind"]) == results.total
    assert sum(count for _, count in results.months) == sum(count for _, count in results.facets["year"])
    assert list(results.months) == sorted(results.months)
    for field in ("minister", "party", "theme", "kind"):
        for value, count in results.facets[field]:
            narrowed = find(
                listed,
                text,
                mode=mode,
                filters=replace(Filters(), **{field: value}),  # type: ignore[arg-type]
            )
            assert narrowed.total == count, (field, value)


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "fietsen premie bos opvang trein"])
def test_pages_by_cursor(listed: SearchService, text: str, sort: Sort) -> None:
    """Pages by cursor hold every result once, in the order of the whole list; an offset may come first."""
    whole = ids(find(listed, text, sort=sort))
    for offset in (0, 2):
        paged, cursor = [], ""
        while True:
            results = find(listed, text, sort=sort, limit=3, offset=offset, cursor=cursor)
            paged += ids(results)
            cursor = results.cursor
            if not cursor:
                break
        assert paged == whole[offset:]


@pytest.mark.parametrize("sort", list(Sort))
def test_a_cursor_survives_updates(service_on: MakeService, store: FakeStore, sort: Sort) -> None:
    """While documents come, change and go, no page shows a result twice, and what was added later is left out."""
    service = service_on(store)
    service.rebuild()
    text = "premie school bos trein opvang werkzoekenden"
    first = find(service, text, sort=sort, limit=4)
    left = set(ids(find(service, text, sort=sort))) - set(ids(first))
    gone, changed, *_ = sorted(left)
    store.delete(gone)
    store.put(replace(store.held[DocumentId(changed)]))
    store.put(*(document(f"nieuw-{n}", title="Bos en trein", question="Bos trein premie school?") for n in range(9)))
    service.update()
    shown, cursor = ids(first), first.cursor
    while cursor:
        results = find(service, text, sort=sort, limit=4, cursor=cursor)
        shown += ids(results)
        cursor = results.cursor
    assert len(set(shown)) == len(shown)
    assert not any(one.startswith("nieuw") for one in shown)
    assert left - {gone, changed} <= set(shown)
    service.rebuild()
    after = find(service, text, sort=sort, limit=4, cursor=first.cursor)
    assert [remark.code for remark in after.understood.remarks] == ["list_renewed"]


@pytest.mark.parametrize("cursor", ["x", "eJw", "!!!", "eJyLjgUAARUAuQ", "é"])
def test_a_foreign_cursor_is_refused(listed: SearchService, cursor: str) -> None:
    """What is no cursor, or one of another search, is the caller's mistake."""
    with pytest.raises(WrongUse, match="cursor"):
        find(listed, cursor=cursor)
    with pytest.raises(WrongUse, match="another search"):
        find(listed, "bos", cursor=find(listed, "", limit=1).cursor)


def test_orders(listed: SearchService) -> None:
    """A list can be ordered by the day of the question or of the answer, unknown days last."""
    by_asked = [hit.asked for hit in find(listed, sort=Sort.ASKED, grouped=False).hits]
    known = [day for day in by_asked if day]
    assert known == sorted(known, reverse=True)
    assert by_asked[: len(known)] == known
    assert len(find(listed, "bos", sort=Sort.ANSWERED).hits) == find(listed, "bos").groups


def test_taken_away_in_three_forms(listed: SearchService) -> None:
    """CSV, XLSX and JSON hold the same cells, with the family of each document."""
    request = SearchRequest(text="fietsen", passages=1, mode=Mode.LEXICAL)
    made = {form: b"".join(exported(form, listed.every_hit(request))) for form in Form}
    from_json = json.loads(made[Form.JSON])
    from_csv = list(csv.DictReader(io.StringIO(made[Form.CSV].decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(made[Form.XLSX])).active
    assert sheet is not None
    from_xlsx = list(sheet.iter_rows(values_only=True))
    assert from_xlsx[0] == tuple(COLUMNS)
    assert len(from_json) == len(from_csv) == len(from_xlsx) - 1 == find(listed, "fietsen", mode=Mode.LEXICAL).total
    assert (
        [row["document"] for row in from_csv]
        == [row["document"] for row in from_json]
        == [row[1] for row in from_xlsx[1:]]
    )
    of_family = {row["family"] for row in from_json if row["document"] in {f"fiets-{n}" for n in range(4)}}
    assert len(of_family) == 1
    assert all("fiets" in row["passage"].lower() for row in from_json)
    assert json.loads(b"".join(exported(Form.JSON, ()))) == []


def test_a_list_is_written_whole_or_not_at_all(
    listed: SearchService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk fills up the file that stood there stays, the refusal names it, and nothing is left beside it."""

    def full(*_: object) -> Iterator[bytes]:
        yield b"[1"
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "list.json"
    console.export(listed, SearchRequest(text="medewerkers"), path)
    before = path.read_bytes()
    assert len(json.loads(before)) > 3
    monkeypatch.setattr("search.export.exported", full)
    with pytest.raises(WrongUse, match=r"list\.json cannot be written: No space left"):
        console.export(listed, SearchRequest(text="medewerkers"), path)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("list.json", before)]


@pytest.mark.parametrize("end", [SearchIndexError("the index was built anew meanwhile"), KeyboardInterrupt()])
def test_a_list_that_is_broken_off_leaves_nothing(
    listed: SearchService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: BaseException
) -> None:
    """Where the search fails half-way, or is stopped by hand, the file that stood there stays and stands alone."""

    def broken_off(*_: object) -> Iterator[bytes]:
        yield b"[1"
        assert len(list(tmp_path.iterdir())) == 2
        raise end

    path = tmp_path / "list.json"
    path.write_text("[]", encoding="utf-8")
    monkeypatch.setattr("search.export.exported", broken_off)
    with pytest.raises(type(end)):
        console.export(listed, SearchRequest(text="medewerkers"), path)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("list.json", b"[]")]


def test_a_list_goes_where_its_name_leads(listed: SearchService, tmp_path: Path) -> None:
    """A link stays one and its file is the new list; a pipe is written to, and is a pipe still."""
    kept, link, pipe = tmp_path / "kept" / "list.json", tmp_path / "link.json", tmp_path / "pipe.json"
    kept.parent.mkdir()
    kept.write_text("[]", encoding="utf-8")
    link.symlink_to(kept)
    console.export(listed, SearchRequest(text="medewerkers"), link)
    assert link.is_symlink()
    written = kept.read_bytes()
    assert len(json.loads(written)) > 3
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        console.export(listed, SearchRequest(text="medewerkers"), pipe)
        told = b"".join(iter(lambda: os.read(reading, 65536), b""))
    finally:
        os.close(reading)
    assert json.loads(told) == json.loads(written)
    assert pipe.is_fifo()
    assert {one.name for one in (*tmp_path.iterdir(), *kept.parent.iterdir())} == {
        "kept",
        "link.json",
        "list.json",
        "pipe.json",
    }


def test_formulas_are_text(listed: SearchService) -> None:
    """A title that looks like a formula is text in every spreadsheet."""
    (_, hit), *_ = listed.every_hit(SearchRequest(text="fietsen"))
    trick = replace(hit, title="=1+1")
    assert b"'=1+1" in b"".join(exported(Form.CSV, [("x", trick)]))
    sheet = load_workbook(io.BytesIO(b"".join(exported(Form.XLSX, [("x", trick)])))).active
    assert sheet is not None
    assert sheet.cell(2, 4).data_type == "s"


def test_operators_are_literal_in_hybrid(listed: SearchService) -> None:
    """Groups, prefixes, phrases and exclusions hold for documents near in meaning too."""
    for text, needed in (
        ("fietsen (trein OR spoor bus)", None),
        ("woonin* OR zonnepan*", "zonnepan"),
        ("zonnepan*", "zonnepan"),
        ('"het bos"', "het bos"),
        ("(bos water) OR zonnepanelen", None),
    ):
        for hit in find(listed, text, passages=50).hits:
            words = " ".join("".join(one.text for one in passage.snippet) for passage in hit.passages).lower()
            assert needed is None or needed in f"{hit.title} {words}".lower(), (text, hit.document_id)
    assert set(ids(find(listed, "(bos water) OR zonnepanelen"))) == {
        "bos-1",
        "bos-2",
        "trein-2",
        "school-1",
        "energie-1",
    }
    assert set(ids(find(listed, "zonnepan*"))) == {"school-1", "energie-1"}
    assert "school-1" not in ids(find(listed, "zonnepan* -(school dak)"))
    assert set(ids(find(listed, "zonnepan* (minister:nolf OR minister:claes)"))) == {"energie-1"}
    assert set(ids(find(listed, "minister:nolf OR minister:claes", grouped=False))) == set(
        ids(find(listed, "minister:nolf", grouped=False)) + ids(find(listed, "minister:claes", grouped=False))
    )


def test_amounts_and_properties(listed: SearchService) -> None:
    """Amounts are compared with the figures of a document; figures and attachments can be asked for."""
    assert ids(find(listed, "bedrag:>1000000")) == ["geld-2"]
    assert ids(find(listed, "bedrag:900..1000")) == ["geld-1"]
    assert ids(find(listed, "bedrag:950,50")) == ["geld-1"]
    assert ids(find(listed, "bedrag:1..900")) == []
    assert set(ids(find(listed, "heeft:cijfer"))) == {"geld-1", "geld-2"}
    assert ids(find(listed, "heeft:bijlage")) == ["bijlage-1"]
    assert set(ids(find(listed, "soort:gecoördineerd"))) == {"fiets-2"}
    assert set(ids(find(listed, "thema:fiets nummer:101..102", grouped=False))) == {"fiets-1", "fiets-2"}


def test_words_of_attachments_are_found(listed: SearchService) -> None:
    """A passage of an attached file is found, shown with the file's name, and quotes the document's text."""
    hit = find(listed, "kettingbrug").hits[0]
    passage = hit.passages[0]
    assert (hit.document_id, passage.attachment, passage.side) == ("bijlage-1", "lijst.xlsx", Side.ANSWER)
    text = with_attachment().text.text
    assert "".join(one.text for one in passage.snippet) == passage.snippet_span.quote(text)
    assert find(listed, "bruggen").hits[0].passages[0].attachment == ""


def test_reasons(listed: SearchService) -> None:
    """Each hit says which words of the query it holds, as they stand there, and how like it is in meaning."""
    hit = find(listed, "zonnepaneel premie").hits[0]
    assert hit.document_id == "energie-1"
    assert {"zonnepanelen", "premie"} <= set(hit.reason.words)
    assert hit.reason.likeness is not None
    assert 0 < hit.reason.likeness <= 1
    assert find(listed, "zonnepaneel", mode=Mode.LEXICAL).hits[0].reason.likeness is None
    assert find(listed).hits[0].reason.words == ()


def test_the_nearest_sentence_where_no_word_matches(listed: SearchService) -> None:
    """A best passage without a word of the query shows the sentence nearest in meaning, marked as that."""
    (first, second) = find(listed, "werkloosheid").hits
    for hit in (first, second):
        best, *further = hit.passages
        (near,) = [one for one in best.snippet if one.near]
        assert "werkzoekenden" in near.text or "Arbeidsbemiddeling" in near.text
        assert not near.marked
        assert not any(one.near for passage in further for one in passage.snippet)
    assert not any(
        one.near
        for hit in find(listed, "werkloosheid premie", mode=Mode.LEXICAL).hits
        for one in hit.passages[0].snippet
    )


def test_documents_that_meaning_alone_finds(listed: SearchService) -> None:
    """Documents that share no word with the query are found by meaning, under filters and exclusions too."""
    assert ids(find(listed, "werkloosheid", mode=Mode.LEXICAL)) == []
    found = {str(hit.document_id): hit for hit in find(listed, "werkloosheid").hits}
    assert set(found) == {"werk-1", "werk-2"}
    assert {hit.why for hit in found.values()} == {Why.MEANING}
    assert found["werk-1"].passages[0].words == ()
    assert set(ids(find(listed, "werkloosheid", filters=Filters(session="2023-2024")))) == set(found)
    assert ids(find(listed, "werkloosheid -taalles")) == ["werk-1"]


def test_a_misspelt_word_is_only_a_suggestion(listed: SearchService) -> None:
    """A word that no document holds is searched as typed; the word probably meant is offered, in its place."""
    results = find(listed, 'zonepanelen "een dak" -tram')
    assert results.understood.words == ("zonepanelen",)
    (offered,) = results.understood.suggestions
    assert (offered.kind, offered.typed, offered.instead) == ("spelling", "zonepanelen", "zonnepanelen")
    assert offered.query == 'zonnepanelen "een dak" -tram'
    for text in (
        "zonnepanelen",
        "xqzwvk",
        "zon",
        "zonepanelen " + " ".join(f"woord{number}" for number in range(15)),
        "zonepan*",
        "",
    ):
        assert find(listed, text).understood.suggestions == (), text


def test_synonyms_of_the_user_take_effect_at_once(service: SearchService, tmp_path: Path) -> None:
    """A changed file of synonyms is used by the next search; a broken one changes nothing and is told."""
    path = tmp_path / "synonyms.toml"
    assert "opvang-1" not in ids(find(service, "zaalwachter", mode=Mode.LEXICAL))
    path.write_text('groups = [["zaalwachter", "kinderopvang"]]')
    assert "opvang-1" in ids(find(service, "zaalwachter", mode=Mode.LEXICAL))
    path.write_text("groups = 3 #")
    os.utime(path, ns=(1, 1))
    broken = find(service, "zaalwachter", mode=Mode.LEXICAL)
    assert "opvang-1" in ids(broken)
    assert "synonyms.toml" in broken.status.message
    path.unlink()
    mended = find(service, "zaalwachter", mode=Mode.LEXICAL)
    assert "opvang-1" not in ids(mended)
    assert mended.status.message == ""


def test_broken_synonyms_at_the_start(store: FakeStore, service_on: MakeService, tmp_path: Path) -> None:
    """A file of synonyms that is broken from the start is an error."""
    (tmp_path / "synonyms.toml").write_text("groups = []")
    with pytest.raises(RulesError, match=r"synonyms\.toml"):
        service_on(store)
