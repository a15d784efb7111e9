"""Ties a command to the process that started it, then becomes that command.

Run as a script, by children.py: `leash.py PARENT SIGNAL USER COMMAND...`, with `-` for the present user. On Linux the
kernel sends SIGNAL when the parent dies; other systems have no such thing and rely on guard.py alone. It is a program
of its own, and not a `preexec_fn`, because that is unsafe, and warned about, in a process with threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, farewell: int, user: str, command: list[str]) -> None:
    if user != "-":  # before the next step, which it would undo
        os.setgroups([])
        os.setuid(int(user))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, farewell, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        sys.exit(1)
    # A shell that starts something in the background makes it ignore SIGINT, and Python ignores SIGPIPE.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
