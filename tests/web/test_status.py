"""The page for who runs an instance: jobs, queues, sizes; for editors only, and without secrets."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.conftest import clock
from tests.web.checking import faults, page, text_of
from tests.web.editing import editor, services_with_accounts
from web.running.overview import job_views, overview
from web.services import Services


@pytest.fixture
def parts(own_sample_data: Path) -> Iterator[Services]:
    """Return services over samples, with accounts, a mail server's password and a source that is followed."""
    (own_sample_data / "sources.toml").write_text("[dekamer]\nfollow = true\nevery_minutes = 30\n")
    with services_with_accounts(own_sample_data, model="lexical", smtp_password=SecretStr("pass-word-77")) as found:
        yield found


def rows(text: str) -> dict[str, str]:
    """Return what the page says of each job."""
    found = page(text).xpath("//div[@aria-labelledby='jobs']//tbody/tr")
    return {text_of(row.xpath("./th")[0]): text_of(row) for row in found}


@pytest.mark.parametrize(("name", "status"), [("Lies", 200), ("Rik", 403)])
def test_for_editors_only(parts: Services, name: str, status: int) -> None:
    """An editor sees it, who may only read does not, and a stranger is led to the sign-in."""
    with editor(parts, name) as who:
        assert who.client.get("/status").status_code == status
        who.client.cookies.clear()
        assert who.client.get("/status", follow_redirects=False).headers["location"].startswith("/sign-in")


def test_each_job_with_its_moments(parts: Services) -> None:
    """A job that failed says why, without addresses and secrets, and when it is tried again; one never run says so."""
    parts.store.leases.take("sync dekamer", "x", timedelta(minutes=1))
    for _ in range(2):
        parts.store.leases.ran("sync dekamer", "an@example.org: pass-word-77 was refused")
    parts.store.leases.release("sync dekamer", "x")
    parts.store.leases.take("alerts", "y", timedelta(minutes=1))
    views = {one.name: one for one in job_views(parts)}
    assert views["sync dekamer"].next_try == clock() + timedelta(minutes=60)
    assert views["alerts"].running
    with editor(parts, "Lies") as who:
        answer = who.client.get("/status")
    assert faults(answer.text) == {}
    said = rows(answer.text)
    assert "2 keer na elkaar mislukt" in said["sync dekamer"]
    assert "was refused" in said["sync dekamer"]
    assert "22 nov 2026 11:00 CET" in said["sync dekamer"]
    assert "is bezig" in said["alerts"]
    assert any("nog nooit uitgevoerd" in row and name.startswith("index") for name, row in said.items())
    assert not [word for word in ("an@example.org", "pass-word-77") if word in answer.text]


def test_sizes_and_queues_are_those_of_the_instance(parts: Services) -> None:
    """Documents, passages and bytes are what the parts say themselves; what cannot be measured is left out."""
    found = overview(parts)
    assert found.documents == len(parts.store.documents.list())
    assert found.passages == parts.search.status().passages > 0
    assert found.memory is None or found.memory > 10_000_000
    assert found.sizes is not None
    assert found.sizes.index == sum(
        one.stat().st_size for one in parts.settings.index_folder.rglob("*") if one.is_file()
    )
    assert found.waiting["index"] == parts.search.status().behind
    shutil.rmtree(parts.settings.data)
    assert overview(parts).sizes is None


def test_wrong_sources_do_not_hide_the_page(parts: Services) -> None:
    """Where sources.toml was made wrong since, the jobs that ran before are shown all the same."""
    parts.store.leases.take("alerts", "y", timedelta(minutes=1))
    (parts.settings.data / "sources.toml").write_text("[nobody]\n")
    assert [one.name for one in job_views(parts)] == ["alerts"]
