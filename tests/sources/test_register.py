"""The register of commitments that a parliament keeps itself, followed beside its questions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import cast

import pytest

from corpus.errors import SourceChanged
from corpus.store.outside import OutsidePromise
from ingest.layout.rule_table import rules
from ingest.sources.parliaments.tweede_kamer_register import moment_of, register_page
from ingest.sources.web.following import follow
from ingest.sources.web.register import follow_register, with_register
from ingest.sources.web.registry import open_connector
from ingest.sources.web.report import SyncReport, SyncRequest
from tests.sources.conftest import Following, FollowSource
from tests.sources.local_server import no_fault
from tests.sources.tweede_kamer_server import Promise, TweedeKamerServer

Kamer = Callable[[int], Following[TweedeKamerServer]]
RULES = rules("source_tweede_kamer")


@pytest.fixture
def kamer(follow_source: FollowSource) -> Kamer:
    """Return what starts a service with so many commitments, and a store that follows it."""

    def start(count: int) -> Following[TweedeKamerServer]:
        here = cast("Following[TweedeKamerServer]", follow_source("tweede-kamer", 0))
        here.server.promises = [
            Promise(key=key, text=f"De minister zegt stuk {key} toe.", said=date(2024, 5, 1 + key % 28))
            for key in range(count)
        ]
        return here

    return start


def followed(here: Following[TweedeKamerServer], asked: SyncRequest | None = None) -> SyncReport:
    """Follow the register once."""
    connector = open_connector(here.name, here.options())
    report = SyncReport(source=here.name)
    with here.client() as client:
        return with_register(report, asked or SyncRequest(), connector, here.store, client)


def test_a_register_is_read_to_its_end(kamer: Kamer) -> None:
    """Every entry of every page is held as the register says it; a second look brings nothing."""
    here = kamer(45)
    here.server.promises[3].status, here.server.promises[3].settled = "Voldaan", date(2024, 6, 1)
    assert followed(here).register == 45
    found = here.store.outside.list("Tweede Kamer")
    assert len(found) == 45
    kept = next(one for one in found if one.number == "TZ202405-003")
    assert (kept.status, kept.verdict, kept.settled) == ("Voldaan", "fulfilled", date(2024, 6, 1))
    other = next(one for one in found if one.number == "TZ202405-004")
    assert (other.verdict, other.settled, other.said) == ("open", None, date(2024, 5, 5))
    assert (other.office, other.person, other.activity) == (
        "minister van Infrastructuur en Waterstaat",
        "",
        "2024A01234",
    )
    assert followed(here).register == 0


def test_only_what_changed_is_asked_for(kamer: Kamer) -> None:
    """A changed entry takes the place of the old one, one that was taken out is forgotten."""
    here = kamer(3)
    followed(here)
    one, two, _ = here.server.promises
    one.status, one.changed = "Niet nagekomen", "2026-03-01T00:00:00Z"
    two.removed, two.changed = True, "2026-03-02T00:00:00Z"
    assert followed(here).register == 1
    assert "2026-01-01T00:00:00Z" in here.server.calls[-1]
    assert sorted(one.verdict for one in here.store.outside.list()) == ["missed", "open"]


def test_a_run_that_breaks_off_goes_on_where_it_ended(kamer: Kamer) -> None:
    """What was read before a failure is held, the report says what failed, and the next run brings the rest."""
    here = kamer(45)
    for key, one in enumerate(here.server.promises):
        one.changed = f"2026-01-{1 + key // 2:02d}T00:00:00Z"
    here.server.fault = lambda _path, number: "500" if number > 1 else None
    report = followed(here)
    assert not report.complete
    assert report.message.startswith("the register of commitments: http")
    assert len(here.store.outside.list()) == 20
    here.server.fault = no_fault
    assert followed(here).register == 25


@pytest.mark.parametrize("asked", [{"dry_run": True}, {"limit": 3}, {"session": "2023-2024"}])
def test_a_run_over_some_questions_leaves_the_register_alone(kamer: Kamer, asked: dict[str, object]) -> None:
    """Who asks for a part asks for no register."""
    here = kamer(3)
    followed(here, SyncRequest(**asked))  # type: ignore[arg-type]
    assert here.server.calls == []


def test_following_a_source_brings_its_register(kamer: Kamer) -> None:
    """Questions and register come in one run, as the command and the running service make it."""
    here = kamer(3)
    addresses = "\n".join(f'{name} = "{place}"' for name, place in here.server.addresses().items())
    (here.settings.data / "sources.toml").write_text(
        f"[tweede-kamer]\npause = 0\n[tweede-kamer.addresses]\n{addresses}"
    )
    report = follow(here.store, here.settings, here.clock, "tweede-kamer")
    assert (report.complete, report.listed, report.register) == (True, 0, 3)
    here.server.relaunched = True
    here.later(days=1)
    report = follow(here.store, here.settings, here.clock, "tweede-kamer")
    assert not report.complete
    assert "; the register of commitments: " in report.message


def test_a_source_without_a_register(follow_source: FollowSource) -> None:
    """Nothing is asked where there is nothing to ask for."""
    here = follow_source("uk-parliament", 0)
    with here.client() as client:
        assert follow_register(open_connector(here.name, here.options()), here.store, client) == 0
    assert here.server.calls == []


def test_an_entry_of_another_form_is_not_believed() -> None:
    """An entry without id or words means that the register has changed."""
    with pytest.raises(SourceChanged, match="no id or no words"):
        register_page("tweede-kamer", RULES, ({"Id": "x"},))


def test_letters_are_read_as_words_and_as_records() -> None:
    """The letters by which a promise was kept stand as a word, as records, or not at all; a strange status is kept."""
    letters = [{"Nummer": "2026D1"}, "2026D2"]
    (entry,) = register_page(
        "tweede-kamer", RULES, ({"Id": "x", "Tekst": "Wij doen het.", "Status": "?", "KamerbriefNakoming": letters},)
    ).promises
    assert (entry.letter, entry.status, entry.verdict, entry.changed) == ("2026D1, 2026D2", "?", "", None)


def test_moments() -> None:
    """A moment is in UTC, with a zone or without."""
    assert moment_of("2026-01-01T10:00:00+02:00") == datetime(2026, 1, 1, 8, tzinfo=UTC)
    assert moment_of("2026-01-01T10:00:00") == datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert moment_of("") is None


def test_registers_of_several_parliaments_stay_apart(kamer: Kamer) -> None:
    """Each is listed alone, in the order of days; the latest change is each source's own."""
    here = kamer(2)
    followed(here)
    (first, _) = here.store.outside.list()
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    other: OutsidePromise = replace(first, source="landdag", parliament="Landdag", said=None, changed=moment)
    assert here.store.outside.put([other, replace(other, key="2")]) == 2
    assert here.store.outside.parliaments() == ("Landdag", "Tweede Kamer")
    assert [one.source for one in here.store.outside.list()] == ["landdag"] * 2 + ["tweede-kamer"] * 2
    assert here.store.outside.last_changed("landdag") == moment
    assert here.store.outside.last_changed("nowhere") is None
