"""Amazon SES v2 on this machine: takes mails over HTTP as SES does, shows them, and reports their fate by signed SNS.

No tables: append-only files in its data folder. Records no facts; it knows the product only by its addresses.
Start it with `python -m tcma.trial.ses`, or inside a test with `running_simulator`.
"""

from tcma.trial.ses.client import Simulator
from tcma.trial.ses.options import Options
from tcma.trial.ses.running import RunningSimulator, running_simulator

__all__ = ["Options", "RunningSimulator", "Simulator", "running_simulator"]
