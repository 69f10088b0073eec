"""What of the news is asked for, as it stands in an address."""

from corpus.errors import NotFound, WrongUse
from corpus.store.names import slug
from web.news.kinds import NewsKind
from web.services import Services


def office_named(parts: Services, office: str) -> str:
    """Return the slug of an office that stands in an address; empty where none does.

    Raises:
        WrongUse: If no document names it.
    """
    if not office:
        return ""
    try:
        return parts.store.people.office(slug(office)).slug
    except NotFound as error:
        raise WrongUse(f"office: {error}", code="unknown_name", name=office) from error


def kind_named(name: str) -> NewsKind | None:
    """Return the kind of a name; None where none is given.

    Raises:
        WrongUse: If there is no such kind.
    """
    if not name:
        return None
    try:
        return NewsKind(name)
    except ValueError as error:
        raise WrongUse(f"kind: '{name}' is none of {', '.join(NewsKind)}", code="no_kind") from error
