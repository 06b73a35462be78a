"""Names of processes that hold something, whether they live, and whether what they hold is still theirs.

The one rule: a name is never used twice, and only a process of this very machine is ever called dead.
"""

import os
from pathlib import Path

LEASE_SECONDS = 60
"""How long a job stays with a process that says nothing. One of this machine that died loses it at once."""
_SKEW = 300
"""Seconds by which the clocks of two machines may differ. A lease that ends later than that allows was stamped by a
clock that has been set back since, and is not for ever."""


def my_name() -> str:
    """A name that nobody else has: machine, process, when that began, and a number of its own."""
    return f"{os.uname().nodename}:{os.getpid()}:{began(os.getpid())}:{os.urandom(4).hex()}"


def alive(who: str) -> bool | None:
    """Whether the process behind a name lives; None for one on another machine."""
    machine, _, rest = who.partition(":")
    pid, _, rest = rest.partition(":")
    if machine != os.uname().nodename or not pid.isdigit():
        return None
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it lives, and belongs to somebody else
    # Process numbers come again: the same one that began at another time is not ours.
    since = began(int(pid))
    return not since or since == rest.partition(":")[0]


def holds(who: str, until: int, now: int) -> bool:
    """Whether a lease counts at a time, for others than its holder.

    Args:
        who: its holder.
        until: when it ends, as it was written.
        now: UTC epoch seconds.
    """
    lives = alive(who)
    if until > now + LEASE_SECONDS + _SKEW:
        return lives is True
    return until > now and lives is not False


def in_words(who: str) -> str:
    """A name as people read it."""
    machine, _, rest = who.partition(":")
    pid = rest.partition(":")[0]
    return f"process {pid}" if machine == os.uname().nodename else f"process {pid} on {machine}"


def began(pid: int) -> str:
    """When a process began, in the kernel's own words; "" where the kernel does not tell, or the process is a ghost."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except (OSError, IndexError):
        return ""
    # A zombie has ended and waits for its parent to notice: nothing of it runs.
    return "ended" if fields[:1] == [b"Z"] else fields[19].decode()
