"""A Flemish Parliament that goes on while it is followed: new questions, answers, corrected answers, and faults."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random

from tests.sources.flemish_questions import Question, file_of, lines, pdf_of
from tests.sources.flemish_server import FlemishServer

FIRST_NEW = 1_790_000
"""Key of the first question that is asked while it is followed."""
_OVERLAP = timedelta(days=10)
_SYLLABLES = (
    "bal",
    "den",
    "ger",
    "hof",
    "kor",
    "lem",
    "mer",
    "nes",
    "oor",
    "pel",
    "ruis",
    "sten",
    "tem",
    "wolf",
    "zan",
)
_SAYINGS = (
    "In de gemeente {place} werden in {year} in totaal {number} aanvragen ingediend.",
    "De dienst {place} behandelde {number} dossiers, tegenover {other} een jaar eerder.",
    "Het overleg met {place} over de planning en het budget is in {year} gestart.",
    "Voor de wachtlijsten in {place} is {number} euro begroot.",
    "De evaluatie van het project {place} toont dat {number} gezinnen bereikt zijn.",
    "De laadpalen en fietspaden in {place} worden door het agentschap onderhouden.",
)
_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def written(day: date) -> str:
    """Return a day as an answer writes it."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def pages(one: Question, due: date | None) -> tuple[list[str], list[str]]:
    """Return the lines of question and answer: a page of sentences of its own, with words that no other holds.

    Args:
        one: The question.
        due: The day that the answer promises something by; None for what ``lines`` says.
    """
    chance = Random(one.key * 31 + one.revision)  # noqa: S311 - the same document each time
    question, answer = lines(one)
    if due is not None:
        answer[-1] = f"2. Ik zal het nieuwe plan uiterlijk op {written(due)} aan het Vlaams Parlement bezorgen."
    said = [
        chance.choice(_SAYINGS).format(
            place="".join(chance.sample(_SYLLABLES, 3)).capitalize(),
            year=chance.randint(2018, 2025),
            number=chance.randint(20, 9000),
            other=chance.randint(20, 9000),
        )
        for _ in range(chance.randint(8, 24))
    ]
    return question, [*answer[:-1], *said, answer[-1]]


@dataclass(kw_only=True)
class GoingOn(FlemishServer):
    """Services to which something is added now and then.

    Attributes:
        due: The day that a question's answer promises something by, by key.
        changed: When something was last done about a question, by key.
    """

    due: dict[int, date] = field(default_factory=dict)
    changed: dict[int, datetime] = field(default_factory=dict)
    _keys: "count[int]" = field(default_factory=lambda: count(FIRST_NEW))

    def _kept(self, one: Question) -> tuple[bytes, str]:
        edition = (one.key, one.revision, one.answered)
        if edition not in self.files:
            plain = one.kind == "pdf"
            self.files[edition] = (
                (pdf_of(*pages(one, self.due.get(one.key))), "application/pdf") if plain else file_of(one)
            )
        return self.files[edition]

    def ask(self, today: date, due: date | None, *, waiting: bool = False) -> Question:
        """Add a question that was answered these days, or waits for its answer."""
        key = next(self._keys)
        answered = None if waiting else today - timedelta(days=3)
        asked = today - timedelta(days=4 if waiting else 25)
        one = Question(key=key, asked=asked, answered=answered, attachments=key % 5 == 0)
        if due is not None:
            self.due[key] = due
        self.changed[key] = datetime.now(UTC)
        self.questions = {**self.questions, key: one}
        return one

    def answer(self, chance: Random, today: date) -> None:
        """Answer one of the new questions that wait."""
        if waiting := [one for one in self._new(today) if one.answered is None]:
            one = chance.choice(waiting)
            one.answered = today - timedelta(days=3)
            self.changed[one.key] = datetime.now(UTC)

    def correct(self, chance: Random, today: date) -> None:
        """Change the answer of one of the new questions."""
        if answered := [one for one in self._new(today) if one.answered is not None]:
            one = chance.choice(answered)
            one.revision += 1
            self.changed[one.key] = datetime.now(UTC)

    def settled(self, before: datetime) -> list[Question]:
        """Return the questions about which nothing was done from a moment on, and which are held by who followed."""
        held = [one for one in self.questions.values() if one.written and not one.gone]
        return [one for one in held if one.key not in self.changed or self.changed[one.key] < before]

    def _new(self, today: date) -> list[Question]:
        # What was published earlier is listed again by turns only: a change of it is found within a month.
        return [one for one in self.questions.values() if one.key >= FIRST_NEW and one.published > today - _OVERLAP]


def now_and_then(every: int) -> Callable[[str, int], str | None]:
    """Return faults: one call in so many goes wrong, each time in another way."""
    kinds = ("429", "slow", "500", "cut", "slow")

    def fault(_path: str, number: int) -> str | None:
        return kinds[number // every % len(kinds)] if number % every == 0 else None

    return fault
