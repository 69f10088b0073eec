"""Structured records: their fields, their sections, and what is wrong with them."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IncompleteRecord, RulesError, UnreadableDocument
from corpus.model import DocumentText, Section, Side, SourceFields
from ingest.readers import RECORD_MEDIA_TYPE, read
from ingest.record_fields import load_record_fields
from tests.ingest.conftest import make_raw

QUESTION = "Bruggen. - Herstel. \n\n Hoeveel bruggen?"
SHARED = Path(__file__).parents[2] / ".." / "shared"


def record(**fields: object) -> DocumentText:
    """Read a record that has at least an id and a question."""
    content = json.dumps({"doc_id": "a1", "question": QUESTION} | fields).encode()
    return read(make_raw(content, RECORD_MEDIA_TYPE))


def quoted(text: DocumentText) -> dict[Side, str]:
    """Return the words of each section."""
    return {section.side: text.text[section.start : section.end] for section in text.sections}


def test_all_fields_are_read() -> None:
    """Every field under its own name reaches the header fields, in its type."""
    text = record(
        parliament="Vlaams Parlement",
        session="2022-2023",
        number=710,
        asked="2023-06-14",
        answered="2023-07-12T10:00:00+02:00",
        published="2023-08-01",
        author="Peeters, An",
        party="X",
        minister="Jan Maes",
        department="Minister van\nBruggen",
        language="nl",
        title="Een titel",
        themes=["brug", " water ", "brug", ""],
        answer="Vier.",
    )
    assert text.fields == SourceFields(
        doc_id="a1",
        parliament="Vlaams Parlement",
        session="2022-2023",
        number=710,
        asked=date(2023, 6, 14),
        answered=date(2023, 7, 12),
        published=date(2023, 8, 1),
        asker="An Peeters",
        party="X",
        minister="Jan Maes",
        office="Minister van Bruggen",
        language="nl",
        title="Een titel",
        themes=("brug", "water"),
    )
    assert text.reader == "record"


def test_published_collections_are_read_by_their_own_names() -> None:
    """The field names of published collections are known; the asker's language is not taken for the text's."""
    text = record(
        depotdat="2017-01-04",
        aut_person="Van den Berg, Jo",
        aut_party="Y",
        aut_language="french",
        question_theme="brug,water",
        answer_department="Minister van Bruggen",
    )
    fields = text.fields
    assert (fields.asked, fields.asker, fields.party) == (date(2017, 1, 4), "Jo Van den Berg", "Y")
    assert (fields.themes, fields.office, fields.language) == (("brug", "water"), "Minister van Bruggen", None)


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"title": "Eigen titel"}, "Eigen titel"),
        ({}, "Bruggen. - Herstel."),
        ({"question": "Eén alinea zonder titel."}, None),
        ({"question": "Eerste regel\nloopt door.\n\nTweede alinea."}, None),
        ({"question": "Titel\n\n"}, None),
        ({"question": "x" * 400 + "\n\nTekst"}, None),
        ({"title": ""}, "Bruggen. - Herstel."),
    ],
)
def test_title(fields: dict[str, object], title: str | None) -> None:
    """The title is the title field, else the first paragraph of one line that has a blank line after it."""
    assert record(**fields).fields.title == title


def test_title_outside_the_question_stands_before_it() -> None:
    """A title that the question does not hold goes into the text before the question's section, so it can be found."""
    text = record(title="Stuwdammen", answer="Vier.")
    assert text.text == f"Stuwdammen\n\n{QUESTION}\n\nVier."
    assert quoted(text) == {Side.QUESTION: QUESTION, Side.ANSWER: "Vier."}


def test_title_inside_the_question_is_not_repeated() -> None:
    """A title that the question holds is not put into the text again."""
    assert record(title="Bruggen. - Herstel.").text == QUESTION


@pytest.mark.parametrize("answer", [None, "", "  \n", []])
def test_record_without_answer_has_no_answer_section(answer: object) -> None:
    """An answer that is missing, null or blank makes an unanswered question."""
    assert record(answer=answer).sections == (Section(side=Side.QUESTION, start=0, end=len(QUESTION)),)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("asked", "2023-02-30"),
        ("asked", "14 juni 2023"),
        ("asked", 20230614),
        ("answered", "20230614"),
        ("published", "0201-01-01"),
        ("depotdat", "9999-12-31"),
        ("number", "zeven"),
        ("number", -1),
        ("number", 7.5),
        ("number", True),
        ("title", ["x"]),
        ("question", 7),
        ("answer", {"a": 1}),
        ("themes", 7),
        ("themes", [7]),
        ("author", True),
    ],
)
def test_wrong_field_is_named_with_its_value(field: str, value: object) -> None:
    """A field of the wrong form is an error that names the field, as it is called in the source, and the value."""
    with pytest.raises(IncompleteRecord) as caught:
        record(**{field: value})
    assert caught.value.reason == "wrong_field"
    assert str(caught.value).startswith(f"{field}: {value!r}")


def test_long_wrong_value_is_cut() -> None:
    """A wrong value of a thousand characters does not fill the message."""
    with pytest.raises(IncompleteRecord) as caught:
        record(number="x" * 1000)
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize("number", [710, "710", " 710 "])
def test_number_may_be_text(number: object) -> None:
    """A number in quotation marks is a number."""
    assert record(number=number).fields.number == 710


@pytest.mark.parametrize(
    ("name", "given_first"),
    [("Pieters, Lena", "Lena Pieters"), ("Lena Pieters", "Lena Pieters"), ("A, B, C", "A, B, C"), ("A,", "A,")],
)
def test_names_are_turned(name: str, given_first: str) -> None:
    """A name with one comma is turned round; others stay as printed."""
    assert record(author=name).fields.asker == given_first


@pytest.mark.parametrize(("word", "code"), [("NL", "nl"), ("dutch", "nl"), ("français", "fr"), ("Klingon", None)])
def test_language_words(word: str, code: str | None) -> None:
    """Languages are known by code and by name; an unknown one is left open with a warning."""
    text = record(language=word)
    assert text.fields.language == code
    assert bool(text.warnings) == (code is None)


def test_signs_that_no_text_can_hold_are_replaced_one_for_one() -> None:
    """Lone surrogates and NUL become U+FFFD, so that every offset stays, with a warning."""
    text = read(make_raw(b'{"doc_id": "a", "question": "x\\ud800y\\u0000z"}', RECORD_MEDIA_TYPE))
    assert text.text == "x\N{REPLACEMENT CHARACTER}y\N{REPLACEMENT CHARACTER}z"
    assert len(text.warnings) == 1


@pytest.mark.parametrize(("content", "reason"), [(b"", "not_json"), (b"null", "not_object"), (b"\xff", "not_utf8")])
def test_bytes_that_are_no_record(content: bytes, reason: str) -> None:
    """Bytes claimed to be a record that are none are refused with the reason."""
    with pytest.raises(UnreadableDocument) as caught:
        read(make_raw(content, RECORD_MEDIA_TYPE))
    assert caught.value.reason == reason


@given(question=st.text(min_size=1), answer=st.text(), title=st.text(max_size=20))
def test_strings_are_in_the_text_exactly(question: str, answer: str, title: str) -> None:
    """Whatever they hold, question and answer stand in the text character for character."""
    if not question.strip() or "\x00" in question + answer:
        return
    sections = quoted(record(question=question, answer=answer, title=title))
    assert sections[Side.QUESTION] == question
    assert sections.get(Side.ANSWER, "") == (answer if answer.strip() else "")


def test_records_of_the_measuring_set_are_exact() -> None:
    """Each answer that extraction is measured on stands in the text as given."""
    path = SHARED / "gold" / "answers.jsonl"
    if not path.exists():
        pytest.skip("../shared/gold is not here")
    for line in path.read_bytes().splitlines():
        given_strings = json.loads(line)
        sections = quoted(read(make_raw(line, RECORD_MEDIA_TYPE)))
        assert sections == {Side.QUESTION: given_strings["question"], Side.ANSWER: given_strings["answer"]}


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("fields = ", "record.toml"),
        ("[fields]\ndoc_id = []", "doc_id"),
        ("[languages]\nnl = ['nl']", "doc_id"),
    ],
)
def test_wrong_rules_are_refused(tmp_path: Path, rules: str, words: str) -> None:
    """A rules file that is no TOML or leaves a field without a name is refused by name."""
    path = tmp_path / "record.toml"
    path.write_text(rules, encoding="utf-8")
    with pytest.raises(RulesError, match=words):
        load_record_fields(path)


def test_rules_with_unknown_field_or_no_language_are_refused(tmp_path: Path) -> None:
    """A field that no record has, or no language at all, is an error of the rules."""
    from ingest.record_fields import FIELDS

    path = tmp_path / "record.toml"
    names = "[fields]\n" + "".join(f"{name} = ['{name}']\n" for name in FIELDS)
    path.write_text(names, encoding="utf-8")
    with pytest.raises(RulesError, match="languages"):
        load_record_fields(path)
    path.write_text(names + "kleur = ['kleur']\n", encoding="utf-8")
    with pytest.raises(RulesError, match="kleur"):
        load_record_fields(path)
    with pytest.raises(RulesError, match=r"weg\.toml"):
        load_record_fields(tmp_path / "weg.toml")
