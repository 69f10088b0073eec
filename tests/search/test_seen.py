"""Finding the words of a text that a query asks for, without reading every word anew."""

from collections.abc import Set as AbstractSet

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import printed_set, printed_words, words_among
from search.seen import SeenWords

TEXTS = st.text(alphabet=st.sampled_from("abAé1.,_ -\u0301²"), max_size=40)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.data())
def test_wanted_words_are_found_where_they_stand(text: str, data: st.DataObject) -> None:
    """Looking for some words of a text finds the same places as reading all its words."""
    wanted = data.draw(st.sets(st.sampled_from(sorted(printed_set(text))))) if printed_set(text) else set()
    expected = [(start, end) for printed, start, end in printed_words(text) if printed in wanted]
    assert [(word.start, word.end) for word in words_among(text, wanted)] == expected


def test_seen_words_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are wanted by their stem or by a part that is a whole word of the query, also after forgetting all."""
    asked: list[str] = []

    def terms(words: AbstractSet[str]) -> dict[str, tuple[str, ...]]:
        asked.extend(words)
        return {word: tuple(word.split("+")) if word != "de" else () for word in words}

    seen = SeenWords(terms)
    words = {"trein", "trein+kaart", "kaart", "de"}
    assert seen.wanted(words, ["trein"], []) == {"trein", "trein+kaart"}
    assert seen.wanted(words, [], ["kaart"]) == {"kaart"}
    assert seen.wanted(words, ["kaart"], []) == {"kaart", "trein+kaart"}
    assert len(asked) == 4
    monkeypatch.setattr("search.seen._MOST_WORDS", 4)
    assert seen.wanted({"tram", "trein"}, ["trein"], []) == {"trein"}
    assert seen.wanted(words, ["trein"], []) == {"trein", "trein+kaart"}
