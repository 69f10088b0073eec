"""Every kind of page asked for again and again: its weight, its time, and what it costs to say that nothing changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import quantiles

from web.bench.asking import Answer, Asker
from web.bench.places import WEIGHT_BAR, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentiles:
    """Times in milliseconds."""

    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a kind of page weighs and takes.

    Attributes:
        name: The kind of page.
        asked: How many requests were timed; the first of each address is not.
        missing: Requests that were not answered with 200.
        html: Median weight in bytes.
        heaviest: Largest weight in bytes.
        packed: Largest weight once compressed.
        processor: Processor time of this process.
        wall: Time passed.
        unchanged: Median processor time of a 304; None where the page has no mark.
        slowest: The address that took the most processor time.
        over: What it is over: ``time``, ``weight``; empty where it keeps to the bars.
    """

    name: str
    asked: int
    missing: int
    html: int
    heaviest: int
    packed: int
    processor: Percentiles
    wall: Percentiles
    unchanged: float | None
    slowest: str
    over: tuple[str, ...]


def measured(asker: Asker, place: Place, *, rounds: int = 1) -> Measured:
    """Measure a kind of page.

    Args:
        asker: Asks the application.
        place: The kind.
        rounds: How often each address is timed, after one request that is not.
    """
    asker.ask(place.addresses[0])
    asked = [(address, asker.ask(address)) for _ in range(rounds) for address in place.addresses]
    answers = [answer for _, answer in asked if answer.status == 200] or [answer for _, answer in asked]
    weights = sorted(len(answer.body) for answer in answers)
    processor = _percentiles([answer.processor_ms for answer in answers])
    heaviest = max(answers, key=lambda one: len(one.body))
    again = [asker.ask(address, held=answer.etag) for address, answer in asked[:20] if answer.etag]
    return Measured(
        name=place.name,
        asked=len(asked),
        missing=sum(answer.status != 200 for _, answer in asked),
        html=weights[len(weights) // 2],
        heaviest=weights[-1],
        packed=heaviest.packed,
        processor=processor,
        wall=_percentiles([answer.wall_ms for answer in answers]),
        unchanged=_median([one for one in again if one.status == 304]),
        slowest=max(asked, key=lambda pair: pair[1].processor_ms)[0],
        over=tuple(_over(place, processor, weights[-1])),
    )


def _over(place: Place, processor: Percentiles, weight: int) -> Iterator[str]:
    if place.bar is not None and processor.p95 > place.bar:
        yield "time"
    if place.weighed and weight > WEIGHT_BAR:
        yield "weight"


def _percentiles(times: list[float]) -> Percentiles:
    cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return Percentiles(p50=cuts[49], p95=cuts[94], p99=cuts[98])


def _median(answers: list[Answer]) -> float | None:
    return _percentiles([one.processor_ms for one in answers]).p50 if answers else None
