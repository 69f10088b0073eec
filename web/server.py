"""Starting the site on its address."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.services import Services


def serve(services: "Services", *, host: str | None = None, port: int | None = None) -> None:
    """Serve until stopped, and say where.

    Args:
        services: The parts to show.
        host: Address to listen on; the setting where None.
        port: Port to listen on, 0 for a free one; the setting where None.

    Raises:
        WrongUse: If the address cannot be listened on.
    """
    import socket

    import uvicorn

    from corpus.errors import WrongUse
    from web import pictures, warming
    from web.app import create_app
    from web.searching import warming as searching

    address = (host or services.settings.host, services.settings.port if port is None else port)
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    try:
        listener = socket.create_server(address, family=family)
    except OSError as error:
        raise WrongUse(
            f"cannot listen on {address[0]}:{address[1]}: {error.strerror}; choose another --port"
        ) from error
    shown = f"[{address[0]}]" if family == socket.AF_INET6 else address[0]
    print(f"Rappel is at http://{shown}:{listener.getsockname()[1]}/ (stop with Ctrl-C)", flush=True)
    app = create_app(services)
    # The first visitor need not wait for what is loaded on first use.
    pictures.warm_up()
    searching.warm_up(services)
    warming.warm_up(app)
    config = uvicorn.Config(app, log_level="warning", server_header=False)
    uvicorn.Server(config).run(sockets=[listener])
