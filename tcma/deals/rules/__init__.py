"""The rules of engagement: states, matching, validation, the chained log. No I/O."""

from tcma.deals.rules.accounts import firm_of_address, named_contact, normal_country, registrable_domain
from tcma.deals.rules.chain import GENESIS, canonical, keyed, link
from tcma.deals.rules.claims import KINDS, REQUIRED, Claim
from tcma.deals.rules.engagement import PROTECTIONS, TIERS, Engagement, Product, tier_name
from tcma.deals.rules.evidence import MOST_FILES, Evidence, read_evidence
from tcma.deals.rules.facts import Expired, Facts, Rival
from tcma.deals.rules.judging import (
    AGAIN_FROM,
    INSTANT,
    OBSTACLES,
    TAKEN_UNTIL,
    Verdict,
    at_once,
    judge,
    obstacles,
    under_threshold,
)
from tcma.deals.rules.names import drawn, name_key, normal_number
from tcma.deals.rules.promise import BUSINESS_DAYS, Desk, answer_due, next_reminder, waiting_hours
from tcma.deals.rules.protection import Notice, days_left, missed, next_due, notices
from tcma.deals.rules.states import (
    CLOSED,
    ENDS,
    PENDING,
    STAGES,
    RegistrationState,
    Stage,
    check_registration,
    check_stage,
    next_stage,
)

__all__ = [
    "AGAIN_FROM",
    "BUSINESS_DAYS",
    "CLOSED",
    "ENDS",
    "GENESIS",
    "INSTANT",
    "KINDS",
    "MOST_FILES",
    "OBSTACLES",
    "PENDING",
    "PROTECTIONS",
    "REQUIRED",
    "STAGES",
    "TAKEN_UNTIL",
    "TIERS",
    "Claim",
    "Desk",
    "Engagement",
    "Evidence",
    "Expired",
    "Facts",
    "Notice",
    "Product",
    "RegistrationState",
    "Rival",
    "Stage",
    "Verdict",
    "answer_due",
    "at_once",
    "canonical",
    "check_registration",
    "check_stage",
    "days_left",
    "drawn",
    "firm_of_address",
    "judge",
    "keyed",
    "link",
    "missed",
    "name_key",
    "named_contact",
    "next_due",
    "next_reminder",
    "next_stage",
    "normal_country",
    "normal_number",
    "notices",
    "obstacles",
    "read_evidence",
    "registrable_domain",
    "tier_name",
    "under_threshold",
    "waiting_hours",
]
