"""Files dragged into a real browser: listed, taken out again, sent, read and shown; and all of it without scripts."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.editing import services_with_accounts
from tests.web.site import served
from tests.web.test_accessibility import PHONE, WIDE, tab, violations
from tests.web.uploading import ended, question, read_here, rested
from web.services import Services

pytestmark = pytest.mark.browser
DROP = """files => { const held = new DataTransfer();
  for (const [name, content] of files)
    held.items.add(new File([Uint8Array.from(atob(content), one => one.charCodeAt(0))], name));
  const drop = document.getElementById('drop');
  for (const name of ['dragenter', 'dragover', 'drop'])
    drop.dispatchEvent(new DragEvent(name, {dataTransfer: held, bubbles: true, cancelable: true})); }"""


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Return services over an empty data folder."""
    folder = tmp_path_factory.mktemp("browser") / "data"
    with services_with_accounts(folder, model="lexical", upload_files=4, upload_bytes=50_000) as found, read_here():
        yield found
        rested(found)


@pytest.fixture(scope="module")
def address(services: Services) -> Iterator[str]:
    """Return the address of the site."""
    with served(services) as found:
        yield found


def dropped(page: Page, *files: tuple[str, bytes]) -> None:
    """Drop files into the frame of the form."""
    page.evaluate(DROP, [[name, base64.b64encode(content).decode()] for name, content in files])


def read_upload(services: Services, page: Page) -> list[int]:
    """Return how many documents of each file of the upload that a page shows were new, once all were read."""
    held = ended(services, page.url.rpartition("/")[2])
    return [one.result.new for one in held.files]


def test_dragged_listed_taken_out_and_sent(chromium: Browser, address: str, services: Services) -> None:
    """Dropped twice in a row, files add up, each once; one is taken out by key; the rest arrive and are told of."""
    with tab(chromium, address, signed_in=True, viewport=WIDE) as page:
        page.goto("/upload")
        expect(page.locator("#drag")).to_be_visible()
        dropped(page, ("een.txt", question(1)), ("twee.txt", question(2)))
        dropped(page, ("drie\u202e.txt", question(3)), ("foto.jpg", b"x"))
        rows = page.locator(".files > li > span")
        expect(rows).to_have_text(
            [
                "een.txt (168 B)",
                "twee.txt (168 B)",
                "drie.txt (168 B)",
                "foto.jpg (1 B; een soort bestand dat niet gelezen wordt)",
            ]
        )
        assert violations(page) == []
        expect(page.locator("#said")).to_have_text("Gekozen bestanden: 4")
        page.get_by_role("button", name="Weghalen: twee.txt").focus()
        page.keyboard.press("Enter")
        expect(rows).to_have_count(3)
        expect(page.get_by_role("button", name="Weghalen: drie.txt")).to_be_focused()
        page.get_by_role("button", name="Toevoegen", exact=True).click()
        page.wait_for_url("**/upload/*")
        assert read_upload(services, page) == [1, 1, 0]
        expect(page.locator(".outcome h2").first).to_contain_text("een.txt")
        assert violations(page) == []


def test_what_is_too_much_is_said_before_it_is_sent(chromium: Browser, address: str, services: Services) -> None:
    """Too many and too large are refused in the page; taken out, the complaint goes, and nothing was sent."""
    before = services.store.uploads.list()
    with tab(chromium, address, signed_in=True, viewport=PHONE) as page:
        page.goto("/upload")
        dropped(page, *((f"{one}.txt", b"x" * (one + 1)) for one in range(5)))
        expect(page.get_by_role("alert")).to_contain_text("meer bestanden")
        page.get_by_role("button", name="Toevoegen", exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_role("button", name="Weghalen: 4.txt").click()
        expect(page.get_by_role("alert")).to_be_hidden()
        dropped(page, ("groot.txt", b"x" * 60_000))
        page.get_by_role("button", name="Weghalen: 0.txt").click()
        expect(page.get_by_role("alert")).to_contain_text("groter")
        assert page.url.endswith("/upload")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert services.store.uploads.list() == before


def test_an_upload_that_breaks_off_is_said(chromium: Browser, address: str, services: Services) -> None:
    """Where the server does not answer, the files stay chosen, and sending again works."""
    with tab(chromium, address, signed_in=True) as page:
        page.goto("/upload")
        dropped(page, ("af.txt", question(6)))
        page.route("**/upload", lambda route: route.abort())
        page.get_by_role("button", name="Toevoegen", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("konden niet worden verzonden")
        expect(page.locator(".files > li")).to_have_count(1)
        page.unroute("**/upload")
        page.get_by_role("button", name="Toevoegen", exact=True).click()
        page.wait_for_url("**/upload/*")
        assert read_upload(services, page) == [1]


def test_without_scripts(chromium: Browser, address: str, services: Services, tmp_path: Path) -> None:
    """A plain form sends several files, and a refused one says why."""
    for number in range(5):
        (tmp_path / f"{number}.txt").write_bytes(question(10 + number))
    with tab(chromium, address, signed_in=True, java_script_enabled=False) as page:
        page.goto("/upload")
        page.locator("#files").set_input_files([tmp_path / f"{one}.txt" for one in range(5)])
        page.get_by_role("button", name="Toevoegen", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("hoogstens 4")
        page.locator("#files").set_input_files([tmp_path / "0.txt", tmp_path / "1.txt"])
        page.get_by_role("button", name="Toevoegen", exact=True).click()
        page.wait_for_url("**/upload/*")
        assert read_upload(services, page) == [1, 1]


def test_an_upload_that_waits_is_shown_as_it_goes_on(chromium: Browser, address: str, services: Services) -> None:
    """The page of an upload that waits for another writer tells so, and shows by itself what became of it."""
    with tab(chromium, address, signed_in=True) as page:
        page.goto("/upload")
        with services.store.writing():
            dropped(page, ("wacht.txt", question(20)))
            page.get_by_role("button", name="Toevoegen", exact=True).click()
            page.wait_for_url("**/upload/*", timeout=40_000)
            expect(page.get_by_role("status")).to_contain_text("er gaat niets verloren")
        expect(page.get_by_role("status")).to_contain_text("Alles is afgehandeld", timeout=40_000)
        expect(page.locator(".outcome")).to_contain_text("nieuw document")
