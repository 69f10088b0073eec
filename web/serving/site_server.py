"""The server of the site: an end that is asked for at any moment, from the first one on, is one, and the jobs know."""

import socket
from collections.abc import Callable
from types import FrameType

import uvicorn


class SiteServer(uvicorn.Server):
    """A server that tells at once that it is asked to end.

    Args:
        config: How it serves.
        asked: Tells whether a signal asked to end before the server listened for signals itself.
        ending: Called when it is asked to end, perhaps twice.
        ready: Called once requests are answered.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        asked: Callable[[], bool],
        ending: Callable[[], None],
        ready: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._asked, self._ending, self._ready = asked, ending, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer; and end at once where that was asked meanwhile."""
        await super().startup(sockets)
        if self.should_exit:  # Nobody is answered any more.
            return
        self._ready()
        if self._asked():
            self._ending()
            self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End, as a signal asks."""
        self._ending()
        super().handle_exit(sig, frame)
