"""Reads. `partner_id` limits them to one partner; without it they are the vendor's."""

from tcma.deals.queries.asked import Asked, asked, prechecks
from tcma.deals.queries.boards import Board, Entry, Waiting, board, counts, entry, listing, undecided
from tcma.deals.queries.book import AccountCard, account_card, accounts, accounts_of
from tcma.deals.queries.conflicts import Conflict, conflict, contested, rival_names
from tcma.deals.queries.doubting import Alike, Doubts, doubtful, doubts
from tcma.deals.queries.engagement import (
    authorisations,
    authorised,
    desk,
    rules_in_force,
    rules_named,
    tiers_of_partners,
    versions,
)
from tcma.deals.queries.helping import helpers_of, partner_called
from tcma.deals.queries.history import Break, log_row, logged, number_of, timeline, verify_log
from tcma.deals.queries.matching import Match, identities, match
from tcma.deals.queries.registrations import (
    Source,
    claim_of,
    contenders,
    deal_of,
    facts_of,
    get,
    live_for_lead,
    prefill,
    source_of_lead,
)
from tcma.deals.queries.seeing import about, rivals, see, tier_of
from tcma.deals.queries.simulating import Different, Simulation, simulate
from tcma.deals.queries.threads import files, one_file, thread
from tcma.deals.queries.told import (
    Parties,
    asked_for,
    came_to,
    deciders,
    due_protections,
    due_reminders,
    parties,
    partners_people,
)

__all__ = [
    "AccountCard",
    "Alike",
    "Asked",
    "Board",
    "Break",
    "Conflict",
    "Different",
    "Doubts",
    "Entry",
    "Match",
    "Parties",
    "Simulation",
    "Source",
    "Waiting",
    "about",
    "account_card",
    "accounts",
    "accounts_of",
    "asked",
    "asked_for",
    "authorisations",
    "authorised",
    "board",
    "came_to",
    "claim_of",
    "conflict",
    "contenders",
    "contested",
    "counts",
    "deal_of",
    "deciders",
    "desk",
    "doubtful",
    "doubts",
    "due_protections",
    "due_reminders",
    "entry",
    "facts_of",
    "files",
    "get",
    "helpers_of",
    "identities",
    "listing",
    "live_for_lead",
    "log_row",
    "logged",
    "match",
    "number_of",
    "one_file",
    "parties",
    "partner_called",
    "partners_people",
    "prechecks",
    "prefill",
    "rival_names",
    "rivals",
    "rules_in_force",
    "rules_named",
    "see",
    "simulate",
    "source_of_lead",
    "thread",
    "tier_of",
    "tiers_of_partners",
    "timeline",
    "undecided",
    "verify_log",
    "versions",
]
