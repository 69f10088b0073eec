"""Collections of single expressions (times, money, percentages, numbers, measures) against what is read."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ingest.evaluation.board import Miss, Score

Reader = Callable[[str, str], Sequence[Mapping[str, Any]]]
Case = Mapping[str, Any]
#: Collections of cases in a language other than Dutch, scored by themselves.
LANGUAGE_SUITES = ("french",)
TIMES = frozenset({"date", "date_none", "vague", "duration", "set"})
_NO_DATE = "2023-06-14T00:00:00"
_PERIOD = re.compile(r"P(?:([\d.]+)Y)?(?:([\d.]+)Q)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)(?:D|BD))?(T.*)?")


def _length(iso: str | None) -> object:
    """Return an ISO 8601 period as months, days and the rest, so that P1Y is P12M."""
    found = _PERIOD.fullmatch(iso or "")
    if not found:
        return iso
    years, quarters, months, weeks, days = (float(part or 0) for part in found.groups()[:5])
    return round(years * 12 + quarters * 3 + months, 3), round(weeks * 7 + days, 3), found.group(6)


def _day(moment: str | None) -> str | None:
    if moment is None:
        return None
    midnight = len(moment) > 10 and moment[10:] in ("T00:00:00", " 00:00:00")
    return moment[:10] if midnight else moment.replace(" ", "T")


def _close(one: object, other: object) -> bool:
    if one is None or other is None:
        return False
    wanted = float(str(other))
    return abs(float(str(one)) - wanted) <= 1e-6 * max(1, abs(wanted))


def _limit(one: object, other: object) -> bool:
    return (one is None and other is None) or _close(one, other)


def _matches(dimension: str, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Tell whether a reading is the expected one."""
    kind = found.get("kind")
    if dimension == "date":
        days = [(_day(one.get("start")), _day(one.get("end"))) for one in (found, wanted)]
        return kind == "interval" and days[0] == days[1]
    if dimension == "duration":
        return kind == "duration" and _length(found.get("iso")) == _length(wanted["iso"])
    if dimension == "set":
        return kind == "set" and _length(found.get("period")) == _length(wanted["period"])
    return kind == dimension and _matches_amount(dimension, wanted, found)


def _matches_amount(dimension: str, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    match dimension:
        case "number" | "percentage" | "age":
            return _close(found.get("value"), wanted["value"])
        case "money":
            return _close(found.get("amount"), wanted["amount"]) and found.get("currency") == wanted["currency"]
        case "money_range" | "number_range":
            return _limit(found.get("min"), wanted["min"]) and _limit(found.get("max"), wanted["max"])
        case "quantity":
            return _close(found.get("value"), wanted["value"]) and str(found.get("unit")).lower() == wanted["unit"]
    return False


def is_right(case: Case, readings: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether one of the readings of a case is the expected one, or none where none is expected."""
    intervals = [one for one in readings if one.get("kind") == "interval"]
    if case["dim"] == "vague":
        return all(one.get("vague") for one in intervals)
    if case["dim"] == "date_none":
        return not intervals
    wanted = [case["expected"], *case["alternatives"]]
    return any(_matches(case["dim"], expected, found) for expected in wanted for found in readings)


def _names(case: Case) -> list[str]:
    """Return the scores that a case counts for."""
    if case["suite"] == "forms":
        return ["forms.all"]
    if case["suite"] in LANGUAGE_SUITES:
        return [f"cases.{case['suite']}_{'times' if case['dim'] in TIMES else 'figures'}"]
    names = [f"cases.{case['dim']}"]
    return [*names, "cases.core_dates"] if case["dim"] == "date" and case["core"] else names


def score_cases(cases: Iterable[Case], read: Reader) -> tuple[list[Score], list[Miss]]:
    """Score a reader on single expressions.

    Args:
        cases: The cases of both collections.
        read: Gives the readings of a text for a reference moment.

    Returns:
        A score for each kind of case, and the misses.
    """
    total, right = Counter[str](), Counter[str]()
    misses = []
    for case in cases:
        readings = read(case["text"], case["reference_time"] or _NO_DATE)
        good = is_right(case, readings)
        for name in _names(case):
            total[name] += 1
            right[name] += good
        if not good:
            name = _names(case)[0]
            detail = f"{case['expected']} / {list(readings)[:2]}"
            misses.append(Miss(score=name, kind="value", document=case["id"], quote=case["text"], detail=detail))
    return [Score(name=name, value=right[name] / count, out_of=count) for name, count in sorted(total.items())], misses
