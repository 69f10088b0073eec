"""The change feed."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from corpus.settings import Settings
from corpus.store import Change, Outcome, Store
from tests.corpus.building import Clock, plain


def test_an_empty_feed(store: Store) -> None:
    """A new store has nothing to follow."""
    assert (store.feed.head(), store.feed.changed_since(0)) == (0, ())


def test_a_follower_sees_each_change_in_order(store: Store) -> None:
    """What changed comes in order, from the cursor on, at most so much at once."""
    ids = [plain(f"Tekst {n}.", f"file:/{n}", number=n).put(store).document_id for n in range(3)]
    assert store.feed.changed_since(0) == tuple(Change(seq=n, document_id=name) for n, name in enumerate(ids, 1))
    assert store.feed.changed_since(1, limit=1) == (Change(seq=2, document_id=ids[1]),)
    assert store.feed.changed_since(store.feed.head()) == ()


def test_a_changed_document_moves_to_the_end(store: Store) -> None:
    """A document stands in the feed once, at its last change; a follower that had seen it sees it again."""
    first = plain("Tekst.", "file:/a", number=1).put(store)
    second = plain("Andere tekst.", "file:/b", number=2).put(store)
    cursor = store.feed.head()
    plain("Tekst, verbeterd.", "file:/a", number=1).put(store)
    assert [change.document_id for change in store.feed.changed_since(0)] == [second.document_id, first.document_id]
    assert [change.document_id for change in store.feed.changed_since(cursor)] == [first.document_id]


@hypothesis_settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=15)
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12), batch=st.integers(1, 4))
def test_a_follower_ends_with_what_the_store_holds(store: Store, steps: list[tuple[int, int]], batch: int) -> None:
    """Whatever is stored in whatever order, a follower that reads in batches ends with every current text."""
    copy: dict[str, str] = {}
    cursor = 0
    for uri, content in steps:
        result = plain(f"Tekst {uri} {content}", f"file:/{uri}", number=uri).put(store)
        assert result.outcome in set(Outcome)
        while changes := store.feed.changed_since(cursor, batch):
            cursor = changes[-1].seq
            copy |= {change.document_id: store.documents.get(change.document_id).text.text for change in changes}
    held = {row.id: store.documents.get(row.id).text.text for row in store.documents.list()}
    while changes := store.feed.changed_since(cursor, batch):
        cursor = changes[-1].seq
        copy |= {change.document_id: store.documents.get(change.document_id).text.text for change in changes}
    assert copy == held


def test_the_head_is_read_once_until_a_change(
    settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While nobody writes, the head and the mark cost no query; what another opening writes is seen at once."""
    if settings.database:
        pytest.skip("only SQLite tells of changes at once")
    with Store.open(settings, clock=clock) as store, Store.open(settings, clock=clock) as other:
        plain("Een.", "file:/een", number=1).put(other)
        head, mark = store.feed.head(), store.feed.mark()
        with monkeypatch.context() as patched:
            patched.setattr("corpus.store.database.Database.reading", None)
            assert (store.feed.head(), store.feed.mark(), store.feed.tells_at_once) == (head, mark, True)
        plain("Twee.", "file:/twee", number=2).put(other)
        assert store.feed.head() == head + 1
        plain("Drie.", "file:/drie", number=3).put(store)
        assert (store.feed.head(), store.feed.mark() == mark) == (head + 2, False)
