"""References: other questions, laws, links, attachments and public bodies."""

import re
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.facts import Reference, ReferenceKind, ReferenceRole
from corpus.model import DocumentText, Link, Mandate, QuestionRecord, Section, Side, Span
from ingest.layout import parse
from ingest.references import read_references
from ingest.references.finder import finder


def document(answer: str, *, links: tuple[Link, ...] = ()) -> tuple[DocumentText, QuestionRecord]:
    """Return a document whose question has three items, with its record."""
    question = "1. Wie? 2. Wat? 3. Waar?"
    text = f"{question}\n\n{answer}"
    sections = (
        Section(side=Side.QUESTION, start=0, end=len(question)),
        Section(side=Side.ANSWER, start=len(question) + 2, end=len(text)),
    )
    given = DocumentText(text=text, sections=sections, links=links)
    return given, parse(given, parliament="Vlaams Parlement")


def found(answer: str, kind: ReferenceKind) -> list[tuple[str, Reference]]:
    """Return the references of a kind with their quotes."""
    text, record = document(answer)
    return [(r.span.quote(text.text), r) for r in read_references(text, record) if r.kind is kind]


QUESTIONS = [
    ("Zie SV 81 van collega Maes.", "SV 81 van collega Maes", (81,), "Maes", None),
    ("Zie de vragen van collega Maes (o.a. SV 81).", "SV 81", (81,), "Maes", None),
    ("Zie schriftelijke vraag nr. 12 en 13.", "schriftelijke vraag nr. 12 en 13", (12, 13), None, None),
    ("Zie schriftelijke vragen 12, 13 en 14.", "schriftelijke vragen 12, 13 en 14", (12, 13, 14), None, None),
    ("Zie vraag om uitleg 1024 (2015-2016).", "vraag om uitleg 1024 (2015-2016)", (1024,), None, "2015-2016"),
    (
        "Zie mijn antwoord op vraag nr. 3 van 4 mei 2020 van mevrouw Ann De Wit.",
        "vraag nr. 3 van 4 mei 2020 van mevrouw Ann De Wit",
        (3,),
        "Ann De Wit",
        "2019-2020",
    ),
    ("Zie schriftelijke vraag met nummer 12.", "schriftelijke vraag met nummer 12", (12,), None, None),
    ("Zie vraag 12 van de heer Bo Maes.", "vraag 12 van de heer Bo Maes", (12,), "Bo Maes", None),
    (
        "Zie de schriftelijke vraag van collega Maes (nr. 725).",
        "schriftelijke vraag van collega Maes (nr. 725)",
        (725,),
        "Maes",
        None,
    ),
    ("Zie SV nr. 725, 2021-2022.", "SV nr. 725, 2021-2022", (725,), None, "2021-2022"),
    ("Zie SV 725 (2021-2022) van collega Maes.", "SV 725 (2021-2022) van collega Maes", (725,), "Maes", "2021-2022"),
    ("Zie SV 2021-2022 nr. 725.", "SV 2021-2022 nr. 725", (725,), None, "2021-2022"),
    ("Zie (S.V. nr. 12 van collega Maes).", "S.V. nr. 12 van collega Maes", (12,), "Maes", None),
    ("Zie schriftelijke vraag (SV) nr. 88.", "schriftelijke vraag (SV) nr. 88", (88,), None, None),
    (
        "Zie vraag nr. 214, gesteld door collega Maes op 3 mei 2022.",
        "vraag nr. 214, gesteld door collega Maes op 3 mei 2022",
        (214,),
        "Maes",
        "2021-2022",
    ),
    (
        "Zie de schriftelijke vraag van 12 januari 2021 van An Maes.",
        "schriftelijke vraag van 12 januari 2021 van An Maes",
        (),
        "An Maes",
        "2020-2021",
    ),
    ("Zie vraag nr. 417.", "vraag nr. 417", (417,), None, None),
    (
        "Zie vragen nr. 15 van 3 mei 2016 en nr. 39 van 4 juni 2017.",
        "vragen nr. 15 van 3 mei 2016 en nr. 39 van 4 juni 2017",
        (15, 39),
        None,
        None,
    ),
    (
        "Zie SV nr. 15 van collega Maes en nr. 39 van collega De Wit.",
        "SV nr. 15 van collega Maes en nr. 39 van collega De Wit",
        (15, 39),
        None,
        None,
    ),
    (
        "Zie parlementaire vraag nr. 1.024 van de heer Jan Maes.",
        "parlementaire vraag nr. 1.024 van de heer Jan Maes",
        (1024,),
        "Jan Maes",
        None,
    ),
]


@pytest.mark.parametrize(("answer", "quote", "numbers", "asker", "session"), QUESTIONS)
def test_questions(answer: str, quote: str, numbers: tuple[int, ...], asker: str | None, session: str | None) -> None:
    """Other questions are found with their numbers, asker and parliamentary year."""
    [(words, reference)] = found(answer, ReferenceKind.QUESTION)
    assert (words, reference.numbers, reference.asker, reference.session) == (quote, numbers, asker, session)
    assert reference.candidates == ()
    assert reference.reading.rule in ("references.question", "references.bare_question")


@pytest.mark.parametrize(
    "answer",
    [
        "Zoals gezegd bij vraag 2.",
        "Zie vraag nr. 2.",
        "De schriftelijke vraag 2016 is geen nummer.",
        "Goede vraag.",
        "Zie de parlementaire vraag nr. 55-2-0136.",
        "Zie de schriftelijke vraag van collega Maes.",
        "Zie vraag 12.",
    ],
)
def test_own_items_are_no_references(answer: str) -> None:
    """The document's own items, years and the bare word point to no other question."""
    assert found(answer, ReferenceKind.QUESTION) == []


REFERRALS = [
    ("Ik verwijs naar het antwoord op vraag nr. 417 van collega Maes.", {417: ReferenceRole.ANSWER}),
    ("Voor het antwoord wordt verwezen naar SV 81.", {81: ReferenceRole.ANSWER}),
    ("Ik verwijs naar SV 80. Het antwoord volgt.", {80: ReferenceRole.MENTION}),
    ("U verwijst naar mijn antwoord op SV 80.", {80: ReferenceRole.MENTION}),
    ("Zie SV 80. Voor de rest verwijs ik naar het antwoord op SV 81.", {80: ReferenceRole.MENTION,
                                                                       81: ReferenceRole.ANSWER}),
    ("Ik verwijs naar het gecoördineerd antwoord van minister An Maes.", {142: ReferenceRole.ANSWER}),
    ("Minister Maes geeft het gecoördineerde antwoord.", {142: ReferenceRole.ANSWER}),
    ("Ik verwijs naar het antwoord van minister Maes op vraag nr. 417.", {417: ReferenceRole.ANSWER}),
    ("Minister Maes werkt eraan.", {}),
    ("Ik verwijs naar het antwoord van minister Bo Claes.", {}),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "roles"), REFERRALS)
def test_referring_answers_say_where_the_answer_stands(answer: str, roles: dict[int, ReferenceRole]) -> None:
    """A sentence that sends to another answer marks its question, by number or by the minister of the family."""
    text, record = document(answer)
    family = (Mandate(minister="An Maes", number=142), Mandate(minister="Bo Claes", number=9))
    record = replace(record, family=family, number=9, asker="Jan Wit", session="2020-2021")
    references = [r for r in read_references(text, record) if r.kind is ReferenceKind.QUESTION]
    assert {number: r.role for r in references for number in r.numbers} == roles
    for reference in references:
        if reference.reading.rule == "references.referral":
            assert (reference.asker, reference.session) == ("Jan Wit", "2020-2021")


LAWS = [
    (
        "Het decreet van 8 mei 2009 houdende de steun aan bossen, bepaalt dat.",
        "decreet van 8 mei 2009 houdende de steun aan bossen",
    ),
    ("Volgens het koninklijk besluit van 3 juni 2010 is dat zo.", "koninklijk besluit van 3 juni 2010"),
    ("Volgens artikel 12 van de wet van 3 juni 2010 mag dat.", "artikel 12 van de wet van 3 juni 2010"),
    ("De wet van 3 juni 2010 betreffende bossen werd gewijzigd.", "wet van 3 juni 2010 betreffende bossen"),
    ("Volgens Verordening (EU) nr. 910/2014 mag dat.", "Verordening (EU) nr. 910/2014"),
    ("Dat is de wet van 3 juni 2010 over bossen.Die geldt nog.", "wet van 3 juni 2010 over bossen"),
    ("Richtlijn 2008/98/EG geldt.", "Richtlijn 2008/98/EG"),
    ("Volgens artikel 10, § 2, van de Grondwet mag dat.", "artikel 10, § 2, van de Grondwet"),
]


@pytest.mark.parametrize(("answer", "quote"), LAWS)
def test_laws(answer: str, quote: str) -> None:
    """A law's whole name is marked, with the article cited."""
    assert [words for words, _ in found(answer, ReferenceKind.LAW)] == [quote]


def test_law_target_is_the_law() -> None:
    """The target is the law's own name, without the article."""
    [(_, reference)] = found("Volgens artikel 12 van de wet van 3 juni 2010 mag dat.", ReferenceKind.LAW)
    assert reference.target == "wet van 3 juni 2010"


LINKS = [
    ("Zie https://voorbeeld.be/pagina_(a).", "https://voorbeeld.be/pagina_(a)"),
    ("Zie (www.voorbeeld.be/x).", "www.voorbeeld.be/x"),
    ("Zie [https://voorbeeld.be/x]!", "https://voorbeeld.be/x"),
    ("Zie (https://voorbeeld.be/x.htm).Bovendien is er meer.", "https://voorbeeld.be/x.htm"),
]


@pytest.mark.parametrize(("answer", "address"), LINKS)
def test_links(answer: str, address: str) -> None:
    """Addresses are found without the marks of the sentence around them."""
    [(words, reference)] = found(answer, ReferenceKind.LINK)
    assert words == reference.target == address


def test_wrapped_link() -> None:
    """An address broken at the line end after a hyphen goes on, and its target is whole."""
    [(words, reference)] = found("Zie https://voorbeeld.be/lange-\npagina-x voor meer.", ReferenceKind.LINK)
    assert words == "https://voorbeeld.be/lange-\npagina-x"
    assert reference.target == "https://voorbeeld.be/lange-pagina-x"


@pytest.mark.parametrize("answer", ["Zie https:// niets.", "Zie http://x."])
def test_no_links(answer: str) -> None:
    """What has no host is no address."""
    assert found(answer, ReferenceKind.LINK) == []


def test_links_behind_words() -> None:
    """A link of the document is placed by its span or its words; one without a place is left out."""
    answer = "Kijk op de kaart of in het register. Zie https://a.be/x voor meer."
    offset = len("1. Wie? 2. Wat? 3. Waar?\n\n")
    links = (
        Link(target="https://a.be/kaart", anchor="de kaart"),
        Link(target="https://a.be/r", span=Span(start=offset + 24, end=offset + 35)),
        Link(target="https://a.be/x", anchor="https://a.be/x"),
        Link(target="https://a.be/nergens", anchor="onvindbaar"),
        Link(target="https://a.be/leeg"),
    )
    text, record = document(answer, links=links)
    places = [(r.span.quote(text.text), r.target) for r in read_references(text, record)]
    assert places == [
        ("de kaart", "https://a.be/kaart"),
        (answer[24:35], "https://a.be/r"),
        ("https://a.be/x", "https://a.be/x"),
    ]


def test_attachments() -> None:
    """Words that point to an attachment are found, the longest reading first."""
    words = [words for words, _ in found("De tabel in bijlage toont dat. Zie bijlage 2.", ReferenceKind.ATTACHMENT)]
    assert words == ["tabel in bijlage", "Zie bijlage"]


def test_bodies_once_an_item() -> None:
    """A public body of the checked list is named once an item."""
    answer = "1. Het Rekenhof zegt ja. Het Rekenhof blijft erbij. 2. Het Rekenhof zweeg. De bakker ook."
    places = [(reference.target, reference.item, reference.side) for _, reference in found(answer, ReferenceKind.BODY)]
    assert places == [("Rekenhof", "1", Side.ANSWER), ("Rekenhof", "2", Side.ANSWER)]


def test_smallest_item_is_named() -> None:
    """A reference names the smallest item that holds it, and none in an introduction."""
    answer = "Zie SV 81.\n1. Zo:\na) Zie SV 82.\nb) Niets.\n2. Zie SV 83."
    items = [(reference.numbers, reference.item) for _, reference in found(answer, ReferenceKind.QUESTION)]
    assert items == [((81,), ""), ((82,), "1.a"), ((83,), "2")]


PIECES = st.lists(
    st.sampled_from(
        [
            "SV 12",
            "schriftelijke vraag nr. 3 ",
            " en 4",
            " van collega ",
            "Jan Maes",
            "decreet van 3 mei 2010 ",
            "houdende x ",
            ". ",
            "https://a.be/b",
            "www.",
            "-\n",
            "(2015-2016)",
            "artikel 3 van de ",
            "Grondwet",
            " in bijlage ",
            "Rekenhof",
            "1. ",
            "a) ",
            "\n",
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(answer=st.one_of(PIECES, st.text(max_size=200)))
def test_references_never_fail(answer: str) -> None:
    """Any text gives references inside a section, in order, without overlaps but for the bodies inside other words."""
    text, record = document(answer)
    references = read_references(text, record)
    assert list(references) == sorted(references, key=lambda one: one.span)
    for one in references:
        assert one.span.quote(text.text).strip()
        assert any(s.side is one.side and s.start <= one.span.start < one.span.end <= s.end for s in record.sections)
    firm = [one.span for one in references if one.kind is not ReferenceKind.BODY]
    assert all(first.end <= second.start for first, second in pairwise(firm))


@pytest.mark.parametrize(
    "piece", ["vraag nr. 1 van ", "wet van 1 mei 2020 houdende x ", "http://", "artikel 1 ", "1,2", "van Aa "]
)
def test_time_is_linear(piece: str) -> None:
    """Half a megabyte of one repeated phrase takes a few seconds at most, also on a busy machine."""
    text, record = document(piece * (500_000 // len(piece)))
    started = time.process_time()
    read_references(text, record)
    assert time.process_time() - started < 6


def test_the_finder_yields_what_the_expression_alone_yields() -> None:
    """Looking for opening words first changes nothing, also where lower case changes the length of a text."""
    found = finder(re.compile(r"(?i)(?<!\w)(?:wet|wetten van)(?!\w)"), ("wet", "wetten van"))
    assert found.openings == ("wet",)
    for text in ("De wet, de wetten van toen, WET wetboek wet", "\u0130stanbul: de wet", "geen"):
        whole = [match.span() for match in found.pattern.finditer(text, 1, len(text))]
        assert [match.span() for match in found.matches(text, 1, len(text))] == whole
