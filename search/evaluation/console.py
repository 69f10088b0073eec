"""The board of the search in the terminal."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from search.evaluation.board import Score
from search.evaluation.run import Measured, Outcome

if TYPE_CHECKING:
    from search.evaluation.ablation import Gain


def say(message: str) -> None:
    """Say what is going on, apart from the printed scores."""
    print(f"... {message}", file=sys.stderr, flush=True)


def print_board(scores: Iterable[Score], measured: Measured, worst: int) -> None:
    """Print every score with its floor, then the judged queries that reached least.

    Args:
        scores: The scores.
        measured: Where they come from.
        worst: How many queries to print.
    """
    print(f"{'nDCG@10':16} {'value':>7} {'floor':>7} {'of':>6}")
    for score in scores:
        floor = "-" if score.floor is None else f"{score.floor:.3f}"
        print(f"{score.name:16} {score.value:7.3f} {floor:>7} {score.queries:6}{'' if score.holds else '  BELOW'}")
    print("processor time of a query: median {:.1f} ms, 95 % {:.1f} ms".format(*measured.milliseconds))
    for outcome in measured.worst(worst):
        print(_line(outcome))


def print_gains(gains: Iterable["Gain"]) -> None:
    """Print what every component adds, with the 95 % interval; a star marks what is certain.

    Args:
        gains: The gains, those of a component one after the other.
    """
    print(f"{'component':16} {'queries':14} {'of':>5}  gain in nDCG@10 (95 %)")
    for gain in gains:
        star = " *" if gain.interval.certain else ""
        print(f"{gain.component:16} {gain.type:14} {gain.queries:5}  {gain.interval}{star}")


def _line(outcome: Outcome) -> str:
    wanted = " ".join(f"{name}:{grade}" for name, grade in outcome.query.judged.items())
    found = " ".join(outcome.ranking[:3])
    return f"{outcome.score:.3f} {outcome.query.type} {outcome.query.text!r} wanted {wanted} found {found}"
