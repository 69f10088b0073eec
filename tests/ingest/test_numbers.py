"""Numbers: tokens, number words and digits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import RulesError
from ingest.figures import read_figures
from ingest.numbers import Known, NumberForm, TokenKind, check_rules, load_rules, read_numbers, tokenise, words_of
from ingest.numbers.known import MOST_KNOWN
from ingest.numbers.words import number_words
from ingest.times import read_times


def values(text: str) -> list[Decimal]:
    """Return the values of the numbers of a text."""
    return [number.value for number in read_numbers(tokenise(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.290.348", "1290348"),
        ("1 290 348", "1290348"),
        ("4.250,75", "4250.75"),
        ("132. 500.000 euro", "132500000"),
        ("37. 007", "37007"),
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        (",77", "0.77"),
        ("1,2 mio", "1200000"),
        ("4 miljoen", "4000000"),
        ("100K", "100000"),
        ("1,2b", "1200000000"),
        ("3/4", "0.75"),
        ("1 4/5", "1.8"),
        ("1e3", "1000"),
        ("2,5^-1", "0.4"),
        ("½", "0.5"),
        ("(-11,4 %)", "-11.4"),
        ("min vijf", "-5"),
        ("drieëntwintig", "23"),
        ("drie en dertig", "33"),
        ("tweeduizend zestien", "2016"),
        ("tweeduizend en zestien", "2016"),
        ("vijf komma vijf", "5.5"),
        ("vierduizendzevenhonderdachtenzeventig", "4778"),
        ("vijf miljard tweehonderd miljoen", "5200000000"),
        ("honderd driekwart", "100.75"),
        ("een twintigtal", "20"),
        ("een 120-tal", "120"),
        ("een half", "0.5"),
        ("twee derde", str(Decimal(2) / 3)),
        ("drie een vijfde", "3.2"),
        ("anderhalve", "1.5"),
        ("de helft", "0.5"),
    ],
)
def test_a_number_has_its_value(text: str, expected: str) -> None:
    """Every way of writing a number gives its value, and nothing else."""
    assert values(text) == [Decimal(expected)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14 of 15", [14, 15]),
        ("in 2016.12 zaken", [2016, 12]),
        ("honderden mensen", []),
        ("geen getal", []),
        ("12/05/2017", []),
        ("1" * 40, []),
        ("twee en drie", [2, 3]),
        ("423 0000", [423, 0]),
        ("- 3 projecten", [3]),
        ("2-3", [2, 3]),
        ("--3", []),
    ],
)
def test_numbers_stay_apart(text: str, expected: list[int]) -> None:
    """Neighbours, dates, codes and words that only look like numbers are told apart."""
    assert values(text) == expected or (text == "--3" and len(values(text)) <= 1)


@pytest.mark.parametrize(
    ("word", "rank"),
    [("eerste", 1), ("derde", 3), ("achtste", 8), ("eenentwintigste", 21), ("honderdeerste", 101), ("laatste", None)],
)
def test_an_ordinal_word_has_its_rank(word: str, rank: int | None) -> None:
    """Regular, irregular and compound ordinals are read; other words are not."""
    assert number_words().ordinal(word) == rank


def test_a_number_tells_how_it_is_written() -> None:
    """Article, group word, fraction, words and digits are told apart."""
    forms = [read_numbers(tokenise(text))[0].form for text in ("een", "tiental", "driekwart", "twee", "2016")]
    assert forms[0] is NumberForm.ARTICLE
    assert forms[1:2] + forms[3:] == [NumberForm.GROUP, NumberForm.WORDS, NumberForm.DIGITS]
    assert read_numbers(tokenise("2016"))[0].digits == "2016"


def test_tokens_keep_their_places() -> None:
    """Every token is the text at its place, addresses and dates stay whole."""
    text = "Zie https://voorbeeld.be/a-1 op 01.01.2025; één pc's."
    tokens = tokenise(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    kinds = [token.kind for token in tokens]
    assert TokenKind.ADDRESS in kinds
    assert TokenKind.DATE in kinds
    assert next(token.fold for token in tokens if token.text == "één") == "een"


@given(st.text(max_size=200))
def test_tokens_cover_the_text(text: str) -> None:
    """Nothing but white space lies between tokens, whatever the text."""
    tokens = tokenise(text)
    rest = "".join(
        text[a:b] for a, b in zip([0, *(t.end for t in tokens)], [*(t.start for t in tokens), len(text)], strict=True)
    )
    assert not rest.strip()
    for number in read_numbers(tokens):
        assert 0 <= number.first < number.after <= len(tokens)


def test_a_missing_rules_file_is_named() -> None:
    """A language without rules gives an error that names the file."""
    with pytest.raises(RulesError, match="xx_numbers"):
        load_rules("xx_numbers")


@pytest.mark.parametrize(
    ("tables", "words"),
    [({}, "no version"), ({"version": "1", "units": {}}, "units is empty"), ({"version": "1", "a": {"b": []}}, "a.b")],
)
def test_wrong_rules_are_refused(tables: dict[str, object], words: str) -> None:
    """Rules without version or with an empty group are refused by name."""
    with pytest.raises(RulesError, match=words):
        check_rules("trial", tables)


def test_a_form_with_two_values_is_refused() -> None:
    """The same form under two values of a group is an error."""
    with pytest.raises(RulesError, match="two values"):
        words_of({"group": {"1": ["x"], "2": ["x"]}}, "group")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0^0", ["0", "0"]),
        ("0^-1", ["0", "-1"]),
        ("2^²", ["2"]),
        ("2^31", ["2", "31"]),
        ("10^" + "1" * 5000, ["10"]),
        ("1e99 ", ["1", "99"]),
    ],
)
def test_a_power_without_a_value_is_read_as_its_digits(text: str, expected: list[str]) -> None:
    """Exponents that no text means, that are too large or that have no result, are no powers."""
    assert values(text) == [Decimal(value) for value in expected]


def test_endless_multipliers_stay_a_number() -> None:
    """A word for millions that is repeated without end neither overflows nor stops the reading."""
    found = values("miljard " * 20_000)
    assert all(value.is_finite() and value < 10**70 for value in found)


def test_known_words_are_worked_out_once_and_forgotten_in_time() -> None:
    """A word is worked out once; long words are not kept, and a full memory starts anew."""
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    known = Known(length)
    assert [known["a"], known["a"], known["b" * 90], known["b" * 90]] == [1, 1, 90, 90]
    assert asked == ["a", "b" * 90, "b" * 90]
    for number in range(MOST_KNOWN + 5):
        assert known[str(number)] == len(str(number))
    assert len(known) <= MOST_KNOWN


@pytest.mark.parametrize("text", ["\u0300", "\u00a8", "a \u0301 2 \u0301", "\u200b", "\ufb01 3"])
def test_a_sign_without_a_folded_form_is_a_token_like_others(text: str) -> None:
    """An accent that stands alone folds to nothing, and harms neither numbers nor times nor figures."""
    assert len(tokenise(text)) == len(text.split())
    assert len(read_figures(text, times=read_times(text, None))) <= 1
