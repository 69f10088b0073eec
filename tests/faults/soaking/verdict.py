"""Says what a soak has shown, and everything that is wrong with it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from corpus.settings import Settings
from corpus.store import Store
from tests.faults.soaking.parliament import GoingOn, pages
from tests.faults.soaking.people import Deeds
from tests.faults.soaking.scene import NAME
from tests.faults.soaking.visitors import Seen
from tests.faults.soaking.watch import Sample, figure, quarters
from tests.sources.flemish_questions import Question
from tests.tracker.sending.mailsink import Sink

GROWING = (
    "resident",
    "own",
    "files",
    "threads",
    "children",
    "children_resident",
    "database",
    "log",
    "index",
    "index_files",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What may grow from the second quarter of the time to the last one.

    Attributes:
        memory: Share of the memory.
        handles: Open files, and threads.
    """

    memory: float
    handles: int


def log_faults(lines: Iterable[str]) -> list[str]:
    """Return the lines of a log that are no plain good news."""
    found = []
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            found.append(line.rstrip())
            continue
        if event.get("level") not in ("info", "debug"):
            found.append(line.rstrip())
    return found


def log_counts(lines: Iterable[str]) -> Mapping[str, int]:
    """Return how many lines tell of each kind of event."""
    found: Counter[str] = Counter()
    for line in lines:
        if line.startswith("{"):
            event = json.loads(line)
            found[f"{event['event']} {event.get('job', '').split(' ')[0]}".strip()] += 1
    return dict(found)


def mail_faults(sink: Sink) -> list[str]:
    """Return the mails that came twice."""
    counted = Counter((one.recipient, one.name) for one in sink.taken)
    return [f"a mail came {times} times: {key}" for key, times in counted.items() if times > 1]


def last_sync(lines: Iterable[str]) -> datetime:
    """Return when the last run that followed the source to its end began."""
    found = datetime.min.replace(tzinfo=UTC)
    for line in lines:
        if '"job ok"' in line and f'"sync {NAME}"' in line:
            event = json.loads(line)
            found = datetime.fromisoformat(event["timestamp"]) - timedelta(seconds=event["seconds"])
    return found


def store_faults(settings: Settings, server: GoingOn, before: datetime) -> list[str]:
    """Return what the store lacks of the parliament as it was at a moment, holds twice, or has not sent."""
    with Store.open(settings, clock=lambda: datetime.now(UTC)) as store:
        stamps, box = store.source_items.stamps(NAME), store.outbox.status()
        held = [one for one in store.documents.list() if one.parliament == "Vlaams Parlement"]
        texts = {one.number: " ".join(store.documents.get(one.id).text.text.split()) for one in held}
    twice = [key for key, times in Counter((one.asked, one.number, one.minister) for one in held).items() if times > 1]
    settled = server.settled(before)
    lacking = [one.key for one in settled if str(one.key) not in stamps]
    old = [
        one.key
        for one in settled
        if one.key in server.changed and one.answered and not _says(texts.get(one.number, ""), one, server)
    ]
    found = [f"held twice: {key}" for key in twice]
    found += [f"{len(lacking)} questions of {len(settled)} are not held: {lacking[:5]}"] if lacking else []
    found += [f"{len(old)} answers are not held as they are now: {old[:5]}"] if old else []
    return found + ([f"{box.failed} messages were given up"] if box.failed else [])


def _says(text: str, one: Question, server: GoingOn) -> bool:
    """Return whether a text holds the answer of the latest revision."""
    return " ".join(pages(one, server.due.get(one.key))[1][-2].split()) in text


def growth_faults(samples: Sequence[Sample], bounds: Bounds) -> list[str]:
    """Return what has grown beyond its bounds."""
    found = []
    for name in ("resident", "own"):
        told = quarters(samples, lambda one, name=name: float(getattr(one, name)))  # type: ignore[misc]
        if told["quarter 4"] > told["quarter 2"] * (1 + bounds.memory):
            found.append(f"memory ({name}) has grown: {dict(told)}")
    for name in ("files", "threads", "children"):
        told = quarters(samples, lambda one, name=name: float(getattr(one, name)))  # type: ignore[misc]
        if told["quarter 4"] > told["quarter 2"] + bounds.handles:
            found.append(f"{name} have grown: {dict(told)}")
    return found


def summary(samples: Sequence[Sample], seen: Seen, deeds: Deeds, sink: Sink, metrics: str) -> dict[str, object]:
    """Return the figures of a soak."""
    cut = quantiles(seen.seconds, n=100) if len(seen.seconds) > 1 else [0.0] * 99
    last = samples[-1]
    return {
        "minutes": round(last.seconds / 60, 1),
        "samples": len(samples),
        "requests": sum(seen.answers.values()),
        "answers": dict(sorted(seen.answers.items())),
        "left before the answer": seen.left,
        "ms": {"p50": round(cut[49] * 1000), "p95": round(cut[94] * 1000), "p99": round(cut[98] * 1000)},
        "deeds": dict(sorted(deeds.done.items())),
        "mails": len(sink.taken),
        "jobs": {
            job: {
                result: int(figure(metrics, "rappel_job_runs_total", kind=job, result=result))
                for result in ("ok", "failed", "stopped")
            }
            for job in ("sync", "index", "alerts")
        },
        "new and changed": [
            int(figure(metrics, "rappel_job_items_total", kind="sync", item=one)) for one in ("new", "changed")
        ],
        "feed": [samples[0].feed, last.feed],
        "processor share": round(
            (last.processor - samples[0].processor) / max(1.0, last.seconds - samples[0].seconds), 3
        ),
        "grown": {name: quarters(samples, lambda one, name=name: float(getattr(one, name))) for name in GROWING},  # type: ignore[misc]
    }


def written(path: Path, figures: Mapping[str, object], faults: Sequence[str]) -> None:
    """Keep figures and faults in a file."""
    path.write_text(json.dumps({**figures, "faults": list(faults)}, indent=1, ensure_ascii=False), encoding="utf-8")
