"""Files of many questions: each becomes a record of its own, and nothing is lost."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import AnswerKind, Attachment, DocumentText, Link, Page, QuestionRecord, Section, Side, Span
from ingest.layout import parse
from ingest.layout.bulletin import Bulletin, divide_file
from tests.ingest import bulletins_kit as kit


def divided(text: str, **given: object) -> Bulletin:
    """Divide a file that must hold several questions."""
    found = divide_file(DocumentText(text=text, **given))  # type: ignore[arg-type]
    assert found is not None
    return found


def records(text: str) -> list[QuestionRecord]:
    """Return the records of a file."""
    return [parse(part.text, parliament="Testparlement") for part in divided(text).parts]


def test_each_question_is_a_record() -> None:
    """Number, day, asker, minister, office, title and parliament of each question are read from its own text."""
    found = records(kit.bulletin())
    assert [(r.number, r.asked, r.asker, r.minister, r.title) for r in found] == [
        (42, date(2006, 3, 8), "Jan De Wachter", "Griet Verbeeck", "Kustdijken - Onderhoud"),
        (43, date(2006, 3, 9), "Lies Van den Abeele", "Griet Verbeeck", "Fietspaden - Verlichting"),
        (42, date(2006, 2, 2), "Jan De Wachter", "Piet De Smedt", "Scholen - Wachtlijsten"),
        (51, date(2006, 3, 1), "Omer Claes", "Piet De Smedt", "Schoolbussen - Gordels"),
        (52, date(2006, 3, 3), "Omer Claes", "Piet De Smedt", "Schooltuinen - Subsidies"),
    ]
    assert {r.parliament for r in found} == {"Vlaams Parlement"}
    assert {r.session for r in found} == {"2005-2006"}
    assert found[0].office == "Vlaams minister van Openbare Werken, Energie, Leefmilieu en Natuur"
    assert found[4].office == "Vlaams minister van Onderwijs"


def test_groups_tell_the_kind_of_answer() -> None:
    """The heading above says whether an answer came in time, late, provisionally or not at all."""
    found = records(kit.bulletin())
    codes = [[remark.code for remark in record.remarks] for record in found]
    assert codes == [
        ["answered_in_term"], ["answered_in_term"], ["answered_late"], ["listed_provisional"], ["listed_unanswered"],
    ]  # fmt: skip
    assert [record.answer_kind for record in found] == [
        AnswerKind.SUBSTANTIVE, AnswerKind.SUBSTANTIVE, AnswerKind.SUBSTANTIVE, AnswerKind.PROVISIONAL, AnswerKind.NONE,
    ]  # fmt: skip


def test_running_heads_are_cut_out_and_number_the_pages() -> None:
    """A sentence that runs on over a page stays one sentence, and each character knows its page."""
    part = divided(kit.bulletin()).parts[0]
    text = part.text.text
    assert "Vragen en Antwoorden" not in text
    assert "onderhoud van de\nzeewering in het oosten?" in text
    record = parse(part.text, parliament="")
    assert [item.span.page for item in record.items] == [5, 5, 6, 6]
    assert {name: span.page for name, span in record.evidence}["minister"] == 5


def test_pages_of_the_reader_stay() -> None:
    """Where the reader knows the pages, a part keeps their numbers, headings of an earlier page included."""
    text = kit.bulletin().replace(kit.HEAD.format(page=6), "").replace(kit.HEAD.format(page=7), "")
    middle = text.index("Vraag nr. 43")
    pages = (Page(number=11, start=0, end=middle), Page(number=12, start=middle, end=len(text)))
    part = divided(text, pages=pages).parts[1]
    assert [page.number for page in part.text.pages] == [11, 12]
    assert part.text.page_at(part.text.text.index("GRIET")) == 11
    assert part.text.page_at(part.text.text.index("LIES")) == 12
    assert part.text.pages[-1].end == len(part.text.text)


def test_names_are_unique_and_speak() -> None:
    """A question is named by number, minister and asker; the same again gets a name of its own."""
    text = kit.bulletin(lamps=kit.LAMPS + "\n\n" + kit.LAMPS)
    assert [part.name for part in divided(text).parts][:4] == [
        "vraag-42-griet-verbeeck-jan-de-wachter",
        "vraag-43-griet-verbeeck-lies-van-den-abeele",
        "vraag-43-griet-verbeeck-lies-van-den-abeele-again-1",
        "vraag-42-piet-de-smedt-jan-de-wachter",
    ]


def test_identity_is_that_of_the_words() -> None:
    """A question is the same wherever it stands; changing one changes no other."""
    before = {part.name: part.identity for part in divided(kit.bulletin()).parts}
    moved = {part.name: part.identity for part in divided(kit.bulletin(front=kit.FRONT * 3)).parts}
    changed = {p.name: p.identity for p in divided(kit.bulletin(lamps=kit.LAMPS.replace("400", "410"))).parts}
    assert moved == before
    assert [name for name in before if before[name] != changed[name]] == ["vraag-43-griet-verbeeck-lies-van-den-abeele"]


def test_contents_and_register_are_remarked_on() -> None:
    """What stands before and behind the questions is named with its place, and is no orphan."""
    found = divided(kit.bulletin())
    assert found.orphans == ()
    assert found.issue == "Nr.7 - April 2006"
    first, last = found.parts[0].remarks, found.parts[-1].remarks
    assert [remark.code for remark in (*first, *last)] == ["outside_questions"] * 2
    assert "Antwoorden van minister Verbeeck" in first[0].text
    assert "Dijken 5" in last[0].text


def test_nothing_below_a_heading_is_nothing() -> None:
    """The word that says that a group is empty is neither an orphan nor remarked on."""
    text = kit.bulletin().replace(kit.GARDENS, "Nihil")
    found = divided(text)
    assert len(found.parts) == 4
    assert found.orphans == ()
    assert "Nihil" not in "".join(remark.text for part in found.parts for remark in part.remarks)


DAMAGED = [
    ("Vraag nr. 43 van 9 maart 2006", "Vraag nr. van 9 maart 2006", (None, date(2006, 3, 9))),
    ("Vraag nr. 43 van 9 maart 2006", "Vraag nr. 43 van 9 m~art 2oo6", (43, None)),
    ("Vraag nr. 43 van 9 maart 2006", "Vraag nr. 43 van 39 maart 2006", (43, None)),
    ("Vraag nr. 43 van 9 maart 2006", "Vraag nr.43\nvan 9 maart 2006\n", (43, date(2006, 3, 9))),
    ("mevrouw LIES VAN DEN ABEELE", "Lies Van den Abeele", (43, date(2006, 3, 9))),
]


@pytest.mark.parametrize(("old", "new", "expected"), DAMAGED)
def test_damaged_heads_still_divide(old: str, new: str, expected: tuple[int | None, date | None]) -> None:
    """A head of which the number or the day cannot be read still opens a record; what is lost is None."""
    found = records(kit.bulletin(lamps=kit.LAMPS.replace(old, new)))
    assert len(found) == 5
    assert (found[1].number, found[1].asked) == expected
    assert found[1].asker == "Lies Van den Abeele"
    assert found[1].answer_kind is AnswerKind.SUBSTANTIVE


def test_lost_head_ties_no_answer_to_the_wrong_question() -> None:
    """Where a head is lost wholly, its answer is no part of the question before: it is an orphan, and remarked on."""
    text = kit.bulletin(lamps=kit.LAMPS.replace("Vraag nr. 43 van 9 maart 2006 van mevrouw LIES VAN DEN ABEELE", "V~"))
    found = divided(text)
    assert len(found.parts) == 4
    (orphan,) = found.orphans
    assert orphan.text == "Antwoord\n\nEr branden 400 lantaarns."
    assert orphan.place.quote(text) == orphan.text
    assert orphan.place.page == 6
    assert "second_answer" in [remark.code for remark in found.parts[0].remarks]
    assert "400" not in found.parts[0].text.text


def test_lost_head_below_a_minister_is_an_orphan() -> None:
    """Text below a minister's heading without a head of a question belongs to nobody, and is kept."""
    head, _, rest = kit.SCHOOLS.partition("\n")
    found = divided(kit.bulletin(schools=rest))
    assert head.startswith("Vraag")
    assert [part.name.split("-")[1] for part in found.parts] == ["42", "43", "51", "52"]
    (orphan,) = found.orphans
    assert orphan.text == rest


def test_short_note_below_a_minister_is_remarked_on() -> None:
    """A short note between a heading and the first question is named in a remark of that question."""
    found = divided(kit.bulletin(schools=f"(tot 31 maart 2006)\n\n{kit.SCHOOLS}"))
    assert found.orphans == ()
    assert "(tot 31 maart 2006)" in found.parts[2].remarks[0].text


def test_answers_item_by_item_stay_together() -> None:
    """An answer that repeats its word above each item is one answer."""
    lamps = kit.LAMPS + " Daarvan:\n\n1. 300 nieuwe.\n\nAntwoord\n\n2. En 100 oude."
    assert divided(kit.bulletin(lamps=lamps)).orphans == ()


def test_nothing_is_lost() -> None:
    """Every word of the file stands in a part, an orphan, a running head or a remark."""
    text = kit.bulletin(schools=kit.SCHOOLS.partition("\n")[2])
    found = divided(text)
    kept = [part.text.text for part in found.parts] + [orphan.text for orphan in found.orphans]
    kept += [remark.text for part in found.parts for remark in part.remarks]
    words = set(" ".join((*kept, kit.TITLE, kit.LATE, "INHOUD REGISTER")).split())
    for page in (5, 6, 7):
        text = text.replace(kit.HEAD.format(page=page), "")
    assert [word for word in text.split() if word not in words] == []


ONE_RECORD = [
    "",
    "Hoeveel bruggen telt de gemeente?",
    kit.LAMPS,
    kit.LAMPS + "\n\nVraag nr. 12 van 3 mei 2006 van Jan De Wachter werd al beantwoord.",
    "SCHRIFTELIJKE VRAAG\n\nnr. 4\nvan JAN DE WACHTER\ndatum: 4 mei 2006\n\nBruggen\n\nHoeveel?",
]


@pytest.mark.parametrize("text", ONE_RECORD)
def test_other_files_are_one_record(text: str) -> None:
    """A file with one question is not divided."""
    assert divide_file(DocumentText(text=text)) is None


def test_sides_of_the_source_are_kept() -> None:
    """Where the source states the sides, the file is one record whatever it says."""
    text = kit.bulletin()
    sections = (Section(side=Side.QUESTION, start=0, end=len(text)),)
    assert divide_file(DocumentText(text=text, sections=sections)) is None


def test_single_question_of_a_bulletin() -> None:
    """One question under a running head is divided from its head; without it, its head is read all the same."""
    alone = divided(f"{kit.HEAD.format(page=3)}\n\n{kit.VERBEECK}\n\n{kit.LAMPS}\n")
    assert [part.name for part in alone.parts] == ["vraag-43-griet-verbeeck-lies-van-den-abeele"]
    record = parse(DocumentText(text=f"{kit.VERBEECK}\n\n{kit.LAMPS}"), parliament="Vlaams Parlement")
    assert (record.number, record.minister, record.title) == (43, "Griet Verbeeck", "Fietspaden - Verlichting")
    assert record.remarks == ()


def test_questions_one_behind_the_other() -> None:
    """Written questions of today's form in one file are divided too, each with its answer."""
    one = "SCHRIFTELIJKE VRAAG\n\nnr. {n}\nvan JAN DE WACHTER\ndatum: 4 mei 2023\n\naan GRIET VERBEECK\n"
    one += (
        "VLAAMS MINISTER VAN ENERGIE\n\nBruggen  -  Aantal\n\nHoeveel?\n\nGRIET VERBEECK\nVLAAMS MINISTER VAN ENERGIE"
    )
    one += "\n\nANTWOORD\n\nop vraag nr. {n} van 4 mei 2023\nvan JAN DE WACHTER\n\nEr zijn er {n}.\n\n"
    found = records(one.format(n=4) + one.format(n=5))
    assert [(r.number, r.minister, len(r.sections), r.remarks) for r in found] == [
        (4, "Griet Verbeeck", 2, ()),
        (5, "Griet Verbeeck", 2, ()),
    ]


def test_links_tables_and_attachments() -> None:
    """Links go with the part that they stand in; what attached files hold is no part of the last question."""
    text = kit.bulletin().replace(f"\n\n{kit.REGISTER}\n", "")
    at = text.index("Fietspaden")
    attached = "\n\nAdres Straat 1"
    file = Attachment(
        name="a.csv", media_type="text/csv", content=b"", span=Span(start=len(text), end=len(text) + len(attached))
    )
    links = (Link(target="https://x.example", span=Span(start=at, end=at + 10)),)
    found = divided(text + attached, links=links, attachments=(file,))
    assert [len(part.text.links) for part in found.parts] == [0, 1, 0, 0, 0]
    (link,) = found.parts[1].text.links
    assert link.span is not None
    assert link.span.quote(found.parts[1].text.text) == "Fietspaden"
    assert "Straat" not in found.parts[-1].text.text
    assert "Adres Straat 1" in found.parts[-1].remarks[-1].text


PIECES = st.lists(
    st.sampled_from(
        [kit.LAMPS, kit.SCHOOLS, kit.DE_SMEDT, kit.VERBEECK, kit.LATE, kit.UNANSWERED, kit.REGISTER, "Nihil", "\f",
         kit.HEAD.format(page=9), "1. Wat?", "Vraag nr. 7", "JAN MAES", "van 3 mei 2006", "loopt door naar", "Antwoord",
         "x" * 300]
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(PIECES, st.sampled_from(["\n", "\n\n", " "]))
def test_dividing_never_fails(pieces: list[str], joint: str) -> None:
    """Whatever the order of headings and texts, parts have texts, names and pages of their own, and can be parsed."""
    found = divide_file(DocumentText(text=joint.join(pieces)))
    parts = found.parts if found else ()
    assert len({part.name for part in parts}) == len(parts)
    for part in parts:
        record = parse(part.text, parliament="")
        size = len(part.text.text)
        assert all(span.end <= size for _, span in record.evidence)
        assert all(section.end <= size for section in record.sections)
        assert [page.number for page in part.text.pages] == sorted({page.number for page in part.text.pages})


@pytest.mark.parametrize("piece", [kit.LAMPS, f"{kit.HEAD.format(page=5)}\n\n{kit.SCHOOLS}\n\n", "Vraag nr. 1\nvan "])
def test_time_of_dividing_is_linear(piece: str) -> None:
    """A text four times as long takes no more than about four times as long."""

    def seconds(size: int) -> float:
        text = DocumentText(text=(piece * (size // len(piece) + 1))[:size])
        begun = time.process_time()
        divide_file(text)
        return time.process_time() - begun

    short, long = min(seconds(100_000) for _ in range(3)), min(seconds(400_000) for _ in range(2))
    assert long < 9 * short + 0.2
