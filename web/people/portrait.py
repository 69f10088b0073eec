"""Everything that the page of an office, person, subject or party tells of its questions and commitments."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from corpus.model import AnswerKind
from corpus.store.names import slug
from corpus.store.people_heads import QuestionHead
from tracker.answer_times import AnswerNumber, AnswerRow, AnswerTimes, Spread, answer_times, spread
from tracker.office_numbers import OfficeNumber, office_numbers
from tracker.tracked import TrackedCommitment
from web.people.roll import Group, Roll, Seen, seen
from web.people.tallies import Tally, tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name with a number of questions.

    Attributes:
        name: The name, as its own page shows it.
        href: Its page.
        count: Number of questions.
        language: Language of the name, None for the names of persons.
    """

    name: str
    href: str
    count: int
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class Portrait:
    """Questions and commitments on a day; each part is computed when a page first asks for it.

    Attributes:
        heads: The questions, the newest first; those of which the answer stands in a document of its own left out.
        promised: The commitments.
        today: The day.
        roll: Everything held, for names and addresses.
    """

    heads: tuple[QuestionHead, ...]
    promised: tuple[TrackedCommitment, ...]
    today: date
    roll: Roll

    @cached_property
    def tally(self) -> Tally:
        """The counts that lists show too."""
        return tally(self.heads, self.promised)

    @cached_property
    def answers(self) -> AnswerTimes:
        """The questions against their terms."""
        stated = {one.summary.id: one.in_time for one in self.heads if one.in_time is not None}
        withdrawn = {one.summary.id for one in self.heads if one.withdrawn}
        return answer_times([one.summary for one in self.heads], self.today, stated, withdrawn)

    @cached_property
    def spread(self) -> Spread | None:
        """How the days to the answer lie about the term."""
        return spread(self.answers)

    @cached_property
    def numbers(self) -> tuple[OfficeNumber, ...]:
        """What was promised and how it stands, each count with its denominator."""
        return office_numbers(self.promised)

    @property
    def undated(self) -> int:
        """Answers of which the day is not known."""
        return self.tally.answered - self.tally.dated

    @cached_property
    def waiting(self) -> tuple[AnswerRow, ...]:
        """Questions of which no answer was found, the longest waiting first; without those that were withdrawn."""
        withdrawn = {one.summary.id for one in self.heads if one.withdrawn}
        open_ = (row for row in self.answers.rows if row.head.answer_kind is AnswerKind.NONE)
        rows = [row for row in open_ if row.head.id not in withdrawn]
        return tuple(sorted(rows, key=lambda row: (row.head.asked or date.max, row.head.id)))

    @cached_property
    def kinds(self) -> tuple[tuple[AnswerKind, int], ...]:
        """Kinds of answer with their numbers, the most frequent first."""
        found = Counter(one.summary.answer_kind for one in self.heads)
        return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    @cached_property
    def sessions(self) -> tuple[tuple[str, int], ...]:
        """Parliamentary years with their numbers of questions, in the order of time."""
        found = Counter(one.summary.session for one in self.heads if one.summary.session)
        return tuple(sorted(found.items()))

    @cached_property
    def months(self) -> tuple[tuple[date, int], ...]:
        """First days of months with the number of questions asked in them, in the order of time."""
        found = Counter(one.summary.asked.replace(day=1) for one in self.heads if one.summary.asked)
        return tuple(sorted(found.items()))

    @cached_property
    def figures(self) -> int:
        """How many figures the documents hold."""
        return sum(one.summary.figures for one in self.heads)

    @cached_property
    def subjects(self) -> tuple[Named, ...]:
        """Subjects of the source, the most frequent first."""
        names = (slug(theme) for one in self.heads for theme in dict.fromkeys(one.themes))
        return _named(names, "/subjects", self.roll.subjects)

    @cached_property
    def offices(self) -> tuple[Named, ...]:
        """Offices that were asked."""
        names = (slug(one.summary.office) for one in self.heads if one.summary.office)
        return _named(names, "/offices", self.roll.offices)

    @cached_property
    def askers(self) -> tuple[Named, ...]:
        """Persons who asked."""
        return self._persons((one.summary.asker, one.asker_id) for one in self.heads)

    @cached_property
    def ministers(self) -> tuple[Named, ...]:
        """Persons who were asked."""
        return self._persons((one.summary.minister, one.minister_id) for one in self.heads)

    @cached_property
    def parties(self) -> tuple[Seen, ...]:
        """Parties of the askers with the days on which the documents name them."""
        return seen((one.summary.party, one) for one in self.heads)

    def _persons(self, names: Iterable[tuple[str | None, str | None]]) -> tuple[Named, ...]:
        found = Counter(key for name, own_id in names if (key := self.roll.identities.key(name, own_id)))
        people = [self.roll.persons[key] for key in found]
        made = (Named(name=one.name, href=f"/persons/{one.slug}", count=found[one.key]) for one in people)
        return tuple(sorted(made, key=lambda one: (-one.count, one.name)))


def _named(keys: Iterable[str], folder: str, groups: Mapping[str, Group]) -> tuple[Named, ...]:
    found = Counter(key for key in keys if key)
    made = [
        Named(name=groups[key].name, href=f"{folder}/{key}", count=count, language=groups[key].language)
        for key, count in found.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.count, one.name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What an answer time rests on and leaves out, in numbers.

    Attributes:
        asked: Questions.
        judged: Answers with both days and a known term.
        undated: Answers of which the day is not known.
        waiting: Questions without an answer whose term still runs.
        over: Questions without an answer whose term has passed.
        without_term: Questions whose term cannot be computed, though they were answered on a known day or not at all.
    """

    asked: int
    judged: int
    undated: int
    waiting: int
    over: int
    without_term: int


def term_of(portrait: Portrait) -> Term:
    """Return what the answer times of a portrait rest on; the parts add up to the questions."""
    answers = portrait.answers
    judged = len(answers.behind(AnswerNumber.IN_TIME)) + len(answers.behind(AnswerNumber.LATE))
    waiting, over = len(answers.behind(AnswerNumber.WAITING)), len(answers.behind(AnswerNumber.OVERDUE))
    unknown = answers.behind(AnswerNumber.UNKNOWN)
    undated = sum(row.head.answer_kind is not AnswerKind.NONE and row.head.answered is None for row in unknown)
    return Term(
        asked=len(answers.rows),
        judged=judged,
        undated=undated,
        waiting=waiting,
        over=over,
        without_term=len(unknown) - undated,
    )
