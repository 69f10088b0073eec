"""Errors in the visitor's words: by code, else by kind; never the English detail."""

import pytest

import corpus.errors as tree
from corpus.errors import EditConflict, NotFound, RappelError, SearchIndexError, StoreBusy, UnreadableDocument, WrongUse
from web.error_words import error_words, wrong_values
from web.i18n import LANGUAGES, Speaker

DUTCH = Speaker(language="nl")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NotFound("there is no document 'x'"), "Onder deze naam of dit nummer is hier niets te vinden"),
        (WrongUse("limit must lie between 1 and 500"), "Een waarde in dit verzoek kan niet gelezen worden"),
        (WrongUse("no", code="no_date"), "Dit is geen bestaande datum"),
        (WrongUse("no", code="without_words_of_its_own"), "Een waarde in dit verzoek"),
        (WrongUse("no", code="unknown_name_near", name="Jan", near="Janssens"), "noemt “Jan”. Bedoelt u: Janssens?"),
        (EditConflict("x"), "Iemand anders heeft dit intussen gewijzigd"),
        (StoreBusy("x"), "Er wordt op dit ogenblik in het geheugen geschreven"),
        (SearchIndexError("x"), "De zoekindex kan op dit ogenblik niet gebruikt worden"),
        (UnreadableDocument("x", reason="empty"), "Dit document kan niet gelezen worden"),
        (RappelError("x"), "Er ging iets mis aan onze kant"),
    ],
)
def test_an_error_is_said_by_its_code_or_its_kind(error: RappelError, words: str) -> None:
    """A code has its own sentence with its values filled in; other errors have that of their kind."""
    assert words in error_words(DUTCH, error)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_error_is_said_in_every_language(language: str) -> None:
    """No error of the tree shows its code or its English text."""
    kinds = [one for one in vars(tree).values() if isinstance(one, type) and issubclass(one, RappelError)]
    speaker = Speaker(language=language)
    said = []
    for kind in kinds:
        error = kind.__new__(kind)
        error.code, error.values = "", {}  # type: ignore[attr-defined]
        said.append(error_words(speaker, error))
    assert len(said) > 8
    assert [one for one in said if one.startswith("error: ")] == []


@pytest.mark.parametrize(
    ("kind", "given", "shown", "words"),
    [
        ("date_from_datetime_parsing", "gisteren", "gisteren", "geen bestaande datum"),
        ("int_parsing", "veel", "veel", "geen getal"),
        ("greater_than_equal", "-1", "-1", "te klein of te groot"),
        ("enum", "later", "later", "staat niet in de keuzelijst"),
        ("string_too_long", "x" * 99, "x" * 60 + "…", "te lang"),
        ("missing", {"a": 1}, "", "ontbreekt"),
        ("string_pattern_mismatch", "?", "?", "niet de verwachte vorm"),
    ],
)
def test_a_wrong_value_is_named_and_shown(kind: str, given: object, shown: str, words: str) -> None:
    """The name of the field, what was given, cut where it is long, and what is wrong with it."""
    (found,) = wrong_values(DUTCH, [{"loc": ("query", "due", "0"), "type": kind, "input": given}])
    assert (found.name, found.given) == ("due.0", shown)
    assert words in found.words
