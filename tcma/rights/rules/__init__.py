"""What is held of a person and where, and how it is taken out of files and texts."""

from tcma.rights.rules.csvs import as_csv
from tcma.rights.rules.files import cut_out, mentions
from tcma.rights.rules.held import HELD, OF_NOBODY
from tcma.rights.rules.kinds import Held, Way
from tcma.rights.rules.needles import GONE, Needles

__all__ = ["GONE", "HELD", "OF_NOBODY", "Held", "Needles", "Way", "as_csv", "cut_out", "mentions"]
