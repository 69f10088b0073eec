"""How documents hang together, over a real store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.facts import Facts, Reference, ReferenceRole
from corpus.model import AnswerKind, DocumentId, Mandate, RawDocument, Section, Side
from corpus.settings import Settings
from corpus.store import Store
from tests.corpus.building import Clock, plain, pointing
from tracker.relations import Certainty, Relations, SharedBy, relations

QUESTION = "Welke bruggen worden hersteld en hoeveel kost dat de belastingbetaler?"
ASKED = date(2024, 1, 10)
MINISTERS = ("An Peeters", "Bo Claes", "Cis Maes")


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Store]:
    """Open an empty store."""
    with Store.open(Settings(data=tmp_path), clock=Clock()) as store:
        yield store


def put(
    store: Store,
    number: int | None,
    *references: Reference,
    minister: str | None = "An Peeters",
    question: str = QUESTION,
    answer: str = "",
    **given: Any,  # noqa: ANN401 - fields of the record
) -> DocumentId:
    """Store a question with its answer and references."""
    text = f"{question}\n{answer or f'Antwoord {number} van {minister}.'}"
    sections = (
        Section(side=Side.QUESTION, start=0, end=len(question)),
        Section(side=Side.ANSWER, start=len(question) + 1, end=len(text)),
    )
    head: dict[str, Any] = {"office": f"Minister {minister}", "asked": ASKED, "sections": sections} | given
    document = plain(text, f"file:{number}-{minister}", number=number, minister=minister, **head)
    return replace(document, facts=Facts(references=references)).put(store).document_id


def to(*numbers: int, words: str = "Antwoord", **given: Any) -> Reference:  # noqa: ANN401 - fields of it
    """Return a reference in the first words of the answer."""
    return pointing(f"{QUESTION}\nAntwoord en meer woorden daarbij", words, *numbers, **given)


def of(store: Store, document: DocumentId) -> Relations:
    """Return the relations of a held document."""
    return relations(store, store.documents.get(document))


def test_a_question_that_is_not_held_is_kept(held: Store) -> None:
    """A reference to nothing held stays, unresolved, with its words."""
    (pointed,) = of(held, put(held, 1, to(99, session="2020-2021"))).points_to
    assert (pointed.number, pointed.certainty, pointed.documents) == (99, Certainty.UNRESOLVED, ())
    assert (pointed.quote, pointed.reference.session) == ("Antwoord", "2020-2021")


def test_both_ends_of_a_reference(held: Store) -> None:
    """The document that names knows which one it names, and that one knows by whom it is named."""
    named = put(held, 5, asked=date(2023, 5, 5))
    naming = put(
        held,
        6,
        to(5),
        to(5, words="meer woorden"),
        answer="Antwoord en meer woorden daarbij, zoals gevraagd werd in deze vraag.",
    )
    (pointed,) = of(held, naming).points_to
    assert ([one.id for one in pointed.documents], pointed.certainty) == ([named], Certainty.RESOLVED)
    (back,) = of(held, named).named_in
    assert (back.document.id, back.certainty, len(back.references), len(back.quotes)) == (
        naming,
        Certainty.RESOLVED,
        2,
        2,
    )
    assert not of(held, named).points_to
    assert not of(held, naming).named_in


def test_an_ambiguous_number_keeps_its_candidates(held: Store) -> None:
    """A number that two ministers gave stays ambiguous at both ends; the asker's own words decide nothing."""
    first = put(held, 5, question="Een vraag over het onderhoud van de sluizen, gesteld aan de ene minister.")
    second = put(held, 5, minister="Bo Claes", question="Een heel andere vraag met toevallig hetzelfde nummer.")
    naming = put(held, 6, to(5), question="Een derde vraag, die enkel naar het nummer van een andere verwijst.")
    (pointed,) = of(held, naming).points_to
    assert ({one.id for one in pointed.documents}, pointed.certainty) == ({first, second}, Certainty.AMBIGUOUS)
    assert [one.certainty for one in of(held, first).named_in] == [Certainty.AMBIGUOUS]


def test_words_that_name_two_numbers(held: Store) -> None:
    """Each number of a reference is an entry of its own, with its own documents."""
    put(held, 5, question="De eerste vraag gaat over bruggen en hun onderhoud in dit gewest.")
    naming = put(held, 6, to(5, 8), question="De tweede vraag verwijst naar de eerste en naar nog een andere.")
    found = [(one.number, one.certainty) for one in of(held, naming).points_to]
    assert found == [(5, Certainty.RESOLVED), (8, Certainty.UNRESOLVED)]


def test_words_without_a_number(held: Store) -> None:
    """A question named without a number is kept as unresolved."""
    (pointed,) = of(held, put(held, 1, to(asker="Nobel"))).points_to
    assert (pointed.number, pointed.certainty) == (None, Certainty.UNRESOLVED)


def family(numbers: tuple[int | None, ...] = (11, 12, 13)) -> tuple[Mandate, ...]:
    """Return the line of the question that lists three ministers."""
    return tuple(Mandate(minister=who, number=number) for who, number in zip(MINISTERS, numbers, strict=True))


def test_a_family_by_its_list(held: Store) -> None:
    """The ministers listed are family; those whose document is held are linked, and the document itself is none."""
    first = put(held, 11, family=family(), answer_kind=AnswerKind.COORDINATED)
    second = put(held, 12, minister="Bo Claes", family=family(), answer_kind=AnswerKind.REFERRING)
    put(held, 12, minister="Dirk Vos", question="Het nummer 12 van een minister die niets met de familie heeft.")
    found = of(held, first)
    assert [(one.minister, one.number, [two.id for two in one.documents]) for one in found.family] == [
        ("Bo Claes", 12, [second]),
        ("Cis Maes", 13, []),
    ]
    assert {one.shared_by for one in found.family} == {SharedBy.LIST}


def test_a_list_without_numbers(held: Store) -> None:
    """Names alone still make a family, without documents; its own minister is known by name."""
    found = of(held, put(held, None, family=family((None, None, None)))).family
    assert [(one.minister, one.documents) for one in found] == [("Bo Claes", ()), ("Cis Maes", ())]


def test_a_family_by_its_text(held: Store) -> None:
    """The same words of the same asker on the same day, to another minister, are the same question."""
    first = put(held, 11)
    second = put(held, 12, minister="Bo Claes", question=QUESTION.upper().replace(" ", "\n"))
    put(held, 13, minister="Cis Maes", asked=date(2024, 1, 11))
    put(held, 14, minister="Dirk Vos", asker="Els Maes")
    put(held, 15, minister="Els Vos", question="Welke tunnels worden hersteld en hoeveel kost dat de burger?")
    (member,) = of(held, first).family
    assert (member.minister, member.number, member.shared_by) == ("Bo Claes", 12, SharedBy.TEXT)
    assert [one.id for one in member.documents] == [second]


@pytest.mark.parametrize(
    "given", [{"question": "Waarom?"}, {"asker": None}, {"asked": None, "answered": None}, {"sections": ()}]
)
def test_no_family_without_proof(held: Store, given: dict[str, Any]) -> None:
    """A short or unknown text, asker or day proves no family."""
    first = put(held, 11, **given)
    put(held, 12, minister="Bo Claes", **given)
    assert of(held, first).family == ()


def test_a_referring_answer_by_what_it_names(held: Store) -> None:
    """An answer that refers to a question's answer leads there, and that one knows for whom it answers."""
    asked = put(held, 11, question="De vraag waarop uitgebreid geantwoord werd door de eerste minister.")
    answered = put(held, 12, to(11, role=ReferenceRole.ANSWER), minister="Bo Claes", answer_kind=AnswerKind.REFERRING)
    assert [one.id for one in of(held, answered).answered_in] == [asked]
    assert [one.id for one in of(held, asked).answers_for] == [answered]
    assert of(held, asked).answered_in == of(held, answered).answers_for == ()


def test_a_referring_answer_by_its_family(held: Store) -> None:
    """A referring answer that names no number leads to the coordinated answer of its family."""
    first = put(held, 11, family=family(), answer_kind=AnswerKind.COORDINATED)
    second = put(held, 12, minister="Bo Claes", family=family(), answer_kind=AnswerKind.REFERRING)
    third = put(held, 13, minister="Cis Maes", family=family(), answer_kind=AnswerKind.SUBSTANTIVE)
    assert [one.id for one in of(held, second).answered_in] == [first]
    assert [one.id for one in of(held, first).answers_for] == [second]
    assert of(held, third).answered_in == ()


def test_a_coordinated_answer_is_the_answer(held: Store) -> None:
    """A coordinated answer that names the others' questions sends nobody to them."""
    first = put(held, 11, to(12, role=ReferenceRole.ANSWER), family=family(), answer_kind=AnswerKind.COORDINATED)
    second = put(held, 12, minister="Bo Claes", family=family(), answer_kind=AnswerKind.REFERRING)
    assert of(held, first).answered_in == of(held, second).answers_for == ()


def test_the_answer_in_a_file_of_its_own(held: Store) -> None:
    """Question and answer in two files are one question, and their tie is no mention."""
    both: dict[str, Any] = {"number": 11, "office": "Minister", "minister": "An Peeters"}
    sections = (Section(side=Side.QUESTION, start=0, end=len(QUESTION)),)
    question = plain(QUESTION, "file:q", asked=ASKED, sections=sections, **both).put(held).document_id
    text = "Antwoord op vraag 11: de bruggen over het kanaal."
    tie = pointing(text, "vraag 11", 11, role=ReferenceRole.TIE)
    answer = plain(text, "file:a", asked=ASKED, sections=(Section(side=Side.ANSWER, start=0, end=len(text)),), **both)
    answered = replace(answer, facts=Facts(references=(tie,))).put(held).document_id
    assert answered != question
    found = of(held, question)
    assert ([one.id for one in found.same_question], found.named_in) == ([answered], ())
    assert ([one.id for one in of(held, answered).same_question], of(held, answered).points_to) == ([question], ())


def test_the_sample_corpus(tmp_path: Path) -> None:
    """In the sample corpus the family of three leads to its coordinated answer, and yearly questions are chained."""
    from corpus.register import Cause
    from corpus.samples import sample_folder
    from ingest.pipeline import process
    from ingest.sources.files import discover

    with Store.open(Settings(data=tmp_path), clock=Clock()) as store:
        ids = {}
        wanted = [one for one in sorted(sample_folder().iterdir()) if "informatieveiligheid" in one.name]
        for raw in discover(wanted, clock=Clock(), max_bytes=10**7):
            assert isinstance(raw, RawDocument)
            parsed = process(raw, parliament="Vlaams Parlement")
            put_result = store.documents.put(parsed.raw, parsed.text, parsed.record, parsed.facts, cause=Cause.BACKFILL)
            ids[parsed.record.number] = put_result.document_id
        for number in (197, 305):
            assert [one.id for one in of(store, ids[number]).answered_in] == [ids[88]]
        coordinated = of(store, ids[88])
        assert {one.id for one in coordinated.answers_for} == {ids[197], ids[305]}
        assert ids[174] in {one.document.id for one in coordinated.named_in}
