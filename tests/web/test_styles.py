"""The one stylesheet: light enough to be sent first, and nothing in it that no page uses."""

import re
from pathlib import Path

import web
from web.stylesheet import stylesheet

MOST = 40_000
"""Bytes that the whole sheet may weigh."""
WEB = Path(web.__file__).parent


def classes(sheet: str) -> set[str]:
    """Return the names of all classes that select something."""
    selectors = re.sub(r"\{[^{}]*\}", "{}", sheet)
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))


def written() -> str:
    """Return everything that writes pages: templates, scripts, Python."""
    files = [one for form in ("html", "js", "py") for one in sorted(WEB.rglob(f"*.{form}"))]
    return "\n".join(one.read_text(encoding="utf-8") for one in files)


def unused(sheet: str, pages: str) -> set[str]:
    """Return the classes of the sheet that stand in no page, neither whole nor as a beginning that a page completes."""
    whole = set(re.findall(r"[\w-]+", pages))
    begun = tuple(re.findall(r"([a-zA-Z][\w-]*-)\{", pages))
    return {name for name in classes(sheet) if name not in whole and not name.startswith(begun)}


def test_the_sheet_is_light() -> None:
    """The sheet, as it is served, stays below its bound."""
    assert len(stylesheet().encode()) < MOST


def test_no_class_without_a_page() -> None:
    """Every class that the sheet styles is used by a template, a script or Python."""
    assert unused(stylesheet(), written()) == set()


def test_an_unused_class_is_found() -> None:
    """The search for unused classes sees one that nobody writes, and not one that is completed by a page."""
    assert unused(".card{}.tone-done .nobody-writes{color:red}", '<p class="card tone-{{ tone }}">') == {
        "nobody-writes"
    }
