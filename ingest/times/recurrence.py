"""Operations for what comes back, and for vague times."""

# ruff: noqa: ARG001 - every operation of the grammar takes the same three arguments

from ingest.times.context import Context
from ingest.times.grammar import Found, Rule
from ingest.times.windows import Length

RATE_REACH = 5


def every(context: Context, found: Found, rule: Rule) -> str | None:
    """A period that comes back, in ISO 8601."""
    if "period" in rule.options:
        return str(rule.options["period"])
    if "d" in found.named:
        span: Length = found.value("d")
        return span.iso
    return str(found.value("s") or found.value("u"))


def rate(context: Context, found: Found, rule: Rule) -> str | None:
    """Read "Per year", unless it is the rate of a figure just before it."""
    for at in range(found.first - 1, max(-1, found.first - 1 - RATE_REACH), -1):
        if context.tokens[at].text in context.cues.groups["clause_signs"] and at != found.first - 1:
            break
        if context.cue("rate", at) or context.cue("breakdown", at) or at + 1 in context.number_ends:
            return None
    return str(found.value("u"))


def vague(context: Context, found: Found, rule: Rule) -> str | None:
    """A time without dates."""
    return "this" if found.value("r") != "this" else None
