"""Text and HTML of the mails, from templates; everything that is filled in is escaped in HTML."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.alerts.composing.digest import Digest
from tracker.alerts.texts import words

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent / "templates"


@cache
def _environment(*, escaped: bool) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=escaped,  # noqa: S701 - plain text has nothing to escape
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render_digest(digest: Digest, *, manage: str, unsubscribe: str) -> tuple[str, str]:
    """Return the text and the HTML of a digest.

    Args:
        digest: What it says.
        manage: Link to the manage page.
        unsubscribe: Link to unsubscribe.
    """
    return _both("digest", digest.language, digest=digest, manage=manage, unsubscribe=unsubscribe)


def render_letter(
    language: str, paragraphs: tuple[str, ...], *, link: str, button: str, after: str = ""
) -> tuple[str, str]:
    """Return the text and the HTML of a short mail: paragraphs, one link, and what comes after it.

    Args:
        language: Of the words.
        paragraphs: What is said before the link.
        link: Where it leads.
        button: What the link is called.
        after: What is said after it.
    """
    return _both("letter", language, paragraphs=paragraphs, link=link, button=button, after=after)


def _both(name: str, language: str, **context: object) -> tuple[str, str]:
    def say(key: str, **values: object) -> str:
        return words(key, language, **values)

    text = _environment(escaped=False).get_template(f"{name}.txt").render(say=say, language=language, **context)
    html = _environment(escaped=True).get_template(f"{name}.html").render(say=say, language=language, **context)
    return text, html
