"""Processes that read documents, started anew after each document that they do not survive."""

import contextlib
import multiprocessing
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import LifoQueue
from typing import TYPE_CHECKING
from weakref import WeakSet

from corpus.errors import RunStopped, WrongUse
from corpus.model import RawDocument
from ingest.isolation import Limits
from ingest.isolation_answers import NotAnAnswer, answer_of
from ingest.isolation_child import OUT_OF_MEMORY, OUT_OF_MEMORY_STATUS, serve
from ingest.sources.found import Refused

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from ingest.parts import Result

LARGEST_ANSWER = 128 * 1024 * 1024
"""Bytes of the largest answer about one document that is taken."""
_START_SECONDS = 120.0
_END_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Death:
    """Why a document is given up: a machine-readable word, and a sentence."""

    reason: str
    message: str

    def of(self, raw: RawDocument) -> Refused:
        message = f"{raw.name}: {self.message}; it was given up"
        return Refused(uri=raw.uri, name=raw.name, reason=self.reason, message=message, content=raw.content)


class ConfinedProcess:
    """A process that has given up its rights, at the other end of a connection; used by one thread at a time.

    Args:
        serve: What it does; says ``ready`` first.
        limits: Of each task.

    Raises:
        WrongUse: If no process can be started.
    """

    def __init__(self, serve: Callable[[Connection, Limits], object], limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self._limits = limits
        self._connection, far = context.Pipe()
        self._process: SpawnProcess = context.Process(target=serve, args=(far, limits), daemon=True)
        self._ended = threading.Event()
        self._start()
        far.close()
        try:
            if not self._connection.poll(_START_SECONDS):
                raise EOFError
            self._connection.recv_bytes()
        except (EOFError, OSError) as error:
            self.end()
            raise WrongUse("no process can be started to read documents apart; see 'rappel doctor'") from error

    def _start(self) -> None:
        """Start the process from a thread of its own: the kernel ends it when the thread that started it ends."""
        begun: Future[None] = Future()

        def start() -> None:
            try:
                self._process.start()
            except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
                begun.set_exception(error)
            else:
                begun.set_result(None)
                self._ended.wait()

        threading.Thread(target=start, name="reader", daemon=True).start()
        begun.result()

    def kill(self) -> None:
        """End the process, whatever it is doing, from any thread; the one that waits for an answer learns of it."""
        self._process.kill()

    def end(self) -> None:
        """End the process and let go of it."""
        self.kill()
        self._process.join(_END_SECONDS)
        self._connection.close()
        self._ended.set()

    def ask(self, task: object) -> bytes:
        """Return the answer to one task.

        Raises:
            NotAnAnswer: If the process did not survive it, or not in time; it must be ended then.
        """
        try:
            self._connection.send_bytes(pickle.dumps(task))
            if not self._connection.poll(self._limits.seconds):
                raise NotAnAnswer(f"it takes longer than {self._limits.seconds:g} seconds")
            return self._connection.recv_bytes(LARGEST_ANSWER)
        except (EOFError, OSError) as error:
            raise NotAnAnswer("its process did not survive it") from error


class ReadingProcess(ConfinedProcess):
    """One process that reads documents.

    Args:
        limits: Of each document.

    Raises:
        WrongUse: If no process can be started.
    """

    def __init__(self, limits: Limits) -> None:
        super().__init__(serve, limits)

    def answers(self, raws: Sequence[RawDocument], parliament: str) -> "Iterator[list[Result] | _Death]":
        """Yield what is read from each document, up to the last one or to the first that the process does not survive.

        Args:
            raws: The documents.
            parliament: Parliament assumed where a document names none.
        """
        with contextlib.suppress(OSError):  # a process that has ended says so at the first answer
            self._connection.send_bytes(pickle.dumps((parliament, list(raws))))
        for raw in raws:
            found = self._answer(raw)
            yield found
            if isinstance(found, _Death):
                return

    def _answer(self, raw: RawDocument) -> "list[Result] | _Death":
        try:
            if not self._connection.poll(self._limits.seconds):
                return _Death(
                    reason="too_slow", message=f"reading it took longer than {self._limits.seconds:g} seconds"
                )
            return answer_of(self._connection.recv_bytes(LARGEST_ANSWER), raw)
        except (EOFError, ConnectionError):
            return self._death()
        except OSError:
            return _Death(reason="too_large", message=f"more than {LARGEST_ANSWER} bytes were read from it")
        except NotAnAnswer as error:
            return _Death(reason="reader_died", message=f"its reading process gave a wrong answer: {error}")

    def _death(self) -> _Death:
        self._process.join(_END_SECONDS)
        status = self._process.exitcode
        if status == OUT_OF_MEMORY_STATUS:
            memory = self._limits.memory // 1_000_000
            return _Death(reason=OUT_OF_MEMORY, message=f"reading it takes more than {memory} MB of memory")
        if status is not None and -status == getattr(signal, "SIGXCPU", 0):
            seconds = self._limits.seconds
            return _Death(
                reason="too_slow", message=f"reading it took longer than {seconds:g} seconds of the processor"
            )
        return _Death(reason="reader_died", message=f"reading it ended its process (status {status})")


_OPEN: "WeakSet[ReadingProcesses]" = WeakSet()


def stop_reading() -> None:
    """End all reading apart that this process leads; runs in its threads raise ``RunStopped`` and store nothing of it.

    For the end of a service whose time to end is over: a document may take minutes.
    """
    for processes in list(_OPEN):
        processes.stop()


class ReadingProcesses:
    """Several processes that read documents, each led by a thread.

    Args:
        count: How many.
        limits: Of each document.
    """

    def __init__(self, count: int, limits: Limits) -> None:
        self._limits = limits
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reading")
        self._places: LifoQueue[ReadingProcess | None] = LifoQueue()
        self._started: list[ReadingProcess] = []
        for _ in range(count):
            self._places.put(None)
        self._closed = self._stopped = False
        _OPEN.add(self)

    def submit(self, raws: Sequence[RawDocument], parliament: str) -> "Future[list[Result]]":
        """Have documents read; whatever becomes of one of them, the others are read.

        The future raises ``WrongUse`` where no process can be started.

        Args:
            raws: The documents.
            parliament: Parliament assumed where a document names none.
        """
        return self._threads.submit(self._read, raws, parliament)

    def close(self) -> None:
        """End all of them, whatever they are doing."""
        self._closed = True
        for process in list(self._started):
            process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._started:
            process.end()

    def stop(self) -> None:
        """End whatever is being read, and read nothing more: who waits for it is told that the run was stopped."""
        self._stopped = True
        for process in list(self._started):
            process.kill()

    def _check(self) -> None:
        """Go on, or say that the run is stopped: a document whose reader was ended on purpose is none that ended it.

        Raises:
            RunStopped: If it is.
        """
        if self._stopped:
            raise RunStopped("reading was stopped in the middle of a document; the next run reads it again")

    def _read(self, raws: Sequence[RawDocument], parliament: str) -> "list[Result]":
        results: list[Result] = []
        done, process = 0, self._places.get()
        try:
            while done < len(raws) and not self._closed:
                process = running = process or self._start()
                self._check()
                for answer in running.answers(raws[done:], parliament):
                    self._check()
                    results.extend([answer.of(raws[done])] if isinstance(answer, _Death) else answer)
                    done += 1
                    if isinstance(answer, _Death):
                        process = None
                        self._started.remove(running)
                        running.end()
        finally:
            self._places.put(process)
        return results

    def _start(self) -> ReadingProcess:
        process = ReadingProcess(self._limits)
        self._started.append(process)
        return process
