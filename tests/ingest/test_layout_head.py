"""Heads, sides, titles, families, kinds of answer, sessions: the record around the items."""

from datetime import date
from pathlib import Path

import pytest

from corpus.errors import RulesError
from corpus.model import AnswerKind, DocumentText, Mandate, Page, QuestionRecord, Section, Side, SourceFields
from ingest.layout import parliament_of, parse
from ingest.layout.dates import latest_past_date, read_date
from ingest.layout.kinds import answer_kind, language_of
from ingest.layout.names import office_title, person_name
from ingest.layout.parliaments import read_parliaments
from ingest.layout.rule_table import RuleTable, read_rules
from ingest.layout.title import read_title

HEAD = """
SCHRIFTELIJKE VRAAG

nr. 58
van LIESE VAN DEN EECKHOUT
datum: 3 oktober 2023

aan WARD D'HONDT
VLAAMS MINISTER VAN OMGEVING, ENERGIE EN
SOCIALE ECONOMIE

Bossen  -  Aanplant van
jonge bomen

Vorig jaar werden er bomen geplant.

1. Hoeveel bomen waren dat?

2. Waar staan ze?
"""

ANSWER_HEAD = """
WARD D'HONDT
VLAAMS MINISTER VAN OMGEVING, ENERGIE EN
SOCIALE ECONOMIE

ANTWOORD

op vraag nr. 58 van 3 oktober 2023
van LIESE VAN DEN EECKHOUT

1. Er werden tien bomen geplant.

2. In het park.
"""


def parsed(text: str, **given: object) -> QuestionRecord:
    """Parse a text as a document of the Flemish Parliament."""
    return parse(DocumentText(text=text, **given), parliament="Vlaams Parlement")  # type: ignore[arg-type]


def check_header(record: QuestionRecord) -> None:
    """Check every field of the head above."""
    assert record.number == 58
    assert record.asked == date(2023, 10, 3)
    assert record.session == "2023-2024"
    assert record.asker == "Liese Van den Eeckhout"
    assert record.minister == "Ward D'Hondt"
    assert record.office == "Vlaams minister van Omgeving, Energie en Sociale Economie"
    assert record.title == "Bossen - Aanplant van jonge bomen"
    assert record.parliament == "Vlaams Parlement"


def test_both_heads() -> None:
    """The heads of question and answer give every field, and neither stands in a section."""
    text = HEAD + ANSWER_HEAD
    record = parsed(text)
    check_header(record)
    assert [text[s.start : s.end].split()[:2] for s in record.sections] == [["Vorig", "jaar"], ["1.", "Er"]]
    assert "ANTWOORD" not in "".join(text[s.start : s.end] for s in record.sections)
    assert record.answer_kind is AnswerKind.SUBSTANTIVE
    assert record.remarks == ()


def test_evidence_quotes_the_head() -> None:
    """Each header field has the place where it was read; what was computed has none and is named."""
    text = HEAD + ANSWER_HEAD
    record = parsed(text)
    quotes = {name: " ".join(span.quote(text).split()) for name, span in record.evidence}
    assert quotes == {
        "number": "58",
        "asker": "LIESE VAN DEN EECKHOUT",
        "asked": "3 oktober 2023",
        "minister": "WARD D'HONDT",
        "office": "VLAAMS MINISTER VAN OMGEVING, ENERGIE EN SOCIALE ECONOMIE",
        "title": "Bossen - Aanplant van jonge bomen",
    }
    assert "session" in record.inferred


def test_pages_are_named() -> None:
    """The evidence names its page."""
    record = parsed(HEAD, pages=(Page(number=1, start=0, end=len(HEAD)),))
    assert all(span.page == 1 for _, span in record.evidence)


def test_unanswered() -> None:
    """A question without an answer has one section and the kind none."""
    record = parsed(HEAD)
    check_header(record)
    assert [section.side for section in record.sections] == [Side.QUESTION]
    assert record.answer_kind is AnswerKind.NONE


def test_answer_head_lost() -> None:
    """Without its head the answer begins on the line with one leading blank after the question."""
    record = parsed(HEAD.rstrip() + "\n 1. Er werden tien bomen geplant.\n\n2. In het park.\n")
    assert [(item.side, item.label) for item in record.items] == [
        (Side.QUESTION, "1"),
        (Side.QUESTION, "2"),
        (Side.ANSWER, "1"),
        (Side.ANSWER, "2"),
    ]
    assert [(remark.code, remark.labels) for remark in record.remarks] == [("head_lost", ("answer",))]


def test_both_heads_lost() -> None:
    """What is lost stays unknown; the latest past date gives a lower bound, named as inferred."""
    text = (
        " Bossen  -  Aanplant van jonge bomen\n\nVorig jaar werden er bomen geplant op 3 mei 2021.\n\n"
        "1. Hoeveel bomen waren dat?\n\n2. Waar staan ze?\n"
        " Vooraf dit: op 5 december 2023 werd het plan goedgekeurd.\n\n1. Tien.\n\n"
        "2. In het park. Tegen 1 maart 2025 zullen er meer staan.\n"
    )
    record = parsed(text)
    assert (record.number, record.asked, record.asker, record.minister, record.session) == (None,) * 5
    assert record.title == "Bossen - Aanplant van jonge bomen"
    assert record.not_before == date(2023, 12, 5)
    assert "not_before" in record.inferred
    assert record.reference_date is None
    assert [remark.labels for remark in record.remarks] == [("question",), ("answer",)]
    answer = record.sections[1]
    assert text[answer.start : answer.end].startswith(" Vooraf dit")


def test_boundary_by_numbering_alone() -> None:
    """Without heads and without a leading blank, the answer begins where the numbering starts again."""
    text = "Bossen in de stad\n\n1. Hoeveel?\n\n2. Waar staan ze?\n\nVooraf dit.\n\n1. Tien.\n\n2. In het park."
    record = parsed(text)
    assert [item.label for item in record.items_of(Side.ANSWER)] == ["1", "2"]
    assert text[record.sections[1].start :].strip().startswith("Vooraf dit.")


def test_boundary_at_a_page() -> None:
    """A page that begins between the last question and the restart of the numbering is where the answer begins."""
    question = "Bossen in de stad\n\n1. Hoeveel bomen zijn er?\n\n2. Waar staan ze?\n\n"
    text = question + "Vooraf? Dit.\n\n1. Tien.\n\n2. In het park."
    pages = (Page(number=1, start=0, end=len(question)), Page(number=2, start=len(question), end=len(text)))
    assert parsed(text, pages=pages).sections[1].start == len(question)


def test_flattened_document() -> None:
    """Without any line end heads, office and sides are still found."""
    record = parsed(" ".join((HEAD + ANSWER_HEAD).split()))
    assert (record.number, record.asked, record.asker) == (58, date(2023, 10, 3), "Liese Van den Eeckhout")
    assert record.minister == "Ward D'Hondt"
    assert record.office == "Vlaams minister van Omgeving, Energie en Sociale Economie"
    assert [item.label for item in record.items] == ["1", "2", "1", "2"]


def test_several_ministers() -> None:
    """The last line names the family, belongs to no item, and the minister stands in the head without a preposition."""
    text = HEAD.replace("aan WARD", "WARD") + (
        "\nDeze vraag werd gesteld aan de ministers Ward D'Hondt (58), Ann Peeters (12) en\nBo Van Dijck (7).\n"
    )
    record = parsed(text + ANSWER_HEAD)
    check_header(record)
    assert record.family == (
        Mandate(minister="Ward D'Hondt", number=58),
        Mandate(minister="Ann Peeters", number=12),
        Mandate(minister="Bo Van Dijck", number=7),
    )
    assert record.items_of(Side.QUESTION)[-1].span.quote(text) == "Waar staan ze?"


def test_mixed_case_head() -> None:
    """A web page prints names and offices in small letters; they are kept as printed."""
    text = (
        "Schriftelijke vraag\nnr. 9\nvan Lies De Wolf\ndatum: 12/01/2024\nJan Maes\nVlaams minister van Werk\n\n"
        "Banen - Vacatures\n\nHoeveel vacatures zijn er?\n\nAntwoord\n"
        "op vraag nr. 9 van 12 januari 2024\nvan Lies De Wolf\n\nTien."
    )
    record = parsed(text)
    assert (record.number, record.asked, record.asker) == (9, date(2024, 1, 12), "Lies De Wolf")
    assert (record.minister, record.office) == ("Jan Maes", "Vlaams minister van Werk")
    assert record.title == "Banen - Vacatures"
    assert [item.label for item in record.items] == ["", ""]


def test_number_of_the_answer_differs() -> None:
    """An answer that names another question's number is kept and remarked."""
    record = parsed(HEAD + ANSWER_HEAD.replace("nr. 58", "nr. 85"))
    assert record.number == 58
    assert [remark.code for remark in record.remarks] == ["number_differs"]


def test_answer_date_is_read() -> None:
    """A date printed below the answer's head is the day of the answer."""
    record = parsed(HEAD + ANSWER_HEAD.replace("EECKHOUT\n\n1.", "EECKHOUT\ndatum: 30 oktober 2023\n\n1."))
    assert record.answered == date(2023, 10, 30)


def test_source_fields_win() -> None:
    """Fields that the source states beside the text are taken, and its sections kept."""
    question, answer = "Bossen. \n\n Hoeveel bomen?", "Tien."
    text = f"{question}\n\n{answer}"
    sections = (
        Section(side=Side.QUESTION, start=0, end=len(question)),
        Section(side=Side.ANSWER, start=len(question) + 2, end=len(text)),
    )
    fields = SourceFields(
        number=3, asked=date(2017, 10, 9), parliament="Kamer", asker="Maes, Jan", themes=("natuur",), language="nl"
    )
    record = parse(DocumentText(text=text, sections=sections, fields=fields), parliament="Vlaams Parlement")
    assert (record.number, record.asker, record.parliament, record.themes) == (3, "Maes, Jan", "Kamer", ("natuur",))
    assert record.title == "Bossen"
    assert record.session == "2016-2017"
    assert record.sections == sections
    assert record.items[0].span.quote(text) == "Hoeveel bomen?"
    assert record.remarks == ()


def test_given_title_is_no_part_of_the_item() -> None:
    """A title that the source gives and that also opens the question is left out of the unnumbered item."""
    question = "Bossen in de stad\n\nHoeveel bomen?"
    fields = SourceFields(title="Bossen in de stad")
    sections = (Section(side=Side.QUESTION, start=0, end=len(question)),)
    record = parsed(question, sections=sections, fields=fields)
    assert record.items[0].span.quote(question) == "Hoeveel bomen?"


def test_title_without_empty_line() -> None:
    """A title with a spaced dash directly above the text is cut off by its line, or by two where it wraps."""
    body = "\nVorig jaar werden er in heel de stad en ook daarbuiten heel wat bomen geplant.\nMaar waar?"
    one = "Bossen en natuurgebieden in Vlaanderen - Aanplant van jonge bomen" + body
    two = "Bossen en natuurgebieden in Vlaanderen en daarbuiten - Aanplant van\njonge bomen" + body
    assert getattr(read_title(one, 0, len(one)), "text", None) == one.split("\n", 1)[0]
    assert getattr(read_title(two, 0, len(two)), "text", None) == " ".join(two.split("\n")[:2])


@pytest.mark.parametrize("text", ["", "\n\n", "Dit is een zin.\n\nEn nog een.", "a" * 400 + "\n\nMeer."])
def test_no_title(text: str) -> None:
    """A sentence, an empty text or a long line is no title."""
    assert read_title(text, 0, len(text)) is None


NAMES = [
    ("ROBRECHT MAES", "Robrecht Maes"),
    ("FREYA VAN DEN BROECK", "Freya Van den Broeck"),
    ("JOS D'HONDT", "Jos D'Hondt"),
    ("ANN DE RO", "Ann De Ro"),
    ("TINE VAN DER MEULEN", "Tine Van der Meulen"),
    ("MAURITS VANDE VELDE", "Maurits Vande Velde"),
    ("JEAN-PAUL DE GREEF", "Jean-Paul De Greef"),
    ("IAN MCBRIDE", "Ian McBride"),
    ("CATHÉRINE DU BOIS", "Cathérine Du Bois"),
    ("JAN MAES EN PIET BOS", "Jan Maes en Piet Bos"),
    ("Jan van der Elst", "Jan van der Elst"),
]


@pytest.mark.parametrize(("printed", "name"), NAMES)
def test_person_name(printed: str, name: str) -> None:
    """Names in capitals get their particles right; others stay as printed."""
    assert person_name(printed) == name


def test_office_title() -> None:
    """Function words are small, content words have a capital, abbreviations stay."""
    shouted = "MINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN ICT EN  CULTUUR"
    assert office_title(shouted) == "Minister-president van de Vlaamse Regering, Vlaams minister van ICT en Cultuur"
    assert office_title("Minister van  Justitie") == "Minister van Justitie"


KINDS = [
    ("", AnswerKind.NONE),
    ("Er zijn tien bomen.", AnswerKind.SUBSTANTIVE),
    ("Hiervoor verwijs ik naar het antwoord van mijn collega.", AnswerKind.REFERRING),
    ("Dit is een gecoördineerd antwoord, mede namens de andere ministers.", AnswerKind.COORDINATED),
    ("Ik geef hier een voorlopig antwoord. De rest komt.", AnswerKind.PROVISIONAL),
    ("Deze gegevens worden om privacyredenen niet vrijgegeven.", AnswerKind.REFUSAL),
    ("1. Tien. 2. Dit kan slechts gedeeltelijk.", AnswerKind.PARTIAL),
]


@pytest.mark.parametrize(("answer", "kind"), KINDS)
def test_answer_kind(answer: str, kind: AnswerKind) -> None:
    """Cues tell the kind of an answer."""
    assert answer_kind(answer) is kind


LANGUAGES = [
    ("De minister heeft het plan voor de bossen in het parlement toegelicht.", "nl"),
    ("Le ministre a présenté le plan pour les forêts dans une note sur la nature.", "fr"),
    ("1 2 3 VDAB KSZ", None),
    ("de het een van le la les des", None),
]


@pytest.mark.parametrize(("text", "language"), LANGUAGES)
def test_language(text: str, language: str | None) -> None:
    """Function words tell Dutch from French; too few or mixed words tell nothing."""
    assert language_of(text) == language


SESSIONS = [
    ("Vlaams Parlement", date(2023, 6, 14), "2022-2023"),
    ("vlaams  parlement", date(2023, 9, 24), "2022-2023"),
    ("Vlaams Parlement", date(2023, 9, 25), "2023-2024"),
    ("Kamer", date(2017, 10, 9), "2016-2017"),
    ("Kamer", date(2017, 10, 10), "2017-2018"),
    ("Tweede Kamer", date(2023, 9, 19), "2023-2024"),
]


@pytest.mark.parametrize(("name", "day", "session"), SESSIONS)
def test_session(name: str, day: date, session: str) -> None:
    """The parliamentary year starts on the day that the parliament's calendar states."""
    parliament = parliament_of(name)
    assert parliament is not None
    assert parliament.session_of(day) == session


def test_elections_of_a_parliament() -> None:
    """The next election is known as far as the rules go; an unknown parliament is None and gives no session."""
    flemish = parliament_of("Vlaams Parlement")
    assert flemish is not None
    assert flemish.next_election(date(2023, 1, 1)) == date(2024, 6, 9)
    assert flemish.next_election(date(2100, 1, 1)) is None
    assert parliament_of("Landtag") is None
    assert parse(DocumentText(text=HEAD), parliament="Landtag").session is None


PAST_DATES = [
    ("Op 5 mei 2020 werd het beslist.", date(2020, 5, 5)),
    ("Dat werd op 5 mei 2020 en op 7 mei 2021 beslist.", date(2021, 5, 7)),
    ("Tegen 5 mei 2020 was het klaar.", None),
    ("Op 5 mei 2020 zal het klaar zijn.", None),
    ("Op 31 februari 2020 werd het beslist.", None),
    ("De vergadering van 5 mei 2020.", None),
]


@pytest.mark.parametrize(("text", "day"), PAST_DATES)
def test_latest_past_date(text: str, day: date | None) -> None:
    """Only a date that the sentence reports as past bounds the document's date from below."""
    found = latest_past_date(text)
    assert (found.day if found else None) == day


@pytest.mark.parametrize("printed", ["", "1", "31 februari 2020", "5 foo 2020"])
def test_no_date(printed: str) -> None:
    """What is no day of the calendar is no date."""
    assert read_date(printed) is None


def test_rules_are_checked(tmp_path: Path) -> None:
    """A missing file, an empty group and a wrong entry are refused with the file and the entry named."""
    broken = tmp_path / "broken.toml"
    with pytest.raises(RulesError, match=r"broken\.toml: cannot be read"):
        read_rules(broken)
    broken.write_text('empty = []\nname = "x"\nyes = true\n[group]\na = "b"\n', encoding="utf-8")
    table = read_rules(broken)
    with pytest.raises(RulesError, match="'empty' is empty"):
        table.words("empty")
    with pytest.raises(RulesError, match="'name' must be a list"):
        table.words("name")
    with pytest.raises(RulesError, match=r"'name\.inner' is missing"):
        table.value("name.inner")
    with pytest.raises(RulesError, match="'yes' must be a number"):
        table.number("yes")
    with pytest.raises(RulesError, match="'group' must be a group"):
        table.numbers("group")
    assert table.words("empty", may_be_empty=True) == ()


@pytest.mark.parametrize("entries", [[], {}, [{"name": "x"}], [1]])
def test_parliament_rules_are_checked(entries: object) -> None:
    """Parliaments without what they must have are refused."""
    with pytest.raises(RulesError):
        read_parliaments(RuleTable(name="parliaments", table={"parliament": entries}))


def test_office_without_a_name() -> None:
    """An office may stand in the head without its minister, whom the answer's head then names."""
    text = HEAD.replace("aan WARD D'HONDT\n", "")
    assert parsed(text).minister is None
    check_header(parsed(text + ANSWER_HEAD))


def test_minister_without_an_office() -> None:
    """A minister named after the preposition is read where no office follows."""
    office = HEAD[HEAD.index("VLAAMS") : HEAD.index("Bossen")]
    record = parsed(HEAD.replace(office, "\n"))
    assert (record.minister, record.office) == ("Ward D'Hondt", None)
    assert record.title == "Bossen - Aanplant van jonge bomen"


def test_flattened_title_word_is_no_office() -> None:
    """In a flattened head the word in capitals before a spaced dash belongs to the title."""
    text = (
        "SCHRIFTELIJKE VRAAG nr. 4 van JAN MAES datum: 3 mei 2023 aan AN BOS VLAAMS MINISTER VAN WERK VDAB - Plan. Wat?"
    )
    assert parsed(text).office == "Vlaams minister van Werk"


FLATTENED = [
    ("VDAB - Plan voor jongeren De VDAB werkt eraan. 1. Wat? 2. Wie? Veel meer tekst.", "VDAB - Plan voor jongeren"),
    ("Bossen - Aanplant in Noord Volgens de minister zijn er veel. 1. Wat?", "Bossen - Aanplant in Noord"),
    ("Bossen Volgens de minister zijn er veel bomen - en struiken. 1. Wat?", None),
    ("Bossen - Aanplant Vlaanderen telt veel bossen. 1. Wat?", None),
]


@pytest.mark.parametrize(("rest", "title"), FLATTENED)
def test_flattened_title(rest: str, title: str | None) -> None:
    """Without line ends a title ends where a sentence plainly begins; where nothing tells, there is none."""
    head = "SCHRIFTELIJKE VRAAG nr. 4 van JAN MAES datum: 3 mei 2023 aan AN BOS VLAAMS MINISTER VAN WERK "
    text = head + rest + " Dit is nog wat tekst om de regel te vullen." * 9
    record = parsed(text)
    assert record.title == title
    assert record.office == "Vlaams minister van Werk"


def test_bare_answer_head() -> None:
    """A line with only the answer's title still parts question and answer."""
    record = parsed(HEAD + "\nANTWOORD\n\n1. Tien.\n\n2. In het park.\n")
    assert [item.label for item in record.items_of(Side.ANSWER)] == ["1", "2"]
    assert record.remarks == ()


def test_head_with_an_impossible_date() -> None:
    """A date that the calendar does not know stays unknown, with no evidence."""
    record = parsed(HEAD.replace("3 oktober", "33 oktober"))
    assert record.asked is None
    assert "asked" not in dict(record.evidence)


def test_answer_head_in_prose_is_none() -> None:
    """A sentence that mentions the answer to another question is no head."""
    text = HEAD + "\nZie mijn antwoord op vraag nr. 7 van 3 mei 2023 van Jan Maes over bossen.\n"
    assert [section.side for section in parsed(text).sections] == [Side.QUESTION]


REFUSALS = [
    ("Ik kan de naam van dit bedrijf niet vrijgeven.", AnswerKind.REFUSAL),
    ("Om die reden kan ik u de bedragen per dossier niet meedelen.", AnswerKind.REFUSAL),
    ("1. Er zijn er tien. 2. De namen kan ik wegens de privacy niet bekendmaken.", AnswerKind.PARTIAL),
    ("1. Dat kan ik u niet meedelen, ik kan het bedrag niet vrijgeven. 2. Ik kan ook dit niet meedelen.",
     AnswerKind.REFUSAL),
    ("1. Ik kan u meedelen dat er tien zijn. 2. Ze staan niet in het park.", AnswerKind.SUBSTANTIVE),
    ("1. Tien. 2. Ik kan u meedelen dat het park open is. Men mag er niet delen.", AnswerKind.SUBSTANTIVE),
    ("1. Tien. Hierop kan ik u slechts gedeeltelijk antwoorden. 2. In het park.", AnswerKind.PARTIAL),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "kind"), REFUSALS)
def test_refusals_item_by_item(answer: str, kind: AnswerKind) -> None:
    """An answer that refuses some of its items is partial; one that refuses all of them is a refusal."""
    question = "1. Hoeveel? 2. Waar?"
    text = f"{question}\n\n{answer}"
    sections = (
        Section(side=Side.QUESTION, start=0, end=len(question)),
        Section(side=Side.ANSWER, start=len(question) + 2, end=len(text)),
    )
    assert parsed(text, sections=sections).answer_kind is kind
