"""Starting the site: it says where it is, and a taken address is a clear message."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from corpus.errors import WrongUse
from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.conftest import clock
from tests.loops import in_its_own_thread
from web.running.jobs import Done, Job
from web.running.stopping import Stop
from web.server import answering, listener, serve
from web.services import Services
from web.serving.site_server import SiteServer


@pytest.fixture
def no_run(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep the server from running; return the addresses on which it would have."""
    heard: list[str] = []

    def run(_: uvicorn.Server, sockets: list[socket.socket]) -> None:
        heard.extend(str(one.getsockname()[0]) for one in sockets)
        for one in sockets:
            one.close()

    monkeypatch.setattr(uvicorn.Server, "run", run)
    return heard


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "http://127.0.0.1:"), ("::1", "http://[::1]:")])
def test_says_where_it_listens(
    sample_services: Services, no_run: list[str], capsys: pytest.CaptureFixture[str], host: str, shown: str
) -> None:
    """The address is printed as a browser takes it, with the port that was free."""
    try:
        serve(sample_services, host=host, port=0)
    except WrongUse:
        pytest.skip("this machine has no IPv6 loopback")
    assert no_run == [host]
    printed = capsys.readouterr().out
    assert shown in printed
    assert ":0/" not in printed


def test_a_taken_port_is_named(sample_services: Services, no_run: list[str]) -> None:
    """Somebody else listens there: the message names address and option."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WrongUse, match=rf"127\.0\.0\.1:{port}.*--port"):
            serve(sample_services, host="127.0.0.1", port=port)
    assert no_run == []


@pytest.fixture
def described(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Load nothing for later; return how the API was described when that would have been done."""
    seen: list[object] = []
    monkeypatch.setattr("web.pictures.warm_up", lambda: None)
    monkeypatch.setattr("web.searching.warming.warm_up", lambda _services: None)
    monkeypatch.setattr("web.warming.warm_up", lambda app: seen.append(app.openapi_schema))
    monkeypatch.setattr("gc.set_threshold", lambda *_: None)
    return seen


def test_described_before_anybody_asks(sample_services: Services, described: list[object]) -> None:
    """The description of the API is whole before a thread answers: made by two at once it would not fit together."""
    asked = threading.Event()
    asked.set()
    answering(sample_services, listener("127.0.0.1", 0), asked)
    assert [one is not None for one in described] == [True]


class Meanwhile(threading.Event):
    """A signal that comes after the first look at whether there was one."""

    def is_set(self) -> bool:
        """Tell whether it came, from the second look on."""
        before = super().is_set()
        self.set()
        return before


@pytest.fixture
def own_services(tmp_path: Path) -> Iterator[Services]:
    """Return services over an empty store, which is written to."""
    settings = Settings(data=tmp_path / "data", model="lexical")
    with Store.open(settings, clock=clock) as store:
        yield Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )


def test_a_signal_while_it_begins_is_not_lost(own_services: Services, described: list[object]) -> None:
    """Asked to end between the last look and the first request, it answers nobody any more, and its jobs end too."""
    began, stopped, ready = threading.Event(), threading.Event(), threading.Event()

    def run(stop: Stop) -> Done:
        began.set()
        stopped.wait(60)
        stop.check()
        raise AssertionError("it was not asked to stop")

    def answered() -> None:
        ready.set()
        assert began.wait(60)
        stopped.set()

    job = Job(kind="alerts", name="alerts", seconds=1, run=run)
    with listener("127.0.0.1", 0) as held:
        in_its_own_thread(lambda: answering(own_services, held, Meanwhile(), jobs=[job], ready=answered))
    assert ready.is_set()
    assert described != []


@pytest.mark.parametrize(("ends", "told"), [(True, []), (False, ["ready"])])
def test_one_that_ends_before_it_began_is_never_ready(*, ends: bool, told: list[str]) -> None:
    """Asked to end while the application begins, it tells nobody that requests are answered."""
    said: list[str] = []

    async def begins(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "lifespan"
        await receive()
        server.should_exit = ends
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    def ready() -> None:
        said.append("ready")
        server.should_exit = True

    server = SiteServer(
        uvicorn.Config(begins, lifespan="on", log_level="critical"),
        asked=lambda: False,
        ending=lambda: said.append("ending"),
        ready=ready,
    )
    with socket.create_server(("127.0.0.1", 0)) as held:
        in_its_own_thread(lambda: server.run(sockets=[held]))
    assert said == told
