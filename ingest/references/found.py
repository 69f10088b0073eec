"""A reference before it gets its side and item."""

from dataclasses import dataclass

from corpus.facts import ReferenceKind, ReferenceRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a reader of references found, and where.

    Attributes:
        start: First character of the words that point.
        end: One past the last.
        kind: To what they point.
        rule: Name of the rule, the one under which its certainty stands in the rules file.
        numbers: Question numbers named.
        asker: Asker named beside.
        session: Parliamentary year named beside.
        target: Address of a link, or the name of a law or body.
        role: What a reference to a question is there for.
    """

    start: int
    end: int
    kind: ReferenceKind
    rule: str
    numbers: tuple[int, ...] = ()
    asker: str | None = None
    session: str | None = None
    target: str | None = None
    role: ReferenceRole = ReferenceRole.MENTION
