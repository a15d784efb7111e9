"""Verbs of tracking: keep hits, class them, record responses, forget."""

from tcma.tracking.actions.answering import Sent, forget_held, hold_answer, look_at, take_answer
from tcma.tracking.actions.browsers import join_browser, join_by_form
from tcma.tracking.actions.classing import TOUCHES_RECORDED, class_hits
from tcma.tracking.actions.comparing import NoSuchVariant, choose_variant, decide, let_decide
from tcma.tracking.actions.hits import forget_hits, forget_salts, keep_hits, shorten_addresses
from tcma.tracking.actions.merging import follow_merge
from tcma.tracking.actions.replying import take_reply
from tcma.tracking.actions.responses import RESPONSE_RECORDED, record_response
from tcma.tracking.actions.shared import know_own
from tcma.tracking.actions.traits import keep_engagement

__all__ = [
    "RESPONSE_RECORDED",
    "TOUCHES_RECORDED",
    "NoSuchVariant",
    "Sent",
    "choose_variant",
    "class_hits",
    "decide",
    "follow_merge",
    "forget_held",
    "forget_hits",
    "forget_salts",
    "hold_answer",
    "join_browser",
    "join_by_form",
    "keep_engagement",
    "keep_hits",
    "know_own",
    "let_decide",
    "look_at",
    "record_response",
    "shorten_addresses",
    "take_answer",
    "take_reply",
]
