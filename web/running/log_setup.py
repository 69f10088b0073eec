"""The log of the running service: for people or a JSON line an event, without personal data or secrets."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any, TextIO
from urllib.parse import unquote, urlsplit

import structlog
from structlog.types import Processor

from corpus.settings import Settings

_HIDDEN = "…"
_SECRET_NAMES = re.compile(r"password|secret|token|cookie|authorization|csrf|signature", re.IGNORECASE)
_MASKED = (
    (re.compile(r"://[^/\s@]+@"), f"://{_HIDDEN}@"),
    (re.compile(r"[^\s@<>\"'(\[/:]+@[^\s@<>\"')\]]+"), f"{_HIDDEN}@{_HIDDEN}"),
    (re.compile(r"(/alerts/(?:confirm|manage|unsubscribe)/)[^\s\"'{][^\s\"']*"), rf"\1{_HIDDEN}"),
    (re.compile(r"(whsec_)[\w+/=]+"), rf"\1{_HIDDEN}"),
)
_SHORT = 60
_CHATTY = ("httpx", "httpx2", "httpcore", "alembic", "urllib3", "sentence_transformers", "uvicorn.access", "faiss")


def set_up_log(settings: Settings, stream: TextIO | None = None) -> None:
    """Send what this program and its libraries log to one place, in one form.

    Args:
        settings: Form and gravity; their secrets are never written.
        stream: Where to; the standard error where left out.
    """
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                Concealing(secrets_of(settings)),
                _written(settings.log),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _written(form: str) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return the secrets of the settings that must stand in no log."""
    password = urlsplit(settings.database or "").password or ""
    found = (settings.smtp_password.get_secret_value(), password, unquote(password))
    return tuple(sorted({one for one in found if one}, key=len, reverse=True))


class Concealing:
    """Hides what could name somebody, or open something, in everything that is logged.

    Args:
        secrets: Words that are hidden wherever they stand.
    """

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        self._secrets = secrets
        # The lines of requests say the same few words again and again.
        self._short = lru_cache(maxsize=1_000)(self._concealed)

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:  # noqa: ANN401
        """Return the event without them."""
        return {name: self._value(name, value) for name, value in event.items()}

    def _value(self, name: str, value: object) -> object:
        if _SECRET_NAMES.search(name):
            return _HIDDEN
        if isinstance(value, int | float | bool | None):
            return value
        return self.text(str(value))

    def text(self, text: str) -> str:
        """Return a text without them."""
        return self._short(text) if len(text) <= _SHORT else self._concealed(text)

    def _concealed(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        for pattern, instead in _MASKED:
            text = pattern.sub(instead, text)
        return text
