"""Files that are made anew at each call are no news; one that says something else is."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from corpus.errors import RulesError
from ingest.layout.rule_table import RuleTable
from ingest.sources.parliaments.uk_parliament import UKParliament
from ingest.sources.web import volatile
from ingest.sources.web.report import SyncRequest
from ingest.sources.web.volatile import says_the_same
from tests.sources.conftest import Following
from tests.sources.flemish_questions import pdf_of
from tests.sources.flemish_server import FlemishServer

PDF = pdf_of(["Een brug", "Twee bruggen"])
RTF = rb"{\rtf1{\info{\creatim\yr2024\mo1\dy2}{\author X}}Een brug}"


def archive(*, made: str = "2024", words: str = "Een brug", year: int = 2024) -> bytes:
    """Return a Word document that was made at a moment."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made_archive:
        for name, said in (("word/document.xml", words), ("docProps/core.xml", made)):
            made_archive.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), said)
    return content.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        (PDF, PDF, True),
        (PDF, PDF.replace(b"D:2000", b"D:2031"), True),
        (PDF.replace(b"/ID", b"/ID "), PDF, True),
        (PDF, pdf_of(["Een brug", "Drie bruggen"]), False),
        (PDF, b"%PDF-1.7 cut", False),
        (RTF, RTF.replace(b"2024", b"2025"), True),
        (RTF, RTF.replace(b"Een", b"Geen"), False),
        (b"<p>Een brug</p><!-- 10:02 -->", b"<p>Een brug</p><!-- 10:03 -->", True),
        (b"<p>Een brug</p>", b"<p>Geen brug</p>", False),
        (archive(), archive(made="2025", year=2026), True),
        (archive(), archive(words="Geen brug"), False),
        (archive(), b"PK\x03\x04 and nothing more", False),
        (b"PK\x03\x04 broken", b"PK\x03\x04 also", False),
        (b"gemeente;aantal\nAalst;1", b"gemeente;aantal\nAalst;2", False),
        (b"", b"%PDF-", False),
    ],
    ids=[
        *("as it was", "another moment", "another mark", "other words", "cut short", "rtf moment", "rtf words"),
        *("page moment", "page words", "archive moment", "archive words", "no archive", "neither", "sheet", "empty"),
    ],
)
def test_what_counts_as_the_same(old: bytes, new: bytes, same: bool) -> None:
    """Moments and marks of the making count for nothing; a letter that differs counts."""
    assert says_the_same(old, new) is same


def test_an_archive_of_too_many_files_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory without end is not held against another."""
    monkeypatch.setattr(volatile, "_MOST_MEMBERS", 1)
    assert not says_the_same(archive(), archive(made="2025"))


def test_rules_without_patterns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry that does not say how a file begins is an error of the rules."""
    monkeypatch.setattr(volatile, "rules", lambda name: RuleTable(name=name, table={"pattern": [{"found": ["x"]}]}))
    with pytest.raises(RulesError, match="no 'begins'"):
        volatile._patterns.__wrapped__()


def test_files_made_at_each_call_are_no_news(follow: Callable[[int], Following[FlemishServer]]) -> None:
    """A service that makes every file anew, and answers now as JSON and now as XML, gives no new versions."""
    here = follow(12)
    here.server.restless = True
    assert here.sync().ingest.new == 12
    for turn in range(3):
        here.later(days=1)
        here.server.together = turn % 2 == 1
        here.server.touched += 1  # the list changes, so that each is fetched
        report = here.sync(SyncRequest(since=date(2023, 9, 1)))
        assert (report.fetched, report.ingest.changed, report.ingest.same) == (12, 0, 12)
    (one,) = (found for found in here.server.questions.values() if found.key == 1_700_001)
    one.revision += 1
    here.later(days=1)
    assert here.sync(SyncRequest(since=date(2023, 9, 1))).ingest.changed == 1


def test_fields_that_change_by_themselves_are_no_part_of_the_stamp(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the rules name as changing leaves the stamp as it is; a bare word is its own stamp."""
    source = UKParliament()
    table = {"listed": {"changing": ["served"]}}
    monkeypatch.setattr(UKParliament, "rules", RuleTable(name="x", table=table))
    assert source.stamp({"id": 1, "served": "10:02"}) == source.stamp({"id": 1, "served": "10:03"})
    assert source.stamp({"id": 1}) != source.stamp({"id": 2})
    assert source.stamp("words") == source.stamp("words")
