"""Seccomp: a process that cannot call the network, look into other processes, or reach the rare doors of the kernel.

Source: https://docs.kernel.org/userspace-api/seccomp_filter.html; numbers of calls from the kernel's tables
``syscall_64.tbl`` (x86-64) and ``asm-generic/unistd.h`` (AArch64). A refused call fails as not permitted.
"""

import ctypes
import errno
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_NO_NEW_PRIVILEGES, _GET_SECCOMP, _SET_SECCOMP, _FILTER = 38, 21, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
# Calls of the x32 kind of program have numbers from here on, and would pass beside the list.
_OTHER_KIND = 0x40000000

_NUMBERS: Mapping[str, tuple[int, int]] = {
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "ptrace": (101, 117),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "mount": (165, 40),
    "umount2": (166, 39),
    "reboot": (169, 142),
    "init_module": (175, 105),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "perf_event_open": (298, 241),
    "open_by_handle_at": (304, 265),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "finit_module": (313, 273),
    "kexec_file_load": (320, 294),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
}
"""Refused calls with their numbers on x86-64 and AArch64."""


@dataclass(frozen=True, slots=True)
class _Architecture:
    mark: int
    column: int


_ARCHITECTURES = {
    "x86_64": _Architecture(0xC000003E, 0),
    "aarch64": _Architecture(0xC00000B7, 1),
}


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("first", ctypes.POINTER(_Instruction)))


def calls_can_be_closed() -> bool:
    """Tell whether the kernel has seccomp, and the numbers of this architecture's calls are known."""
    if not sys.platform.startswith("linux") or platform.machine() not in _ARCHITECTURES:
        return False
    return bool(ctypes.CDLL(None).prctl(_GET_SECCOMP, 0, 0, 0, 0) >= 0)


def keep_calls_closed() -> bool:
    """Refuse to this thread, and to all that it starts, the calls that no reader needs.

    Returns:
        Whether it was done; False where the platform has no seccomp, or one whose numbers are not known.
    """
    if not calls_can_be_closed():
        return False
    kernel = ctypes.CDLL(None, use_errno=True)
    steps = _steps(_ARCHITECTURES[platform.machine()])
    instructions = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), instructions)
    kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(kernel.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _steps(architecture: _Architecture) -> Sequence[tuple[int, int, int, int]]:
    """Return the filter: each step with how many to pass over where its comparison holds and where it does not."""
    numbers = sorted(pair[architecture.column] for pair in _NUMBERS.values())
    checks = [(_EQUAL, len(numbers) - at, 0, number) for at, number in enumerate(numbers)]
    return (
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_EQUAL, 1, 0, architecture.mark),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, len(numbers) + 1, 0, _OTHER_KIND),
        *checks,
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
