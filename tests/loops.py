"""Loops of their own for what is awaited in a test, whether or not one runs in its thread (that of a browser does)."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def in_its_own_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """Return what some work gives, done in a loop and a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def in_its_own_thread(work: Callable[[], Result]) -> Result:
    """Return what some work gives that runs a loop itself, done in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()
