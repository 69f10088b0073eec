"""Text sent small (gzip), except where that could tell a secret.

A page that repeats what the visitor sent beside a secret of the session tells the secret by its size once compressed
(BREACH, 2013). Forms with a secret stand on pages of who is signed in and on those of the signed links of alerts; these
are sent as they are.
"""

from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_SECRET = ("/sign-in", "/alerts", "/review")
_LEVEL = 5  # level 9 makes pages 1 % smaller in twice the time
_SMALLEST = 1000
_PACKED = "application/vnd.openxmlformats-officedocument"
_EXCLUDED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/pdf",
    "application/octet-stream",
    f"{_PACKED}.spreadsheetml.sheet",
    f"{_PACKED}.wordprocessingml.document",
)


class Compressed:
    """Compresses what is text, for who takes it.

    Args:
        app: The application behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._small = GZipMiddleware(app, _SMALLEST, _LEVEL, exclude_content_types=_EXCLUDED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, compressing its answer where that tells nothing."""
        secret = scope["type"] == "http" and (
            scope["path"].startswith(_SECRET) or scope.get("state", {}).get("visitor") is not None
        )
        await (self._plain if secret else self._small)(scope, receive, send)
