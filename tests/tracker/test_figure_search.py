"""Figures by what they are about, and answers with a figure, over documents of our own."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from corpus.errors import WrongUse
from corpus.facts import FigureKind
from corpus.model import RawDocument
from corpus.register import Cause
from corpus.settings import Settings
from corpus.store import FigureFilter, Store
from ingest.pipeline import process
from search.figure_question import Asks, asked_figure
from search.service import SearchService
from tests.conftest import clock
from tracker.figure_evaluation import MadeQuestion, fitted, judged, made_questions, other_questions, reached
from tracker.figure_outline import answer_outline, figure_outline, print_answer
from tracker.figure_search import FigureQuery, FigureSearch, probability_of
from tracker.figures_console import figures
from tracker.rules.figure_answers import answer_weights
from web.services import Services

TODAY = date(2026, 11, 22)
HEAD = "SCHRIFTELIJKE VRAAG\nnr. {number}\nvan JO MAES\ndatum: {day}\naan AN PEETERS\n"
MINISTER = "VLAAMS MINISTER VAN WATER EN BOS\n"
ANSWER = "\nAN PEETERS\n" + MINISTER + "ANTWOORD\nop vraag nr. {number} van {day}\nvan JO MAES\n"
TEXTS = (
    (
        11,
        "12 maart 2024",
        "Zwemvijvers - Bezoekers",
        "Hoe druk is het aan de zwemvijvers?",
        "In 2023 telden de zwemvijvers 48.200 bezoekers. De herstelling van de steigers kostte 310.000 euro.",
    ),
    (
        12,
        "14 mei 2024",
        "Bijenkasten in de berm",
        "Staan er kasten langs de wegen?",
        "Langs de wegen staan 640 bijenkasten van imkers. In 2025 worden 90 bijenkasten geplaatst.",
    ),
    (
        13,
        "3 juni 2024",
        "Otters in de Schelde",
        "Leven er otters?",
        "Onderzoekers telden vorig jaar 17 otters in de vallei. De otters eten vis.",
    ),
    (
        14,
        "9 september 2024",
        "Otters in de vallei van de Schelde",
        "Hoeveel dieren zijn er?",
        "Onderzoekers telden vorig jaar 19 otters in de vallei. De telling gaat door.",
    ),
    (15, "1 oktober 2024", "Kanovaart", "Mag men varen?", "Men mag varen op alle vijvers behalve in het broedseizoen."),
)


def raw(number: int, day: str, title: str, question: str, answer: str) -> RawDocument:
    """Make the file of one question with its answer."""
    head, tail = HEAD.format(number=number, day=day), ANSWER.format(number=number, day=day)
    text = f"{head}{MINISTER}{title}\n{question}\n{tail}{answer}\n"
    return RawDocument(
        source="files",
        uri=f"file:{number}.txt",
        name=f"{number}.txt",
        media_type="text/plain",
        content=text.encode(),
        fetched=datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Open a store of five questions with its index."""
    settings = Settings(data=tmp_path_factory.mktemp("figures"))
    with Store.open(settings, clock=clock) as store:
        for one in TEXTS:
            parsed = process(raw(*one), parliament="Vlaams Parlement")
            store.documents.put(parsed.raw, parsed.text, parsed.record, parsed.facts, cause=Cause.BACKFILL)
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        parts.search.update()
        yield parts


@pytest.fixture(scope="module")
def search(services: Services) -> FigureSearch:
    """Return the search for figures."""
    return FigureSearch(services.store, services.search)


@pytest.mark.parametrize(
    ("text", "asks", "noun", "years"),
    [
        ("Hoeveel otters leven er in 2023?", Asks.COUNT, "otters", {2023}),
        ("Welk bedrag ging naar steigers?", Asks.MONEY, "ging", set()),
        ("hoeveel euro kostten de steigers", Asks.MONEY, "kostten", set()),
        ("Hoeveel procent van de kasten staat leeg?", Asks.PERCENT, "van", set()),
        ("Tegen wanneer is de brug af?", Asks.DATE, "is", set()),
    ],
)
def test_questions_for_figures_are_read(text: str, asks: Asks, noun: str, years: set[int]) -> None:
    """The longest words that ask count; years are taken apart."""
    asked = asked_figure(text)
    assert asked is not None
    assert (asked.asks, asked.noun[0], set(asked.years)) == (asks, noun, years)


@pytest.mark.parametrize(
    "text", ["", "otters", "hoeveel", "hoeveel 2023", "weet u hoeveel otters er zijn", "hoeveel otters telde uw dienst"]
)
def test_what_asks_for_no_figure(text: str) -> None:
    """Without words that ask at the beginning, or without a subject, nothing is answered."""
    assert asked_figure(text) is None


@given(st.text(max_size=80))
def test_any_text_is_read_without_error(text: str) -> None:
    """Whatever is typed is a question for a figure with words, or none."""
    asked = asked_figure(text)
    assert asked is None or asked.words


@pytest.mark.parametrize(
    ("query", "values"),
    [
        (FigureQuery(about="bezoekers zwemvijvers", unit="bezoeker"), ["48200"]),
        (FigureQuery(about="herstelling steigers", kind=FigureKind.MONEY), ["310000"]),
        (FigureQuery(about="bijenkasten", planned=True), ["90"]),
        (FigureQuery(about="bijenkasten", planned=False), ["640"]),
        (FigureQuery(about="bijenkasten", at_least=Decimal(100)), ["640"]),
        (FigureQuery(about="bijenkasten", at_most=Decimal(100)), ["90"]),
        (FigureQuery(about="bezoekers zwemvijvers", year=2023, unit="bezoekers"), ["48200"]),
        (FigureQuery(about="bezoekers zwemvijvers", begins=date(2024, 1, 1)), []),
        (FigureQuery(about="bezoekers zwemvijvers", begins=date(2023, 1, 1), ends=date(2023, 12, 31)), ["48200"]),
        (FigureQuery(about="ruimteveren"), []),
    ],
)
def test_figures_are_found_by_what_they_are_about(search: FigureSearch, query: FigureQuery, values: list[str]) -> None:
    """Words in any form, unit, range, period and plan narrow the list down."""
    found = [str(one.value) for one in search.find(query, TODAY)]
    assert found[: len(values) or None] == values


def test_found_figures_have_their_age(search: FigureSearch) -> None:
    """Days count from the day of the document."""
    one = search.find(FigureQuery(about="bezoekers zwemvijvers", unit="bezoekers"), TODAY)[0]
    assert one.age_days == (TODAY - date(2024, 3, 12)).days
    assert "zwemvijvers" in one.statement.sentence


@pytest.mark.parametrize("query", [FigureQuery(about=" "), FigureQuery(about="x", limit=0)])
def test_what_cannot_be_is_refused(search: FigureSearch, query: FigureQuery) -> None:
    """No subject, or a limit that cannot be, is an error."""
    with pytest.raises(WrongUse):
        search.find(query, TODAY)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Hoeveel bezoekers telden de zwemvijvers in 2023?", 48200),
        ("Hoeveel euro kostte de herstelling van de steigers?", 310000),
    ],
)
def test_a_certain_answer_is_given(search: FigureSearch, text: str, value: int) -> None:
    """A question whose words stand around one figure is answered with it."""
    answer = search.answer(text, TODAY)
    assert answer is not None
    assert [one.value for one in answer.figures] == [value]
    assert answer.figures[0].score >= answer.threshold
    assert not answer.disagree


@pytest.mark.parametrize(
    "text",
    [
        "Hoeveel bezoekers telden de zwemvijvers in 2019?",
        "Hoeveel ruimteveren landden er in 2023?",
        "Hoeveel imkers wonen er in Hasselt?",
        "Hoeveel bijenkasten zijn er?",
        "Wanneer worden de steigers hersteld?",
        "bezoekers zwemvijvers",
        "hoeveel",
    ],
)
def test_what_is_not_certain_is_not_answered(search: FigureSearch, text: str) -> None:
    """Another year, another subject, another place: nothing is said rather than something wrong."""
    assert search.answer(text, TODAY) is None


def test_documents_that_disagree_are_both_shown_or_none(search: FigureSearch) -> None:
    """Two counts of the same otters are never told as one."""
    answer = search.answer("Hoeveel otters telden onderzoekers in de vallei?", TODAY)
    assert answer is None or (answer.disagree and {one.value for one in answer.figures} == {17, 19})


def test_excluded_documents_do_not_answer(search: FigureSearch) -> None:
    """A document that is taken away answers nothing."""
    text = "Hoeveel bezoekers telden de zwemvijvers in 2023?"
    answer = search.answer(text, TODAY)
    assert answer is not None
    assert search.answer(text, TODAY, frozenset({answer.figures[0].document})) is None


def test_the_store_narrows_to_documents(services: Services) -> None:
    """Several documents may be named; none of none."""
    names = tuple(one.id for one in services.store.documents.list())[:2]
    found = services.store.figures.list(FigureFilter(documents=names))
    assert {one.document for one in found} <= set(names)
    assert services.store.figures.list(FigureFilter(documents=())) == ()


def test_an_answer_is_printed_with_its_sentence(search: FigureSearch, capsys: pytest.CaptureFixture[str]) -> None:
    """The terminal shows figure, sentence, document, age and why it was chosen."""
    outline = answer_outline(search.answer("Hoeveel bezoekers telden de zwemvijvers in 2023?", TODAY))
    assert outline is not None
    print_answer(outline)
    printed = capsys.readouterr().out
    assert "48.200 bezoekers" in printed
    assert "days old" in printed
    assert "chosen by" in printed
    assert answer_outline(None) is None


def test_a_store_without_index_answers_nothing(tmp_path: Path) -> None:
    """Before anything is indexed there is no answer and no figure."""
    settings = Settings(data=tmp_path)
    with Store.open(settings, clock=clock) as store:
        empty = FigureSearch(store, SearchService.open(settings, store))
        assert empty.answer("Hoeveel otters zijn er in de vallei?", TODAY) is None
        assert empty.find(FigureQuery(about="otters"), TODAY) == ()


class Face:
    """The program around the command."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @contextmanager
    def services(self) -> Iterator[Services]:
        """Give the parts."""
        yield self._services

    def show(self, value: object, *, as_json: bool, text: Callable[[], None]) -> None:
        """Print a value as the program does."""
        from pydantic_core import to_jsonable_python

        print(json.dumps(to_jsonable_python(value))) if as_json else text()


def test_the_command_finds_figures(services: Services, search: FigureSearch) -> None:
    """Words, unit, range and days of the command line reach the search."""
    runner, face = CliRunner(), Face(services)
    options = [
        "--about",
        "bezoekers van zwemvijvers",
        "--from",
        "2023-01-01",
        "--to",
        "2023-12-31",
        "--at-least",
        "100",
    ]
    assert "48.200 bezoekers" in runner.invoke(figures, ["figures", *options], obj=face).output
    told = json.loads(
        runner.invoke(figures, ["figures", "--about", "bijenkasten", "--planned", "--json"], obj=face).output
    )
    assert [one["value"] for one in told] == ["90"]
    assert figure_outline(search.find(FigureQuery(about="bijenkasten", planned=True), TODAY)[0]).unit == told[0]["unit"]


@pytest.mark.parametrize(
    "options",
    [
        ["--from", "2023-01-01"],
        ["--about", "x", "--csv"],
        ["--about", "x", "--from", "gisteren"],
        ["--about", "x", "--at-least", "veel"],
        ["--about", "x", "--at-most", "NaN"],
    ],
)
def test_wrong_options_are_said(services: Services, options: list[str]) -> None:
    """Options that do not go together, and values that are none, are errors."""
    result = CliRunner().invoke(figures, ["figures", *options], obj=Face(services))
    assert isinstance(result.exception, WrongUse)


def test_measuring_counts_right_and_invented(services: Services, search: FigureSearch) -> None:
    """Questions made from the documents are answered rightly, those without an answer not at all."""
    made = made_questions(services.store, count=3, without=1)
    others = other_questions(["Hoeveel kazen rijpten er toen op de maan?", "Geen vraag."], count=5)
    assert [one.value is None for one in made] == [False] * min(3, len(made)) + [True] * (len(made) - 3)
    assert len(others) == 1
    asked = [
        *others,
        MadeQuestion(
            text="Hoeveel bezoekers telden de zwemvijvers in 2023?",
            value=Decimal(48200),
            excluded=frozenset(),
            fits=False,
        ),
        MadeQuestion(
            text="Hoeveel euro kostte de herstelling van de steigers?",
            value=Decimal(1),
            excluded=frozenset(),
            fits=False,
        ),
    ]
    unseen = reached(list(judged(search, asked)), answer_weights())[1]
    assert (unseen.answerable, unseen.shown, unseen.right, unseen.invented) == (2, 2, 1, 0)
    assert (unseen.precision, unseen.recall) == (0.5, 0.5)


def test_fitted_weights_tell_right_from_wrong(search: FigureSearch) -> None:
    """Weights fitted on judged questions give the right figure more than a wrong one."""
    texts = {
        "Hoeveel bezoekers telden de zwemvijvers in 2023?": 48200,
        "Hoeveel bijenkasten staan langs de wegen?": 640,
        "Hoeveel euro kostte de herstelling van de steigers?": 310000,
    }
    asked = [
        MadeQuestion(text=text, value=Decimal(value), excluded=frozenset(), fits=True) for text, value in texts.items()
    ]
    lists = list(judged(search, asked))
    weights = fitted(lists)
    for one in lists:
        told = {right: probability_of(values, weights) for values, right, _, _ in one.offered}
        assert told[True] >= told.get(False, 0.0)
