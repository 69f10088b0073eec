"""A soak: the real service for an hour, read, fed, decided about and told of, by real programs beside it.

``python -m tests.faults.soak --minutes 60`` prints figures and everything that is wrong, and keeps both, with all
samples and the log, in a folder.
"""

import argparse
import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]

from corpus.settings import Settings
from tests.faults.soaking.parliament import GoingOn, now_and_then
from tests.faults.soaking.people import Actor, Clerk, Deeds, Editor, Folders, Newcomer
from tests.faults.soaking.scene import environment, parliament, prepare
from tests.faults.soaking.verdict import (
    Bounds,
    growth_faults,
    last_sync,
    log_counts,
    log_faults,
    mail_faults,
    store_faults,
    summary,
    written,
)
from tests.faults.soaking.visitors import Readers, Seen
from tests.faults.soaking.watch import Sample, Watcher, figure
from tests.sources.local_server import serving
from tests.tracker.sending.mailsink import Sink, free_port
from tests.tracker.sending.mailsink import serving as taking_mail

if TYPE_CHECKING:
    from collections.abc import Iterator


_END_SECONDS = 60
_FIRST_JOBS_SECONDS = 240
_OPENING = 3  # deeds of the parliament before the service looks first
_FAULTS = 40  # one call of the parliament in so many goes wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a soak goes.

    Attributes:
        minutes: How long.
        held: Questions that are held before it begins.
        a_second: Requests in a second.
        readers: How many read at the same time.
        every: Seconds between two samples.
        busy: Seconds between two deeds of the parliament; others follow from it.
        idle: Whether nothing happens at all, and the jobs run as rarely as they do by default.
        bounds: What may grow.
    """

    minutes: float
    held: int = 1500
    a_second: float = 4.0
    readers: int = 4
    every: float = 10.0
    busy: float = 30.0
    idle: bool = False
    bounds: Bounds = field(default_factory=lambda: Bounds(memory=0.1, handles=4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a soak.

    Attributes:
        figures: What was counted and measured.
        faults: Everything that is wrong; none in a good one.
        samples: How the service stood, in order.
    """

    figures: dict[str, object]
    faults: tuple[str, ...]
    samples: tuple[Sample, ...]


def soak(plan: Plan, folder: Path) -> Outcome:
    """Run the service and everything around it, end it, and look at what is left.

    Args:
        plan: How it goes.
        folder: An empty folder for data, log and samples.
    """
    today = datetime.now(UTC).date()
    with ExitStack() as stack:
        server = stack.enter_context(serving(parliament(plan.held, today)))
        sink = stack.enter_context(taking_mail(Sink()))
        settings = settings_of(folder, sink, minutes=5 if plan.idle else 1)
        prepare(settings, server, minutes=60 if plan.idle else 1)
        server.fault = now_and_then(_FAULTS)
        return Soak(plan=plan, folder=folder, settings=settings, server=server, sink=sink).run()


def settings_of(folder: Path, sink: Sink, *, minutes: int) -> Settings:
    """Return the settings of the service: alerts every so many minutes, all else as it comes."""
    port = free_port()
    return Settings(
        data=folder / "data",
        port=port,
        base_url=f"http://127.0.0.1:{port}",
        log="json",
        mail_from="Rappel <alerts@rappel.test>",
        smtp_host="127.0.0.1",
        smtp_port=sink.port,
        smtp_security="none",
        alerts_every_minutes=minutes,
        opt_in_per_network_hour=100,
    )


@dataclass
class Soak:
    """One run."""

    plan: Plan
    folder: Path
    settings: Settings
    server: GoingOn
    sink: Sink
    until: threading.Event = field(default_factory=threading.Event)
    seen: Seen = field(default_factory=Seen)
    deeds: Deeds = field(default_factory=Deeds)

    def run(self) -> Outcome:
        """Do it."""
        people = [] if self.plan.idle else [*self._people(), *self._readers()]
        with running(self.settings, self.folder) as service:
            process = psutil.Process(service.pid)
            watcher = Watcher(
                process,
                self.settings.data,
                self.settings.base_url,
                self.plan.every,
                self.folder / "samples.csv",
                self.until,
            )
            threads = [watcher, *people]
            for one in threads:
                one.start()
            self._wait(service, watcher)
            self.until.set()
            for one in threads:
                one.join(_END_SECONDS)
            faults = [f"{one.name} did not end" for one in threads if one.is_alive()]
            faults += ended(service, process)
        return self._outcome(watcher, faults)

    def _wait(self, service: "subprocess.Popen[str]", watcher: Watcher) -> None:
        """Wait until the time is over and each job was done once, on however busy a machine."""
        start, least = time.monotonic(), self.plan.minutes * 60
        while service.poll() is None and (passed := time.monotonic() - start) < least + _FIRST_JOBS_SECONDS:
            if passed >= least and all(
                figure(watcher.metrics, "rappel_job_runs_total", kind=job, result="ok") for job in ("sync", "alerts")
            ):
                return
            time.sleep(min(1.0, self.plan.every))

    def _people(self) -> list[threading.Thread]:
        busy, today = self.plan.busy, datetime.now(UTC).date()
        clerk = Clerk(server=self.server, chance=Random(1), today=today)  # noqa: S311 - no secret
        for _ in range(_OPENING):
            clerk.work()
        editor = Editor(address=self.settings.base_url, chance=Random(2), today=today)  # noqa: S311
        newcomer = Newcomer(address=self.settings.base_url, sink=self.sink, until=self.until)
        folders = Folders(
            folder=self.folder / "folders",
            environment=environment(self.settings),
            chance=Random(3),  # noqa: S311
            today=today,
        )
        acts = (
            ("parliament", clerk.work, busy),
            ("newcomer", newcomer.subscribe, busy * 12),
            ("folder", folders.ingest, busy * 7),
        )
        deciding = Actor("editor", editor.decide, busy / 2, self.deeds, self.until, editor.close)
        return [deciding, *(Actor(name, act, every, self.deeds, self.until) for name, act, every in acts)]

    def _readers(self) -> list[threading.Thread]:
        every = self.plan.readers / self.plan.a_second
        return [
            Readers(self.settings.base_url, self.seen, every, seed, self.until) for seed in range(self.plan.readers)
        ]

    def _outcome(self, watcher: Watcher, faults: list[str]) -> Outcome:
        log = (self.folder / "service.log").read_text(encoding="utf-8").splitlines()
        faults += log_faults(log) + self.seen.unexpected + self.deeds.failed + watcher.failed
        faults += mail_faults(self.sink) + store_faults(self.settings, self.server, last_sync(log))
        faults += growth_faults(watcher.samples, self.plan.bounds) + doctor(self.settings, idle=self.plan.idle)
        faults += ["a part was not ready"] * (not all(one.ready for one in watcher.samples))
        figures = summary(watcher.samples, self.seen, self.deeds, self.sink, watcher.metrics)
        figures["log"] = log_counts(log)
        written(self.folder / "outcome.json", figures, faults)
        return Outcome(figures=figures, faults=tuple(faults), samples=tuple(watcher.samples))


@contextmanager
def running(settings: Settings, folder: Path) -> "Iterator[subprocess.Popen[str]]":
    """Run the service, and kill it in the end where it still runs."""
    with (folder / "service.log").open("w", encoding="utf-8") as log:
        service = subprocess.Popen(
            [sys.executable, "-m", "rappel", "serve"],
            env=environment(settings),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert service.stdout is not None
            assert re.search(r"http://\S+", service.stdout.readline()), "the service did not start"
            yield service
        finally:
            if service.poll() is None:
                service.kill()
                service.wait()
            if service.stdout is not None:
                service.stdout.close()


def ended(service: "subprocess.Popen[str]", process: psutil.Process) -> list[str]:
    """End the service in good order, and return what was wrong with that."""
    if service.poll() is not None:
        return [f"the service ended by itself: {service.returncode}"]
    children = process.children(recursive=True)
    service.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        service.wait(_END_SECONDS)
    left = psutil.wait_procs(children, timeout=5)[1]
    faults = [f"a process was left: {one.pid} {one.cmdline()}" for one in left]
    return faults + ([f"it ended with {service.returncode}"] if service.returncode else [])


def doctor(settings: Settings, *, idle: bool) -> list[str]:
    """Return what the doctor finds wrong."""
    words = [sys.executable, "-m", "rappel", "doctor", "--json"]
    told = subprocess.run(words, env=environment(settings), capture_output=True, text=True, timeout=300, check=False)
    if told.returncode:
        return [f"doctor: {told.returncode} {told.stdout} {told.stderr}"]
    # What cannot be read is meant to stand in quarantine, a parliament where nothing happens to be called quiet, and
    # what came in last is indexed by the next start.
    meant = {("documents", "notice"), ("index", "notice"), *([("sources", "notice")] if idle else [])}
    found = [one for one in json.loads(told.stdout) if one["severity"] not in ("good", "info")]
    return [f"doctor: {one}" for one in found if (one["part"], one["severity"]) not in meant]


def main(given: Sequence[str] | None = None) -> int:
    """Soak as the command line says; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--held", type=int, default=1500, help="questions held before it begins")
    parser.add_argument("--a-second", type=float, default=4.0, help="requests in a second")
    parser.add_argument("--idle", action="store_true", help="nothing happens, and jobs run as rarely as by default")
    parser.add_argument("--folder", type=Path, help="an empty folder for data, log, samples and outcome")
    asked = parser.parse_args(given)
    folder = asked.folder or Path(mkdtemp(prefix="soak-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"everything is kept in {folder}", flush=True)
    plan = Plan(
        minutes=asked.minutes, held=asked.held, a_second=asked.a_second, idle=asked.idle, every=60 if asked.idle else 10
    )
    outcome = soak(plan, folder)
    print(json.dumps(outcome.figures, indent=1, ensure_ascii=False))
    for fault in outcome.faults:
        print(f"WRONG: {fault}")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    # Asked to end, it ends what it started too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
