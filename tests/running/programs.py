"""Waiting for the real program, which the tests here start as a person does."""

import time
from collections.abc import Callable


def eventually(look: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait until something is so, or fail and say what was not."""
    until = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < until, what
        time.sleep(0.1)
