"""Hits, their classes, visits and responses: pure."""

from tcma.tracking.rules.hits import CLICK, SHARED, VISIT, HitKind, RawHit, pair, signs_of, target, token_payload
from tcma.tracking.rules.touches import Channel, Did, ResponseKind, TouchKind, one_per_visit

__all__ = [
    "CLICK",
    "SHARED",
    "VISIT",
    "Channel",
    "Did",
    "HitKind",
    "RawHit",
    "ResponseKind",
    "TouchKind",
    "one_per_visit",
    "pair",
    "signs_of",
    "target",
    "token_payload",
]
