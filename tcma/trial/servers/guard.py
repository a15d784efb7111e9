"""Ends the children of a process that died without a word.

Run as a script, by children.py, which tells it on standard input `+ PID SIGNAL` for every child it starts and `- PID`
for every one it has seen end. Only that process holds the other end of the pipe, so the end of input means that it is
gone, however it went. Then the children are asked to stop, newest first, and killed with their groups when their time
is up (ten seconds, or the first argument). It works on every Unix; on Linux it is the second net under the kernel's
own (leash.py).
"""

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

PATIENCE = 10.0


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    with suppress(OSError, IndexError):  # a zombie nobody reaps, in a container without an init
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


def end(children: dict[int, int], patience: float) -> None:
    for pid, farewell in reversed(children.items()):
        with suppress(ProcessLookupError, PermissionError):  # gone, or its number is another's by now
            os.kill(pid, farewell)
    deadline = time.monotonic() + patience
    while any(alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in children:
        with suppress(ProcessLookupError, PermissionError):  # gone, or its number is another's by now
            os.killpg(pid, signal.SIGKILL)


def main() -> None:
    children: dict[int, int] = {}
    for line in sys.stdin:
        sign, pid, *farewell = line.split()
        if sign == "+":
            children[int(pid)] = int(farewell[0])
        else:
            children.pop(int(pid), None)
    end(children, float(sys.argv[1]) if len(sys.argv) > 1 else PATIENCE)


if __name__ == "__main__":
    main()
