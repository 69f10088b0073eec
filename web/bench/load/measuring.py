"""Rounds of a load test: what clients saw, and what it cost the servers."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import quantiles

from web.bench.load.hammer import Told, hammer
from web.bench.load.serving import Server
from web.bench.measuring import Percentiles

LEAST_RATE, MOST_P99 = 400.0, 60.0
"""The bars of the first round: searches a second, and milliseconds that 99 in 100 take at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round.

    Attributes:
        name: What was asked, in words.
        seconds: How long.
        per_second: Answers of 200 a second.
        accepted: How long these took, in milliseconds.
        refused_per_second: Answers of 429 a second.
        refused: How long these took.
        polite: Share of them that say when to come back.
        errors: Broken connections, missing answers, and every other status.
        unsent: Requests that were due while no client was free.
        repeated: Whether any search was asked twice.
        kilobytes: Mean length of an answer of 200.
        server_ms: Processor milliseconds of the servers for each answer of any kind.
        client_ms: The same of the clients.
        megabytes: Resident memory of the servers at the end.
        handles: Their open files and sockets at the end.
        load: Load average of the machine at the beginning, the clients and servers of earlier rounds included.
    """

    name: str
    seconds: float
    per_second: float
    accepted: Percentiles
    refused_per_second: float
    refused: Percentiles
    polite: float
    errors: int
    unsent: int
    repeated: bool
    kilobytes: float
    server_ms: float
    client_ms: float
    megabytes: float
    handles: int
    load: float

    @property
    def over(self) -> tuple[str, ...]:
        """Bars that a round of the first kind misses."""
        missed = []
        if self.per_second < LEAST_RATE:
            missed.append("rate")
        if self.accepted.p99 > MOST_P99:
            missed.append("p99")
        if self.errors or self.refused_per_second:
            missed.append("not all answered")
        return tuple(missed)


class Bench:
    """Asks a running service in rounds; no round repeats a search of an earlier one while there are others.

    Args:
        server: The service.
        requests: Whole requests.
    """

    def __init__(self, server: Server, requests: Sequence[bytes]) -> None:
        self._server, self._requests = server, requests
        self._place = 0

    def only(self, requests: Sequence[bytes]) -> "Bench":
        """Return one that asks these of the same service again and again."""
        return Bench(self._server, requests)

    def round(self, name: str, *, clients: int, seconds: float, rate: float | None = None) -> Round:
        """Ask for some time."""
        load, before = os.getloadavg()[0], self._server.cost()
        turned = (*self._requests[self._place :], *self._requests[: self._place])
        told = hammer(self._server.address, turned, clients=clients, seconds=seconds, rate=rate)
        after = self._server.cost()
        answered = sum(told.statuses.values())
        self._place = (self._place + answered) % len(self._requests)
        return _round(name, told, load, after.processor - before.processor, after.megabytes, after.handles)


def _round(name: str, told: Told, load: float, spent: float, megabytes: float, handles: int) -> Round:
    answered = max(1, sum(told.statuses.values()))
    accepted, refused = told.statuses[200], told.statuses[429]
    return Round(
        name=name,
        seconds=round(told.seconds, 1),
        per_second=round(accepted / told.seconds, 1),
        accepted=percentiles(told.accepted),
        refused_per_second=round(refused / told.seconds, 1),
        refused=percentiles(told.refused),
        polite=round(told.polite / refused, 3) if refused else 1.0,
        errors=told.errors + sum(count for status, count in told.statuses.items() if status not in (200, 429)),
        unsent=told.unsent,
        repeated=told.repeated,
        kilobytes=round(told.bytes / max(1, accepted) / 1000, 1),
        server_ms=round(spent / answered * 1000, 3),
        client_ms=round(told.processor / answered * 1000, 3),
        megabytes=round(megabytes, 1),
        handles=handles,
        load=round(load, 1),
    )


def percentiles(times: Sequence[float]) -> Percentiles:
    """Return the percentiles of some times; 0 where there are none."""
    if len(times) < 2:
        one = round(next(islice(times, 1), 0.0), 1)
        return Percentiles(p50=one, p95=one, p99=one)
    cuts = quantiles(times, n=100, method="inclusive")
    return Percentiles(p50=round(cuts[49], 1), p95=round(cuts[94], 1), p99=round(cuts[98], 1))
