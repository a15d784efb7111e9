"""Starts the whole product on this machine, keeps it running, and takes all of it down again.

`run` is `make demo`: it blocks until Ctrl-C or SIGTERM. `Programme` is a handle on one in another process, for the
story and the tests. Everything is kept in one folder (`var/`), so that two may run side by side.
"""

from tcma.trial.supervisor.plan import Plan
from tcma.trial.supervisor.programme import Programme
from tcma.trial.supervisor.running import run, supervise

__all__ = ["Plan", "Programme", "run", "supervise"]
