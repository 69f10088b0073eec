"""Several processes behind one port, and far too many requests: all of it real processes and sockets."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.running.programs import eventually
from web.bench.load.hammer import hammer
from web.bench.load.run import AFTER, CROWD, FLOOD, REPEATED, USUAL, Load, as_lines, missed, run
from web.bench.load.serving import Server, _children

Start = Callable[..., Server]


@pytest.fixture
def start(own_sample_data: Path, tmp_path: Path) -> Iterator[Start]:
    """Return what starts the program with two processes; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []
    log = (tmp_path / "log").open("w")

    def begin(*words: str, **settings: str) -> Server:
        process = subprocess.Popen(
            [sys.executable, "-m", "rappel", "serve", "--port", "0", "--processes", "2", *words],
            env={**os.environ, "RAPPEL_DATA": str(own_sample_data), "RAPPEL_MODEL": "lexical", "RAPPEL_LOG": "json"}
            | settings,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        found = re.search(r"http://\S+(?=/ )", process.stdout.readline())
        assert found, (tmp_path / "log").read_text()
        return Server(address=found[0], process=process)

    yield begin
    for process in started:
        for pid in (*_children(process.pid), process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.communicate()
    log.close()


def sites(server: Server) -> set[int]:
    """Return the processes that answer; the library's own helper is none."""
    found = set()
    for pid in _children(server.process.pid):
        words = Path(f"/proc/{pid}/cmdline").read_text()
        if "resource_tracker" not in words:
            found.add(pid)
    return found


def text_of(server: Server, path: str) -> str:
    """Return what is answered to one new connection."""
    with urllib.request.urlopen(f"{server.address}{path}", timeout=30) as answer:  # noqa: S310 - a site of our own
        return str(answer.read().decode())


def _imprints(server: Server) -> float:
    """Return how many requests of one page were counted, by all processes together."""
    found = re.search(r'route="/imprint",status="200"} (\S+)', text_of(server, "/metrics"))
    return float(found[1]) if found else 0.0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
def test_two_processes(start: Start, tmp_path: Path) -> None:
    """Both answer, figures are those of both, one that is killed comes back, jobs are done once, the end is good."""
    server = start(RAPPEL_KEPT_MEGABYTES="0")
    first = sites(server)
    assert len(first) == 2
    eventually(
        lambda: (
            {one["name"]: one["state"] for one in json.loads(text_of(server, "/readyz"))["parts"]}.get("alerts")
            == "ready"
        ),
        "the jobs never ran",
    )
    for _ in range(20):
        text_of(server, "/imprint")
    # A request is counted just after its answer has left.
    eventually(lambda: _imprints(server) == 20.0, "not every request was counted")
    assert {_imprints(server) for _ in range(4)} == {20.0}
    os.kill(min(first), signal.SIGKILL)
    eventually(lambda: len(sites(server)) == 2 and sites(server) != first, "it was not started again")
    told = hammer(server.address, [b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"], clients=12, seconds=0.5)
    assert (set(told.statuses), told.errors) == ({200}, 0)
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(60) == 0
    assert sites(server) == set()
    events = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines() if line.startswith("{")]
    assert "process ended and is started again" in {one["event"] for one in events}
    assert [one for one in events if one["level"] == "error"] == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
def test_the_first_is_killed(start: Start) -> None:
    """Where the process that looks after the others is killed, they end too."""
    server = start("--only-site")
    left = sites(server)
    server.process.kill()
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left), "they live on")


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
def test_ten_times_too_many(tmp_path: Path) -> None:
    """Searches that are all different are all answered; of ten times as many some are refused, politely and cheaply.

    Nothing breaks, memory and open files do not grow, and afterwards all is as before.
    """
    load = Load(passages=500, processes=2, clients=8, seconds=2.0, rounds=1, warm=8.0)
    found = {one.name: one for one in run(load, tmp_path / "corpus")}
    told = "\n".join(as_lines(tuple(found.values())))
    usual, repeated, crowd, flood, after = (found[name] for name in (USUAL, REPEATED, CROWD, FLOOD, AFTER))
    assert [one.name for one in found.values() if one.errors] == [], told
    assert not usual.repeated, told
    assert usual.refused_per_second == after.refused_per_second == 0, told
    assert crowd.refused_per_second > 0, told
    assert crowd.polite == flood.polite == 1.0, told
    assert min(one.per_second for one in found.values()) > 5, told
    assert repeated.server_ms < usual.server_ms, told
    assert crowd.server_ms < usual.server_ms, told  # a refusal costs less than a search
    assert after.megabytes < 1.2 * usual.megabytes, told
    assert after.handles <= usual.handles + 20, told
    assert not [one for one in missed(tuple(found.values())) if ":" in one], told
