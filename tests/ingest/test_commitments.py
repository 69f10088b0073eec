"""Which sentences are commitments, and what each says of itself."""

from datetime import date

import pytest

from corpus.facts import CommitmentKind, Strength, TimeRole
from corpus.model import DocumentText, QuestionRecord
from ingest.commitments import read_commitments
from tests.ingest.commitments_kit import Case, Dated, case

AUTUMN = Dated(quote="najaar 2024", first=date(2024, 9, 1), last=date(2024, 12, 21))
END_OF_YEAR = Dated(quote="tegen eind 2024", last=date(2024, 12, 31))

COMMITMENTS = [
    "Het agentschap zal in de komende maanden een nieuw meldpunt opstarten.",
    "Mijn administratie werkt momenteel een ontwerp van besluit uit.",
    "De nieuwe website zal tegen eind 2024 beschikbaar zijn.",
    "Ik zal hierover overleg plegen met mijn collega bevoegd voor Wonen.",
    "Het is de bedoeling om de premie begin volgend jaar te hervormen.",
    "De resultaten van de studie worden verwacht tegen eind 2024.",
    "Er zal een evaluatie van de maatregel worden uitgevoerd.",
    "De VMM zal de meetpunten uitbreiden en de gegevens publiceren.",
    "Het ontwerp van decreet zal binnenkort aan de regering worden voorgelegd.",
]

NO_COMMITMENTS = [
    "De ingebruikname van het dok was voorzien voor het najaar.",
    "De werkgever moet de melding binnen dertig dagen doen.",
    "Jaarlijks wordt er een overleg georganiseerd met de sector.",
    "Voor de cijfers verwijs ik naar de bijlage.",
    "Ik verwijs naar het antwoord dat mijn collega zal geven.",
    "In 2022 werden vier controles uitgevoerd.",
    "De gevraagde gegevens kunnen niet worden meegedeeld.",
    "Er zijn geen plannen om de subsidie uit te breiden.",
    "Volgens het planbureau stijgt de werkloosheid licht.",
    "De tabel geeft een overzicht van de aanvragen per provincie.",
    "Wordt de dienst binnenkort opgestart?",
    "De Nederlandse regering heeft de maatregel vorig jaar afgeschaft.",
]


@pytest.mark.parametrize("sentence", COMMITMENTS)
def test_a_sentence_that_promises_is_found(sentence: str) -> None:
    """What an actor says it will do is found, as one commitment."""
    assert len(case(sentence, *_end_of_year(sentence)).quotes()) == 1


def _end_of_year(sentence: str) -> tuple[Dated, ...]:
    return (END_OF_YEAR,) if END_OF_YEAR.quote in sentence else ()


@pytest.mark.parametrize("sentence", NO_COMMITMENTS)
def test_a_sentence_that_promises_nothing_is_left(sentence: str) -> None:
    """Past plans, duties, practice, refusals, referrals, reports and questions are no commitments."""
    assert case(sentence).quotes() == []


def only(document: Case) -> tuple[object, ...]:
    """Return kind, strength, actor and last day of the one commitment."""
    (fact,) = document.read()[0]
    return fact.kind, fact.strength, fact.actor, fact.due.latest if fact.due else None


FIRM, INTENTION, CONDITIONAL = Strength.FIRM, Strength.INTENTION, Strength.CONDITIONAL
MILESTONE, PROMISE, ONGOING = CommitmentKind.MILESTONE, CommitmentKind.PROMISE, CommitmentKind.ONGOING


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("De VMM zal het rapport tegen eind 2024 publiceren.", (MILESTONE, FIRM, "VMM", date(2024, 12, 31))),
        ("Ik zal het rapport aan het parlement bezorgen.", (PROMISE, FIRM, "minister", None)),
        (
            "Het is de bedoeling om het rapport tegen eind 2024 te publiceren.",
            (MILESTONE, INTENTION, None, date(2024, 12, 31)),
        ),
        ("De VDAB zal het platform openstellen zodra de regering akkoord gaat.", (PROMISE, CONDITIONAL, "VDAB", None)),
        ("De VDAB zal blijven inzetten op de begeleiding van jongeren.", (ONGOING, FIRM, "VDAB", None)),
    ],
)
def test_kind_strength_actor_and_time(sentence: str, expected: tuple[object, ...]) -> None:
    """The words of a commitment tell its kind, its strength, its actor and its time."""
    assert only(case(sentence, *_end_of_year(sentence))) == expected


def test_a_condition_is_kept_in_its_own_words() -> None:
    """The condition is quoted from its first word to the end of its clause."""
    (fact,) = case("De VDAB zal het platform openstellen zodra de regering akkoord gaat, meldt ze.").read()[0]
    assert fact.condition == "zodra de regering akkoord gaat"


def test_a_vague_time_stays_vague() -> None:
    """A vague time is quoted and gives no date."""
    sentence = "De analyse zal in de komende maanden opgestart worden."
    (fact,) = case(sentence, Dated(quote="in de komende maanden", role=TimeRole.VAGUE)).read()[0]
    assert (fact.vague, fact.due, fact.kind) == ("in de komende maanden", None, PROMISE)


def test_a_deadline_outranks_another_time() -> None:
    """Of two times in a clause the one with a word of a deadline bounds it."""
    sentence = "Het decreet zal in 2024 herzien worden en uiterlijk op 1 maart 2025 van kracht zijn."
    year = Dated(quote="in 2024", first=date(2024, 1, 1), last=date(2024, 12, 31))
    deadline = Dated(quote="uiterlijk op 1 maart 2025", last=date(2025, 3, 1))
    facts = case(sentence, year, deadline).read()[0]
    assert facts[-1].due is not None
    assert facts[-1].due.latest == date(2025, 3, 1)


def test_a_sentence_with_two_deliverables_gives_two_commitments() -> None:
    """Coordinated clauses with subjects of their own are two commitments."""
    document = case("De website zal in maart vernieuwd worden en de handleiding zal in mei gepubliceerd worden.")
    assert document.quotes() == [
        "De website zal in maart vernieuwd worden",
        "de handleiding zal in mei gepubliceerd worden",
    ]


def test_the_next_sentence_can_add_the_time() -> None:
    """A sentence that only says when belongs to the commitment before it."""
    document = case("De VMM zal het besluit opheffen. Dit is gepland in het najaar 2024.", AUTUMN)
    (fact,) = document.read()[0]
    assert fact.kind is MILESTONE
    assert fact.due is not None
    assert fact.due.latest == date(2024, 12, 21)
    assert [span.quote(document.text.text) for span in fact.also] == ["Dit is gepland in het najaar 2024"]


def test_a_statement_made_twice_is_one_commitment() -> None:
    """The fuller statement stays, the other is named beside it."""
    once = "De ondersteunende modules zullen gefaseerd uitgerold worden"
    document = case(f"{once}. Dat vergt tijd van de teams. {once} tegen eind 2024.", END_OF_YEAR)
    (fact,) = document.read()[0]
    assert fact.due is not None
    assert [span.quote(document.text.text) for span in fact.also] == [once]


LISTED = """[1] De bouwstenen van het loket zijn volop in ontwikkeling en zullen gefaseerd geplaatst worden.
[1.a] Voor de aanvragers: plaatsing voorjaar 2024
[1.b] Voor de gemeenten: plaatsing najaar 2024
"""


def test_dated_items_of_a_list_are_parts_of_what_introduces_them() -> None:
    """List items without a verb inherit subject and commitment from their introduction, which becomes their parent."""
    spring = Dated(quote="voorjaar 2024", first=date(2024, 3, 1), last=date(2024, 6, 21))
    document = case(LISTED, spring, AUTUMN, labels=("1", "1.a", "1.b"), title="VDAB - Loket")
    facts = document.read()[0]
    assert [(fact.item, fact.parent, fact.kind) for fact in facts] == [
        ("1", None, PROMISE),
        ("1.a", 0, MILESTONE),
        ("1.b", 0, MILESTONE),
    ]
    assert facts[1].subject == "De bouwstenen van het loket"
    assert {fact.actor for fact in facts} == {"VDAB"}


def test_items_under_a_heading_with_a_colon_are_parts_of_it() -> None:
    """A sentence that ends in a colon introduces the dashes after it."""
    heading = "Mijn administratie zal de volgende maatregelen uitwerken:"
    answer = f"{heading}\n- opening van het loket najaar 2024;\n- een evaluatie."
    facts = case(answer, AUTUMN).read()[0]
    assert [fact.parent for fact in facts][:2] == [None, 0]


def test_every_reading_names_rule_version_and_certainty() -> None:
    """A commitment says which cue spoke most for it and how sure the reading is."""
    (fact,) = case("De VMM zal het rapport binnenkort publiceren.").read()[0]
    assert fact.reading.rule.startswith("clause.")
    assert "+" in fact.reading.version
    assert 0.2 < fact.reading.certainty <= 1.0


def test_a_document_without_sides_has_no_commitments() -> None:
    """Where nothing is known to be the answer, nothing is promised."""
    assert read_commitments(DocumentText(text="De VMM zal starten."), QuestionRecord(), (), ()) == ((), ())
