"""The example decisions of the sample corpus, so that the demonstration shows kept, moved and withdrawn promises.

They are data (``corpus/samples/decisions.toml``) and are recorded as what they are: the decisions of an example
editor. Recording them again changes nothing.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING

from corpus.errors import RulesError
from corpus.model import CommitmentId, DocumentId
from tracker.filters import TrackerFilter
from tracker.service import Tracker

if TYPE_CHECKING:
    from corpus.store import Store

_FILE = "decisions.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDecision:
    """One decision of the example editor.

    Attributes:
        session: Parliamentary year of the question.
        number: Its number.
        words: Words of the commitment's sentence.
        action: confirm, fulfil, partly, move, withdraw, reject or note.
        note: The editor's words.
        author: The editor.
        evidence: Number and session of the question that proves it.
        to: The new time of a move.
        on: The day in the world.
    """

    session: str
    number: int
    words: str
    action: str
    note: str
    author: str
    evidence: tuple[str, int] | None = None
    to: str = ""
    on: date | None = None


def sample_decisions() -> tuple[SampleDecision, ...]:
    """Read the decisions.

    Raises:
        RulesError: If the file is damaged or an entry lacks something.
    """
    text = resources.files("corpus.samples").joinpath(_FILE).read_text(encoding="utf-8")
    try:
        table = tomllib.loads(text)
        return tuple(_decision(entry, str(table["author"])) for entry in table["decision"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise RulesError(f"corpus/samples/{_FILE}: {error}") from error


def _decision(entry: dict[str, object], author: str) -> SampleDecision:
    proof = entry.pop("evidence", None)
    evidence = (str(proof[0]), int(proof[1])) if isinstance(proof, list) else None
    return SampleDecision(**entry, evidence=evidence, author=author)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleReport:
    """What became of the decisions.

    Attributes:
        recorded: How many were recorded now.
        unplaced: Why some could not be: the commitment that they name is not read from the samples.
    """

    recorded: int
    unplaced: tuple[str, ...]


def apply_sample_decisions(tracker: Tracker, store: "Store") -> SampleReport:
    """Record the decisions that are not recorded yet; one that cannot be placed does not stop the others."""
    recorded, unplaced = 0, []
    for decision in sample_decisions():
        try:
            recorded += _apply(tracker, store, decision)
        except RulesError as error:
            unplaced.append(str(error))
    return SampleReport(recorded=recorded, unplaced=tuple(unplaced))


def _document(store: "Store", session: str, number: int) -> DocumentId:
    found = store.documents.resolve(number, session=session)
    if len(found) != 1:
        raise RulesError(f"corpus/samples/{_FILE}: {len(found)} documents are question {number} of {session}")
    return found[0]


def _commitment(tracker: Tracker, store: "Store", decision: SampleDecision) -> CommitmentId:
    document = _document(store, decision.session, decision.number)
    found = tracker.list(TrackerFilter(document=document, text=decision.words), date.max.replace(year=2100))
    if len(found) != 1:
        raise RulesError(f"corpus/samples/{_FILE}: {len(found)} commitments of {document} have {decision.words!r}")
    return found[0].id


def _apply(tracker: Tracker, store: "Store", decision: SampleDecision) -> bool:
    commitment = _commitment(tracker, store, decision)
    for event in store.register.events(commitment):
        if event.author == decision.author and event.note == decision.note:
            return False
    _carry_out(tracker, store, decision, commitment)
    return True


def _carry_out(tracker: Tracker, store: "Store", decision: SampleDecision, commitment: CommitmentId) -> None:
    author, note, on = decision.author, decision.note, decision.on
    match decision.action:
        case "confirm":
            tracker.confirm(commitment, author=author, note=note)
        case "reject":
            tracker.reject(commitment, author=author, reason=note)
        case "move":
            tracker.move(commitment, to=decision.to, author=author, note=note, on=on)
        case "withdraw":
            tracker.withdraw(commitment, author=author, note=note, on=on)
        case "fulfil" | "partly" if decision.evidence is not None:
            proof = _document(store, *decision.evidence)
            partly = decision.action == "partly"
            tracker.fulfil(commitment, evidence=proof, author=author, note=note, on=on, partly=partly)
        case _:
            raise RulesError(f"corpus/samples/{_FILE}: {decision.action!r} is no decision, or it lacks its evidence")
