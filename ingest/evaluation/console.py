"""The board of scores in the terminal."""

import sys

from ingest.evaluation.board import Board, Miss, Score


def say(message: str) -> None:
    """Say what is going on, apart from the printed scores."""
    print(f"... {message}", file=sys.stderr, flush=True)


def print_board(board: Board, fails: int) -> None:
    """Print every score with its floor, then what was lost since the floors were pinned.

    Args:
        board: What was measured.
        fails: How many of all misses to print besides the new ones.
    """
    print(f"{'score':32} {'value':>8} {'floor':>8} {'of':>6}")
    for score in board.scores:
        print(_line(score))
    print(f"since the floors were pinned: {board.won} won, {len(board.lost)} lost")
    for miss in board.lost:
        print(_miss("LOST", miss))
    for miss in board.misses[:fails]:
        print(_miss("MISS", miss))
    if not board.holds:
        print("BELOW A FLOOR: " + ", ".join(score.name for score in board.scores if not score.holds))


def _line(score: Score) -> str:
    floor = "-" if score.floor is None else f"{score.floor:.3f}"
    sign = "" if score.holds else "  BELOW"
    return f"{score.name:32} {score.value:8.3f} {floor:>8} {score.out_of:6}{sign}"


def _miss(word: str, miss: Miss) -> str:
    quote = " ".join(miss.quote.split())
    return f"{word} {miss.score} {miss.kind} {miss.document}: {quote}" + (f" ({miss.detail})" if miss.detail else "")
