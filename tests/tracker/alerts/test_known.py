"""What is not held cannot be followed: a mistyped name would otherwise be followed in silence for ever."""

import pytest

from corpus.alerts import SubscriptionKind as Kind
from corpus.errors import WrongUse
from corpus.settings import Settings
from corpus.store import Store
from tests.tracker.alerts.building import OFFICE, Clock, put
from tracker.alerts.desk import Desk, Wish
from tracker.alerts.matching.known import check_known


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        (Kind.OFFICE, {"office": "paden"}, f"no office is called 'paden' .* did you mean {OFFICE}"),
        (Kind.DEADLINES, {"office": "vlaams minister van padden"}, f"did you mean {OFFICE}"),
        (Kind.REMINDERS, {"office": "zee"}, "no office is called 'zee' in the documents held$"),
        (Kind.PERSON, {"person": "Jan Maas"}, "no person is called 'jan-maas' .* did you mean Jan Maes"),
        (Kind.QUESTION, {"document": "sv-1"}, "sv-1"),
        (Kind.COMMITMENT, {"commitment": "c-1"}, "c-1"),
    ],
)
def test_what_is_not_held_is_refused(
    store: Store, clock: Clock, kind: Kind, target: dict[str, object], said: str
) -> None:
    """The refusal says what is not held, and proposes the names that come near."""
    put(store, clock)
    with pytest.raises(WrongUse, match=said):
        check_known(store, kind, target)


def test_what_is_held_can_be_followed(store: Store, clock: Clock) -> None:
    """Titles in any spelling, people on both sides, ids, everything without a name, and searches for what may come."""
    document = put(store, clock)
    put(store, clock, 2, office=None, minister="Bo Claes")
    commitment = store.register.list()[0].id
    targets: list[tuple[Kind, dict[str, object]]] = [
        (Kind.OFFICE, {"office": OFFICE.upper()}),
        (Kind.PERSON, {"person": "An Peeters"}),
        (Kind.PERSON, {"person": "jan-maes"}),
        (Kind.PERSON, {"person": "Bo Claes"}),
        (Kind.QUESTION, {"document": document}),
        (Kind.COMMITMENT, {"commitment": commitment}),
        (Kind.DEADLINES, {}),
        (Kind.SEARCH, {"q": "kasseien"}),
    ]
    for kind, target in targets:
        check_known(store, kind, target)


def test_nothing_is_kept_of_a_mistyped_wish(store: Store, settings: Settings, clock: Clock) -> None:
    """No subscriber is made and no mail goes out where the target is not held."""
    put(store, clock)
    with pytest.raises(WrongUse, match="did you mean"):
        Desk(store, settings, clock).subscribe(
            Wish(address="lotte@example.org", language="nl", kind=Kind.OFFICE, target={"office": "paden"})
        )
    assert store.subscribers.by_address("lotte@example.org") is None
    assert store.outbox.messages() == ()
