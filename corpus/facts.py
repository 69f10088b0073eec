"""Facts read from a document, each with the span that proves it and the rule that read it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from corpus.model import DocumentId, Side, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Multilingual:
    """The same sentence for Dutch, English and French readers.

    Attributes:
        nl: In Dutch.
        en: In English.
        fr: In French; empty in what was stored before French was written.
    """

    nl: str
    en: str
    fr: str = ""

    @classmethod
    def of(cls, made: Callable[[str], str]) -> "Multilingual":
        """Return the sentence that ``made`` gives for each language code."""
        return cls(nl=made("nl"), en=made("en"), fr=made("fr"))

    def said_in(self, language: str) -> str:
        """Return the sentence in ``nl``, ``fr`` or ``en``; in English where its French was never written."""
        return self.nl if language == "nl" else self.fr or self.en if language == "fr" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who read a fact, and how sure it is.

    Attributes:
        rule: Id of the rule or model.
        version: Version of the rules file or model.
        certainty: Between 0 and 1; measured where gold exists, else the author's estimate.
    """

    rule: str
    version: str
    certainty: float


class Precision(StrEnum):
    """How fine a stated time is."""

    DAY = "day"
    WEEK = "week"
    PART_OF_MONTH = "part_of_month"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    HALF_YEAR = "half_year"
    PART_OF_YEAR = "part_of_year"
    YEAR = "year"
    SCHOOL_YEAR = "school_year"
    MULTI_YEAR = "multi_year"
    PERIOD = "period"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """On what the dates of a time rest."""

    EXPLICIT = "explicit"
    INFERRED = "inferred"
    VAGUE = "vague"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRange:
    """A time as an interval of calendar days, both ends included; None is open.

    Attributes:
        earliest: First day.
        expected: Last day in the plain reading ("tegen 2024": the day before it begins). *Moved* compares it.
        latest: Last day under any common reading; never before ``expected``. *Overdue* compares it.
        precision: How fine the expression is.
        basis: ``inferred`` where a year or a reference date had to be supplied.
        reference: The day from which a relative expression was counted, or that supplied the year.
        explanation: How the days were computed.
    """

    earliest: date | None = None
    expected: date | None = None
    latest: date | None = None
    precision: Precision = Precision.UNKNOWN
    basis: Basis = Basis.EXPLICIT
    reference: date | None = None
    explanation: Multilingual = Multilingual(nl="", en="")


class TimeRole(StrEnum):
    """What a time expression does in its sentence."""

    FUTURE = "future"
    PAST = "past"
    PERIOD = "period"
    RECURRING = "recurring"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """A calendar expression in the prose.

    Attributes:
        span: The expression with its preposition, as in ``tegen eind 2024``.
        side: Question or answer.
        item: Label of the smallest item that holds it; empty outside items.
        role: What it does.
        range: Its dates; all open for recurring and vague expressions.
        recurrence: ISO 8601 period of a recurring expression (``P3M``), else None.
        reading: Who read it.
    """

    span: Span
    side: Side
    item: str
    role: TimeRole
    range: TimeRange
    recurrence: str | None = None
    reading: Reading


class FigureKind(StrEnum):
    """What a figure counts in."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"
    DURATION = "duration"
    MEASURE = "measure"


class Qualifier(StrEnum):
    """How exact a figure says it is."""

    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity with a meaning of its own.

    Attributes:
        span: Number and unit words.
        side: Question or answer.
        item: Label of the smallest item that holds it.
        value: In base units (``4 miljoen euro`` is 4000000).
        low: Lower end of a range, None where it is no range.
        high: Upper end of a range.
        unit: ISO code for money (``EUR``), ``%``, or the unit or counted noun as printed.
        kind: What it counts in.
        qualifier: None where the figure is stated as exact.
        subject: The words that say what is counted, as printed near it; None where unclear.
        period: The time it is about, None where unsaid.
        planned: Whether the sentence speaks of a plan (True), of what was realised (False), or does not say (None).
        reading: Who read it.
        row: Headings of its row, for a cell of a table.
        column: Headings of its column, for a cell of a table.
        table: Caption or name of its table.
    """

    span: Span
    side: Side
    item: str
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str
    kind: FigureKind
    qualifier: Qualifier | None = None
    subject: str | None = None
    period: TimeRange | None = None
    planned: bool | None = None
    reading: Reading
    row: str | None = None
    column: str | None = None
    table: str | None = None


class ReferenceKind(StrEnum):
    """To what a reference points."""

    QUESTION = "question"
    LAW = "law"
    LINK = "link"
    BODY = "body"
    ATTACHMENT = "attachment"


class ReferenceRole(StrEnum):
    """What a reference to another question is there for.

    ``mention``: it is only named. ``answer``: the answer that is asked for stands there, as in a referring answer.
    ``tie``: it is the question that this answer answers, whose text is in another document.
    """

    MENTION = "mention"
    ANSWER = "answer"
    TIE = "tie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A pointer to another question, a law, a web page, a public body or an attachment.

    Attributes:
        span: The words that point.
        side: Question or answer.
        item: Label of the smallest item that holds it.
        kind: To what it points.
        numbers: Question numbers named (``292 en 293``).
        asker: Asker named beside the number.
        session: Parliamentary year named beside the number.
        target: Address of a link, or the name of a law or body.
        candidates: Documents held that may be meant; exactly one means resolved.
        reading: Who read it.
        role: What a reference to a question is there for.
    """

    span: Span
    side: Side
    item: str
    kind: ReferenceKind
    numbers: tuple[int, ...] = ()
    asker: str | None = None
    session: str | None = None
    target: str | None = None
    candidates: tuple[DocumentId, ...] = ()
    reading: Reading
    role: ReferenceRole = ReferenceRole.MENTION


class CommitmentKind(StrEnum):
    """A deliverable with a stated time, one without, or continued effort."""

    MILESTONE = "milestone"
    PROMISE = "promise"
    ONGOING = "ongoing"


class Strength(StrEnum):
    """How firmly it is promised."""

    FIRM = "firm"
    INTENTION = "intention"
    CONDITIONAL = "conditional"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMention:
    """A time in a commitment that does not say when it is due.

    Attributes:
        span: Where it stands.
        reason: Id of the reason, such as ``condition`` or ``name``.
        why: The reason in words, with the time as printed.
    """

    span: Span
    reason: str
    why: Multilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentFact:
    """A commitment as one document states it: a candidate for the register.

    Attributes:
        span: The deliverable in its smallest whole: a clause, a list item or a sentence.
        item: Label of the smallest item that holds it; empty in an introduction.
        kind: Milestone, promise or ongoing.
        strength: How firmly.
        actor: Who will do it, as named or implied; None where unclear.
        subject: What it is about where the clause itself does not say (a heading's or introduction's words).
        condition: The words of the condition, None where unconditional.
        due: The time that bounds it, None where none or vague.
        due_span: Where that time stands.
        vague: The vague time as printed, such as ``in de komende maanden``; None otherwise.
        also: Other places of the same document that state the same commitment.
        parent: Index, in ``Facts.commitments``, of the commitment of which this is a part; None for none.
        reading: Who read it.
        mentions: Times to come in its words that date something else, each with the reason.
    """

    span: Span
    item: str
    kind: CommitmentKind
    strength: Strength
    actor: str | None = None
    subject: str | None = None
    condition: str | None = None
    due: TimeRange | None = None
    due_span: Span | None = None
    vague: str | None = None
    also: tuple[Span, ...] = ()
    parent: int | None = None
    reading: Reading
    mentions: tuple[TimeMention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierClaim:
    """A plan that the asker quotes, to be compared with the answer.

    Attributes:
        span: The clause in the question.
        item: Label of the question item, empty in the introduction.
        due: When it was to be done, None where unsaid.
        due_span: Where that time stands.
        compared: Index, in ``Facts.commitments``, of the commitment of the answer that moves furthest beyond it.
        moved_days: Days from the claim's expected day to that commitment's; None where not comparable.
        reading: Who read it.
    """

    span: Span
    item: str
    due: TimeRange | None = None
    due_span: Span | None = None
    compared: int | None = None
    moved_days: int | None = None
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything extracted from one document, each kind in reading order."""

    times: tuple[TimeExpression, ...] = ()
    figures: tuple[Figure, ...] = ()
    references: tuple[Reference, ...] = ()
    commitments: tuple[CommitmentFact, ...] = ()
    claims: tuple[EarlierClaim, ...] = ()
