"""Members and legislatures of the Flemish Parliament, as its open data lists them."""

from collections.abc import Iterator, Mapping

from corpus.errors import SourceChanged
from ingest.layout.rule_table import RuleTable
from ingest.sources.web.fetcher import entries, inside
from ingest.sources.web.reading import day_of, one_line

Entry = dict[str, str]


def members_of(given: object, rules: RuleTable) -> tuple[Entry, ...]:
    """Return the members of a list, each with key, name and party; a party that is missing is left out.

    Args:
        given: What the service answered.
        rules: The names of its fields, in the table ``members``.

    Raises:
        SourceChanged: If it is no such list, or a member has no id.
    """
    return tuple(_member(one, rules) for one in _records(given, rules, "members"))


def legislatures_of(given: object, rules: RuleTable) -> tuple[Entry, ...]:
    """Return the legislatures of a list, each with its key, name and days; see ``members_of``.

    Raises:
        SourceChanged: If it is no such list, or no legislature of it has a first day.
    """
    found = tuple(_legislature(one, rules) for one in _records(given, rules, "legislatures"))
    if not any("first" in one for one in found):
        raise SourceChanged(f"the list of legislatures states no first day: {str(given)[:200]}")
    return found


def _records(given: object, rules: RuleTable, table: str) -> Iterator[Mapping[str, object]]:
    name, items = str(rules.value(f"{table}.item")), str(rules.value(f"{table}.items"))
    if given == "":  # an XML element without anything in it
        return
    if not isinstance(given, Mapping) or items not in given:
        raise SourceChanged(f"the list of {table} is none: {str(given)[:200]}")
    for outer in entries(given[items]):
        for one in entries(inside(outer, name) or outer):
            if not isinstance(one, Mapping) or not _text(one, rules, f"{table}.id"):
                raise SourceChanged(f"an entry of the list of {table} has no id: {str(one)[:200]}")
            yield one


def _member(one: Mapping[str, object], rules: RuleTable) -> Entry:
    party = next(iter(entries(inside(one, str(rules.value("members.party"))))), None)
    given, family = (_text(one, rules, f"members.{name}") for name in ("given", "family"))
    return _filled(
        key=_text(one, rules, "members.id"),
        name=" ".join(filter(None, (given, family))),
        party=_text(party, rules, "members.party_name") or (one_line(party) or ""),
    )


def _legislature(one: Mapping[str, object], rules: RuleTable) -> Entry:
    days = {name: day_of(_text(one, rules, f"legislatures.{name}")) for name in ("first", "last", "election")}
    said = {name: day.isoformat() if day else "" for name, day in days.items()}
    return _filled(key=_text(one, rules, "legislatures.id"), name=_text(one, rules, "legislatures.name"), **said)


def _filled(**said: str) -> Entry:
    return {name: value for name, value in said.items() if value}


def _text(one: object, rules: RuleTable, name: str) -> str:
    return one_line(inside(one, str(rules.value(name)))) or ""
