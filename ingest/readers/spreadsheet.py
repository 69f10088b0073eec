"""Excel files (XLSX), opened by openpyxl: each sheet with its tables, numbers as their formats print them."""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus.model import DocumentText, RawDocument
from ingest.readers.archive import check_archive
from ingest.readers.assembly import LARGEST_TABLE, PlacedCell, TextAssembly
from ingest.readers.sheets import write_sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Numbers are printed as the parliament's country prints them: 1.234,5.
_PRINTED_MARKS = str.maketrans(",.", ".,")
_WIDE = Context(prec=400)
_PLACES = re.compile(r"[#0?,.]*[0?#][#0?,.]*")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
_CURRENCIES: Mapping[str, str] = {"€": "EUR", "EUR": "EUR", "$": "USD", "USD": "USD", "£": "GBP", "GBP": "GBP"}
_SIGNIFICANT = 15


class Format(NamedTuple):
    """What a number format does.

    Attributes:
        decimals: Digits behind the comma; None for as many as there are.
        grouped: Whether thousands are parted.
        percent: Whether the number is printed times 100 with a percent sign.
        scale: By what power of 1000 the number is printed smaller.
        before: Words printed before it.
        after: Words printed behind it.
    """

    decimals: int | None
    grouped: bool
    percent: bool
    scale: int
    before: str
    after: str


def read_xlsx(raw: RawDocument) -> DocumentText:
    """Read an Excel file: the values of all sheets, formulas as they were last computed.

    Raises:
        UnreadableDocument: If the file is unsafe (``too_large``, ``hostile``), ``encrypted`` or ``empty``.
    """
    import openpyxl

    check_archive(raw.content)
    book = openpyxl.load_workbook(io.BytesIO(raw.content), data_only=True)
    assembly = TextAssembly()
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            assembly.warn(f"the sheet {sheet.title} is hidden in the file; it was read too")
        write_sheet(assembly, sheet.title, list(_cells(sheet)))
    return assembly.finish("xlsx", sections=True)


def _cells(sheet: "Worksheet") -> Iterator[PlacedCell]:
    """Yield the cells that hold something, by row and column."""
    spans = {(merged.min_row, merged.min_col): merged for merged in sheet.merged_cells.ranges}
    # Sheets can state a million empty rows: only the cells that the file holds are looked at.
    held: Mapping[tuple[int, int], Any] = sheet._cells
    for place in sorted(held):
        cell = held[place]
        if cell.value is None:
            continue
        text, value, unit = _printed(cell.value, str(cell.number_format))
        merged = spans.get(place)
        yield PlacedCell(
            row=place[0] - 1,
            column=place[1] - 1,
            text=text,
            rows=min(LARGEST_TABLE, merged.max_row - merged.min_row + 1) if merged else 1,
            columns=min(LARGEST_TABLE, merged.max_col - merged.min_col + 1) if merged else 1,
            value=value,
            unit=unit,
        )


def _printed(value: object, code: str) -> tuple[str, Decimal | None, str | None]:
    """Return the words of a cell, the number it states in the unit printed, and that unit."""
    if isinstance(value, bool):
        return str(value).upper(), None, None
    if isinstance(value, int | float):
        return _number(value, code)
    if isinstance(value, datetime | date):
        return _day(value, code), None, None
    if isinstance(value, time):
        return value.strftime("%H:%M"), None, None
    if isinstance(value, timedelta):
        return str(value), None, None
    return str(value), None, None


def _number(value: float, code: str) -> tuple[str, Decimal | None, str | None]:
    number = Decimal(f"{value:.{_SIGNIFICANT}g}")
    if not number.is_finite():
        return str(value), None, None
    form = number_format(code)
    shown = _shortest((number * 100 if form.percent else number).scaleb(-3 * form.scale))
    rounded = shown
    if form.decimals is not None:
        # Excel rounds halves away from zero; of very large numbers no digits are cut off.
        step = Decimal(1).scaleb(-form.decimals)
        rounded = shown.quantize(step, ROUND_HALF_UP, _WIDE) if shown.adjusted() < _SIGNIFICANT else shown
    words = (f"{rounded:,f}" if form.grouped else f"{rounded:f}").translate(_PRINTED_MARKS)
    return f"{form.before}{words}{form.after}", shown, "%" if form.percent else _currency(form)


def _shortest(number: Decimal) -> Decimal:
    """Return the same number without zeros at its end, written without exponent."""
    return number.quantize(Decimal(1), context=_WIDE) if number == number.to_integral_value() else number.normalize()


@lru_cache(maxsize=512)
def number_format(code: str) -> Format:
    """Read the first section of a number format, such as ``#,##0.00 "km"``.

    The codes are those of ECMA-376, part 1, 18.8.31.

    Args:
        code: The format code.

    Returns:
        What it does; that of ``General`` where it holds no place for digits.
    """
    bare, literals = _without_literals(code.split(";")[0])
    places = _PLACES.search(bare)
    if places is None or "general" in bare.lower() or "/" in bare:
        return Format(None, False, False, 0, "", "")
    digits = places[0].rstrip(",")
    whole, _, fraction = digits.partition(".")
    percent = "%" in bare
    before, after = (_restore(part, literals) for part in (bare[: places.start()], bare[places.end() :]))
    return Format(len(fraction), "," in whole, percent, len(places[0]) - len(digits), before.lstrip(), after.rstrip())


def _without_literals(section: str) -> tuple[str, list[str]]:
    """Replace quoted words and signs by private signs, so that digits in them are no places."""
    literals: list[str] = []

    def kept(match: re.Match[str]) -> str:
        words = match[1] or match[2] or match[3] or (" " if match[0].startswith("_") else "")
        literals.append(words[:40])
        return chr(0xE000 + len(literals) - 1) if len(literals) <= 100 else ""

    return _LITERAL.sub(kept, section), literals


def _restore(part: str, literals: list[str]) -> str:
    return "".join(literals[ord(sign) - 0xE000] if 0xE000 <= ord(sign) < 0xE064 else sign for sign in part)


def _currency(form: Format) -> str | None:
    return _CURRENCIES.get(form.before.strip()) or _CURRENCIES.get(form.after.strip())


def _day(value: date, code: str) -> str:
    """Return a day as finely as its format prints it: day, month or year."""
    letters = _LITERAL.sub("", code.split(";")[0]).lower()
    if "d" in letters or "y" not in letters:
        return value.strftime("%d/%m/") + str(value.year)
    return value.strftime("%m/") + str(value.year) if "m" in letters else str(value.year)
