"""The word error rate of known texts set by four producers, in one and two columns, hyphenated and not."""

import pytest

from corpus.model import DocumentText
from ingest.readers import read
from tests.ingest.conftest import make_raw
from tests.ingest.pdf_producers.measure import (
    PRODUCERS,
    golden_names,
    load_golden,
    measure,
    missing,
    word_errors,
)
from tests.ingest.pdf_producers.setting import SETTINGS, Setting
from tests.ingest.pdf_producers.texts import Known, KnownText, known_texts

BAR = 0.01
TEXTS = known_texts()


def checked(content: bytes, known: Known, head: str) -> DocumentText:
    """Read a PDF and check its words, links and furniture."""
    text = read(make_raw(content, "application/pdf", "tekst.pdf"))
    found = measure(known, text)
    assert found.rate <= BAR, found.examples
    assert [(link.anchor, link.target) for link in text.links] == list(known.links)
    assert all(link.span and " ".join(link.span.quote(text.text).split()) == link.anchor for link in text.links)
    assert any(head in line for line in text.furniture)
    return text


@pytest.mark.slow
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
@pytest.mark.parametrize("producer", PRODUCERS)
def test_word_error_rate(producer: str, text: KnownText, setting: Setting) -> None:
    """At most one word in a hundred is wrong, links are found with their words, and running heads are taken out."""
    if reason := missing(producer):
        pytest.skip(f"{producer.upper()} IS NOT MEASURED ANEW: {reason}")
    checked(PRODUCERS[producer](text, setting), text.known(), text.head)


@pytest.mark.parametrize("name", golden_names())
def test_word_error_rate_of_kept_pdfs(name: str) -> None:
    """The kept PDFs of the producers that are not everywhere are read as well."""
    golden = load_golden(name)
    text = checked(golden.content, golden.known, "Vlaams Parlement")
    assert text.furniture[-1].strip("-") == "1"


def test_kept_pdfs_cover_both_producers_and_are_small() -> None:
    """WeasyPrint and LibreOffice are both kept, in one column and in two, each file under 100 kB."""
    names = golden_names()
    for producer in ("WeasyPrint", "LibreOffice"):
        for setting in ("justified", "columns"):
            assert any(name.startswith(producer) and name.endswith(setting) for name in names)
    assert all(len(load_golden(name).content) < 100_000 for name in names)


@pytest.mark.parametrize(
    ("known", "read_words", "errors"),
    [
        ("a b c", "a b c", 0),
        ("a b c", "a x c", 1),
        ("a b c", "a c", 1),
        ("a b", "a x b y", 2),
        ("a b c d", "b a d c", 3),
        ("", "a b", 2),
        ("a b", "", 2),
    ],
)
def test_word_errors(known: str, read_words: str, errors: int) -> None:
    """Changed, lost and added words count one each."""
    assert word_errors(known.split(), read_words.split())[0] == errors
