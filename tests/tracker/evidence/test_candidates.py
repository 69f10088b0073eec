"""Which commitments are looked at for a passage."""

from tracker.evidence.candidates import Index
from tracker.evidence.judge import Judge

TEXTS = (
    "De loopbrug over de Zwalm wordt gebouwd.",
    "De kademuur in Wintam wordt hersteld.",
    "Het onderzoek wordt afgerond in 2024.",
)


def test_the_commitment_with_most_in_common_comes_first(judge: Judge) -> None:
    """Shared rare words find a commitment; no shared words find none."""
    index = Index(TEXTS, judge.words)
    found = index.candidates(judge.words.terms("In Wintam is de kademuur hersteld."), frozenset(), 5)
    assert [one.place for one in found] == [1]
    assert index.candidates(judge.words.terms("Er zijn 2024 konijnen."), frozenset(), 5) == ()


def test_what_surrounds_a_passage_counts_half_and_finds_nothing_alone(judge: Judge) -> None:
    """A title helps a passage that says something itself, and is no passage."""
    index, terms = Index(TEXTS, judge.words), judge.words.terms
    alone = index.candidates(terms("De loopbrug is klaar."), frozenset(), 5)
    helped = index.candidates(terms("De loopbrug is klaar."), terms("Zwalm"), 5)
    assert helped[0].covered > alone[0].covered
    assert index.candidates(frozenset(), terms("Loopbrug over de Zwalm"), 5) == ()


def test_sums_start_anew_for_each_passage(judge: Judge) -> None:
    """Asking twice gives the same answer, and at most as many as wanted."""
    index, terms = Index(TEXTS * 3, judge.words), judge.words.terms("De loopbrug over de Zwalm.")
    first = index.candidates(terms, frozenset(), 2)
    assert len(first) == 2
    assert index.candidates(terms, frozenset(), 2) == first


def test_an_empty_register_has_no_candidates(judge: Judge) -> None:
    """Without open commitments nothing is found."""
    assert Index((), judge.words).candidates(judge.words.terms("De loopbrug."), frozenset(), 3) == ()
