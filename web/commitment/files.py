"""The commitments of a list as a feed."""

import hashlib
import json
from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from tracker.tracked import TrackedCommitment
from web.feeds import site, xml_safe
from web.marking import anchor
from web.render import environment, speaker_of
from web.views import commitment_view

_ENTRIES = 100
_TAG = "tag:rappel.invalid,2024"
_NEVER = "1970-01-01T00:00:00Z"


def feed_of(request: Request, found: Sequence[TrackedCommitment]) -> Response:
    """Answer with commitments as Atom (RFC 4287), the ones that were registered last first.

    An entry keeps its id for ever, and its moment until the commitment is decided on: a reader of feeds sees what is
    new in the list, and once more what changed.

    Args:
        request: The request, for the question, the visitor's language and the address of the site.
        found: The commitments of the list.
    """
    speaker, address = speaker_of(request), site(request)
    newest = sorted(found, key=lambda one: (_moment(one), one.id), reverse=True)[:_ENTRIES]
    query = f"?{request.url.query}" if request.url.query else ""
    asked = json.dumps(sorted(request.query_params.multi_items()))
    body = (
        environment()
        .get_template("commitment/commitments.atom")
        .render(
            _=speaker.say,
            language=speaker.language,
            entries=[
                {
                    "id": f"{_TAG}:commitment/{one.id}",
                    "view": commitment_view(one, speaker),
                    "moment": _moment(one),
                    "source": f"{address}/d/{one.commitment.document}#{anchor(one.commitment.span)}",
                }
                for one in newest
            ],
            site=address,
            query=query,
            identity=f"{_TAG}:commitments/{hashlib.sha256(asked.encode()).hexdigest()[:16]}",
            updated=max(map(_moment, newest), default=_NEVER),
        )
    )
    return Response(xml_safe(body), media_type="application/atom+xml", headers={"Vary": "Cookie"})


def _moment(one: TrackedCommitment) -> str:
    """Return when a commitment was registered or last decided on, as Atom writes it."""
    decided = one.state.last_decision
    moment = decided.recorded if decided is not None else one.state.first_recorded
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment is not None else _NEVER
