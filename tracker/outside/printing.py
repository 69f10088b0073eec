"""A comparison of registers as text, as rows of plain values, and as CSV."""

import sys
from collections.abc import Iterable

from tracker.outside.compare import ComparedEntry, verdict_of
from tracker.outside.compare import day_of as our_day
from tracker.outside.service import RegisterComparison

COLUMNS = (
    "standing", "number", "said", "their_office", "their_text", "their_status", "their_day", "commitment", "document",
    "stated", "our_office", "our_text", "our_status", "our_day", "likeness", "differences",
)  # fmt: skip
_SHOWN = 20
_WIDE = 100


def row(one: ComparedEntry) -> dict[str, str]:
    """Return an entry as texts, by the names of ``COLUMNS``; empty where a register says nothing."""
    theirs, ours = one.theirs, one.ours
    found: dict[str, object] = {
        "standing": one.standing.value,
        "likeness": one.likeness,
        "differences": "; ".join(f"{gap.matter}: {gap.theirs} / {gap.ours}" for gap in one.differences),
    }
    if theirs is not None:
        found |= {"number": theirs.number, "said": theirs.said, "their_office": theirs.office or theirs.ministry}
        found |= {"their_text": theirs.text, "their_status": theirs.status, "their_day": theirs.settled}
    if ours is not None:
        commitment = ours.commitment
        found |= {"commitment": ours.id, "document": commitment.document, "stated": commitment.stated}
        found |= {"our_office": commitment.office, "our_text": commitment.quote}
        found |= {"our_status": verdict_of(ours), "our_day": our_day(ours)}
    return {name: str(found[name]) if found.get(name) is not None else "" for name in COLUMNS}


def outline(found: RegisterComparison, entries: Iterable[ComparedEntry]) -> dict[str, object]:
    """Return a comparison as plain values."""
    return {
        "parliament": found.parliament,
        "since": found.since.isoformat(),
        "left_out": found.left_out,
        "counts": {standing.value: count for standing, count in found.counts.items()},
        "entries": [row(one) for one in entries],
    }


def print_csv(entries: Iterable[ComparedEntry]) -> None:
    """Print entries as CSV, one a line, with a line of headings."""
    import csv

    from corpus.spreadsheets import safe_cells

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(safe_cells(row(one).values()) for one in entries)


def print_comparison(found: RegisterComparison, entries: tuple[ComparedEntry, ...]) -> None:
    """Print how the registers stand against each other, and the first entries."""
    counts = ", ".join(f"{count} {standing.value.replace('_', ' ')}" for standing, count in found.counts.items())
    print(f"{found.parliament} since {found.since}: {counts} ({found.left_out} older ones of theirs left out)")
    for one in entries[:_SHOWN]:
        _print_entry(row(one))
    if len(entries) > _SHOWN:
        print(f"{len(entries) - _SHOWN} more (--json or --csv lists all)")


def _print_entry(cells: dict[str, str]) -> None:
    print(f"\n{cells['standing'].replace('_', ' ')}  {cells['differences']}".rstrip())
    if cells["their_text"]:
        print(f"  theirs {cells['number']} {cells['said']} {cells['their_status']}: {cells['their_text'][:_WIDE]}")
    if cells["our_text"]:
        print(f"  ours {cells['commitment']} {cells['stated']} {cells['our_status']}: {cells['our_text'][:_WIDE]}")
