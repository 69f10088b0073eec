"""Measuring the pages: every kind is asked for, and what is over its bar is said."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from starlette.types import Receive, Scope, Send
from typer.testing import CliRunner

from web.app import create_app
from web.bench.asking import Asker
from web.bench.commands import add_page_bench
from web.bench.measuring import measured
from web.bench.places import Place, places
from web.services import Services


@pytest.fixture(scope="module")
def asker(sample_services: Services) -> Iterator[Asker]:
    """Return what asks the site over the samples."""
    found = Asker(create_app(sample_services))
    yield found
    found.close()


def test_every_kind_of_page_is_drawn(sample_services: Services, asker: Asker) -> None:
    """Documents, commitments, searches and offices are asked by addresses that exist, the same ones each time."""

    def read(address: str) -> str:
        return asker.ask(address).body.decode()

    drawn = {one.name: one for one in places(sample_services, read, each=2)}
    assert drawn == {one.name: one for one in places(sample_services, read, each=2)}
    for name in ("document", "commitment", "search", "search, by day", "asked before", "one of offices", "/figures"):
        assert 1 <= len(drawn[name].addresses) <= 2, name
        assert {asker.ask(address).status for address in drawn[name].addresses} == {200}


def test_a_page_is_weighed_and_timed(asker: Asker) -> None:
    """Weight, times and the cost of an unchanged page are those of the requests made."""
    found = measured(asker, Place(name="methods", addresses=("/methods", "/methods")))
    assert (found.asked, found.missing, found.over) == (2, 0, ())
    assert found.html == found.heaviest == len(asker.ask("/methods").body) > found.packed
    assert found.processor.p50 <= found.processor.p95 <= found.processor.p99
    assert found.unchanged is not None


def test_what_is_over_its_bar_is_said(asker: Asker) -> None:
    """A page over its time or weight is named; what is not found is counted; a bar of None never fails."""
    place = Place(name="methods", addresses=("/methods",), bar=0.0)
    assert measured(asker, place).over == ("time",)
    assert measured(asker, replace(place, bar=None)).over == ()
    missing = measured(asker, Place(name="none", addresses=("/nergens",)))
    assert (missing.missing, missing.unchanged) == (1, None)


def test_a_heavy_page_is_over_its_weight() -> None:
    """More than a hundred kilobytes of a page for people is too much; data may be as long as it is."""

    async def heavy(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * 100_001})

    asker = Asker(heavy)
    place = Place(name="heavy", addresses=("/",), bar=None)
    assert measured(asker, place).over == ("weight",)
    assert measured(asker, replace(place, weighed=False)).over == ()
    asker.close()


class Face:
    """What the program gives its commands, over the samples."""

    def __init__(self, parts: Services) -> None:
        self._parts = parts
        self.shown: Any = None

    def services(self) -> Any:  # noqa: ANN401 - a context manager of services
        """Give the services without closing them."""
        from contextlib import nullcontext

        return nullcontext(self._parts)

    def show(self, value: Any, *, as_json: bool, text: Any) -> None:  # noqa: ANN401
        """Keep what is shown, and print it."""
        self.shown = value
        if not as_json:
            text()


def test_the_command_prints_a_table_and_fails_over_the_bars(
    sample_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row a kind of page; with --check the command fails where one is over its bar; a wrong name is refused."""
    app, face = typer.Typer(), Face(sample_services)
    app.callback()(lambda: None)
    add_page_bench(app)
    run = CliRunner().invoke
    given = ["pages", "--each", "2", "--only", "methods"]
    answer = run(app, [*given, "--check"], obj=face)
    assert answer.exit_code == 0
    assert "/methods" in answer.output
    assert [one["name"] for one in face.shown] == ["/methods"]
    monkeypatch.setattr("web.bench.measuring.WEIGHT_BAR", 10)
    assert run(app, [*given, "--check", "--json"], obj=face).exit_code == 1
    assert run(app, given, obj=face).exit_code == 0
    assert run(app, ["pages", "--only", "zzz"], obj=SimpleNamespace(services=face.services)).exit_code != 0
