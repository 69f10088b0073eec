"""A portrait in the visitor's language: what the templates of offices, persons and subjects show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from corpus.store import DocumentSummary
from tracker.answer_times import AnswerNumber, AnswerRow, Spread
from tracker.office_numbers import Number
from tracker.offices import Share
from tracker.rules import rules_of
from tracker.texts import phrase
from tracker.tracked import TrackedCommitment
from web.i18n import Speaker
from web.people import drawn
from web.people.drawn import Subject
from web.people.moments import Asked
from web.people.portrait import Portrait, Term, term_of
from web.pictures import Picture
from web.render import with_query
from web.views import CommitmentView, commitment_view, tone

_FEW, _LATEST, _WAITING = 5, 8, 10
_ORDER = ("missed", "now", "next", "quiet", "done")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNumber:
    """A number with its denominator, as the page shows it.

    Attributes:
        name: What it counts, in words.
        share: The count and what it is counted out of.
        href: Address of the list behind it, None where there is none.
        median: A median beside it, None for none.
    """

    name: str
    share: Share
    href: str | None = None
    median: float | None = None


@dataclass(frozen=True, kw_only=True)
class View:
    """What a page shows of a portrait.

    Attributes:
        portrait: The questions and commitments.
        subject: Whose page it is, and for whom.
        asked_for: For which day.
        address: Address of the page.
        all_commitments: Address of the list of all its commitments.
        listed: Whether each number has a list of its own under the address.
        beside: What beside the day stands in the address.
        holders: Picture of who held the office, if any.
    """

    portrait: Portrait
    subject: Subject
    asked_for: Asked
    address: str
    all_commitments: str
    listed: bool = False
    beside: tuple[tuple[str, object], ...] = ()
    holders: Picture | None = None

    @property
    def given(self) -> dict[str, object]:
        """What the addresses of the page's parts carry along."""
        return {**self.asked_for.given, **dict(self.beside)}

    @property
    def as_of(self) -> str | None:
        """The day as it stands in the address."""
        return self.asked_for.as_of

    @property
    def known_on(self) -> object:
        """Up to when what was written down counts."""
        return self.asked_for.known_on

    @property
    def search(self) -> dict[str, object]:
        """Filters under which the search finds the questions."""
        return dict(self.subject.search)

    @property
    def pictures(self) -> str:
        """What stands before the names of its pictures in their addresses."""
        return f"{self.address}/pictures/"

    @cached_property
    def term(self) -> Term:
        """What the answer times rest on."""
        return term_of(self.portrait)

    @cached_property
    def asked(self) -> Picture | None:
        """Questions over time."""
        return drawn.asked(self.portrait, self.subject)

    @cached_property
    def answered(self) -> Picture | None:
        """Days to the answer about the term."""
        return drawn.answered(self.portrait.spread, self.subject)

    @cached_property
    def commitments(self) -> tuple[CommitmentView, ...]:
        """A few commitments: passed deadlines first, the latest of them first, then what comes next."""
        chosen = sorted(self.portrait.promised, key=_urgency)[:_FEW]
        return tuple(commitment_view(one, self.subject.speaker) for one in chosen)

    @property
    def latest(self) -> tuple[DocumentSummary, ...]:
        """The newest questions."""
        return tuple(one.summary for one in self.portrait.heads[:_LATEST])

    @property
    def waiting(self) -> tuple[AnswerRow, ...]:
        """The questions that wait longest."""
        return self.portrait.waiting[:_WAITING]

    @property
    def waiting_total(self) -> int:
        """How many wait."""
        return len(self.portrait.waiting)

    @cached_property
    def answers(self) -> tuple[ShownNumber, ...]:
        """The counts of answers against their terms."""
        return tuple(
            ShownNumber(
                name=self._phrase(f"answer_number.{number.value}"),
                share=self.portrait.answers.share(number),
                href=self._list(f"answers/{number.value}"),
            )
            for number in AnswerNumber
        )

    @cached_property
    def numbers(self) -> tuple[ShownNumber, ...]:
        """The counts of commitments."""
        return tuple(
            ShownNumber(
                name=self._phrase(f"office_number.{one.number.value}"),
                share=one.share,
                href=self._list(f"commitments/{Number(one.number).value}"),
                median=one.median_days,
            )
            for one in self.portrait.numbers
        )

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """How answer times are computed, what they rest on, and what they do not say, a sentence each."""
        return tuple(_rules(self.portrait.spread, self.term, self.subject))

    def _phrase(self, key: str) -> str:
        return phrase(key, self.subject.speaker.language)

    def _list(self, path: str) -> str | None:
        return with_query(f"{self.address}/{path}", self.asked_for.given) if self.listed else None


def _urgency(one: TrackedCommitment) -> tuple[int, int, str]:
    place, last = _ORDER.index(tone(one.timeliness.state)), (one.last_day or date.max).toordinal()
    return place, -last if place == 0 else last, one.id


def _rules(spread: Spread | None, term: Term, subject: Subject) -> Iterable[str]:
    speaker = subject.speaker
    if spread is not None:
        source = getattr(rules_of(spread.parliament).source, speaker.language)
        said = speaker.say("{parliament}: a term of {term} {unit}, by {source}.")
        unit = speaker.say(f"unit: {spread.unit}")
        yield said.format(parliament=spread.parliament, term=spread.term, unit=unit, source=source)
    yield speaker.say(
        "The day on which a question reached the cabinet is not published; the day on which it was asked is taken "
        "instead. The real number of days can be lower."
    )
    yield speaker.say("Weekends, public holidays and the recesses that stop the clock are not counted as working days.")
    yield from (line for count, line in _counted(term, speaker) if count)
    yield speaker.say("A question whose answer stands in a document of its own is counted once, with that answer.")
    yield speaker.say(
        "Nothing here compares offices or persons: questions differ in length and subject, and the days known differ."
    )


def _counted(term: Term, speaker: Speaker) -> Sequence[tuple[int, str]]:
    """Return what is counted and what is not, each with its number; they add up to the first."""
    return (
        (term.asked, speaker.counted("%s question in all.", "%s questions in all.", term.asked)),
        (
            term.judged,
            speaker.counted(
                "%s answer has both days and is counted.", "%s answers have both days and are counted.", term.judged
            ),
        ),
        (
            term.undated,
            speaker.counted(
                "%s answer has no known day and is not counted.",
                "%s answers have no known day and are not counted.",
                term.undated,
            ),
        ),
        (
            term.waiting,
            speaker.counted(
                "%s question has no answer that was found; its term still runs.",
                "%s questions have no answer that was found; their terms still run.",
                term.waiting,
            ),
        ),
        (
            term.over,
            speaker.counted(
                "%s question has no answer that was found; its term has passed.",
                "%s questions have no answer that was found; their terms have passed.",
                term.over,
            ),
        ),
        (
            term.without_term,
            speaker.counted(
                "Of %s question no term can be computed.", "Of %s questions no term can be computed.", term.without_term
            ),
        ),
    )
