"""What the search says about a query that is not plain."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRemark:
    """How a part of the query was read where it was not plain.

    Attributes:
        code: Stable word: ``unclosed_quote``, ``unknown_field``, ``unreadable_value``, ``lonely_or``, ``unbalanced``,
            ``shortened``, ``read_as_text``, ``list_renewed``.
        detail: The part of the query concerned.
        text: One English sentence.
    """

    code: str
    detail: str
    text: str


def remark(code: str, detail: str, text: str) -> QueryRemark:
    """Return a remark."""
    return QueryRemark(code=code, detail=detail, text=text)
