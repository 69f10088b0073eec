"""Whether a draft question was asked before, over the sample corpus."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from corpus.errors import NotFound, WrongUse
from corpus.facts import ReferenceRole
from corpus.model import DocumentId, Side
from corpus.settings import Settings
from corpus.store import Store, StoredDocument
from search.service import SearchService
from search.similar import Closeness, SimilarDraft, SimilarQuestions
from search.similar.features import likeness, words_for
from search.similar.rules import forms_of, similar_rules
from search.similar.service import MOST_PARTS
from search.similar.whole import plain
from tests.conftest import clock
from tracker.already_asked import already_asked
from tracker.draft_cutting import cut_draft
from tracker.similar_commands import draft_text, similar
from web.services import Services

TODAY = date(2026, 11, 22)
STRANGE = "Kaasmakers op de maan\n1. Hoeveel raketten vol kaas vertroken er naar de maan?"


@pytest.mark.parametrize(
    ("text", "title", "labels"),
    [
        ("Fietsbrug\n1. Wanneer gaat de brug open?\n2. Wat kost de brug precies?", "Fietsbrug", ["1", "2"]),
        ("Wanneer gaat de fietsbrug open?", "", [""]),
        ("Fietsbrug\n\nWanneer gaat de brug open?", "Fietsbrug", [""]),
        (
            "Fietsbrug\n1. Over de brug:\na. Wanneer gaat ze open?\nb. Wat kost ze precies?\n2. Wie betaalt de werken?",
            "Fietsbrug",
            ["1.a", "1.b", "2"],
        ),
    ],
)
def test_a_draft_is_cut_as_documents_are(text: str, title: str, labels: list[str]) -> None:
    """The numbered sub-questions that hold no others are its parts; without any, the whole is one."""
    cut = cut_draft(text)
    assert cut.title == title
    assert [label for label, _ in cut.parts] == labels


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 50_001])
def test_what_cannot_be_compared_is_refused(text: str) -> None:
    """An empty or endless draft is an error that says why."""
    with pytest.raises(WrongUse, match=r"empty|characters"):
        cut_draft(text)


@given(st.text(max_size=400))
def test_any_text_is_cut_or_refused(text: str) -> None:
    """Whatever is pasted gives parts with words, or a clear refusal."""
    try:
        cut = cut_draft(text)
    except WrongUse:
        assert not text.strip()
        return
    assert cut.parts
    assert all(words.strip() for _, words in cut.parts)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Hoeveel kinderen wachten?", {"number"}),
        ("Waarom duurt dit zo?", {"reason"}),
        ("Welke bus rijdt er?", {"choice"}),
        ("Rijdt er een bus?", {"yes or no"}),
        ("Wanneer en waarom stopt dit?", {"time", "reason"}),
    ],
)
def test_forms_of_questions_are_told(text: str, forms: set[str]) -> None:
    """A number, a reason or a yes: the words tell what is asked for."""
    assert forms_of(text) == forms


def test_likeness_of_equal_and_of_foreign_words() -> None:
    """Equal questions share all, numbers aside; foreign ones nothing."""
    one = words_for("Hoeveel bomen in 2020?", "Bos", lambda text: text.lower().split())
    two = words_for("Hoeveel bomen in 2023?", "Bos", lambda text: text.lower().split())
    far = words_for("Waarom zwijgt hij", "Zee", lambda text: text.lower().split())
    same = likeness(one, two, lambda _: 1.0, meaning=1.0, own_meaning=1.0)
    other = likeness(one, far, lambda _: 1.0, meaning=0.0, own_meaning=-0.5)
    assert (same.own_words, same.words, same.subject, same.same_form, same.other_form) == (1.0, 1.0, 1.0, 1.0, 0.0)
    assert (other.own_words, other.words, other.own_meaning, other.same_form) == (0.0, 0.0, 0.0, 0.0)
    assert same.probability(similar_rules().meaning) > other.probability(similar_rules().meaning)


@pytest.mark.parametrize("text", ['minister:x "a b" -c OR (d)', "10:30 uur >5 en <6", "x*"])
def test_a_draft_holds_no_operators(text: str) -> None:
    """What the query language would read is taken out of a draft."""
    assert not set(plain(text)) & set('"():*<>-')
    assert " OR " not in plain(text)


@pytest.fixture(scope="module")
def questions(sample_services: Services) -> SimilarQuestions:
    """Return the comparison over the sample corpus."""
    return SimilarQuestions(sample_services.search)


def held_question(services: Services) -> tuple[str, str, str]:
    """Return title, words and document of a question whose answer item is known."""
    for summary in services.store.documents.list():
        document = services.store.documents.get(summary.id)
        answered = {label for item in document.record.items_of(Side.ANSWER) for label in item.answers}
        for item in document.record.items_of(Side.QUESTION):
            if item.label in answered and len(item.span.quote(document.text.text)) > 60:
                return document.record.title or "", item.span.quote(document.text.text), document.id
    raise AssertionError("no sample has an answered item")


def test_a_held_question_is_found_with_its_answer(sample_services: Services, questions: SimilarQuestions) -> None:
    """Asked again word for word, it is told as asked; its answer item, kind and age are given."""
    title, words, document = held_question(sample_services)
    text = f"{title}\n1. {' '.join(words.split())}\n2. Hoeveel kaas ligt er op de maan?"
    found = already_asked(text, questions, sample_services.store.documents, today=TODAY)
    first = found.parts[0]
    assert first.closeness is Closeness.ASKED
    assert first.questions[0].question.document_id == document
    assert first.questions[0].question.probability >= found.threshold
    answer = first.questions[0].answer
    assert answer is not None
    assert answer.certain
    assert (
        answer.text.split()
        == answer.span.quote(sample_services.store.documents.get(DocumentId(document)).text.text).split()[
            : len(answer.text.split())
        ]
    )
    assert (first.questions[0].days_since or 0) > 0
    assert found.documents[0].document_id == document
    assert found.parts[1].closeness is not Closeness.ASKED


def test_figures_of_the_answer_have_their_age(sample_services: Services, questions: SimilarQuestions) -> None:
    """Every figure shown stands in the answer shown, and its age counts from the day of that answer."""
    seen = 0
    for summary in sample_services.store.documents.list()[:12]:
        document = sample_services.store.documents.get(summary.id)
        items = [i for i in document.record.items_of(Side.QUESTION) if i.label]
        if not items:
            continue
        text = f"{document.record.title}\n1. {' '.join(items[0].span.quote(document.text.text).split())}"
        found = already_asked(text, questions, sample_services.store.documents, today=TODAY)
        for one in found.parts[0].questions:
            for figure in one.answer.figures if one.answer else ():
                assert one.answer is not None
                assert one.answer.span.start <= figure.figure.span.start <= one.answer.span.end
                day = one.question.answered or one.question.asked
                assert day is None or figure.age_days == (TODAY - day).days
                seen += 1
    assert seen > 3


def test_an_answer_that_refers_is_followed(sample_services: Services, questions: SimilarQuestions) -> None:
    """Where it is certain which answer is meant, it stands beside the one that refers to it, and is counted."""
    documents = sample_services.store.documents
    refers = next(
        document
        for document in map(documents.get, (one.id for one in documents.list()))
        if any(one.role is ReferenceRole.ANSWER and len(one.candidates) == 1 for one in document.facts.references)
    )
    items = [item for item in refers.record.items_of(Side.QUESTION) if item.label]
    text = f"{refers.record.title}\n1. {' '.join(items[0].span.quote(refers.text.text).split())}"
    found = already_asked(text, questions, documents, today=TODAY, limit=20)
    followed = {one.question.document_id: one.referred for part in found.parts for one in part.questions}
    elsewhere = [other for referred in followed.values() for other in referred]
    assert elsewhere
    for name, referred in followed.items():
        told = {one.candidates for one in documents.get(name).facts.references if one.role is ReferenceRole.ANSWER}
        assert {(other.document_id,) for other in referred} <= told
    for other in elsewhere:
        assert other.answer.text[:40] in " ".join(documents.get(other.document_id).text.text.split())
    nearest = found.parts[0].questions[0]
    assert found.summary.referred == (1 if nearest.referred else 0)
    gone = Gone(documents, {other.document_id for other in elsewhere} - set(followed))
    again = already_asked(text, questions, gone, today=TODAY, limit=20)
    assert {o.document_id for p in again.parts for q in p.questions for o in q.referred}.isdisjoint(gone.names)


class Gone:
    """Documents of which some were withdrawn."""

    def __init__(self, documents: Any, names: set[DocumentId]) -> None:  # noqa: ANN401 - a store's own
        self.documents, self.names = documents, names

    def get(self, document_id: DocumentId) -> StoredDocument:
        """Return a document that is still held."""
        if document_id in self.names:
            raise NotFound("withdrawn")
        found: StoredDocument = self.documents.get(document_id)
        return found


def test_a_comparison_is_summed_up(sample_services: Services, questions: SimilarQuestions) -> None:
    """The numbers are those of the parts: asked, related, and how old the newest figure of the nearest answers is."""
    title, words, _ = held_question(sample_services)
    text = f"{title}\n1. {' '.join(words.split())}\n2. {STRANGE.splitlines()[1][3:]}"
    found = already_asked(text, questions, sample_services.store.documents, today=TODAY)
    told, nearest = found.summary, [part.questions[0] for part in found.parts if part.questions]
    assert told.parts == len(found.parts)
    assert told.asked == sum(part.closeness is Closeness.ASKED for part in found.parts) > 0
    assert told.asked + told.related < told.parts
    ages = [figure.age_days for one in nearest if one.answer for figure in one.answer.figures]
    assert told.figures == len(ages)
    assert told.newest_figure_days == min((age for age in ages if age is not None), default=None)


def test_one_question_to_several_ministers_is_found_once(
    sample_services: Services, questions: SimilarQuestions
) -> None:
    """Documents of one family are one result that names the others."""
    title, words, _ = held_question(sample_services)
    results = questions.compare(SimilarDraft(title=title, parts=(words,), limit=20))
    names = [one.document_id for one in results.parts[0].questions]
    others = [sibling.document_id for one in results.parts[0].questions for sibling in one.also]
    assert len(names) == len(set(names))
    assert not set(names) & set(others)


def test_excluded_documents_are_not_compared(sample_services: Services, questions: SimilarQuestions) -> None:
    """A held draft is not found as its own earlier question."""
    title, words, document = held_question(sample_services)
    excluded = frozenset({DocumentId(document)})
    results = questions.compare(SimilarDraft(title=title, parts=(words,), excluded=excluded))
    assert document not in {one.document_id for one in results.parts[0].questions}
    assert document not in {hit.document_id for hit in results.documents}


@pytest.mark.parametrize(
    "draft",
    [
        SimilarDraft(parts=()),
        SimilarDraft(parts=("  ",)),
        SimilarDraft(parts=("a" * 50_001,)),
        SimilarDraft(parts=("Waarom?",) * (MOST_PARTS + 1)),
        SimilarDraft(parts=("Waarom?",), limit=0),
    ],
)
def test_drafts_over_the_limits_are_refused(questions: SimilarQuestions, draft: SimilarDraft) -> None:
    """Nothing is cut off silently."""
    with pytest.raises(WrongUse):
        questions.compare(draft)


@pytest.mark.parametrize("part", ["de het een", "?", "12 13", "Zou u"])
def test_parts_that_say_nothing_find_nothing_certain(questions: SimilarQuestions, part: str) -> None:
    """Stop words and numbers are no question that was asked before."""
    results = questions.compare(SimilarDraft(parts=(part,)))
    assert results.parts[0].closeness is not Closeness.ASKED


def test_by_words_alone(sample_services: Services, tmp_path: Path) -> None:
    """An index without meaning compares by words, with weights of its own."""
    settings = Settings(data=tmp_path, model="lexical")
    search = SearchService.open(settings, sample_services.store)
    assert SimilarQuestions(search).compare(SimilarDraft(parts=("Waarom?",))).parts[0].questions == ()
    search.update()
    title, words, document = held_question(sample_services)
    results = SimilarQuestions(search).compare(SimilarDraft(title=title, parts=(words,)))
    assert results.threshold == similar_rules().words.asked
    assert results.parts[0].questions[0].document_id == document
    assert results.parts[0].closeness is Closeness.ASKED


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


def test_the_command_reads_files_input_and_words(sample_services: Services, tmp_path: Path) -> None:
    """A file, standard input and words on the line say the same."""
    title, words, document = held_question(sample_services)
    text = f"{title}\n1. {' '.join(words.split())}"
    path = tmp_path / "ontwerp.txt"
    path.write_text(text, encoding="utf-8")
    runner, face = CliRunner(), Face(sample_services)
    outputs = [
        runner.invoke(similar, [str(path)], obj=face).output,
        runner.invoke(similar, ["-"], input=text, obj=face).output,
        runner.invoke(similar, [text], obj=face).output,
    ]
    assert outputs[0] == outputs[1] == outputs[2]
    assert "very likely asked before" in outputs[0]
    assert document in outputs[0]
    told = json.loads(runner.invoke(similar, [text, "--json"], obj=face).output)
    assert told["parts"][0]["closeness"] == "asked"
    assert "nothing found" in runner.invoke(similar, ["Zwijgen eekhoorns in oktober?"], obj=face).output


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 say what to do."""
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF\xff\xfe")
    with pytest.raises(WrongUse, match="rappel extract"):
        draft_text(str(path))
    assert draft_text("woord " * 2000).startswith("woord")


def test_an_empty_store_says_so(tmp_path: Path) -> None:
    """Without an index nothing is found, and the message says what to do."""
    settings = Settings(data=tmp_path)
    with Store.open(settings, clock=clock) as store:
        search = SimilarQuestions(SearchService.open(settings, store))
        found = already_asked(STRANGE, search, store.documents, today=TODAY)
    assert found.parts[0].closeness is Closeness.NOTHING
    assert "rebuild" in found.message
