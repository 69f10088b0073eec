"""Landlock: a process that can read its program and the system's libraries, and no other file, and write none.

Source: the kernel's own documentation, https://docs.kernel.org/userspace-api/landlock.html (numbers of calls,
rights and versions). The kernel grows rights by version; those that it does not know are left out.
"""

import ctypes
import mimetypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same on every architecture
_ASK_VERSION = 1
_BENEATH = 1
_NO_NEW_PRIVILEGES = 38

_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
# How many rights over files each version knows.
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP = (1 << 0) | (1 << 1)
_SCOPES = (1 << 0) | (1 << 1)
_TCP_SINCE, _SCOPES_SINCE, _TRUNCATE_SINCE = 4, 6, 3

_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/proc/self")
_FACTS = ("/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/sys/fs/cgroup", "/dev/urandom", "/dev/zero")
_NOWHERE = "/dev/null"


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def files_can_be_closed() -> bool:
    """Tell whether the kernel has Landlock."""
    return _version() > 0


def keep_files_closed() -> bool:
    """Let this process, and what it starts, read its own program alone, write nothing, and call no TCP address.

    Returns:
        Whether it was done; False where the kernel has no Landlock.
    """
    version = _version()
    if version <= 0:
        return False
    kernel = _kernel()
    known = (1 << _RIGHTS.get(version, max(_RIGHTS.values()))) - 1
    asked = _Ruleset(known, _TCP if version >= _TCP_SINCE else 0, _SCOPES if version >= _SCOPES_SINCE else 0)
    rules: int = kernel.syscall(_CREATE, ctypes.byref(asked), ctypes.c_size_t(_size(version)), 0)
    if rules < 0:
        return False
    try:
        for path, rights in _allowed(version):
            _allow(kernel, rules, path, rights)
        kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return bool(kernel.syscall(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _kernel() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _version() -> int:
    if not sys.platform.startswith("linux"):
        return 0
    found: int = _kernel().syscall(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION)
    return found


def _size(version: int) -> int:
    """Return how much of the structure a version knows: a kernel refuses more."""
    fields = 1 + (version >= _TCP_SINCE) + (version >= _SCOPES_SINCE)
    return 8 * fields


def _allowed(version: int) -> Iterator[tuple[str, int]]:
    """Yield what may be read, and how."""
    program = _READ | _LIST | _EXECUTE
    for path in (*_SYSTEM, sys.prefix, sys.base_prefix, sys.exec_prefix):
        yield path, program
    for fact in (*_FACTS, *mimetypes.knownfiles):
        yield str(fact), _READ | _LIST
    yield _NOWHERE, _READ | _WRITE | (_TRUNCATE if version >= _TRUNCATE_SINCE else 0)
    own = Path(__file__).resolve().parent.parent
    for name in ("corpus", "ingest"):
        yield str(own / name), _READ | _LIST
    near = {own, Path.cwd()}
    for entry in filter(None, sys.path):
        # Beside the program, or where it was started, the data may lie: there, names are listed and no file is read.
        installed = Path(entry).resolve() not in near or Path(entry).name == "site-packages"
        yield entry, program if installed else _LIST


def _allow(kernel: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        of_files = rights if os.path.isdir(path) else rights & ~_LIST  # noqa: PTH112 - a string is what is opened
        rule = _Beneath(of_files, place)
        kernel.syscall(_ADD, rules, _BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(place)
