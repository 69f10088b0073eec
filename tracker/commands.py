"""The commands with which a person decides about a commitment; each becomes one event in its history."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import WrongUse

if TYPE_CHECKING:
    from tracker.service import Tracker

Decide = Callable[[str, bool, Callable[["Tracker"], object]], None]
"""Carries an action out on the tracker, then shows the commitment: (commitment, as JSON, action)."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Author = Annotated[str, typer.Option("--author", help="Who decides; kept in the history.", envvar="RAPPEL_AUTHOR")]
Note = Annotated[str, typer.Option("--note", help="Why; kept in the history.")]
MilestoneChoice = Annotated[str | None, typer.Option("--milestone", help="Only this milestone, as in c-1a2b3c4d5e.2.")]
Seen = Annotated[
    int | None,
    typer.Option("--seen", metavar="EVENT", help="Last event that you saw: refused where somebody decided since."),
]
CommitmentArgument = Annotated[str, typer.Argument(metavar="COMMITMENT", help="Id, as 'rappel commitments' shows it.")]


def day(text: str | None, option: str) -> date | None:
    """Read a calendar day given on the command line.

    Raises:
        WrongUse: If it is not an ISO date.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"{option}: '{text}' is not a date like 2024-07-01") from error


decisions = typer.Typer()
"""The commands; the program that adds them puts its ``Decide`` into the context."""


def _decide(context: typer.Context) -> Decide:
    found: Decide = context.obj.decide
    return found


@decisions.command()
def confirm(
    context: typer.Context,
    commitment: CommitmentArgument,
    author: Author,
    note: Note = "",
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Confirm that a found commitment is one."""
    _decide(context)(
        commitment, json, lambda tracker: tracker.confirm(commitment, author=author, expected_last=seen, note=note)
    )


@decisions.command()
def reject(
    context: typer.Context,
    commitment: CommitmentArgument,
    author: Author,
    reason: Annotated[str, typer.Option("--reason", help="Why it is none; kept in the history.")],
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Say that a found commitment is none; it is kept, with the reason."""
    _decide(context)(
        commitment, json, lambda tracker: tracker.reject(commitment, author=author, expected_last=seen, reason=reason)
    )


@decisions.command()
def fulfil(
    context: typer.Context,
    commitment: CommitmentArgument,
    evidence: Annotated[
        str, typer.Option("--evidence", metavar="DOC", help="Document (id or address) that proves it.")
    ],
    author: Author,
    note: Note = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Day it was done; else the evidence's.")
    ] = None,
    partly: Annotated[bool, typer.Option(help="Only in part.")] = False,
    milestone: MilestoneChoice = None,
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Record that a commitment, or one milestone, was fulfilled."""
    done = day(on, "--on")
    _decide(context)(
        commitment,
        json,
        lambda tracker: tracker.fulfil(
            commitment,
            evidence=evidence,
            author=author,
            expected_last=seen,
            note=note,
            on=done,
            partly=partly,
            milestone=milestone,
        ),
    )


@decisions.command()
def move(
    context: typer.Context,
    commitment: CommitmentArgument,
    to: Annotated[str, typer.Option("--to", help="New time: 2025-03-31, or words such as 'voorjaar 2025'.")],
    author: Author,
    note: Note = "",
    milestone: MilestoneChoice = None,
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Record a new time; the original and every earlier one are kept."""

    def moved(tracker: "Tracker") -> None:
        from tracker.slips import moved_into_past

        done = tracker.move(commitment, to=to, author=author, expected_last=seen, note=note, milestone=milestone)
        if moved_into_past(done.state, done.today):
            typer.echo("rappel: please check: the new last day is past already; 'rappel undo' takes it back", err=True)

    _decide(context)(commitment, json, moved)


@decisions.command()
def withdraw(
    context: typer.Context,
    commitment: CommitmentArgument,
    author: Author,
    note: Note = "",
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Record that a commitment was withdrawn by those who made it."""
    _decide(context)(
        commitment, json, lambda tracker: tracker.withdraw(commitment, author=author, expected_last=seen, note=note)
    )


@decisions.command()
def reopen(
    context: typer.Context,
    commitment: CommitmentArgument,
    author: Author,
    note: Note = "",
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Open a decided commitment again; the earlier decision stays in the history."""
    _decide(context)(
        commitment, json, lambda tracker: tracker.reopen(commitment, author=author, expected_last=seen, note=note)
    )


@decisions.command()
def note(
    context: typer.Context,
    commitment: CommitmentArgument,
    text: Annotated[str, typer.Argument(help="The note.")],
    author: Author,
    seen: Seen = None,
    json: Json = False,
) -> None:
    """Add a note to a commitment's history."""
    _decide(context)(
        commitment, json, lambda tracker: tracker.note(commitment, author=author, expected_last=seen, text=text)
    )
