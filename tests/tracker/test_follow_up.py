"""Follow-up questions: the draft adapts to how a commitment stands, and its grammar fits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest

from corpus.errors import RulesError
from corpus.facts import TimeRange
from corpus.model import DocumentId, Span
from corpus.register import Decision, EventKind, Evidence, Fulfilment, Relation
from tests.tracker.fakes import FakeStore, commitment, event, moment, window
from tracker.follow_up import FollowUp, FollowUpCase, Proven, follow_up
from tracker.letters import fill, sentences
from tracker.reminder_rows import RowSources, reminder_row
from tracker.reports.plain import plain_text
from tracker.service import Tracker
from tracker.slips import slips_of
from tracker.succession import Answerable, Reason
from tracker.texts import placeholders
from tracker.tracked import TrackedCommitment

TODAY = date(2024, 7, 1)
AUTUMN = (window(date(2023, 9, 1), date(2023, 12, 21)), "najaar 2023")
NEXT = (window(date(2024, 9, 1), date(2024, 12, 21)), "najaar 2024")
SAME = Answerable(person="An Peeters", office="Minister van Wegen", reason=Reason.SAME_TITLE, certain=True)
NEW = replace(SAME, person="Bo Claes", since=date(2024, 3, 1), reason=Reason.PORTFOLIO)


@dataclass(frozen=True)
class Quoted:
    """The head of a document."""

    number: int | None = 12
    session: str | None = "2022-2023"
    title: str | None = "Bruggen - Brug aan de molen"
    name: str = "brug.txt"
    asked: date | None = date(2023, 6, 1)
    answered: date | None = date(2023, 7, 3)
    language: str | None = "nl"


def case(
    tracked: TrackedCommitment,
    *,
    head: Quoted | None = Quoted(),
    now: Answerable = SAME,
    accepted: Sequence[Evidence] = (),
    figures: Sequence[str] = (),
    asker: str = "Jan Maes",
) -> FollowUp:
    """Draft the question on a commitment."""
    heads = {} if head is None else {tracked.commitment.document: head}
    sources = RowSources(
        heads=heads,
        evidence=lambda _: (),
        answerable=lambda _: now,
        address=lambda document, span: f"/d/{document}#s{span.start}-{span.end}",
    )
    return follow_up(
        FollowUpCase(
            tracked=tracked,
            row=reminder_row(tracked, sources),
            accepted=tuple(
                Proven(evidence=one, head=Quoted(number=45, answered=date(2024, 5, 2)) if one.document else None)
                for one in accepted
            ),
            figures=tuple(figures),
            asker=asker,
        )
    )


def words(draft: FollowUp) -> str:
    """Return a draft on one line."""
    return " ".join(plain_text(draft.report(), ruled=False).split())


def evidence(relation: Relation, quote: str = "", document: str | None = "d-9") -> Evidence:
    """Return evidence that a person accepted."""
    return Evidence(
        commitment=commitment().id,
        document=None if document is None else DocumentId(document),
        span=Span(start=0, end=1),
        quote=quote,
        relation=relation,
        score=1.0,
        proposed_by="Lies",
        decision=Decision.ACCEPTED,
        decided_by="Lies",
        recorded=moment(date(2024, 5, 3)),
    )


def test_overdue(store: FakeStore, tracker: Tracker) -> None:
    """An overdue one is quoted with number, dates and place; nobody is accused; state, reason and date are asked."""
    store.put(commitment(AUTUMN))
    tracker.confirm("c-1", author="Lies")
    draft = case(tracker.get("c-1", TODAY).tracked)
    text = words(draft)
    assert text.startswith("SCHRIFTELIJKE VRAAG nr. van JAN MAES datum: 1 juli 2024 aan AN PEETERS MINISTER VAN WEGEN")
    assert "op mijn schriftelijke vraag nr. 12 van 1 juni 2023 deelde u op 3 juli 2023 het volgende mee" in text
    assert "(punt 1): “We leggen de brug aan.”" in text
    assert "“najaar 2023”, dat is van 1 september 2023 tot en met 21 december 2023." in text
    assert "Dat sluit niet uit dat de uitvoering intussen is gebeurd." in text
    assert re.search(r"1\. Wat is de stand van zaken .* 2\. .*reden\? 3\. Tegen welke datum", text)
    assert "voorganger" not in text
    assert draft.remarks == ()


@pytest.mark.parametrize("accusing", ["gebroken", "verzuim", "nagelaten", "belofte", "beloofd", "falen", "helaas"])
def test_no_sentence_accuses(accusing: str) -> None:
    """The sentences of letters hold no word that blames."""
    assert not [key for key, sentence in sentences().items() if accusing in sentence.lower()]


def test_a_colleague_and_a_predecessor(store: FakeStore, tracker: Tracker) -> None:
    """Another asker's question is a colleague's, a succeeded minister the predecessor; taking over is asked."""
    store.put(commitment(AUTUMN))
    text = words(case(tracker.get("c-1", TODAY).tracked, now=NEW, asker="Els Bos"))
    assert (
        "op schriftelijke vraag nr. 12 van 1 juni 2023 van collega Jan Maes deelde uw voorganger, minister An Peeters,"
        in text
    )
    assert "Sinds 1 maart 2024 bent u voor deze aangelegenheid bevoegd." in text
    assert text.endswith("Neemt u de toezegging over zoals ze werd gedaan? Zo niet, waarin wijkt u ervan af en waarom?")


@pytest.mark.parametrize(
    ("now", "remark", "told"),
    [
        (Answerable(), "minister_unknown", "aan [naam van de minister] [bevoegdheid]"),
        (Answerable(reason=Reason.SEVERAL), "several_ministers", "deelde minister An Peeters op"),
        (replace(NEW, certain=False), "minister_likely", "valt deze aangelegenheid vandaag wellicht onder"),
        (replace(NEW, certain=False, reason=Reason.DOCUMENTS), "minister_likely", "deelde uw voorganger"),
    ],
)
def test_an_uncertain_minister(store: FakeStore, tracker: Tracker, now: Answerable, remark: str, told: str) -> None:
    """Where it is not certain who is responsible the editor is told, and the letter says no more than is known."""
    store.put(commitment(AUTUMN))
    draft = case(tracker.get("c-1", TODAY).tracked, now=now, asker="")
    assert told in words(draft)
    assert set(draft.remarks) == {"not_confirmed", remark, "asker_missing"}
    assert "van [naam van de vraagsteller]" in words(draft)
    assert all(len(draft.remarked(language)) == len(draft.remarks) for language in ("nl", "en"))


def test_moved(store: FakeStore, tracker: Tracker) -> None:
    """One move is told in the singular, several in order with the days in all; the reason of each is asked."""
    store.put(commitment(AUTUMN))
    tracker.move("c-1", to=date(2024, 9, 1), author="Lies", on=date(2024, 1, 5))
    text = words(case(tracker.get("c-1", TODAY).tracked))
    assert "één keer verschoven. De nieuwe termijn is: uiterlijk 1 september 2024 (vermeld op 5 januari 2024)." in text
    assert "Wat is de reden van de verschuiving?" in text
    assert "Samen is dat 255 dagen later dan de eerste termijn." in text
    tracker.move("c-1", to="voorjaar 2025", author="Lies", on=date(2024, 6, 1))
    tracked = tracker.get("c-1", TODAY).tracked
    text = words(case(tracked))
    assert "2 keer verschoven, achtereenvolgens naar: a. uiterlijk 1 september 2024" in text
    assert "b. “voorjaar 2025”, dat is van 1 maart 2025 tot en met 21 juni 2025 (vermeld op 1 juni 2024)" in text
    assert "Wat was bij elk van de verschuivingen de reden?" in text
    assert "Is de huidige termijn haalbaar?" in text
    slips = slips_of(tracked.state)
    assert (slips.times, slips.any, slips.milestones[0].days) == (
        2,
        True,
        (date(2025, 6, 21) - date(2023, 12, 21)).days,
    )


@pytest.mark.parametrize(
    ("stated", "vague", "told"),
    [
        (date(2023, 1, 1), None, "Sindsdien zijn 17 maanden verstreken."),
        (date(2024, 5, 25), "binnenkort", "“binnenkort”, zonder datum."),
        (date(2024, 5, 25), None, "Sindsdien is 1 maand verstreken."),
        (date(2024, 6, 28), None, "Een termijn werd daarbij niet vermeld. In de stukken die"),
    ],
)
def test_undated(store: FakeStore, tracker: Tracker, stated: date, vague: str | None, told: str) -> None:
    """Without a date the time gone by is told in singular or plural, and a date is asked, or what it depends on."""
    store.put(commitment(stated=stated, vague=vague))
    text = words(case(tracker.get("c-1", TODAY).tracked))
    assert told in text
    assert "waarvan hangt die af?" in text
    assert "reden" not in text


def test_a_first_date_is_no_delay(store: FakeStore, tracker: Tracker) -> None:
    """An undated promise that is given its first date was not postponed, so no reason is asked."""
    store.put(commitment(stated=date(2024, 1, 1)))
    tracker.move("c-1", to=date(2024, 9, 1), author="Lies", on=date(2024, 2, 1))
    text = words(case(tracker.get("c-1", TODAY).tracked))
    assert "Op 1 februari 2024 werd wel een termijn vermeld: uiterlijk 1 september 2024." in text
    assert "verschoven" not in text
    assert "verschuiving" not in text


def test_parts(store: FakeStore, tracker: Tracker) -> None:
    """Of several deliverables those done are named, and what is asked is about the rest, in singular or plural."""
    store.put(commitment(AUTUMN, NEXT))
    assert "voor elk van de vermelde onderdelen" in words(case(tracker.get("c-1", TODAY).tracked))
    tracker.fulfil("c-1", milestone="c-1.1", evidence="d-1", author="Lies", on=date(2023, 12, 1))
    text = words(case(tracker.get("c-1", TODAY).tracked))
    assert "a. part 1: “najaar 2023”" in text
    assert "is het volgende onderdeel intussen uitgevoerd: part 1." in text
    assert "van het onderdeel dat nog niet is uitgevoerd (part 2)?" in text
    assert "verstreken" not in text


def test_partly_done_and_contradicted(store: FakeStore, tracker: Tracker) -> None:
    """Accepted evidence is named with its document and quoted; a contradiction is laid side by side, not judged."""
    store.put(commitment(AUTUMN))
    tracker.fulfil("c-1", partly=True, evidence="d-1", author="Lies", on=date(2024, 1, 1))
    tracked = tracker.get("c-1", TODAY).tracked
    assert tracked.fulfilment is Fulfilment.PARTLY
    pieces = [evidence(Relation.PARTLY, "De pijlers staan er."), evidence(Relation.CONTRADICTS, "Er komt geen brug.")]
    text = words(case(tracked, accepted=pieces))
    assert "Volgens het antwoord op schriftelijke vraag nr. 45 van 2 mei 2024 is de toezegging" in text
    assert "intussen deels uitgevoerd: “De pijlers staan er.”." in text
    assert "staat daarover: “Er komt geen brug.”. Hoe beide mededelingen zich tot elkaar verhouden, blijkt niet" in text
    assert "Welk deel van de toezegging moet nog worden uitgevoerd" in text
    assert "welke stand van zaken geldt vandaag?" in text
    outside = words(case(tracked, accepted=[evidence(Relation.PARTLY, "https://x.example", None)]))
    assert "Volgens een openbaar stuk is de toezegging intussen deels uitgevoerd." in outside
    assert "deels uitgevoerd" in words(case(tracked))


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        (("20.000 laadpunten",), "sprake van “20.000 laadpunten”. Hoeveel bedraagt dat cijfer vandaag?"),
        (("3 %", "4 km"), "sprake van “3 %” en “4 km”. Hoeveel bedragen die cijfers vandaag?"),
    ],
)
def test_figures(store: FakeStore, tracker: Tracker, figures: tuple[str, ...], told: str) -> None:
    """Figures of the sentence are asked anew, in singular or plural."""
    store.put(commitment(NEXT))
    text = words(case(tracker.get("c-1", TODAY).tracked, figures=figures))
    assert told in text
    assert "Die termijn loopt nog." in text
    assert "Is de vermelde termijn nog haalbaar?" in text


def test_settled(store: FakeStore, tracker: Tracker) -> None:
    """What is done is asked to be confirmed; what was withdrawn, why and what takes its place."""
    store.put(commitment(AUTUMN), commitment(AUTUMN, name="c-2"), commitment(AUTUMN, name="c-3"))
    tracker.fulfil("c-1", evidence="d-1", author="Lies", on=date(2023, 11, 1))
    tracker.withdraw("c-2", author="Lies", on=date(2024, 2, 2))
    tracker.lapse("c-3", author="Lies")
    done, gone, lapsed = (words(case(tracker.get(name, TODAY).tracked)) for name in ("c-1", "c-2", "c-3"))
    assert "werd de toezegging uitgevoerd op 1 november 2023. 1. Kunt u bevestigen" in done
    assert "ingetrokken op 2 februari 2024. 1. Wat is de reden daarvan" in gone
    assert "niet meer in deze vorm opgevolgd. 1. Wat is de reden daarvan" in lapsed
    assert "2." not in done.split("1. ")[-1]


def test_grace_silence_and_conditions(store: FakeStore, tracker: Tracker) -> None:
    """Within the grace, behind a silent source, and under a condition the letter says just that."""
    last = (window(None, date(2024, 6, 28)), "eind juni")
    store.put(replace(commitment(last), condition="als de vergunning er is"))
    text = words(case(tracker.get("c-1", TODAY).tracked))
    assert "Die termijn liep af op 28 juni 2024." in text
    assert "Daaraan was een voorwaarde verbonden: “als de vergunning er is”." in text
    assert "Is aan de vermelde voorwaarde intussen voldaan?" in text
    store.health.read("files", date(2024, 6, 30))
    later = words(case(tracker.get("c-1", date(2024, 9, 1)).tracked))
    assert "Niet alle stukken van daarna konden worden nagekeken." in later


def test_little_is_known(store: FakeStore, tracker: Tracker) -> None:
    """Without number, day, asker or minister the sentence still stands, by the title alone."""
    store.put(commitment((TimeRange(earliest=date(2024, 1, 1)), ""), minister=None, asker=None, stated=None))
    head = Quoted(number=None, asked=None, answered=None)
    text = words(case(tracker.get("c-1", TODAY).tracked, head=head))
    assert "op schriftelijke vraag over “Bruggen - Brug aan de molen” werd het volgende meegedeeld (punt 1):" in text
    assert "Als termijn werd vermeld: vanaf 1 januari 2024." in text


def test_moves_of_one_of_several(store: FakeStore, tracker: Tracker) -> None:
    """Where there are several deliverables each move names its own; a time brought forward is said to be earlier."""
    store.put(commitment(AUTUMN, NEXT))
    for day in (date(2024, 12, 1), date(2024, 11, 1)):
        tracker.move("c-1", to=day, milestone="c-1.2", author="Lies", on=date(2024, 6, 1))
    text = words(case(tracker.get("c-1", TODAY).tracked))
    assert "Van het onderdeel “part 2” werd de termijn 2 keer verschoven, achtereenvolgens naar:" in text
    assert "50 dagen vroeger dan de eerste termijn." in text
    assert "Van minstens één onderdeel is de termijn verstreken." in text


def test_events_of_the_clock_do_not_move(store: FakeStore, tracker: Tracker) -> None:
    """A missed deadline in the log is no move of a person."""
    store.put(commitment(AUTUMN))
    store.register.append(event(EventKind.DEADLINE_MISSED, date(2023, 12, 29)))
    assert not slips_of(tracker.get("c-1", TODAY).tracked.state).any


def test_every_sentence_is_whole() -> None:
    """No sentence of a letter is without its end, and one that lacks a value is refused with its name."""
    groups = ("promise", "moves", "done", "contradiction", "known", "succession", "ask")
    parts = {"promise.part", "moves.step", "ask.figure", "ask.figure_joint"}
    whole = {key: text for key, text in sentences().items() if key.split(".")[0] in groups and key not in parts}
    assert not [key for key, text in whole.items() if text[-1] not in ".?:" or not text[0].isupper()]
    with pytest.raises(RulesError, match=r"head\.from"):
        fill("head.from")
    assert placeholders(sentences()["head.to"]) == {"minister"}
