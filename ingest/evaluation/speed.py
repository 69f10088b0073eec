"""How fast documents are read: by stage on real records, and on long texts made to be slow.

Times are those of the process, on one core; other work on the machine still costs about a third through shared caches.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time

from corpus.errors import WrongUse
from corpus.facts import Figure, TimeExpression
from corpus.model import DocumentText, QuestionRecord, RawDocument
from ingest.commitments import read_commitments
from ingest.extract import extract
from ingest.figures import read_figures
from ingest.layout import parse
from ingest.pipeline import process
from ingest.readers import read
from ingest.readers.record import RECORD_MEDIA_TYPE
from ingest.references import read_references
from ingest.times import analyse, read_times

DEFAULT_RECORDS = Path("../shared/gold/answers.jsonl")
PARLIAMENT = "Vlaams Parlement"
MEGABYTE = 1_000_000
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = date(2017, 1, 1)

#: Pieces that, repeated, gave the slowest texts of each kind that a search over short pieces found.
ADVERSARIAL: dict[str, str] = {
    "labels": "1.",
    "years and hyphens": "2016-",
    "grouped digits": "111. ",
    "lone digits": "12 ",
    "slashes": "1/",
    "powers": "1^",
    "short days": "1-1-",
    "percentages": "1 %",
    "dashes": "- ",
    "letters and digits": "a1",
    "addresses": "a@",
    "lines": "1\n",
    "bracketed labels": "1.(",
    "letters after numbers": "8a)",
    "empty lines": "\n",
    "blank lines": " \n",
    "months": "okt, ",
    "one word": "x",
    "one numeral": "1",
}


@dataclass(slots=True, kw_only=True)
class Speed:
    """What was measured.

    Attributes:
        documents: How many.
        seconds: Time of the process for all of them, from bytes to facts.
        stages: Seconds by stage, each run by itself.
    """

    documents: int
    seconds: float
    stages: dict[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Documents a second."""
        return self.documents / self.seconds if self.seconds else 0.0


def measure_speed(records: Sequence[RawDocument], *, rounds: int = 3) -> Speed:
    """Measure how fast documents are read; the fastest of some rounds counts, after one that loads the rules.

    Args:
        records: The documents.
        rounds: How often each is read.

    Returns:
        The rate, and the share of each stage.

    Raises:
        WrongUse: If there are no documents.
    """
    if not records:
        raise WrongUse("no documents to measure: give at least one")
    for raw in records:
        process(raw, parliament="")
    seconds = min(_spent(lambda: [process(raw, parliament="") for raw in records]) for _ in range(rounds))
    best: dict[str, float] = {}
    for _ in range(rounds):
        for stage, spent in _stages(records).items():
            best[stage] = min(spent, best.get(stage, spent))
    return Speed(documents=len(records), seconds=seconds, stages=best)


def _spent(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


class _Watch:
    """Adds up the time of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        begun = process_time()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + process_time() - begun


def _stages(records: Sequence[RawDocument]) -> dict[str, float]:
    watch = _Watch()
    for raw in records:
        with watch.on("read"):
            text = read(raw)
        with watch.on("layout"):
            record = parse(text, parliament="")
        _extraction(watch, text, record)
    return watch.seconds


def _extraction(watch: _Watch, text: DocumentText, record: QuestionRecord) -> None:
    for section in record.sections:
        body = text.text[section.start : section.end]
        with watch.on("analysis"):
            analysed = analyse(body)
        with watch.on("times"):
            times = read_times(analysed, record.reference_date)
        with watch.on("figures"):
            read_figures(analysed, times=times)
    with watch.on("references"):
        read_references(text, record)
    facts = extract(text, record)
    times_found: tuple[TimeExpression, ...] = facts.times
    figures_found: tuple[Figure, ...] = facts.figures
    with watch.on("commitments"):
        read_commitments(text, record, times_found, figures_found)


def long_text(piece: str, *, size: int = MEGABYTE) -> str:
    """Return a text of about a size that is one piece again and again."""
    return piece * (size // len(piece))


def seconds_for(text: str) -> float:
    """Return the time that the process takes from the bytes of a text to its facts."""
    raw = RawDocument(
        source="files",
        uri="speed:text",
        name="text",
        media_type="text/plain",
        content=f"VRAAG 1\n{text}".encode(),
        fetched=_NEVER,
    )
    return _spent(lambda: process(raw, parliament=PARLIAMENT))


def records_of(path: Path) -> list[RawDocument]:
    """Return the records of a JSONL file as documents.

    Raises:
        WrongUse: If there is no such file.
    """
    if not path.exists():
        raise WrongUse(f"no records in {path}: name a JSONL file of records")
    with path.open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines if line.strip()]
    return [
        RawDocument(
            source="files",
            uri=f"speed:{one['doc_id']}",
            name=str(one["doc_id"]),
            media_type=RECORD_MEDIA_TYPE,
            content=json.dumps(one, ensure_ascii=False).encode(),
            fetched=_NEVER,
        )
        for one in found
    ]


def measured(records: Sequence[RawDocument], *, size: int = MEGABYTE) -> dict[str, object]:
    """Measure the rate by stage, and the seconds for a long text of each slow kind.

    Args:
        records: The documents to measure.
        size: Characters of each long text; 0 leaves them out.
    """
    speed = measure_speed(records)
    return {
        "documents_a_second": speed.rate,
        "milliseconds_by_stage": {name: 1000 * spent / speed.documents for name, spent in speed.stages.items()},
        "seconds_of_long_texts": {
            name: seconds_for(long_text(piece, size=size)) for name, piece in (ADVERSARIAL.items() if size else ())
        },
    }


def print_speed(records: Sequence[RawDocument], *, size: int = MEGABYTE) -> None:
    """Print the rate by stage, then the time for a long text of each slow kind, each as it is measured.

    Args:
        records: The documents to measure.
        size: Characters of each long text; 0 leaves them out.
    """
    speed = measure_speed(records)
    print(f"{speed.rate:.0f} documents a second ({1000 * speed.seconds / speed.documents:.2f} ms each)")
    whole = sum(speed.stages.values())
    for stage, spent in sorted(speed.stages.items(), key=lambda entry: -entry[1]):
        print(f"  {stage:12} {1000 * spent / speed.documents:6.2f} ms {spent / whole:5.0%}")
    for name, piece in ADVERSARIAL.items() if size else ():
        print(f"  {name:20} {seconds_for(long_text(piece, size=size)):6.2f} s for {size / MEGABYTE:g} MB", flush=True)


def main(arguments: Sequence[str]) -> None:
    """Measure the records of a JSONL file (by default those of the gold) and the long texts."""
    print_speed(records_of(Path(arguments[0]) if arguments else DEFAULT_RECORDS))


if __name__ == "__main__":
    main(sys.argv[1:])
