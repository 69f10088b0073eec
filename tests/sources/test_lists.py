"""Members and legislatures of a source: fetched seldom, checked, and used for parties and parliamentary years."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from corpus.errors import RulesError, SourceChanged, WrongUse
from corpus.model import QuestionRecord
from corpus.store.source_lists import LEGISLATURES, MEMBERS
from ingest.layout.parliaments import parliament_of
from ingest.layout.rule_table import RuleTable, rules
from ingest.reread import Reread
from ingest.sources.console import print_sources, print_sync, source_rows
from ingest.sources.parliaments.flemish_lists import legislatures_of, members_of
from ingest.sources.web.following import follow as follow_by_name
from ingest.sources.web.following import follow_lists, with_lists
from ingest.sources.web.lists import ListsReport, calendar_notes
from ingest.sources.web.registry import open_connector
from ingest.sources.web.report import SyncReport, SyncRequest
from ingest.sources.web.sync import EVERYTHING
from tests.sources.conftest import NAME, Following, FollowSource
from tests.sources.flemish_people import PARTIES, SWITCHED, Member, Term
from tests.sources.flemish_server import FlemishServer

Follow = Callable[[int], Following[FlemishServer]]
RULES = rules("source_vlaams_parlement")


def followed(here: Following[FlemishServer], asked: SyncRequest = EVERYTHING, days: float = 1.0) -> ListsReport:
    """Bring the lists up to date once."""
    connector = open_connector(here.name, here.options())
    with here.client() as client:
        return follow_lists(connector, here.store, client, here.clock(), timedelta(days=days), asked=asked)


def until_known(here: Following[FlemishServer]) -> list[ListsReport]:
    """Bring the lists up to date until nothing of the past is asked for any more."""
    found = [followed(here)]
    while found[-1].days:
        found.append(followed(here))
    return found


@pytest.mark.parametrize("form", ["json", "xml", ""])
def test_the_lists_are_kept_as_stated(follow: Follow, form: str) -> None:
    """Whatever form they come in, members and legislatures are held with the source's own names."""
    here = follow(1)
    here.server.people.form = form
    report = followed(here)
    assert (report.members, report.legislatures, report.messages, report.notes) == (4, 3, (), ())
    sitting = here.store.source_lists.current(NAME, MEMBERS)
    terms = here.store.source_lists.current(NAME, LEGISLATURES)
    assert sitting is not None
    assert terms is not None
    assert sitting.parliament == "Vlaams Parlement"
    assert sitting.entries[1] == {"key": "4101", "name": "Karel De Smet", "party": PARTIES[2]}
    assert sitting.entries[3]["party"] == PARTIES[0]
    assert terms.entries[1] == {
        "key": "71", "name": "2019-2024", "first": "2019-06-18", "last": "2024-06-24", "election": "2019-05-26",
    }  # fmt: skip
    assert "last" not in terms.entries[2]


def test_the_past_is_learnt_by_turns_and_once(follow: Follow) -> None:
    """A run asks for few days; together they find the very day on which a member changed party; then nothing more."""
    here = follow(1)
    reports = until_known(here)
    assert [report.days for report in reports[:2]] == [40, reports[1].days]
    assert 0 < reports[1].days < 40
    record = QuestionRecord(parliament="Vlaams Parlement", asker="Karel De Smet")
    assert record.party is None
    calls = len(here.server.calls)
    assert followed(here).calls == 0
    assert len(here.server.calls) == calls
    known = {one.day for one in here.store.source_lists.list(MEMBERS, NAME)}
    assert {SWITCHED, SWITCHED - timedelta(days=1)} <= known
    assert {date(2014, 6, 17), date(2019, 6, 18), date(2024, 6, 25)} <= known


def test_an_unchanged_list_costs_a_mark(follow: Follow) -> None:
    """A list is asked for again after its time, with the mark of what is held, and the bytes stay at home."""
    here = follow(1)
    until_known(here)
    here.later(hours=23)
    assert followed(here).calls == 0
    here.later(hours=2)
    here.server.people.today = here.clock().date() - timedelta(days=1)
    report = followed(here)
    assert (report.calls, report.members) == (2, 4)
    sitting = here.store.source_lists.current(NAME, MEMBERS)
    assert sitting is not None
    assert sitting.fetched == here.clock()
    here.later(days=3)
    assert followed(here, days=7).calls == 0


def test_a_change_between_two_looks_is_dated(follow: Follow) -> None:
    """Where a list changed since the last look, the day of the change is looked for between the two."""
    here = follow(1)
    until_known(here)
    changed = here.clock().date() + timedelta(days=9)
    (party, first, _), *_ = here.server.people.members[0].sat
    here.server.people.members[0].sat = [
        (party, first, changed - timedelta(days=1)),
        (PARTIES[1], changed, None),
    ]
    here.later(days=20)
    here.server.people.today = here.clock().date()
    until_known(here)
    known = {one.day for one in here.store.source_lists.list(MEMBERS, NAME)}
    assert {changed, changed - timedelta(days=1)} <= known


def test_the_party_of_the_asker_on_the_day_of_asking(follow: Follow) -> None:
    """A question gets the party of the day on which it was asked, marked as inferred, and after a second reading."""
    here = follow(200)
    until_known(here)
    here.sync()
    found = [one for one in here.store.documents.list() if one.asker == "Karel De Smet"]
    assert {one.party for one in found} == {PARTIES[1]}
    assert "party" in here.store.documents.get(found[0].id).record.inferred
    later = next(one for one in here.server.questions.values() if one.asker_id == 4101 and one.answered)
    later.asked, later.revision = date(2024, 5, 2), 2
    later.answered = date(2024, 5, 30)
    here.later(days=1)
    here.sync(SyncRequest(since=date(2023, 9, 1)))
    again = next(one for one in here.store.documents.list() if one.number == later.number)
    assert again.party == PARTIES[2]
    assert Reread(here.store, here.settings, here.clock).run().changed == ()


def test_two_persons_of_one_name(follow: Follow) -> None:
    """The source's id tells which of two members of one name asked."""
    here = follow(8)
    other = Member(key=4777, given="An", family="Peeters", sat=[("Blauw-Rood", date(2019, 6, 18), None)])
    here.server.people.members.append(other)
    one, two = (found for found in here.server.questions.values() if found.asker_id == 4100)
    two.asked_by = other.key
    until_known(here)
    here.sync()
    parties = {found.number: found.party for found in here.store.documents.list() if found.asker == "An Peeters"}
    assert parties == {one.number: PARTIES[0], two.number: "Blauw-Rood"}


def test_a_changed_source_is_not_believed(follow: Follow) -> None:
    """A page for people, a list of nobody and a list that lost most of its entries leave what is held as it is."""
    here = follow(1)
    here.server.people.members *= 3
    until_known(here)
    here.server.relaunched = True
    here.later(days=2)
    report = followed(here)
    assert report.members == 12
    assert "the list of legislatures: " in report.messages[0]
    assert "page for people" in report.messages[0]
    here.server.relaunched = False
    here.server.people.members = here.server.people.members[:5]
    report = followed(here)
    assert "lists 5 members, before 12: it has probably changed" in report.messages[0]
    here.server.people.members = []
    assert "lists 0 members" in followed(here).messages[0]
    assert followed(here).members == 12


def test_a_past_without_members_inside_a_legislature_is_not_believed(follow: Follow) -> None:
    """An empty list of a day on which a parliament sat is a changed source; one of the first day may be empty."""
    here = follow(1)
    for one in here.server.people.members:
        one.sat = [(PARTIES[0], date(2014, 6, 18), date(2015, 1, 1)), (PARTIES[0], date(2026, 1, 1), None)]
    report = followed(here)
    assert "lists no members on 2015-" in report.messages[0]
    assert "inside a legislature" in report.messages[0]


def test_a_failure_is_reported_and_nothing_else_is_lost(follow: Follow) -> None:
    """Questions are fetched though the lists cannot be; the run says that it is not whole."""
    here = follow(3)
    here.server.fault = lambda path, _: "500" if "/vv/" in path or "/leg/" in path else None
    report = with_lists(here.sync(), followed(here))
    assert (report.fetched, report.complete) == (3, False)
    assert "the list of legislatures: " in report.message
    assert with_lists(SyncReport(source=NAME), ListsReport(members=4)).complete


def test_a_failed_list_stands_in_the_health(follow: Follow, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told with the source and for how long it is known, though the questions count as read; once whole, no more.

    Nobody is to think the source silent on its account.
    """
    here = follow(2)
    lines = "\n".join(f'{name} = "{place}"' for name, place in here.server.addresses().items())
    options = f"[vlaams-parlement]\npause = 0\n[vlaams-parlement.addresses]\n{lines}"
    (here.settings.data / "sources.toml").write_text(options)

    def standing() -> tuple[str, str]:
        follow_by_name(here.store, here.settings, here.clock, NAME, wait=lambda _: None)
        health = here.store.health.get(NAME)
        assert health is not None
        assert (health.failures, health.read_until) == (0, here.clock().date() - timedelta(days=1))
        print_sources(source_rows(here.store, here.settings, here.clock().date()))
        return health.message, capsys.readouterr().out

    stated = f"4 members, stated {here.clock():%Y-%m-%d %H:%M} UTC; 3 legislatures, stated"
    message, printed = standing()
    assert message == ""
    assert stated in printed
    here.later(days=2)
    here.server.fault = lambda path, _: "500" if "/leg/" in path else None
    message, printed = standing()
    assert message.startswith("the list of legislatures: ")
    assert message in printed
    assert stated in printed
    here.server.fault = lambda _path, _number: None
    here.later(days=1)
    assert standing()[0] == ""


def test_a_dry_run_says_what_is_due(follow: Follow) -> None:
    """A dry run calls for no list and says which would be fetched."""
    here = follow(1)
    report = followed(here, SyncRequest(dry_run=True))
    assert (report.calls, report.members) == (0, None)
    assert report.notes == ("the list of members is due to be fetched", "the list of legislatures is due to be fetched")
    followed(here)
    assert followed(here, SyncRequest(dry_run=True)).notes == ()


def test_a_parliamentary_year_without_a_legislature_is_refused(follow: Follow) -> None:
    """A year in which the source states no legislature is refused; a year that is none before anything is called."""
    here = follow(1)
    with pytest.raises(WrongUse, match="not a parliamentary year"):
        followed(here, SyncRequest(session="2023"))
    assert here.server.calls == []
    assert followed(here, SyncRequest(session="2018-2019")).messages == ()
    with pytest.raises(WrongUse, match="states no legislature in 2011-2012"):
        followed(here, SyncRequest(session="2011-2012"))


def test_elections_are_held_against_the_rules(follow: Follow) -> None:
    """An election that the source states and the rules lack is told, and one that the source does not have."""
    here = follow(1)
    terms = here.server.people.terms
    terms[1].election = date(2019, 5, 25)
    terms.append(Term(key=80, name="2026-", first=date(2026, 6, 1), last=None, election=date(2026, 5, 10)))
    assert followed(here).notes == (
        "the source states an election on 2019-05-25, parliaments.toml has none",
        "the source states an election on 2026-05-10, parliaments.toml has none",
        "parliaments.toml has an election on 2019-05-26, the source states none",
    )
    assert calendar_notes(here.store, NAME, None) == ()
    assert calendar_notes(here.store, "another", parliament_of("Vlaams Parlement")) == ()


def test_a_source_without_lists_has_none(follow_source: FollowSource) -> None:
    """A source that lists no members is left alone."""
    here = follow_source("dekamer", 1)
    connector = open_connector(here.name, here.options())
    with here.client() as client:
        report = follow_lists(connector, here.store, client, here.clock(), timedelta(days=1), asked=EVERYTHING)
    assert (report, here.server.calls) == (ListsReport(), [])


@pytest.mark.parametrize("given", [{}, [], "words", None, {"items": [{"volksvertegenwoordiger": {"naam": "X"}}]}])
def test_what_is_no_list_of_members(given: object) -> None:
    """Another form, or a member without an id, is a changed source."""
    with pytest.raises(SourceChanged, match="the list of members"):
        members_of(given, RULES)


def test_fields_that_are_missing_are_missing() -> None:
    """A member without a party, and one whose party is a word, are taken as they are; legislatures need a first day."""
    item = {"items": {"volksvertegenwoordiger": [{"id": 1, "naam": "Maes"}, {"id": 2, "fractie": "Groen"}]}}
    assert members_of(item, RULES) == ({"key": "1", "name": "Maes"}, {"key": "2", "party": "Groen"})
    with pytest.raises(SourceChanged, match="no first day"):
        legislatures_of({"items": [{"legislatuur": {"id": 3, "naam": "Nu"}}]}, RULES)
    with pytest.raises(RulesError):
        members_of({"items": []}, RuleTable(name="empty", table={}))


def test_a_run_by_name_says_everything(follow: Follow, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run says what is due and what robots.txt asks, and leaves no trace; a whole one says what is stated."""
    here = follow(2)
    lines = "\n".join(f'{name} = "{place}"' for name, place in here.server.addresses().items())
    options = f"[vlaams-parlement]\npause = 0\nlists_days = 7\n[vlaams-parlement.addresses]\n{lines}"
    (here.settings.data / "sources.toml").write_text(options)
    here.server.robots = "User-agent: *\nDisallow: /pfile"

    def run(asked: SyncRequest) -> str:
        print_sync(follow_by_name(here.store, here.settings, here.clock, NAME, asked=asked, wait=lambda _: None))
        return capsys.readouterr().out

    told = run(SyncRequest(dry_run=True))
    assert "the list of members is due to be fetched" in told
    assert "/robots.txt asks programs to stay away from http://127.0.0.1" in told
    assert here.store.source_lists.list(MEMBERS) == ()
    told = run(EVERYTHING)
    assert "listed 2, unchanged 0, to fetch 2, fetched 2" in told
    assert "4 members and 3 legislatures stated, 40 days of the past asked for" in told
    assert "robots" not in told
