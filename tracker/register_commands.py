"""The commands with which a person decides about the register itself: corrections, merging, evidence, undoing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import WrongUse
from tracker.commands import Author, CommitmentArgument, Decide, Json, MilestoneChoice, Note, Seen, day

if TYPE_CHECKING:
    from tracker.registering import Passage
    from tracker.service import Tracker

Other = Annotated[str, typer.Argument(metavar="OTHER", help="Id of the other commitment.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept in the history.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the evidence, as 'rappel evidence' shows it.")]

registry = typer.Typer()
"""The commands; the program that adds them puts its ``Decide`` into the context."""


def _decide(
    context: typer.Context,
    commitment: str,
    json: bool,
    action: Callable[["Tracker"], object],
) -> None:
    decide: Decide = context.obj.decide
    decide(commitment, json, action)


@registry.command()
def edit(
    context: typer.Context,
    commitment: CommitmentArgument,
    author: Author,
    fields: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="actor, subject, condition, office, kind or strength."),
    ] = None,
    due: Annotated[str | None, typer.Option("--due", help="The time as promised, where it was read wrongly.")] = None,
    note: Note = "",
    milestone: MilestoneChoice = None,
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Correct what was read wrongly; the document's words and the first reading stay."""
    given = dict(_pair(text) for text in fields or ())
    _decide(
        context,
        commitment,
        json,
        lambda tracker: tracker.edit(
            commitment, author=author, expected_last=seen, note=note, fields=given, due=due, milestone=milestone
        ),
    )


@registry.command()
def merge(
    context: typer.Context,
    commitment: CommitmentArgument,
    into: Other,
    author: Author,
    note: Note = "",
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Make COMMITMENT a mention of OTHER: the same promise, stated twice."""
    _decide(
        context,
        into,
        json,
        lambda tracker: tracker.merge(commitment, into=into, author=author, expected_last=seen, note=note),
    )


@registry.command()
def split(
    context: typer.Context,
    commitment: CommitmentArgument,
    author: Author,
    parts: Annotated[
        list[str], typer.Option("--part", metavar="START-END[=TIME]", help="Characters of the text, and the time.")
    ],
    note: Note = "",
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Replace a commitment that holds several deliverables by one for each."""
    read = [_passage(text) for text in parts]
    _decide(
        context,
        commitment,
        json,
        lambda tracker: tracker.split(commitment, parts=read, author=author, expected_last=seen, note=note),
    )


@registry.command()
def attach(
    context: typer.Context,
    commitment: CommitmentArgument,
    passage: Annotated[
        str, typer.Argument(metavar="START-END[=TIME]", help="Characters of the last version's text, and the time.")
    ],
    author: Author,
    note: Note = "",
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Attach a commitment whose words are gone from its document to a passage of the last version."""
    where = _passage(passage)
    _decide(
        context,
        commitment,
        json,
        lambda tracker: tracker.reattach(commitment, passage=where, author=author, note=note, expected_last=seen),
    )


@registry.command()
def supersede(
    context: typer.Context,
    commitment: CommitmentArgument,
    by: Other,
    author: Author,
    note: Note = "",
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Record that OTHER took the place of COMMITMENT."""
    _decide(
        context,
        commitment,
        json,
        lambda tracker: tracker.supersede(commitment, by=by, author=author, expected_last=seen, note=note),
    )


@registry.command()
def unclear(
    context: typer.Context,
    commitment: CommitmentArgument,
    author: Author,
    reason: Reason,
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Record that nobody can tell whether it was done."""
    _decide(
        context,
        commitment,
        json,
        lambda tracker: tracker.unclear(commitment, author=author, expected_last=seen, note=reason),
    )


@registry.command("carry-over")
def carry_over(
    context: typer.Context,
    commitment: CommitmentArgument,
    author: Author,
    office: Annotated[str, typer.Option("--office", help="Office that answers for it now.")] = "",
    note: Note = "",
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Carry a commitment over to the next term of government."""
    _decide(
        context,
        commitment,
        json,
        lambda tracker: tracker.carry_over(commitment, author=author, expected_last=seen, office=office, note=note),
    )


@registry.command()
def lapse(
    context: typer.Context,
    commitment: CommitmentArgument,
    author: Author,
    note: Note = "",
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Record that a commitment ended with its term of government."""
    _decide(
        context,
        commitment,
        json,
        lambda tracker: tracker.lapse(commitment, author=author, expected_last=seen, note=note),
    )


@registry.command()
def undo(
    context: typer.Context,
    commitment: CommitmentArgument,
    author: Author,
    reason: Reason,
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Take the last decision on a commitment back; it stays in the history."""
    _decide(
        context,
        commitment,
        json,
        lambda tracker: tracker.undo(commitment, author=author, expected_last=seen, reason=reason),
    )


@registry.command("accept")
def accept(
    context: typer.Context,
    commitment: CommitmentArgument,
    evidence: Number,
    author: Author,
    relation: Annotated[str | None, typer.Option("--relation", help="The relation as you see it.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="New time, where it moves the commitment.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Day; else the document's.")] = None,
    note: Note = "",
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Accept proposed evidence; the verdict that follows is recorded with it."""
    done = day(on, "--on")
    _decide(
        context,
        commitment,
        json,
        lambda tracker: tracker.accept_evidence(
            evidence, author=author, expected_last=seen, note=note, relation=relation, to=to, on=done
        ),
    )


@registry.command("dismiss")
def dismiss(
    context: typer.Context,
    commitment: CommitmentArgument,
    evidence: Number,
    author: Author,
    note: Note = "",
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Say that proposed evidence does not concern the commitment."""
    _decide(
        context,
        commitment,
        json,
        lambda tracker: tracker.reject_evidence(evidence, author=author, expected_last=seen, note=note),
    )


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator:
        raise WrongUse(f"--set: '{text}' is not of the form field=value")
    return name.strip(), value.strip()


def _passage(text: str) -> "Passage":
    from tracker.registering import Passage

    span, _, due = text.partition("=")
    start, separator, end = span.partition("-")
    if not (separator and start.strip().isdigit() and end.strip().isdigit()):
        raise WrongUse(f"--part: '{text}' is not of the form 120-180 or 120-180=voorjaar 2025")
    return Passage(start=int(start), end=int(end), due=due.strip())
