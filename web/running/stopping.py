"""How a job learns that it must end: the service is stopped, or its lease was lost."""

import threading
from collections.abc import Callable

from corpus.errors import RunStopped


class Stop:
    """Asked by a job between its steps; true once it must end.

    Args:
        ended: Set when the service is stopped.
        lost: Tells whether the job's lease was lost.
    """

    def __init__(self, ended: threading.Event, lost: Callable[[], bool] = lambda: False) -> None:
        self._ended = ended
        self._lost = lost

    def __call__(self) -> bool:
        """Tell whether the job must end."""
        return self._ended.is_set() or self._lost()

    def check(self) -> None:
        """Go on, or end.

        Raises:
            RunStopped: If the job must end.
        """
        if self():
            raise RunStopped("asked to stop; the next run goes on from here")

    def wait(self, seconds: float) -> None:
        """Wait, but not when the service is stopped meanwhile.

        Raises:
            RunStopped: If the job must end.
        """
        self._ended.wait(seconds)
        self.check()
