"""Reads of the CRM's tables."""

from tcma.crm.queries.conflicts import Waiting, conflicts, decided, open_conflicts
from tcma.crm.queries.reads import due_reads, one_read, reads, time_to_read
from tcma.crm.queries.setup import mapping_in_force, setup
from tcma.crm.queries.standing import standing

__all__ = [
    "Waiting",
    "conflicts",
    "decided",
    "due_reads",
    "mapping_in_force",
    "one_read",
    "open_conflicts",
    "reads",
    "setup",
    "standing",
    "time_to_read",
]
