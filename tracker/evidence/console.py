"""Evidence in the terminal."""

import sys
from collections.abc import Sequence
from itertools import groupby

from tracker.evidence.evaluation import EvidenceScores
from tracker.evidence.proposing import ProposalReport
from tracker.evidence.waiting import WaitingProposal


def print_progress(sentence: str) -> None:
    """Tell who waits at a terminal how far a comparison is; a first one takes minutes."""
    if sys.stderr.isatty():
        print(sentence, file=sys.stderr)


def print_report(report: ProposalReport) -> None:
    """Print what a comparison did."""
    print(
        f"{report.documents} documents compared with {report.commitments} open commitments: "
        f"{report.proposed} new proposals"
    )


def print_waiting(found: Sequence[WaitingProposal]) -> None:
    """Print the proposals that wait for a person, by office."""
    if not found:
        print("no evidence waits for a decision")
    for office, proposals in groupby(found, key=lambda one: one.office):
        print(f"\n{office or '(office unknown)'}")
        for one in proposals:
            moved = f" -> {one.new_due_quote} ({one.new_due or 'no last day'})" if one.new_due_quote else ""
            print(f"  {one.number}  {one.relation}{moved}  {one.score:.2f}  {one.commitment}")
            print(f"      promised {one.stated}: {' '.join(one.promised.split())}")
            print(f"      {one.document} {one.said}: {' '.join(one.passage.split())}")
            print(f"      {one.why}")


def print_scores(scores: EvidenceScores, below: Sequence[str]) -> None:
    """Print how well pairs were judged, and what lies below its floor."""
    print(f"pairs {scores.pairs}")
    print(f"concerns the commitment: F1 {scores.f1:.3f} (precision {scores.precision:.3f}, recall {scores.recall:.3f})")
    print(f"relation right: {scores.relation:.3f} of all, {scores.relation_concerning:.3f} of those that concern it")
    print(f"last day of the new time right: {scores.new_last_day:.3f}; Brier score {scores.brier:.3f}")
    for one, other, count in scores.confusions:
        print(f"  {count:3}  {one} taken for {other}")
    for name in below:
        print(f"below its floor: {name}")
