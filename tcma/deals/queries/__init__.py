"""Reads. `partner_id` limits them to one partner; without it they are the vendor's."""

from tcma.deals.queries.boards import Board, Entry, Waiting, board, counts, entry, listing, undecided
from tcma.deals.queries.history import Break, log_row, timeline, verify_log
from tcma.deals.queries.registrations import (
    Source,
    claim_of,
    contenders,
    deal_of,
    get,
    live_for_lead,
    prefill,
    rivals,
    source_of_lead,
)
from tcma.deals.queries.told import Parties, came_to, deciders, due_protections, parties, partners_people

__all__ = [
    "Board",
    "Break",
    "Entry",
    "Parties",
    "Source",
    "Waiting",
    "board",
    "came_to",
    "claim_of",
    "contenders",
    "counts",
    "deal_of",
    "deciders",
    "due_protections",
    "entry",
    "get",
    "listing",
    "live_for_lead",
    "log_row",
    "parties",
    "partners_people",
    "prefill",
    "rivals",
    "source_of_lead",
    "timeline",
    "undecided",
    "verify_log",
]
