"""Reading the forms in which services give days, texts and records."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import RulesError, SourceChanged
from ingest.layout.rule_table import RuleTable, rules
from ingest.sources.web.client import Answer
from ingest.sources.web.fetcher import parsed
from ingest.sources.web.reading import RecordReading, day_of, markup_of, page_of, stamp_of, stated_kind, stripped

RULES = RuleTable(
    name="source_test",
    table={"detail": {"title": ["Subject", "Title"], "number": "No", "actors": "People", "name": "Name", "on": "Day"}},
)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2024-03-05", date(2024, 3, 5)),
        ("2024-03-05T14:00:00+0100", date(2024, 3, 5)),
        ("05/03/2024", date(2024, 3, 5)),
        ("05-03-2024", date(2024, 3, 5)),
        ("05032024", date(2024, 3, 5)),
        ("20240305", date(2024, 3, 5)),
        ("20101019", date(2010, 10, 19)),
        ("2024-13-05", None),
        ("99999999", None),
        ("0001-01-01T00:00:00Z", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_days(given: object, day: date | None) -> None:
    """A day is read in each form that services use; what is none is none."""
    assert day_of(given) == day


@pytest.mark.parametrize(
    ("given", "markup"),
    [
        ("<p>As it is &amp; stands</p>", "<p>As it is &amp; stands</p>"),
        ("1. Fewer than < 5 & more\n2. Lines", "1. Fewer than &lt; 5 &amp; more<br/>2. Lines"),
        ({"br": ["1. One", "2. Two"]}, "1. One<br/>2. Two"),
        ({"br": "Only one", "i": None}, "Only one"),
        (["One", ""], "One"),
        (None, ""),
    ],
)
def test_texts_become_markup(given: object, markup: str) -> None:
    """Markup stays, lines stay lines, and signs that look like tags are none."""
    assert markup_of(given) == markup


def test_markup_without_words_is_empty() -> None:
    """Tags alone say nothing."""
    assert stripped("<p><br/></p>") == ""
    assert page_of("<p>x</p>", "fr") == b'<!doctype html><html lang="fr"><body><p>x</p></body></html>'


def test_a_record_is_read_by_the_names_of_its_rules() -> None:
    """The first name that the record has counts; what is missing or of another form is missing."""
    record = {"Subject": "", "Title": " Two\n words ", "No": 7, "People": [{"Name": "An"}, {"Name": "Bo"}], "Day": []}
    reading = RecordReading(rules=RULES, record=record)
    assert (reading.text("title"), reading.number("number"), reading.day("on")) == ("Two words", 7, None)
    assert [one.text("name") for one in reading.parts("actors")] == ["An", "Bo"]
    assert reading.part("on").text("name") is None
    assert reading.stated(("title", "number", "on", "actors")) == {"Title": "Two words", "No": "7"}
    assert RecordReading(rules=RULES, record={"No": "12a"}).number("number") is None
    with pytest.raises(RulesError, match=r"detail\.colour"):
        reading.of("colour")


def test_a_stamp_tells_whether_something_changed() -> None:
    """Equal values have equal stamps, in whatever order they came."""
    assert stamp_of({"a": 1, "b": date(2024, 1, 1)}) == stamp_of({"b": date(2024, 1, 1), "a": 1})
    assert stamp_of({"a": 1}) != stamp_of({"a": 2})


def test_kinds_of_answers_in_the_words_of_a_source() -> None:
    """A known word tells the kind, an unknown one nothing."""
    flemish = rules("source_vlaams_parlement")
    assert stated_kind(flemish, "Voorlopig antwoord") == "provisional"
    assert stated_kind(flemish, "Gewoon antwoord") is None


def answer(body: str) -> Answer:
    """Return what a service answered."""
    return Answer(address="https://parliament.example/one", content=body.encode())


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("<d><T>\n <br/>One &lt; two<br/>Three</T></d>", {"T": "<br/>One &lt; two<br/>Three"}),
        ("<d><T>Words <b>strong</b></T><T>More</T></d>", {"T": ["Words <b>strong</b>", "More"]}),
        ('<d><link rel="self" href="x"/><E/></d>', {"link": {"rel": "self", "href": "x"}, "E": ""}),
        ("<d><T><a>1</a>\n<b>2</b></T></d>", {"T": {"a": "1", "b": "2"}}),
    ],
    ids=["lines", "words and markup", "attributes", "a record"],
)
def test_markup_inside_xml_is_kept(body: str, value: object) -> None:
    """Words between tags stay markup, an empty element gives its attributes, and a record stays a record."""
    assert parsed(answer(body)) == value


def test_what_no_text_may_hold_is_taken_out() -> None:
    """NUL and halves of character pairs, which JSON can say and no store can keep, do not come in; whole pairs do."""
    given = r'{"a\u0000": ["\ud83d\ude00", "x\ud800y", "\u0000z", 1, null]}'
    value = parsed(answer(given))
    assert value == {"a": ["\N{GRINNING FACE}", "x\N{REPLACEMENT CHARACTER}y", "z", 1, None]}


@pytest.mark.parametrize("body", ["<!DOCTYPE html><html><br></html>", "<!doctype html>x", "<html><body/></html>"])
def test_a_page_for_people_is_no_record(body: str) -> None:
    """A page is known as one, well formed or not."""
    with pytest.raises(SourceChanged, match="page for people"):
        parsed(answer(body))


@given(
    st.one_of(
        st.text(max_size=30), st.integers(), st.none(), st.from_regex(r"\d{8}|\d\d[/-]\d\d[/-]\d{4}", fullmatch=True)
    )
)
def test_any_value_is_a_day_or_none(value: object) -> None:
    """No value of a record breaks the reading of days, and a day is of a year that a parliament can have."""
    day = day_of(value)
    assert day is None or 1800 <= day.year <= 2100


@given(st.recursive(st.none() | st.text(max_size=40), lambda inner: st.lists(inner, max_size=3), max_leaves=6))
def test_any_value_becomes_a_page(value: object) -> None:
    """Whatever a text field holds becomes a page that reads as text or says nothing."""
    markup = markup_of(value)
    assert isinstance(stripped(markup), str)
    assert page_of(markup.encode("utf-8", "replace").decode(), "nl").startswith(b"<!doctype html>")
