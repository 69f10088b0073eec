"""Small decisions of the pages: how a time is written, when an actor is named, what a figure says."""

from datetime import date
from decimal import Decimal

import pytest

from corpus.facts import (
    CommitmentKind,
    Figure,
    FigureKind,
    Qualifier,
    Reading,
    Reference,
    ReferenceKind,
    Strength,
    TimeRange,
)
from corpus.model import CommitmentId, DocumentId, Side, Span
from corpus.register import Commitment
from web.document.marks import figure_words
from web.document.pointing import _address
from web.i18n import Speaker
from web.render import time_range, with_query
from web.views import _actor

READ = Reading(rule="r", version="1", certainty=1.0)
NL = Speaker(language="nl")
DAY, LATER = date(2024, 3, 1), date(2024, 6, 21)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, "–"),
        (TimeRange(), "–"),
        (TimeRange(earliest=DAY, expected=LATER, latest=LATER), "1 mrt 2024 – 21 jun 2024"),
        (TimeRange(earliest=DAY, expected=DAY, latest=DAY), "1 mrt 2024"),
        (TimeRange(expected=DAY, latest=LATER), "uiterlijk 1 mrt 2024"),
        (TimeRange(latest=LATER), "uiterlijk 21 jun 2024"),
        (TimeRange(earliest=DAY), "vanaf 1 mrt 2024"),
    ],
)
def test_a_time_is_an_interval_in_words(due: TimeRange | None, words: str) -> None:
    """Both ends, one end, one day or none: each is written as a reader would say it."""
    assert time_range(NL, due) == words


@pytest.mark.parametrize(
    ("actor", "office", "named"),
    [
        ("minister", "Vlaams minister van Werk", None),
        ("MINISTER", "Vlaams minister van Werk", None),
        ("VDAB", "Vlaams minister van Werk", "VDAB"),
        ("minister", None, "minister"),
        (None, "Vlaams minister van Werk", None),
    ],
)
def test_an_actor_is_named_where_it_says_more_than_the_office(
    actor: str | None, office: str | None, named: str | None
) -> None:
    """A word of the office's own title is not repeated beside it."""
    held = Commitment(
        id=CommitmentId("c-1"), document=DocumentId("d"), version=1, span=Span(start=0, end=1), quote="x", item="",
        kind=CommitmentKind.PROMISE, strength=Strength.FIRM, actor=actor, office=office, reading=READ,
    )  # fmt: skip
    assert _actor(held) == named


def figure(**given: object) -> Figure:
    """Return a figure with something changed."""
    plain: dict[str, object] = {
        "span": Span(start=0, end=1), "side": Side.ANSWER, "item": "1", "value": Decimal(4000000), "unit": "EUR",
        "kind": FigureKind.MONEY, "reading": READ,
    }  # fmt: skip
    return Figure(**{**plain, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (figure(), "4.000.000 EUR"),
        (figure(qualifier=Qualifier.ABOUT, subject="subsidies"), "ongeveer 4.000.000 EUR; subsidies"),
        (figure(low=Decimal(3), high=Decimal("4.5"), unit="ton"), "3 – 4,5 ton"),
        (figure(unit="dossiers", subject="dossiers", planned=True), "4.000.000 dossiers; gepland"),
        (figure(period=TimeRange(earliest=DAY, latest=DAY), planned=False), "4.000.000 EUR; 1 mrt 2024; gerealiseerd"),
    ],
)
def test_a_figure_says_how_it_was_read(one: Figure, words: str) -> None:
    """Value in base units, hedge, subject, period, and whether it is planned or realised."""
    assert figure_words(NL, one) == words


@pytest.mark.parametrize(
    ("kind", "target", "href"),
    [
        (ReferenceKind.LINK, "https://www.vdab.be/", "https://www.vdab.be/"),
        (ReferenceKind.LINK, "javascript:alert(1)", None),
        (ReferenceKind.LINK, "mailto:a@b.be", None),
        (ReferenceKind.LINK, None, None),
        (ReferenceKind.LAW, "https://codex.example/", None),
    ],
)
def test_only_web_addresses_become_links(kind: ReferenceKind, target: str | None, href: str | None) -> None:
    """A document cannot put anything but an address of the web behind a link of this site."""
    reference = Reference(span=Span(start=0, end=1), side=Side.ANSWER, item="", kind=kind, target=target, reading=READ)
    assert _address(reference) == href


def test_an_address_drops_what_is_empty() -> None:
    """Parameters that ask nothing do not stand in an address."""
    assert with_query("/search", {"q": "a b", "session": None}, minister="", overdue=False) == "/search?q=a+b"
    assert with_query("/search", {"q": "x"}, q=None) == "/search"
