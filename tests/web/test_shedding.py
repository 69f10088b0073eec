"""Too many requests at once: those accepted are answered, the others asked to come back."""

import asyncio
import time
from typing import Any

import httpx
import pytest

from tests.loops import in_its_own_loop
from web.app import create_app
from web.problems import Problem
from web.services import Services
from web.serving.shedding import Shedding


class Slow:
    """An application whose answers wait until they are let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own
        """Answer when let go."""
        await self.go.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here"})


async def asked(services: Services, paths: list[str], most: int) -> list[httpx.Response]:
    """Ask for paths all at once, of a site that lets so many in; answers come when all have been asked."""
    slow = Slow()
    shedding = Shedding(slow, services)
    shedding._most = most
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=shedding), base_url="http://site") as client:
        tasks = [asyncio.create_task(client.get(path)) for path in paths]
        await asyncio.sleep(0.05)
        slow.go.set()
        return list(await asyncio.gather(*tasks))


def test_what_is_too_much_is_asked_to_come_back(sample_services: Services) -> None:
    """Of ten requests at once, a site that takes three answers three, and tells seven when to come back."""
    answers = in_its_own_loop(asked(sample_services, [f"/d/{n}" for n in range(10)], 3))
    refused = [one for one in answers if one.status_code == 429]
    assert sorted(one.status_code for one in answers) == [200] * 3 + [429] * 7
    assert all(1 <= int(one.headers["Retry-After"]) <= 4 for one in refused)
    assert all(one.headers["Cache-Control"] == "no-store" for one in refused)
    assert all("<h1>Even druk</h1>" in one.text for one in refused)


def test_the_place_is_free_again(sample_services: Services) -> None:
    """A request that is answered makes room for the next one."""

    async def twice() -> list[int]:
        shedding = Shedding(create_app(sample_services), sample_services)
        shedding._most = 1
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=shedding), base_url="http://site") as client:
            return [(await client.get("/imprint")).status_code for _ in range(3)]

    assert in_its_own_loop(twice()) == [200, 200, 200]


@pytest.mark.parametrize("path", ["/static/site.js", "/healthz", "/readyz", "/metrics"])
def test_some_things_are_never_refused(sample_services: Services, path: str) -> None:
    """Who watches over a busy site still sees that it lives."""
    answers = in_its_own_loop(asked(sample_services, [path] * 5, 1))
    assert [one.status_code for one in answers] == [200] * 5


def test_programs_get_a_problem(sample_services: Services) -> None:
    """In the API the refusal is a problem with a stable code."""
    answers = in_its_own_loop(asked(sample_services, ["/api/v1/search?q=fiets"] * 3, 1))
    refused = next(one for one in answers if one.status_code == 429)
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "busy"
    assert Problem.model_validate(refused.json()).instance == refused.request.url.path
    assert len(refused.content) == int(refused.headers["Content-Length"])


def test_searches_have_a_bound_of_their_own(sample_services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of five searches two are let in while pages still are, and who is refused waits a little before being told."""
    monkeypatch.setattr("web.serving.shedding.MOST_SEARCHES", 2)
    monkeypatch.setattr("web.serving.shedding.HOLD_UP_SECONDS", 0.3)
    began = time.monotonic()
    answers = in_its_own_loop(asked(sample_services, [f"/api/v1/search?q={n}" for n in range(5)] + ["/d/1"] * 4, 32))
    assert sorted(one.status_code for one in answers[:5]) == [200, 200, 429, 429, 429]
    assert {one.status_code for one in answers[5:]} == {200}
    assert time.monotonic() - began >= 0.3


def test_few_are_held_up(sample_services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where very many are refused at once, those beyond a number are told without waiting."""
    monkeypatch.setattr("web.serving.shedding.HOLD_UP_SECONDS", 5.0)
    monkeypatch.setattr("web.serving.shedding._MOST_HELD_UP", 0)
    began = time.monotonic()
    answers = in_its_own_loop(asked(sample_services, ["/api/v1/search?q=a"] * 20, 1))
    assert sorted(one.status_code for one in answers) == [200] + [429] * 19
    assert time.monotonic() - began < 5
