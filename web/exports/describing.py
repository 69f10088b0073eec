"""What can be taken away, described: sizes and dates for people, a dictionary and DCAT-AP for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from web.exports.tables import TABLES, Column, Table
from web.exports.writing import MEDIA_TYPES, Form, guessed_size
from web.services import Services

DICTIONARY = ("table", "column", "type", "unit", "meaning")
"""Columns of the dictionary itself."""
_EU = "http://publications.europa.eu/resource/authority"
_FILE_TYPES = {Form.JSONL: f"{_EU}/file-type/JSONL", Form.CSV: f"{_EU}/file-type/CSV"}
_THEME = f"{_EU}/data-theme/GOVE"
_DAILY = f"{_EU}/frequency/DAILY"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A table as it can be taken away now.

    Attributes:
        table: The table.
        lines: How many lines it has.
        sizes: About how many bytes it is, by form.
    """

    table: Table
    lines: int
    sizes: dict[Form, int]


_kept: dict[object, tuple[Offer, ...]] = {}


def offers(parts: Services) -> tuple[Offer, ...]:
    """Return every table with its size, counted once for as long as nothing changes."""
    mark = (parts.settings.database_url, parts.store.feed.mark(), parts.today())
    found = _kept.get(mark)
    if found is None:
        _kept.clear()
        found = _kept[mark] = tuple(_offer(table, parts) for table in TABLES.values())
    return found


def _offer(table: Table, parts: Services) -> Offer:
    lines = table.count(parts)
    return Offer(
        table=table, lines=lines, sizes={form: guessed_size(table, form, parts, lines) for form in forms(table)}
    )


def forms(table: Table) -> tuple[Form, ...]:
    """Return the forms in which a table can be taken away."""
    return (Form.JSONL, Form.CSV) if table.flat else (Form.JSONL,)


def changed(parts: Services) -> datetime | None:
    """Return when anything last changed: the last line of the log, or the last look at a source."""
    moments = [one.last_item for one in parts.store.health.list() if one.last_item is not None]
    last = parts.store.register.last_recorded()
    return max([*moments, *([last] if last else [])], default=None)


def covered(parts: Services) -> tuple[date, date] | None:
    """Return the first and the last day of the documents held; None where none is dated."""
    found = [(one.first, one.last) for one in parts.store.health.coverage() if one.first and one.last]
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None


def dictionary() -> Iterator[tuple[str, str, str, str, str]]:
    """Yield a row a column of every table: table, column, type, unit and meaning."""
    for table in TABLES.values():
        for column in table.columns:
            yield (table.name, column.name, column.type, column.unit, column.meaning)


def dictionary_data() -> list[dict[str, object]]:
    """Return the dictionary as data: every table with what a line is, and its columns."""
    return [
        {
            "table": table.name,
            "line": table.line,
            "forms": [form.value for form in forms(table)],
            "columns": [_column(column) for column in table.columns],
        }
        for table in TABLES.values()
    ]


def _column(column: Column) -> dict[str, str]:
    return {"name": column.name, "type": column.type, "unit": column.unit, "meaning": column.meaning}


def catalogue(parts: Services, site: str) -> dict[str, object]:
    """Return the description of the data for portals: a catalogue of DCAT-AP 3 as JSON-LD.

    Args:
        parts: What is held.
        site: Public address of the site, without a slash at its end.
    """
    settings, last, span = parts.settings, changed(parts), covered(parts)
    publisher = {"@type": "foaf:Agent", "foaf:name": settings.imprint_name or "Rappel"}
    modified = {"@type": "xsd:dateTime", "@value": last.isoformat()} if last else None
    named = f"{settings.parliament}: written questions"
    shared: dict[str, object] = {
        "dct:publisher": publisher,
        **({"dct:modified": modified} if modified else {}),
        **({"dct:license": {"@id": settings.data_licence}} if settings.data_licence else {}),
    }
    return {
        "@context": _CONTEXT,
        "@id": f"{site}/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": {"@language": "en", "@value": f"Rappel – {named}"},
        "dct:description": {
            "@language": "en",
            "@value": "Written questions, ministers' answers, and what was promised, each with its source.",
        },
        "foaf:homepage": {"@id": f"{site}/"},
        **shared,
        "dcat:dataset": [_dataset(one, span, site, named, shared) for one in TABLES.values()],
    }


def _dataset(
    table: Table, span: tuple[date, date] | None, site: str, named: str, shared: dict[str, object]
) -> dict[str, object]:
    days = {"@type": "dct:PeriodOfTime", **_days(span)} if span else None
    return {
        "@id": f"{site}/data#{table.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": table.name,
        "dct:title": {"@language": "en", "@value": f"{named}: {table.name}"},
        "dct:description": {"@language": "en", "@value": table.line},
        "dcat:theme": {"@id": _THEME},
        "dct:accrualPeriodicity": {"@id": _DAILY},
        "dcat:landingPage": {"@id": f"{site}/data"},
        **({"dct:temporal": days} if days else {}),
        **shared,
        "dcat:distribution": [_distribution(table, form, site, shared) for form in forms(table)],
    }


def _days(span: tuple[date, date]) -> dict[str, object]:
    first, last = ({"@type": "xsd:date", "@value": day.isoformat()} for day in span)
    return {"dcat:startDate": first, "dcat:endDate": last}


def _distribution(table: Table, form: Form, site: str, shared: dict[str, object]) -> dict[str, object]:
    address = f"{site}/export/{table.name}.{form.value}"
    licence = {name: value for name, value in shared.items() if name in ("dct:license", "dct:modified")}
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": {"@language": "en", "@value": f"{table.name} ({form.value.upper()})"},
        "dcat:accessURL": {"@id": f"{site}/data#{table.name}"},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[form].split(';')[0]}"},
        "dct:format": {"@id": _FILE_TYPES[form]},
        "dct:conformsTo": {"@id": f"{site}/data/dictionary.json"},
        **licence,
    }


def local_day(moment: datetime, parts: Services) -> date:
    """Return the calendar day of a moment in the parliament's time zone."""
    return moment.astimezone(ZoneInfo(parts.settings.timezone)).date()
