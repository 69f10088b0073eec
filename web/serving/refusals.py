"""What is said before any work begins: to programs as a problem (RFC 9457), to people in a line."""

import json
from http import HTTPStatus

from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from web.problems import MEDIA_TYPE, problem

API = "/api/"
"""Beginning of the addresses of programs."""


def refusal(scope: Scope, status: HTTPStatus, words: str, headers: dict[str, str]) -> Response:
    """Return the answer that refuses a request.

    Args:
        scope: The request.
        status: The status.
        words: Why, as a sentence.
        headers: More of the answer's headers.
    """
    path: str = scope["path"]
    if path.startswith(API):
        return Response(json.dumps(problem(status, words, path=path)), status, headers, MEDIA_TYPE)
    return PlainTextResponse(f"{words}\n", status, headers)
