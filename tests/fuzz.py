"""Throws mutated documents at the readers and extractors: ``python -m tests.fuzz [COUNT] [SEED]``.

Each input must end in a document whose spans lie in its text, or in an error of the tree; none may take long. The
inputs are the sample documents, cut, joined, repeated and sprinkled with signs that mean something to a rule.
"""

import random
import sys
from collections import Counter
from datetime import UTC, datetime
from time import process_time

from corpus.errors import DocumentError
from corpus.model import RawDocument
from corpus.samples import sample_folder
from ingest.pipeline import process

PARLIAMENT = "Vlaams Parlement"
SLOW_SECONDS = 5.0
MOST = 20_000
SIGNS = (
    "1. 2. 3. ", "\n", "\r\n", "\x0c", "\x00", "€ ", " % ", "1.000.000", "1.1.1.1.", "2016-2016-", "tegen ",
    "voor ", "((((", "§§", "nr. ", "SV 1, 2, 3, ", "van januari tot ", "\xad", "\ufffe", "ﬁ", "½", "een ",
    "a) b) c) ", "- ", "https://", "ANTWOORD\n", "31 februari 2023 ", "eind ", "begin ", "0000", "9" * 40,
    "é", "😀", "\u202e", "<b>", "%PDF-1.7\n", "{", "najaar 99999 ", "de eerste ", "honderdduizend", "\t",
    "vraag nr. 42 van 8 maart 2006 van JAN LOONES\n",
)  # fmt: skip


def _sources() -> list[bytes]:
    return [path.read_bytes() for path in sorted(sample_folder().iterdir()) if path.is_file()]


def mutated(chance: random.Random, sources: list[bytes]) -> bytes:
    """Return one hostile input."""
    content = bytearray(chance.choice(sources)[:MOST])
    for _ in range(chance.randint(1, 12)):
        place = chance.randint(0, len(content))
        match chance.randint(0, 5):
            case 0:
                content[place:place] = chance.choice(SIGNS).encode() * chance.choice((1, 1, 1, 5, 200))
            case 1:
                del content[place : place + chance.choice((1, 10, 1000))]
            case 2:
                content[place : place + 1] = bytes([chance.randint(0, 255)])
            case 3:
                other = chance.choice(sources)
                start = chance.randint(0, len(other))
                content[place:place] = other[start : start + chance.choice((20, 400, 4000))]
            case 4:
                piece = bytes(content[place : place + chance.choice((3, 30))])
                content[place:place] = piece * chance.choice((2, 20, 300))
            case _:
                content = bytearray(content.replace(b"\n", chance.choice((b" ", b"", b"\n\n"))))
    return bytes(content[:MOST])


def main() -> int:
    """Run, report, and return 1 where something broke."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)  # noqa: S311 - no secret is made
    sources, told, slowest, broken = _sources(), Counter[str](), 0.0, 0
    for number in range(count):
        content = mutated(chance, sources)
        raw = RawDocument(
            source="fuzz",
            uri=f"fuzz:{number}",
            name="fuzz",
            media_type="text/plain",
            content=content,
            fetched=datetime(2026, 1, 1, tzinfo=UTC),
        )
        begun = process_time()
        try:
            process(raw, parliament=PARLIAMENT)
            told["read"] += 1
        except DocumentError as error:
            told[f"refused: {error.reason}"] += 1
        except Exception as error:  # noqa: BLE001 - any other one is what is looked for
            broken += 1
            print(f"BROKEN {number}: {type(error).__name__}: {error}: {content[:200]!r}", flush=True)
        seconds = process_time() - begun
        slowest = max(slowest, seconds)
        if seconds > SLOW_SECONDS:
            broken += 1
            print(f"SLOW {number}: {seconds:.1f} s: {content[:200]!r}", flush=True)
    print(f"{count} inputs, {dict(told)}, slowest {slowest:.2f} s, broken {broken}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
