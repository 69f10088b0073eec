"""The API asked with what its own description allows (Schemathesis): every answer keeps to that description."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from corpus.register import Commitment
from corpus.store import DocumentSummary
from web.app import create_app
from web.services import Services

schemathesis = pytest.importorskip("schemathesis")

CALLS = 30
"""Calls that can be read, at least."""
_FEW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def operations(sample_services: Services) -> list[Any]:
    """Return every call of the description that only reads, over the application itself."""
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(sample_services))
    found = [result.ok() for result in schema.include(method="GET").get_all_operations()]
    assert len(found) >= CALLS
    return found


def test_every_answer_keeps_to_the_description(
    operations: list[Any], documents: tuple[DocumentSummary, ...], commitments: tuple[Commitment, ...]
) -> None:
    """Whatever is asked, status, media type and form are those promised, and nothing is a failure of ours."""
    from schemathesis import checks
    from schemathesis.specs.openapi import checks as promised

    asked = [
        checks.not_a_server_error,
        promised.status_code_conformance,
        promised.content_type_conformance,
        promised.response_schema_conformance,
    ]
    # Names that were made up would only ever be not found.
    held = {"document_id": documents[0].id, "commitment_id": commitments[0].id}
    broken: list[str] = []
    for operation in operations:

        @_FEW
        @given(case=operation.as_strategy())
        def answers(case: Any) -> None:  # noqa: ANN401 - the library's own type
            named = case.path_parameters or {}
            case.path_parameters = {name: held.get(name, value) for name, value in named.items()}
            case.call_and_validate(checks=asked)

        try:
            answers()
        except AssertionError as failure:
            broken.append(f"{operation.label}: {failure}"[:1500])
        except BaseExceptionGroup as failures:
            broken.append(f"{operation.label}: {'; '.join(map(str, failures.exceptions))}"[:1500])
    assert broken == []
