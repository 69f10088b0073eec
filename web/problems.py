"""What went wrong, as programs read it: a problem of RFC 9457 with a stable code, and where in the request it is."""

from http import HTTPStatus

from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"
_CODES = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.UNAUTHORIZED: "sign_in_needed",
    HTTPStatus.FORBIDDEN: "not_allowed",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.CONFLICT: "edit_conflict",
    HTTPStatus.REQUEST_TIMEOUT: "too_slow",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.REQUEST_URI_TOO_LONG: "too_long",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "too_large",
    HTTPStatus.TOO_MANY_REQUESTS: "busy",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid_request",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal_error",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}
MEANINGS = {
    "bad_request": "The request cannot be read at all.",
    "sign_in_needed": "The instance is closed, or the call is for editors: sign in first.",
    "not_allowed": "The account may not do this, or another site sent the request.",
    "not_found": "There is no document, commitment, office or route of that name.",
    "method_not_allowed": "The route exists, but not with this method.",
    "edit_conflict": "Somebody else changed the same commitment first; nothing was written.",
    "invalid_request": "A parameter, a name of one, or the body is wrong; 'errors' says which and why.",
    "bad_cursor": "The cursor is none of this list, or was made for other filters.",
    "too_long": "The address is longer than 10,000 bytes after the question mark.",
    "too_large": "The body is larger than a megabyte, or the headers than 32 kB.",
    "too_slow": "The body was sent too slowly.",
    "busy": "Too many requests are in progress: come back after the seconds of Retry-After.",
    "unavailable": "The store or the index cannot answer now; try again later.",
    "internal_error": "The mistake is ours; it is in the log.",
}
"""Every code that has a meaning of its own, and what it means."""


class Fault(BaseModel):
    """One thing that is wrong in a request."""

    place: str = Field(description="Where: query, path, body, header or cookie.", examples=["query"])
    name: str = Field(description="Name of the parameter, or of the field of the body.", examples=["as_of"])
    pointer: str = Field(
        description="The field of the body as a JSON pointer (RFC 6901); empty for parameters.", examples=[""]
    )
    detail: str = Field(description="What is wrong with it.", examples=["Input should be a valid date"])


class Problem(BaseModel):
    """An error (RFC 9457), sent as application/problem+json."""

    type: str = Field(
        description="Stable address of the kind of error, in the description of the API.",
        examples=["/api/docs#problem-invalid_request"],
    )
    title: str = Field(description="The status in words.", examples=["Unprocessable Content"])
    status: int = Field(description="The status.", examples=[422])
    code: str = Field(description="Stable word for the kind of error.", examples=["invalid_request"])
    detail: str = Field(description="What is wrong here.", examples=["as_of: Input should be a valid date"])
    instance: str = Field(description="Path of the request.", examples=["/api/v1/commitments"])
    errors: list[Fault] = Field(default=[], description="Each thing that is wrong, with its place.")


def problem(
    status: HTTPStatus, detail: str, *, path: str, code: str = "", faults: tuple[Fault, ...] = ()
) -> dict[str, object]:
    """Return a problem as JSON.

    Args:
        status: The status.
        detail: What is wrong here.
        path: Path of the request.
        code: Stable word; the one of the status where empty or without a meaning of its own.
        faults: Each thing that is wrong.
    """
    known = code if code in MEANINGS else _CODES.get(status, "bad_request")
    made = Problem(
        type=f"/api/docs#problem-{known}",
        title=status.phrase,
        status=int(status),
        code=known,
        detail=detail or MEANINGS[known],
        instance=path,
        errors=list(faults),
    )
    return made.model_dump(mode="json")


def fault_of(location: tuple[object, ...], message: str) -> Fault:
    """Return a fault from where a checker found it, as in ``("query", "as_of")``."""
    place, *steps = [str(step) for step in location] or ["body"]
    pointer = "/" + "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps) if place == "body" else ""
    return Fault(place=place, name=".".join(steps), pointer=pointer, detail=message)
