"""The commands that list commitments, show one, and say what is due."""

from typing import Annotated, Any

import typer

from tracker.commands import Json, day

Today = Annotated[str | None, typer.Option("--today", metavar="DATE", help="Reckon as if it were this day (ISO).")]
KnownOn = Annotated[
    str | None, typer.Option("--known-on", metavar="DATE", help="Only what was written down by the end of this day.")
]

lists = typer.Typer()
"""The commands; the program that adds them puts a ``Face`` into the context."""


def _face(context: typer.Context) -> Any:  # noqa: ANN401 - the class stands above this layer
    return context.obj


@lists.command()
def commitments(
    context: typer.Context,
    commitment: Annotated[str | None, typer.Argument(help="Show this one with its history.")] = None,
    office: Annotated[str | None, typer.Option(help="Only of this office (part of its title).")] = None,
    minister: Annotated[str | None, typer.Option(help="Only of this minister.")] = None,
    document: Annotated[str | None, typer.Option(help="Only stated in this document.")] = None,
    state: Annotated[
        str | None,
        typer.Option(help="missed, cannot_tell, due_now, due_soon, next_90_days, upcoming, undated, done or rejected."),
    ] = None,
    text: Annotated[str | None, typer.Option(help="Only where the sentence contains this.")] = None,
    today: Today = None,
    known_on: KnownOn = None,
    json: Json = False,
) -> None:
    """List commitments with their deadlines, or show one with its history."""
    from tracker import console
    from tracker.outline import history, outline

    with _face(context).services() as parts:
        reckoned, language = day(today, "--today") or parts.today(), parts.settings.language
        known = day(known_on, "--known-on")
        if commitment is not None:
            one = parts.tracker.get(commitment, reckoned, known)
            _face(context).show(
                history(one, language), as_json=json, text=lambda: console.print_commitment(one, language)
            )
            return
        chosen = console.chosen(office=office, minister=minister, document=document, group=state, text=text)
        found = parts.tracker.list(chosen, reckoned, known)
        outlines = [outline(one, language) for one in found] if json else []
        _face(context).show(outlines, as_json=json, text=lambda: console.print_commitments(found, language))


@lists.command()
def due(
    context: typer.Context,
    within: Annotated[int | None, typer.Option(min=0, metavar="DAYS", help="Look ahead only so far.")] = None,
    today: Today = None,
    known_on: KnownOn = None,
    json: Json = False,
) -> None:
    """Show what is overdue, in its window, due soon and coming, as of a day."""
    from tracker import console
    from tracker.outline import due_outline

    with _face(context).services() as parts:
        found = parts.tracker.due(day(today, "--today") or parts.today(), within, day(known_on, "--known-on"))
        language = parts.settings.language
        outlines = due_outline(found, language) if json else {}
        _face(context).show(outlines, as_json=json, text=lambda: console.print_due(found, language))
