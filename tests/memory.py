"""How much memory a process of a test has taken."""

import re
import resource
from pathlib import Path


def peak_mb() -> float:
    """The most that this process has had in memory, in MB.

    On Linux `ru_maxrss` of a child begins at what its parent had when it was started: a child of a large test run
    seems large, and one that grows does not seem to.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        assert found is not None
        return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024)
