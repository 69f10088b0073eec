"""Starting the site: it says where it is, and a taken address is a clear message."""

import socket

import pytest
import uvicorn

from corpus.errors import WrongUse
from web.server import serve
from web.services import Services


@pytest.fixture
def no_run(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep the server from running; return the addresses on which it would have."""
    heard: list[str] = []

    def run(_: uvicorn.Server, sockets: list[socket.socket]) -> None:
        heard.extend(str(one.getsockname()[0]) for one in sockets)
        for one in sockets:
            one.close()

    monkeypatch.setattr(uvicorn.Server, "run", run)
    return heard


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "http://127.0.0.1:"), ("::1", "http://[::1]:")])
def test_says_where_it_listens(
    sample_services: Services, no_run: list[str], capsys: pytest.CaptureFixture[str], host: str, shown: str
) -> None:
    """The address is printed as a browser takes it, with the port that was free."""
    try:
        serve(sample_services, host=host, port=0)
    except WrongUse:
        pytest.skip("this machine has no IPv6 loopback")
    assert no_run == [host]
    printed = capsys.readouterr().out
    assert shown in printed
    assert ":0/" not in printed


def test_a_taken_port_is_named(sample_services: Services, no_run: list[str]) -> None:
    """Somebody else listens there: the message names address and option."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WrongUse, match=rf"127\.0\.0\.1:{port}.*--port"):
            serve(sample_services, host="127.0.0.1", port=port)
    assert no_run == []
