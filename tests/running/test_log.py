"""The log says what happened, and never who asked, what opens something, or a secret."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as quick
from hypothesis import strategies as st

from corpus.settings import Settings
from web.app import create_app
from web.running.log_setup import Concealing, secrets_of, set_up_log
from web.running.metrics import Metrics
from web.running.observing import Observed
from web.services import Services

SECRETS = {"smtp_password": "pass-word-77", "database": "postgresql+psycopg://rappel:d%40ta@db/rappel"}


@pytest.fixture
def kept_log() -> Iterator[None]:
    """Put the log back as it was after the test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def log(kept_log: None) -> io.StringIO:  # noqa: ARG001 - it puts things back
    """Return what is logged as JSON."""
    stream = io.StringIO()
    set_up_log(Settings(log="json", **SECRETS), stream)  # type: ignore[arg-type]
    return stream


def lines(log: io.StringIO) -> list[dict[str, object]]:
    """Return the events."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_one_form_for_all(log: io.StringIO) -> None:
    """What this program and what libraries log comes as one JSON object a line, with level, logger and moment."""
    structlog.get_logger("rappel.jobs").info("job ok", job="alerts", sent=2)
    logging.getLogger("some.library").warning("it was %s", "slow")
    logging.getLogger("httpx").info("a call")
    logging.getLogger("some.library").debug("nothing")
    first, second = lines(log)
    assert (first["event"], first["sent"], first["level"], first["logger"]) == ("job ok", 2, "info", "rappel.jobs")
    assert (second["event"], second["level"]) == ("it was slow", "warning")
    assert str(first["timestamp"]).endswith("Z")


@pytest.mark.parametrize(
    "text",
    [
        "no mail to jan.de-smet+x@example.org today",
        "https://jan:geheim@example.org/x refused",
        "/alerts/manage/eyJhb.GciOi-J9: expired",
        "the key whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw does not sign",
        "login rappel with pass-word-77 failed",
        "cannot reach postgresql+psycopg://rappel:d%40ta@db/rappel",
        "password d@ta was refused",
    ],
)
def test_what_opens_or_names_is_hidden(log: io.StringIO, text: str) -> None:
    """In texts, in values and in the traces of errors alike."""
    try:
        raise ValueError(text)
    except ValueError:
        structlog.get_logger("x").exception("failed", why=text)
    structlog.get_logger("x").info(text)
    written = log.getvalue()
    for secret in ("smet", "geheim", "eyJhb", "MfKQ", "pass-word-77", "d%40ta", "d@ta"):
        assert secret not in written
    assert "ValueError" in written


def test_values_of_telling_names_are_hidden(log: io.StringIO) -> None:
    """A value that is called a password, a token or a cookie is not written whatever it is."""
    structlog.get_logger("x").info("sent", smtp_password="a", csrf_token="b", set_cookie="c", tries=3, done=None)
    (found,) = lines(log)
    assert (found["smtp_password"], found["csrf_token"], found["set_cookie"]) == ("…", "…", "…")
    assert (found["tries"], found["done"]) == (3, None)


@quick(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(local=st.from_regex(r"[a-z][a-z0-9.+_-]{0,20}", fullmatch=True), before=st.sampled_from(["", "to ", "<", "x:"]))
def test_any_address_is_hidden(local: str, before: str) -> None:
    """Whatever stands before the at sign."""
    assert local + "@" not in Concealing().text(f"{before}{local}@example.org: refused")


def test_for_people(kept_log: None) -> None:  # noqa: ARG001
    """The other form is a line of words, with traces below."""
    stream = io.StringIO()
    set_up_log(Settings(log_level="warning"), stream)
    structlog.get_logger("x").info("unseen")
    try:
        raise KeyError("a@b.example")
    except KeyError:
        logging.getLogger("y").exception("it broke")
    text = stream.getvalue()
    assert "it broke" in text
    assert "KeyError" in text
    assert "unseen" not in text
    assert "a@b" not in text
    assert secrets_of(Settings()) == ()


def test_requests_name_nobody(log: io.StringIO, sample_services: Services) -> None:
    """A request is written with the pattern of its address: no query, no link, no network address, no browser."""
    app = Observed(create_app(sample_services), Metrics(sample_services))
    with TestClient(app, raise_server_exceptions=False, headers={"User-Agent": "Browser/9"}) as client:
        client.get("/search?q=mijn+ziekte")
        client.get("/alerts/manage/gehe.im-token")
        client.get("/nowhere/at/all?x=1")
        client.get("/d/mijn-ziekte")
        client.get("/api/v1/search?ziekte=ja&limit=ziekte")
        client.get("/search?q=soort:ziekte")
        etag = client.get("/sources").headers["etag"]
        client.get("/sources", headers={"If-None-Match": etag})
        client.head("/sources")
        client.request("BREW", "/sources")
        client.get("/healthz")
    requests = [one for one in lines(log) if one["event"] == "request"]
    assert [(one["method"], one["route"], one["status"]) for one in requests] == [
        ("GET", "/search", 200),
        ("GET", "/alerts/manage/{token}", 404),
        ("GET", "other", 404),
        ("GET", "/d/{document_id}", 404),
        ("GET", "/api/v1/search", 422),
        ("GET", "/search", 200),
        ("GET", "/sources", 200),
        ("GET", "unchanged", 304),
        ("HEAD", "other", 200),
        ("other", "/sources", 405),
    ]
    for secret in ("ziekte", "gehe.im", "testclient", "Browser"):
        assert secret not in log.getvalue()
