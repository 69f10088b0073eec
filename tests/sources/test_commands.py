"""The commands that follow sources and list them."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import cast

import pytest
from typer.testing import CliRunner, Result

from corpus.errors import NotFound, StoreBusy, WrongUse
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.database import Database
from corpus.store.holding import holding, new_holder
from ingest.sources.commands import sources
from ingest.sources.web.following import follow
from rappel import show
from tests.sources.conftest import Following, FollowSource
from tests.sources.tweede_kamer_server import Promise, TweedeKamerServer


@dataclass
class Face:
    """The program around the commands."""

    here: Following[TweedeKamerServer]
    told: list[bool] = field(default_factory=list)

    @contextmanager
    def services(self) -> Iterator["Face"]:
        """Give the parts."""
        yield self

    @property
    def store(self) -> Store:
        """The store."""
        return self.here.store

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.here.settings

    def now(self) -> datetime:
        """Return the moment."""
        return self.here.clock()

    def today(self) -> date:
        """Return the day."""
        return self.here.clock().date()

    def stored(self, _parts: object, *, index: bool, quiet: bool) -> None:
        """Note that documents were stored."""
        self.told.append(index and not quiet)

    def show(self, value: object, *, as_json: bool, text: Callable[[], None]) -> None:
        """Print a value."""
        show(value, as_json=as_json, text=text)


@pytest.fixture
def face(follow_source: FollowSource) -> Face:
    """Return the program around the commands, with a service of three questions and a register."""
    here = cast("Following[TweedeKamerServer]", follow_source("tweede-kamer", 3))
    here.server.promises = [Promise(key=1, text="De minister zegt een brief toe.", said=date(2024, 5, 1))]
    addresses = "\n".join(f'{name} = "{place}"' for name, place in here.server.addresses().items())
    options = f"[tweede-kamer]\npause = 0\nbegin = 2023-09-01\n[tweede-kamer.addresses]\n{addresses}"
    (here.settings.data / "sources.toml").write_text(options)
    return Face(here=here)


def invoked(face: Face, *words: str) -> Result:
    """Return what a command did."""
    return CliRunner().invoke(sources, words, obj=face)


def test_a_source_is_followed_and_listed(face: Face) -> None:
    """A run says what it did, the register included; the list then says how far the source is read."""
    printed = invoked(face, "sync", "tweede-kamer", "--no-index").stdout
    assert "tweede-kamer: listed 3, unchanged 0, to fetch 3, fetched 3, gone 0 (8 calls)" in printed
    assert "1 commitments of its own register new or changed" in printed
    assert face.told == [False]
    rows = {one["name"]: one for one in json.loads(invoked(face, "sources", "--json").stdout)}
    assert (rows["tweede-kamer"]["questions"], rows["tweede-kamer"]["read_until"]) == (3, "2026-11-21")
    assert (rows["dekamer"]["parliament"], rows["dekamer"]["last_checked"]) == (
        "Kamer van volksvertegenwoordigers",
        None,
    )
    assert (
        "uk-parliament (UK Parliament): not followed, 0 questions, never looked at" in invoked(face, "sources").stdout
    )


def test_a_run_that_is_not_whole_says_so(face: Face) -> None:
    """A changed source makes the command fail with the reason; a limit is no failure."""
    assert invoked(face, "sync", "tweede-kamer", "--limit", "1").exit_code == 0
    face.here.server.relaunched = True
    done = invoked(face, "sync", "tweede-kamer")
    assert done.exit_code == 1
    assert "not complete: " in done.stdout
    assert "page for people" in done.stdout


def test_a_dry_run_where_nothing_may_be_written(face: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lists and counts on a store that can only be read, also with a clock that is compared, and takes no lease."""
    monkeypatch.setattr(Database, "changing", lambda _: pytest.fail("a dry run writes"), raising=True)
    face.here.settings = face.here.settings.model_copy(update={"clock_jump_days": 30})
    done = invoked(face, "sync", "tweede-kamer", "--dry-run")
    assert done.exit_code == 0, done.output
    assert "tweede-kamer: listed 3, unchanged 0, to fetch 3, fetched 0" in done.stdout


def test_a_dry_run_leaves_a_source_alone_that_is_being_followed(face: Face) -> None:
    """It does not call a source that another process calls; one that was killed does not stand in its way."""
    name = "sync tweede-kamer"
    with holding(face.store.leases, name, new_holder()) as lost:
        assert lost is not None
        assert isinstance(invoked(face, "sync", "tweede-kamer", "--dry-run").exception, StoreBusy)
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    here, _, rest = new_holder().rpartition(":")
    assert face.store.leases.take(name, f"{here.rpartition(':')[0]}:{killed.pid}:{rest}", timedelta(minutes=2))
    assert invoked(face, "sync", "tweede-kamer", "--dry-run").exit_code == 0


@pytest.mark.parametrize("json_words", [(), ("--json",)])
def test_a_source_that_is_not_reached_is_told(
    face: Face, monkeypatch: pytest.MonkeyPatch, json_words: tuple[str, ...]
) -> None:
    """A person sees on the error output what is waited for and how long, and at the end why nothing was done."""
    monkeypatch.setattr("ingest.sources.console.follow", partial(follow, wait=lambda _: None))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{closed.getsockname()[1]}"
        options = face.here.settings.data / "sources.toml"
        options.write_text(re.sub(r"(127\.0\.0\.1|localhost):\d+", place, options.read_text()))
        done = invoked(face, "sync", "tweede-kamer", "--dry-run", *json_words)
    assert done.exit_code == 1
    assert ("waiting, try 2 of 2 in" in done.stderr) == (not json_words)
    assert "no server of the source was reached: check the network" in done.stdout


def test_wrong_use_is_refused(face: Face) -> None:
    """A source that is not known, and a day that is none, are refused in words."""
    assert isinstance(invoked(face, "sync", "landdag").exception, NotFound)
    assert isinstance(invoked(face, "sync", "dekamer", "--since", "soon").exception, WrongUse)
