"""An index that cannot be asked, of an older program or damaged: every address of the search says so."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.settings import Settings
from corpus.store import Store
from search.export import Form
from search.service import SearchService
from tests.conftest import clock
from web.app import create_app
from web.services import Services


@pytest.fixture(scope="module")
def data(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the sample data whose index these tests make useless."""
    return Path(shutil.copytree(sample_data, tmp_path_factory.mktemp("unusable") / "data"))


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[TestClient]:
    """Return the site over it; a failure that comes while an answer is sent breaks it off, as at a visitor's."""
    settings = Settings(data=data, kept_megabytes=0)
    with Store.open(settings, clock=clock) as store:
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts), raise_server_exceptions=False) as found:
            yield found


def _old(written: str) -> str:
    """Return how an index was built as a program wrote it that knew of no shape."""
    return json.dumps({name: value for name, value in json.loads(written).items() if name != "shape"})


def _other(written: str) -> str:
    return json.dumps(json.loads(written) | {"shape": 1})


def _cut(written: str) -> str:
    return written[: len(written) // 2]


@pytest.fixture(params=[_old, _other, _cut], ids=["older", "other shape", "cut off"])
def useless(request: pytest.FixtureRequest, data: Path, sample_data: Path) -> None:
    """Make the index one of an older program, of another shape, or a damaged one."""
    (place,) = sample_data.rglob("g[0-9]*/meta.json")
    changed = request.param(place.read_text(encoding="utf-8"))
    (data / place.relative_to(sample_data)).write_text(changed, encoding="utf-8")


@pytest.mark.usefixtures("useless")
def test_every_address_of_the_search_is_503(site: TestClient) -> None:
    """Page, feed, list to take away, API and comparison answer 503 and when to ask again; other pages are there."""
    answers = [
        *(site.get(path, params={"q": "fiets"}) for path in ("/search", "/search.atom", "/api/v1/search")),
        *(site.get(f"/search.{form}", params={"q": "fiets"}) for form in Form),
        site.get("/feeds/events.atom", params={"follow": "search", "q": "fiets"}),
        site.get("/already-asked", params={"text": "Hoeveel fietspaden zijn er?"}),
        site.post("/api/v1/similar", json={"text": "Hoeveel fietspaden zijn er?"}),
    ]
    found = {str(one.url): (one.status_code, one.headers.get("Retry-After")) for one in answers}
    assert found == dict.fromkeys(found, (503, "5"))
    assert len(found) == len(answers)
    assert all("attachment" not in one.headers.get("Content-Disposition", "") for one in answers)
    assert [site.get(path).status_code for path in ("/", "/news")] == [200, 200]
