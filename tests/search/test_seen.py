"""Finding the words of a text that a query asks for, without reading every word anew."""

from collections.abc import Set as AbstractSet

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import Pieces, words_of
from search.seen import SeenWords

TEXTS = st.text(alphabet=st.sampled_from("abAé12.,_ -\u0301²(\n\x1f:/"), max_size=40)


@settings(max_examples=500, deadline=None)
@given(TEXTS, st.data())
def test_wanted_words_are_found_where_they_stand(text: str, data: st.DataObject) -> None:
    """Looking for the words of some pieces of a text finds the same places as reading all its words."""
    printed = sorted({word.folded for word in words_of(text)})
    asked = data.draw(st.sets(st.sampled_from(printed))) if printed else set()
    pieces = Pieces(text)
    wanted = {one: [word for word in words_of(one) if word.folded in asked] for one in pieces.all}
    assert pieces.words(wanted) == [word for word in words_of(text) if word.folded in asked]


def test_seen_words_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are wanted by their stem or by a part that is a whole word of the query, also after forgetting all."""
    asked: list[str] = []

    def terms(pieces: AbstractSet[str]) -> dict[str, list[tuple[str, ...]]]:
        asked.extend(pieces)
        return {piece: [tuple(piece.split("+")) if piece != "de" else ()] for piece in pieces}

    seen = SeenWords(terms)
    words = {"trein", "trein+kaart", "kaart", "de"}
    assert seen.wanted(words, ["trein"], []) == {"trein", "trein+kaart"}
    assert seen.wanted(words, [], ["kaart"]) == {"kaart"}
    assert seen.wanted(words, ["kaart"], []) == {"kaart", "trein+kaart"}
    assert len(asked) == 4
    monkeypatch.setattr("search.seen._MOST_PIECES", 4)
    assert seen.wanted({"tram", "trein"}, ["trein"], []) == {"trein"}
    assert seen.wanted(words, ["trein"], []) == {"trein", "trein+kaart"}
