"""Verbs: register, submit, recall, decide, sell, extend, appeal, end. Each step is checked and logged."""

from tcma.deals.actions.announcing import announce_step
from tcma.deals.actions.appealing import answer, appeal, take_offer
from tcma.deals.actions.book import (
    Brought,
    add_domain,
    bring_accounts,
    change_account,
    merge_accounts,
    put_opportunity,
)
from tcma.deals.actions.checking import Answer, precheck
from tcma.deals.actions.choosing import choose
from tcma.deals.actions.claiming import checked
from tcma.deals.actions.correcting import correct, name_helpers, reopen
from tcma.deals.actions.deciding import approve, reject, request_information
from tcma.deals.actions.ending import revoke, withdraw
from tcma.deals.actions.engaging import authorise, check_rules, save_rules, set_desk
from tcma.deals.actions.evidence import attach, detach
from tcma.deals.actions.extending import ask_extension, decide_extension
from tcma.deals.actions.log import Lock, lock_account
from tcma.deals.actions.merging import follow_merge
from tcma.deals.actions.names import (
    DEAL_APPEALED,
    DEAL_CORRECTED,
    DEAL_DECIDED,
    DEAL_ENDED,
    DEAL_EXPIRED,
    DEAL_EXTENSION_ASKED,
    DEAL_EXTENSION_DECIDED,
    DEAL_LOST,
    DEAL_QUESTIONED,
    DEAL_RAISED,
    DEAL_REGISTERED,
    DEAL_STEPPED,
    DEAL_WON,
)
from tcma.deals.actions.protecting import watch
from tcma.deals.actions.registering import recall, register, revise, submit
from tcma.deals.actions.reminding import remind
from tcma.deals.actions.reporting import report
from tcma.deals.actions.restaging import restage, resume
from tcma.deals.actions.selling import advance, change_amount, confirm_amount, lose, win
from tcma.deals.actions.telling import tell_answer, tell_asked, tell_end, tell_ended, tell_extension, tell_vendor
from tcma.deals.actions.traits import rebuild_traits

__all__ = [
    "DEAL_APPEALED",
    "DEAL_CORRECTED",
    "DEAL_DECIDED",
    "DEAL_ENDED",
    "DEAL_EXPIRED",
    "DEAL_EXTENSION_ASKED",
    "DEAL_EXTENSION_DECIDED",
    "DEAL_LOST",
    "DEAL_QUESTIONED",
    "DEAL_RAISED",
    "DEAL_REGISTERED",
    "DEAL_STEPPED",
    "DEAL_WON",
    "Answer",
    "Brought",
    "Lock",
    "add_domain",
    "advance",
    "announce_step",
    "answer",
    "appeal",
    "approve",
    "ask_extension",
    "attach",
    "authorise",
    "bring_accounts",
    "change_account",
    "change_amount",
    "check_rules",
    "checked",
    "choose",
    "confirm_amount",
    "correct",
    "decide_extension",
    "detach",
    "follow_merge",
    "lock_account",
    "lose",
    "merge_accounts",
    "name_helpers",
    "precheck",
    "put_opportunity",
    "rebuild_traits",
    "recall",
    "register",
    "reject",
    "remind",
    "reopen",
    "report",
    "request_information",
    "restage",
    "resume",
    "revise",
    "revoke",
    "save_rules",
    "set_desk",
    "submit",
    "take_offer",
    "tell_answer",
    "tell_asked",
    "tell_end",
    "tell_ended",
    "tell_extension",
    "tell_vendor",
    "watch",
    "win",
    "withdraw",
]
