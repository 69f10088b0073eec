"""The word table is learned from sentences in two languages."""

import gzip
from pathlib import Path

import pytest

from corpus.errors import RulesError
from search.embed.lexicon import french_stem, french_stop_words, french_units, load_lexicon, save_lexicon
from search.training.alignment import Bitext, learn_table, paired, sentences

PAIRS = [
    ("de wachtlijst groeit", "la liste d'attente grandit"),
    ("de lijst groeit", "la liste grandit"),
    ("de wachtlijst blijft", "la liste d'attente reste"),
    ("de school groeit", "l'école grandit"),
    ("de school blijft", "l'école reste"),
    ("de wachtlijst school", "la liste d'attente école"),
    ("de lijst blijft", "la liste reste"),
    ("wachtlijst trein", "liste d'attente train"),
    ("trein blijft", "le train reste"),
    ("trein groeit", "le train grandit"),
]


def table() -> dict[str, dict[str, float]]:
    """Return the table of the sentences above, Dutch words as they are."""
    bitext = Bitext(
        units=[french_units(french) for _, french in PAIRS],
        terms=[[word for word in dutch.split() if word != "de"] for dutch, _ in PAIRS],
    )
    return {unit: dict(terms) for unit, terms in learn_table(bitext)}


@pytest.mark.parametrize(
    ("unit", "term"),
    [("train", "trein"), ("ecol", "school"), ("grand", "groeit"), ("list attent", "wachtlijst")],
)
def test_translations(unit: str, term: str) -> None:
    """The most probable translation of a word, or of two words in a row, is the right one."""
    learned = table()[unit]
    assert max(learned, key=lambda key: learned[key]) == term


def test_probabilities() -> None:
    """Probabilities lie between 0 and 1, and those of a unit sum to 1 at most."""
    for terms in table().values():
        assert 0 < sum(terms.values()) <= 1.0 + 1e-9


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("les listes d'attente", ["list", "attent", "list attent"]),
        ("École", ["ecol"]),
        ("ecoles", ["ecol"]),
        ("de la", []),
        ("", []),
    ],
)
def test_french_units(text: str, units: list[str]) -> None:
    """A French text is looked up by stems and pairs of stems, with accents or without."""
    assert french_units(text) == units


def test_stop_words_and_stems() -> None:
    """French function words are folded, and a stem is its own stem."""
    assert all(word == word.lower() and word.isascii() for word in french_stop_words())
    assert all(french_stem(french_stem(word)) == french_stem(word) for word in ("vaccinee", "nationales", "ecoles"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Een zin. Nog een zin.", 2),
        ("Geplakt.Zonder spatie: Ja", 3),
        ("1,5 km of 3.000 euro", 1),
        ("a\n\nb", 2),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    """Sentences are found where the blank between them was lost, numbers are left whole."""
    assert len(sentences(text)) == count


def test_paired_sentences() -> None:
    """Two sentences that the translator joined stay together, and the others find their own."""
    dutch = "In Gent rijden 40 trams per uur. Zij zijn oud. Zij maken lawaai. Wanneer komen er nieuwe trams in Gent?"
    french = "A Gent 40 trams roulent par heure. Ils sont vieux et font du bruit. A quand des trams nouveaux à Gent?"
    found = list(paired(dutch, french))
    assert found[0] == ("In Gent rijden 40 trams per uur.", "A Gent 40 trams roulent par heure.")
    assert found[1] == ("Zij zijn oud. Zij maken lawaai.", "Ils sont vieux et font du bruit.")
    assert len(found) == 3


@pytest.mark.parametrize(("left", "right"), [("", ""), ("Een zin.", ""), ("", "Une phrase.")])
def test_nothing_to_pair(left: str, right: str) -> None:
    """A text without a translation gives no pairs."""
    assert list(paired(left, right)) == []


def test_table_is_saved_whole(tmp_path: Path) -> None:
    """A written table reads back with its probabilities to the per cent, and its bytes do not depend on the order."""
    path = tmp_path / "table.gz"
    entries = [("train", [("trein", 0.874)]), ("list attent", [("wachtlijst", 0.9), ("wacht", 0.1)])]
    assert save_lexicon(path, entries) == 2
    assert load_lexicon(path) == {"train": (("trein", 0.87),), "list attent": (("wachtlijst", 0.9), ("wacht", 0.1))}
    other = tmp_path / "other.gz"
    save_lexicon(other, reversed(entries))
    assert path.read_bytes() == other.read_bytes()


def test_shipped_table() -> None:
    """The shipped table knows common words of parliamentary questions."""
    shipped = load_lexicon()
    assert len(shipped) > 10_000
    assert shipped["train"][0][0] == "trein"
    assert "wachtlijst" in dict(shipped["list attent"])


@pytest.mark.parametrize("content", [b"rubbish", gzip.compress(b"train\ttrein veel")])
def test_broken_table(content: bytes, tmp_path: Path) -> None:
    """A damaged table is a clear error."""
    path = tmp_path / "broken.gz"
    path.write_bytes(content)
    with pytest.raises(RulesError, match=r"broken.gz: cannot be read"):
        load_lexicon(path)
