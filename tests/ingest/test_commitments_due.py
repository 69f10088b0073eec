"""When a promise is due: only a time that governs the promise counts, every other one is a mention with a reason."""

from datetime import date

import pytest

from corpus.errors import RulesError
from corpus.facts import CommitmentFact, CommitmentKind, Strength
from ingest.commitments.governance_rules import parse_governance
from ingest.commitments.labelled import as_document
from ingest.extract import extract

ASKED = date(2024, 2, 1)


def commitments(answer: str) -> tuple[CommitmentFact, ...]:
    """Read an answer as a whole document, times included."""
    text, record = as_document(answer, ASKED)
    return extract(text, record).commitments


def only(answer: str) -> CommitmentFact:
    """Return the one commitment of an answer."""
    (fact,) = commitments(answer)
    return fact


def told(answer: str) -> tuple[str | None, list[tuple[str, str]]]:
    """Return the words of the due time, and (reason, words) of the mentions, of an answer's one commitment."""
    fact = only(answer)
    due = fact.due_span.quote(answer) if fact.due_span else None
    return due, [(one.reason, one.span.quote(answer)) for one in fact.mentions]


NO_DEADLINE = [
    ("condition", "De VDAB zal het loket openen zodra het decreet in 2025 van kracht is."),
    ("condition", "Als de raad in maart 2024 akkoord gaat, zal de VMM het rapport publiceren."),
    ("condition", "De VMM zal het meetnet uitbreiden, zodra de proef is afgerond, hetzij begin 2025."),
    ("cause", "Omdat het contract eind 2024 afloopt, zal de VMM een nieuwe opdracht uitschrijven."),
    ("relative", "De wet die in september 2024 werd verwacht, zal door mijn administratie worden herschreven."),
    ("relative", "De VDAB zal de opleidingen die in 2025 starten, met een stage aanvullen."),
    ("relative", "Voor de editie die van start gaat op 30 juni 2024, zal de VMM een nieuwe folder publiceren."),
    ("opener", "De VMM zal het rapport publiceren, zoals gevraagd door de raad op 3 mei 2024 in een brief."),
    ("name", "Ik zal de uitvoering van de enquete 2025 verbeteren."),
    ("brackets", "De VMM zal de pompen vervangen (het oude contract eindigt eind 2024)."),
    ("quotation", 'De VMM zal de zin "in mei 2024 opent het park" uit de folder schrappen.'),
    ("name", "De VMM zal het actieplan 2025-2029 aan de gemeenten bezorgen."),
    ("name", "In het volgende Klimaatplan (2025-2030) zal de VMM een doel voor methaan opnemen."),
    ("name", "De VMM zal met steun van Vlaanderen 2030 een nieuw meetnet uitbouwen."),
    ("data", "De VMM zal de cijfers voor 2024 aan het parlement bezorgen."),
    ("data", "Voor 2024 zal er een budget van 5 miljoen euro worden voorzien."),
    ("data", "In de begroting van 2024 zal de minister 5 miljoen euro inschrijven."),
    ("opener", "Na de goedkeuring van de nota op 3 mei 2024 zal de VMM het plan publiceren."),
    ("opener", "De VMM zal het plan publiceren na de vergadering van de stuurgroep van 3 mei 2024."),
    ("opener", "Zoals beschreven in het ontwerp van 3 mei 2024 zal de VMM de oever herstellen."),
    ("runs", "De toelage zal voor de periode 2025-2026 aan de vereniging worden toegekend."),
    ("runs", "De VMM zal de loketten tot eind 2025 openhouden."),
    ("runs", "De proef zal gedurende het hele jaar 2025 lopen in drie steden van de provincie."),
    ("data", "De VMM zal het voorstel voor 2025 aan de raad bezorgen."),
    ("name", "Mijn administratie zal het Loonrapport 2025 aan het parlement bezorgen."),
    ("counted", "De VDAB zal het bedrag betalen in de maand die volgt op de aanvraag."),
    ("decided", "Op de vergadering van 3 mei 2024 is beslist dat mijn administratie een ontwerp zal uitwerken."),
    ("cause", "Aangezien de overeenkomst loopt tot eind 2025, zal de VMM een nieuwe partner zoeken."),
    ("rate", "Op zondagavond zal de NMBS een aantal nieuwe treinen inleggen."),
    ("rate", "Het loket zal drie dagen in de week geopend worden door de VDAB."),
    ("since", "Sinds februari 2024 zal de VDAB ook zelfstandigen begeleiden."),
]


@pytest.mark.parametrize(("reason", "answer"), NO_DEADLINE)
def test_a_time_of_something_else_is_no_deadline(reason: str, answer: str) -> None:
    """A time that dates a condition, data, a name or anything else beside the promise stays a mention."""
    due, mentions = told(answer)
    assert due is None
    assert [one for one, _ in mentions] == [reason]


@pytest.mark.parametrize("answer", [answer for _, answer in NO_DEADLINE])
def test_without_its_own_deadline_a_promise_is_no_milestone(answer: str) -> None:
    """What has only a mention is never overdue: it has no dates and is no milestone."""
    fact = only(answer)
    assert (fact.due, fact.due_span) == (None, None)
    assert fact.kind is not CommitmentKind.MILESTONE


DEADLINES = [
    ("tegen mei 2025", "De VMM zal de cijfers voor 2024 tegen mei 2025 publiceren."),
    ("in maart 2025", "De wet die in november 2024 werd verwacht, zal in maart 2025 worden herzien."),
    ("eind 2024", "Als dit in maart 2024 lukt, dan zal de VMM de grond eind 2024 aankopen."),
    ("in september 2024", "De gegevens van het jaar 2024 (inclusief mei 2024) zullen in september 2024 klaar zijn."),
    ("tegen 2026", "De NMBS zal ervoor zorgen dat alle perrons tegen 2026 verhoogd zijn."),
    ("3 mei 2024", "Ik zal de nota bespreken op de ministerraad van 3 mei 2024."),
    ("tussen april en juni 2024", "De VDAB zal de trainers opleiden (tussen april en juni 2024)."),
    ("tot maart 2025", "De opening van het loket wordt uitgesteld tot maart 2025."),
    ("nog dit jaar", "Indien mogelijk zal de VDAB het loket nog dit jaar openen."),
    ("eind 2025", "De opening, die van groot belang is voor de buurt, zal eind 2025 plaatsvinden."),
    ("tegen 1 juli 2025", "Met meer personeel zal de VMM die wachttijd tegen 1 juli 2025 halveren."),
    ("Voor 2025", "Voor 2025 is een nieuw project gepland door de VMM."),
    ("in mei 2024", "Ik zal verslag uitbrengen over de groep, die veertig leden omvat, in mei 2024."),
    ("in juni 2024", "De VMM zal zowel de dijk als de sluis in juni 2024 laten keuren."),
]


@pytest.mark.parametrize(("words", "answer"), DEADLINES)
def test_a_time_of_the_promise_itself_is_its_deadline(words: str, answer: str) -> None:
    """Beside other times and in brackets of its own, the time of the promise is found."""
    assert told(answer)[0] == words


@pytest.mark.parametrize(
    ("answer", "first", "last"),
    [
        ("De aanwerving is gepland voor juni/juli 2024.", date(2024, 6, 1), date(2024, 7, 31)),
        ("De veiling zal worden georganiseerd eind 2024/begin 2025.", date(2024, 10, 1), date(2025, 3, 31)),
        (
            "De proef is gepland voor de tweede helft van 2024 en het eerste kwartaal van 2025.",
            date(2024, 7, 1),
            date(2025, 3, 31),
        ),
    ],
)
def test_two_times_that_belong_together_end_with_the_last(answer: str, first: date, last: date) -> None:
    """A promise for one time and another is due on the last day of the last one, and says how that came."""
    due = only(answer).due
    assert due is not None
    assert (due.earliest, due.expected) == (first, last)
    assert "laatste" in due.explanation.nl
    assert "last one" in due.explanation.en


@pytest.mark.parametrize(
    "answer",
    [
        "Vanaf mei 2024 zal de VDAB ook zelfstandigen begeleiden.",
        "Vanaf de nieuwe versie medio mei 2024 zal de VDAB ook zelfstandigen begeleiden.",
        "De regeling zal met ingang van 1 mei 2024 worden toegepast.",
    ],
)
def test_a_beginning_has_no_last_day(answer: str) -> None:
    """From when is not by when: such a promise is never late by that time."""
    due = only(answer).due
    assert due is not None
    assert due.earliest is not None
    assert (due.expected, due.latest) == (None, None)


@pytest.mark.parametrize(
    "answer",
    [
        "De werken zullen naar verwachting in mei 2024 starten.",
        "De werken zullen waarschijnlijk in mei 2024 starten.",
        "Ik ga ervan uit dat de werken in mei 2024 zullen starten.",
    ],
)
def test_a_forecast_of_a_promise_is_an_intention(answer: str) -> None:
    """What is merely expected is no firm promise."""
    assert only(answer).strength is Strength.INTENTION


def test_the_reason_is_told_in_both_languages_with_the_words() -> None:
    """A reader sees which time is meant and why it is no deadline."""
    (mention,) = only("De VMM zal de cijfers voor 2024 aan het parlement bezorgen.").mentions
    assert mention.why.nl.startswith("“voor 2024”: de tijd zegt")
    assert mention.why.en.startswith("“voor 2024”: the time says")


@pytest.mark.parametrize(
    "answer",
    [
        "De duur van de werken zal afhangen van het weer in mei 2024.",
        "Eind 2025 zullen er naar verwachting 40.000 laadpalen in de steden zijn.",
        "Verwacht wordt dat het aantal reizigers in 2026 zal stijgen.",
        "De voetgangersbrug blijft gepland.",
        "De werken waren voorzien voor het najaar van 2023.",
    ],
)
def test_a_forecast_or_a_state_is_no_promise(answer: str) -> None:
    """What depends, grows by itself or merely remains is promised by nobody; a plan told as past neither."""
    assert commitments(answer) == ()


def test_against_and_by_are_told_apart() -> None:
    """The word for "by" is also "against", the one for "before" also "for": only beside a time they are deadlines."""
    assert told("De VMM zal de maatregelen tegen droogte uitwerken voor de landbouw.")[0] is None
    assert told("De VMM zal de maatregelen tegen droogte tegen mei 2025 uitwerken.")[0] == "tegen mei 2025"


def test_a_promise_told_twice_once_without_its_year_is_one() -> None:
    """The same deliverable by the same month is one commitment, its other place is named."""
    answer = (
        "De contouren van dit kader worden door de VMM uitgewerkt uiterlijk tegen februari 2025. "
        "De werkgroep overlegt daarover. De VMM zal de contouren van dit kader uitwerken tegen februari 2025."
    )
    fact = only(answer)
    assert len(fact.also) == 1


@pytest.mark.parametrize(
    "answer",
    [
        "Deze actie van de VMM loopt zeker nog tot eind 2025.",
        "Het eerste blok van de VMM loopt van december 2024 tot december 2027.",
    ],
)
def test_what_runs_until_a_day_is_ongoing(answer: str) -> None:
    """Effort that runs until a day is no deliverable of that day, but keeps its end."""
    fact = only(answer)
    assert fact.kind is CommitmentKind.ONGOING
    assert fact.due is not None


def test_a_unit_can_end_a_sentence() -> None:
    """After an abbreviated unit a capital begins a sentence, a currency does not."""
    assert len(commitments("De kost is 5 mio. De VMM zal de werken in mei 2024 starten.")) == 1
    fact = only("Het bedrag van 5 mio. EUR zal door de VMM in mei 2024 worden betaald.")
    assert fact.span.start == 0


@pytest.mark.parametrize("table", [{}, {"reasons": {"x": {"nl": "een"}}, "patterns": {"y": ["z"]}}, {"reasons": {}}])
def test_incomplete_rules_of_governance_are_refused(table: dict[str, object]) -> None:
    """A missing table, reason or pattern is named."""
    with pytest.raises(RulesError, match="governance"):
        parse_governance(table)


def test_a_missing_pattern_is_named() -> None:
    """Reasons without their patterns are refused."""
    reasons = {"x": {"nl": "een", "en": "one", "fr": "un"}}
    with pytest.raises(RulesError, match="is missing"):
        parse_governance({"reasons": reasons, "patterns": {"y": ["z"]}})


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Per kwartaal wordt er overleg gepland met de steden.", 0),
        ("Vanaf 2018 zal per kwartaal overleg gepland worden met de steden.", 1),
    ],
)
def test_standing_practice_is_no_promise(sentence: str, found: int) -> None:
    """What recurs anyway promises nothing; what is newly announced does."""
    assert len(commitments(sentence)) == found
