"""Commitments of other registers: held as they stand, replaced when they change, forgotten when taken out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from corpus.store import Store
from corpus.store.outside import OutsidePromise

ONE = OutsidePromise(
    source="kamer",
    key="1",
    parliament="Kamer",
    number="TZ-1",
    text="Wij sturen het plan.",
    said=date(2024, 5, 1),
    settled=date(2024, 9, 1),
    status="Voldaan",
    verdict="fulfilled",
    person="An Peeters",
    office="minister van Water",
    ministry="Water",
    letter="D1, D2",
    activity="A1",
    changed=datetime(2024, 5, 2, 12, tzinfo=UTC),
)


def test_an_entry_comes_back_as_it_was_put(open_store: Callable[[], Store]) -> None:
    """Every field is kept, with its day and moment."""
    store = open_store()
    assert store.outside.put([ONE]) == 1
    assert store.outside.list() == (ONE,)
    assert store.outside.last_changed("kamer") == ONE.changed


def test_an_entry_is_replaced_and_forgotten(open_store: Callable[[], Store]) -> None:
    """The last of several forms of one entry stands; what was taken out is gone; the others stay."""
    store = open_store()
    bare = OutsidePromise(source="kamer", key="2", parliament="Kamer", text="Later.")
    store.outside.put([ONE, bare, replace(ONE, status="Openstaand"), *(replace(bare, key=f"k{n}") for n in range(600))])
    assert len(store.outside.list("Kamer")) == 602
    assert store.outside.list("Kamer")[-1].status == "Openstaand"
    store.outside.put([replace(bare, text="Nooit.")], [("kamer", "1"), ("kamer", "none")])
    texts = {one.key: one.text for one in store.outside.list()}
    assert "1" not in texts
    assert texts["2"] == "Nooit."
    assert store.outside.list("Landdag") == ()
    assert store.outside.last_changed("kamer") is None
    assert store.outside.parliaments() == ("Kamer",)
