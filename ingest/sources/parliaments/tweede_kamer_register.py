"""The register of commitments that the Tweede Kamer keeps (``Toezegging``), read as it is."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from corpus.errors import SourceChanged
from corpus.store.outside import OutsidePromise
from ingest.layout.rule_table import RuleTable
from ingest.sources.web.fetcher import entries, inside
from ingest.sources.web.reading import day_of, one_line
from ingest.sources.web.register import RegisterPage


def register_page(source: str, rules: RuleTable, found: tuple[object, ...]) -> RegisterPage:
    """Return a page of the register.

    Args:
        source: Name of the source.
        rules: Its rules; their table ``register`` names the fields and says what the words for a status mean.
        found: The entries of the page.

    Raises:
        SourceChanged: If an entry has no id or no words.
    """
    removed = [one for one in found if inside(one, str(rules.value("register.removed"))) is True]
    promises = tuple(_promise(source, rules, one) for one in found if one not in removed)
    keys = tuple(str(inside(one, str(rules.value("register.id")))) for one in removed)
    return RegisterPage(promises=promises, removed=keys)


def _promise(source: str, rules: RuleTable, entry: object) -> OutsidePromise:
    def text(name: str) -> str:
        given = rules.value(f"register.{name}")
        found = inside(entry, *(map(str, given) if isinstance(given, list) else [str(given)]))
        return ", ".join(filter(None, (_said(one, rules.words("register.inside")) for one in entries(found))))

    key, words, status = text("id"), text("text"), text("status")
    if not key or not words:
        raise SourceChanged(f"{source}: an entry of the register has no id or no words: {str(entry)[:200]}")
    return OutsidePromise(
        source=source,
        key=key,
        parliament=str(rules.value("parliament")),
        number=text("number"),
        text=words,
        said=day_of(text("said")),
        settled=_settled(text("settled"), str(rules.value("register.no_day"))),
        status=status,
        verdict=_verdict(rules, status),
        person=text("person"),
        office=text("office"),
        ministry=text("ministry"),
        letter=text("letter"),
        activity=text("activity"),
        changed=moment_of(text("changed")),
    )


def _said(value: object, names: tuple[str, ...]) -> str:
    """Return a value as a line; of a record inside the record its number."""
    return one_line(inside(value, *names) if isinstance(value, Mapping) else value) or ""


def _settled(given: str, no_day: str) -> date | None:
    return None if given.startswith(no_day) else day_of(given)


def _verdict(rules: RuleTable, status: str) -> str:
    table = rules.value("register.verdicts")
    names = table if isinstance(table, Mapping) else {}
    return next((str(name) for name in names if status.casefold() in rules.words(f"register.verdicts.{name}")), "")


def moment_of(given: str) -> datetime | None:
    """Return a moment in UTC; one without a zone is in UTC; None for none."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
