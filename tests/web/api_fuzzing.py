"""Schemathesis over the API: what is asked, with whose sign-in, and what of it is counted."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from ingest.readers.page_view import drawable
from tests.web.editing import Editor, services_with_accounts
from tests.web.walk import french_record, second_version
from web.app import create_app
from web.services import Services

DESCRIPTION = "/api/v1/openapi.json"
_SLUGS = ("offices", "persons", "subjects", "parties")
# A server may refuse an address that is too long before it looks at what is wrong with it.
_REFUSED = ["400", "401", "403", "404", "405", "406", "408", "409", "413", "414", "415", "422", "429", "431", "5xx"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An application over data that may be written to.

    Attributes:
        app: The application.
        session: Cookie of an editor who is signed in.
        description: What the application says of its API.
        names: Things that are held, by the dictionary that holds them.
    """

    app: ASGIApp
    session: str
    description: dict[str, Any]
    names: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A check that did not hold.

    Attributes:
        check: Its name.
        call: Method and path as described.
        said: What was wrong.
        address: What was asked.
        status: What was answered.
        problem: The answer, where it is JSON.
    """

    check: str
    call: str
    said: str
    address: str
    status: int
    problem: dict[str, Any]

    def __str__(self) -> str:
        """Say it in a few lines."""
        return f"{self.call}: {self.check}: {self.said}\n  {self.address[:600]}\n  {self.status} {self.problem}"


@dataclass(slots=True)
class Tally:
    """What a run did.

    Attributes:
        cases: Requests, by phase.
        checks: How often each check was made.
        answered: How often each call was answered, by call and status.
        failures: What did not hold.
        errors: What kept a call from being tried.
    """

    cases: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def opened(sample_data: Path, folder: Path) -> Iterator[Target]:
    """Open an application over a copy of the samples, with accounts, a party, subjects and a changed document."""
    data = Path(shutil.copytree(sample_data, folder / "data"))
    with services_with_accounts(data) as services:
        french_record(services, folder)
        second_version(services, folder)
        app = create_app(services)
        with TestClient(app) as client:
            Editor(client, services).sign_in("Lies")
            yield Target(
                app=app,
                session=client.cookies["rappel-session"],
                description=client.get(DESCRIPTION).json(),
                names=_names(services, client),
            )


def run(target: Target, phases: Sequence[str], examples: int, uncovered: Sequence[str] = ()) -> Tally:
    """Ask every call of the description, and check every answer with all checks that Schemathesis has.

    Args:
        target: The application.
        phases: Of ``examples``, ``coverage``, ``fuzzing`` and ``stateful``.
        examples: Requests of a call in a phase that draws them; chains of calls where these are drawn.
        uncovered: Paths that are left out of the phase ``coverage``.
    """
    import schemathesis
    from schemathesis.engine import events, from_schema

    config = schemathesis.Config.from_dict(_config(target, phases, examples, uncovered))
    schema = schemathesis.openapi.from_asgi(DESCRIPTION, target.app, config=config)
    tally = Tally()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            tally.errors.append(f"{event.phase} {event.label}: {event.value!r} {event.info}"[:3000])
        elif isinstance(event, events.FatalError):
            tally.errors.append(repr(event.exception))
        elif isinstance(event, events.ScenarioFinished):
            _count(tally, event.phase.value, event.recorder)
    return tally


def _count(tally: Tally, phase: str, recorder: Any) -> None:  # noqa: ANN401 - the library's own type
    for key, node in recorder.cases.items():
        answer = recorder.interactions[key].response if key in recorder.interactions else None
        tally.cases[phase] += 1
        if answer is not None:
            tally.answered[node.value.operation.label, int(answer.status_code)] += 1
    for key, made in recorder.checks.items():
        for one in made:
            tally.checks[one.name] += 1
            if one.failure_info is not None:
                said = one.failure_info.failure
                tally.failures.append(_failure(one.name, f"{said.title}: {said.message}", key, recorder))


def _failure(check: str, said: str, key: str, recorder: Any) -> Failure:  # noqa: ANN401 - the library's own type
    asked = recorder.interactions[key]
    answer = asked.response
    try:
        body = json.loads(answer.content) if answer is not None else {}
    except ValueError:
        body = {"text": answer.content[:200]}
    return Failure(
        check=check,
        call=recorder.cases[key].value.operation.label,
        said=" ".join(said.split())[:600],
        address=f"{asked.request.method} {asked.request.uri} {(asked.request.body or b'')[:300]!r}",
        status=int(answer.status_code) if answer is not None else 0,
        problem=body if isinstance(body, dict) and "code" in body else {},
    )


def _names(services: Services, client: TestClient) -> dict[str, list[str]]:
    named = {
        "documents": [str(one.id) for one in services.store.documents.list()],
        "commitments": [str(one.id) for one in services.store.register.list()],
    }
    for kind in _SLUGS:
        named[kind] = [one["slug"] for one in client.get(f"/api/v1/{kind}?limit=20").json()["items"]]
    held = services.store.documents.list()
    named["changed"] = [str(one.id) for one in held if one.version > 1]
    named["printed"] = [str(one.id) for one in held if drawable(services.store.documents.get(one.id).text)]
    return named


def _config(target: Target, phases: Sequence[str], examples: int, uncovered: Sequence[str]) -> dict[str, Any]:
    """Return how Schemathesis is set: names that were made up would only ever be not found."""
    known: dict[str, Any] = {kind: {"values": names} for kind, names in target.names.items()}
    two = {"path.before": _drawn("versions"), "path.after": _drawn("versions"), "path.document_id": _drawn("changed")}
    paths: list[dict[str, Any]] = [
        {"include-path-regex": "/differences/", "parameters": two},
        {"include-path-regex": "/places$", "parameters": {"path.document_id": _drawn("printed")}},
        *({"include-path": one, "phases": {"coverage": {"enabled": False}}} for one in uncovered),
    ]
    slugs = [{"include-path-regex": f"^/api/v1/{kind}/", "parameters": {"path.slug": _drawn(kind)}} for kind in _SLUGS]
    return {
        "seed": 7,
        "continue-on-failure": True,
        "suppress-health-check": ["all"],
        "auth": {"openapi": {"session": {"api_key": target.session}}},
        "dictionaries": {**known, "versions": {"values": [1, 2]}},
        "parameters": {"path.document_id": _drawn("documents"), "path.commitment_id": _drawn("commitments")},
        "operations": [*slugs, *paths],
        "checks": {"negative_data_rejection": {"expected-statuses": _REFUSED}},
        "generation": {"max-examples": examples, "no-shrink": True, "deterministic": True},
        "phases": {one: {"enabled": one in phases} for one in ("examples", "coverage", "fuzzing", "stateful")},
    }


def _drawn(kind: str) -> dict[str, object]:
    return {"dictionary": kind, "probability": 0.8}
