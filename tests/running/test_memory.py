"""What threads have freed is used by others, and does not stay with each."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from web.running import memory

_THREADS = """
import sys, threading
from web.running.memory import keep_few_pools
if sys.argv[1] == "few":
    assert keep_few_pools()
done, end, kept = [threading.Event() for _ in range(16)], threading.Event(), []
def work(number):
    held = [bytes(1000) for _ in range(10_000)]
    kept.append(held[-1])
    held.clear()
    done[number].set()
    end.wait()
for number in range(16):
    threading.Thread(target=work, args=(number,)).start()
    done[number].wait()
with open("/proc/self/statm") as file:
    print(int(file.read().split()[1]) * 4096 // 1_000_000)
end.set()
"""
_TRIMMED = """
from web.running.memory import give_back, keep_few_pools
def megabytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 // 1_000_000
assert keep_few_pools()
held = [bytes(10_000) for _ in range(10_000)]
kept = held[::1000]
held.clear()
before = megabytes()
assert give_back()
print(before - megabytes())
"""
_ROOT = Path(__file__).parents[2]


def _megabytes(*words: str) -> int:
    environment = {name: value for name, value in os.environ.items() if name not in memory.SET_BY_HAND}
    command = [sys.executable, "-c", *words]
    told = subprocess.run(command, env=environment, cwd=_ROOT, capture_output=True, text=True, timeout=60, check=True)
    return int(told.stdout)


@pytest.mark.skipif(not memory.can_be_told(), reason="the C library of this platform cannot be told")
def test_what_threads_have_freed() -> None:
    """Sixteen threads that need ten megabytes in turn hold them once, where each would have kept its own."""
    few, many = _megabytes(_THREADS, "few"), _megabytes(_THREADS, "many")
    assert few < 80 < many


@pytest.mark.skipif(not memory.can_be_told(), reason="the C library of this platform cannot be told")
def test_what_lies_between_pieces_in_use() -> None:
    """Of a hundred megabytes in which a few pieces are still in use nearly all are given back."""
    assert _megabytes(_TRIMMED) > 60


@pytest.mark.parametrize("name", memory.SET_BY_HAND)
def test_set_by_hand(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has set it in the environment is not overruled."""
    monkeypatch.setenv(name, "4")
    assert not memory.keep_few_pools()
    assert not memory.give_back()


def test_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """On another platform nothing is said to a library that does not know it."""
    monkeypatch.setattr("sys.platform", "darwin")
    assert not memory.can_be_told()
    assert not memory.keep_few_pools()
    assert not memory.give_back()
