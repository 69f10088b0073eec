"""The API asked with what its own description allows, and what it does not (Schemathesis): every answer keeps to it.

``RAPPEL_TEST_EXAMPLES`` says how many requests of a call are drawn; with ``-s`` the figures are printed.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.api_fuzzing import Failure, Target, opened, run

pytest.importorskip("schemathesis")

EXAMPLES = int(os.environ.get("RAPPEL_TEST_EXAMPLES", "3"))
MANY = 50
"""From so many examples on nothing is left out."""
COVERED = (
    "/api/v1/search",
    "/api/v1/similar",
    "/api/v1/commitments",
    "/api/v1/commitments/{commitment_id}/decisions",
    "/api/v1/news",
)
"""Calls that a short run goes through case by case: together they have every kind of parameter and body.

Every case of every parameter of every call is 3,100 requests, a minute of the processor; the others are drawn.
"""
CALLS = 38
"""Calls of the API, at least."""
IDLE = {
    "missing_required_header": "no call has a header among its parameters",
    "use_after_free": "nothing can be deleted",
    "object_level_authorization": "nothing belongs to one account: everything is the public record",
}
"""Checks that are made like all others, but that no answer can fail as long as this is so; why, is tested too."""
_DECIDING = "POST /api/v1/commitments/{commitment_id}/decisions"


def excuse(failure: Failure) -> str:
    """Return why a request that the description allows may be refused; empty where it may not.

    These are the only failures that do not count. All of them are of one check, and a refusal that names a parameter
    or a field as wrong is never among them, for of those the description must speak.
    """
    if failure.check != "positive_data_acceptance" or failure.problem.get("errors"):
        return ""
    code, detail = failure.problem.get("code"), str(failure.problem.get("detail"))
    if code == "bad_cursor":
        return "a cursor is known only to whom a list gave it"
    if code == "too_long":
        return "the description counts letters, an address bytes"
    if failure.call == "GET /api/v1/news" and detail.startswith("week: "):
        return "a week or a moment, not both; not every year has 53 weeks"
    if failure.call == _DECIDING and code == "invalid_request":
        return "whether a decision fits depends on how its commitment stands"
    return ""


@pytest.fixture(scope="module")
def target(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """Return the application over a copy of the samples, which the calls may write to."""
    with opened(sample_data, tmp_path_factory.mktemp("fuzzed")) as found:
        yield found


def test_what_checks_rest_on(target: Target) -> None:
    """The checks that cannot fail cannot fail for the reasons given, and only the decisions need a sign-in."""
    calls = {
        f"{way.upper()} {path}": one for path, ways in target.description["paths"].items() for way, one in ways.items()
    }
    assert len(calls) >= CALLS
    assert {one["in"] for call in calls.values() for one in call.get("parameters", ())} == {"query", "path"}
    assert [name for name in calls if name.startswith("DELETE")] == []
    assert [name for name, call in calls.items() if call.get("security")] == [_DECIDING]


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # Hypothesis of its own data, in a long run
def test_every_answer_keeps_to_the_description(target: Target) -> None:
    """Whatever is asked of every call, by every method: status, media type, headers and form are those promised.

    What the description allows is accepted, what it does not allow is refused, and nothing is a failure of ours.
    """
    from schemathesis.checks import CHECKS

    drawn_only = () if EXAMPLES >= MANY else sorted(set(target.description["paths"]) - set(COVERED))
    tally = run(target, ("examples", "coverage", "fuzzing", "stateful"), EXAMPLES, drawn_only)
    excused = Counter(excuse(one) for one in tally.failures)
    print(f"\n{dict(tally.cases)}; checks {tally.checks.total()} {dict(tally.checks)}; excused {dict(excused)}")
    assert tally.errors == []
    assert [str(one) for one in tally.failures if not excuse(one)] == []
    assert {name for name in CHECKS.get_all_names() if not tally.checks[name]} == set()
    assert set(IDLE) < set(tally.checks)
    tried = {call for call, _ in tally.answered}
    assert len(tried) >= CALLS
    assert tried - {call for call, status in tally.answered if status in (200, 201)} <= {_DECIDING}
