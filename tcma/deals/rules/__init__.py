"""The rules of engagement: states, matching, validation, the chained log. No I/O."""

from tcma.deals.rules.accounts import normal_country, registrable_domain
from tcma.deals.rules.chain import GENESIS, canonical, keyed, link
from tcma.deals.rules.claims import KINDS, REQUIRED, TAKEN_UNTIL, Claim, Rival, Verdict, judge
from tcma.deals.rules.promise import answer_due, waiting_hours
from tcma.deals.rules.protection import Notice, days_left, missed, next_due, notices
from tcma.deals.rules.states import (
    CLOSED,
    PENDING,
    STAGES,
    RegistrationState,
    Stage,
    check_registration,
    check_stage,
    next_stage,
)

__all__ = [
    "CLOSED",
    "GENESIS",
    "KINDS",
    "PENDING",
    "REQUIRED",
    "STAGES",
    "TAKEN_UNTIL",
    "Claim",
    "Notice",
    "RegistrationState",
    "Rival",
    "Stage",
    "Verdict",
    "answer_due",
    "canonical",
    "check_registration",
    "check_stage",
    "days_left",
    "judge",
    "keyed",
    "link",
    "missed",
    "next_due",
    "next_stage",
    "normal_country",
    "notices",
    "registrable_domain",
    "waiting_hours",
]
