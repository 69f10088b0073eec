"""A few threads for what keeps a processor busy: more at once would only wait for one another, and all answers late.

Requests that wait for their turn wait in order, outside of any thread. What is often waited for, such as a page that
reads the database, keeps to the threads of the framework.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from fastapi import FastAPI

T = TypeVar("T")
AT_ONCE = 1
"""Searches of one process at once: what one of them has compiled code do, another can use to go on."""


async def in_turn(app: FastAPI, work: Callable[[], T]) -> T:
    """Do work in one of the threads of an application, and return what it returns.

    Args:
        app: The application.
        work: The work.
    """
    return await asyncio.get_running_loop().run_in_executor(_threads_of(app), work)


def _threads_of(app: FastAPI) -> ThreadPoolExecutor:
    state = app.state
    if not hasattr(state, "searching_threads"):
        state.searching_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="search")
    found: ThreadPoolExecutor = state.searching_threads
    return found
