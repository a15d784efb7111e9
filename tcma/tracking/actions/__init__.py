"""Verbs of tracking: keep hits, class them, record responses, forget."""

from tcma.tracking.actions.classing import TOUCHES_RECORDED, class_hits
from tcma.tracking.actions.hits import forget_hits, forget_salts, keep_hits, shorten_addresses
from tcma.tracking.actions.merging import follow_merge
from tcma.tracking.actions.replying import take_reply
from tcma.tracking.actions.responses import RESPONSE_RECORDED, record_response
from tcma.tracking.actions.shared import know_own
from tcma.tracking.actions.traits import keep_engagement

__all__ = [
    "RESPONSE_RECORDED",
    "TOUCHES_RECORDED",
    "class_hits",
    "follow_merge",
    "forget_hits",
    "forget_salts",
    "keep_engagement",
    "keep_hits",
    "know_own",
    "record_response",
    "shorten_addresses",
    "take_reply",
]
