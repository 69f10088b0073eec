"""A progress bar for long work in the terminal."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class ProgressBar:
    """A bar on the terminal's error output, so that the printed data stays clean; nothing in a pipe."""

    def __init__(self, *, quiet: bool) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        console = Console(stderr=True)
        self._console = None if quiet else console
        self._bar = Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal)
        self._task: TaskID | None = None

    def __enter__(self) -> "ProgressBar":
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        self._bar.stop()

    def advance(self, done: int, total: int | None, name: str) -> None:
        """Move the bar."""
        if self._task is None:
            self._task = self._bar.add_task("", total=total)
        self._bar.update(self._task, completed=done, total=total, description=name[:40])

    def say(self, sentence: str) -> None:
        """Print a sentence above the bar, and in a pipe's error output too: who waits is to know for what."""
        if self._console is not None:
            self._console.print(sentence, markup=False, highlight=False, soft_wrap=True)
