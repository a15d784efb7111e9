"""The states of a message and an attempt, and what moves them."""

import enum


class MessageState(enum.StrEnum):
    """planned = the sum of these, for every step, always."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    ACCEPTED = "accepted"
    UNCONFIRMED = "unconfirmed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    FAILED = "failed"
    EXPIRED = "expired"


class Outcome(enum.StrEnum):
    """How an attempt ended; null while it is open."""

    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    RETURNED = "returned"
    ABORTED = "aborted"
    SUPERSEDED = "superseded"


MAY_BE_OUT = (Outcome.UNKNOWN, Outcome.SUPERSEDED)
"""How an attempt ended of which nobody knows whether its mail was accepted."""


class Policy(enum.StrEnum):
    """At most once for marketing; at least once for what a person asked for."""

    AT_MOST_ONCE = "at_most_once"
    AT_LEAST_ONCE = "at_least_once"


class DecisionKind(enum.StrEnum):
    """What is done about an attempt without an answer: by a person, or once by the policy *at least once*."""

    SEND_AGAIN = "send_again"
    LEAVE = "leave"
    ONCE_MORE = "once_more"


class EventKind(enum.StrEnum):
    """What SES said about an attempt."""

    SENT = "sent"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    BOUNCED = "bounced"
    BOUNCED_FOR_NOW = "bounced_for_now"
    COMPLAINED = "complained"
    REJECTED = "rejected"
    UNRENDERED = "unrendered"


# What may follow what, and why. A move that is not here is a bug, and `move` says so.
MOVES: dict[MessageState, dict[MessageState, str]] = {
    MessageState.QUEUED: {
        MessageState.CLAIMED: "a worker took it under a lease",
        MessageState.SKIPPED: "the person may not be written to any more",
        MessageState.CANCELLED: "the run was stopped",
        MessageState.EXPIRED: "its time is over",
        MessageState.ACCEPTED: "it was to be sent again, and an answer to the first came after all",
        MessageState.FAILED: "it was to be sent again, and the first was refused after all",
        MessageState.UNCONFIRMED: "it was to be sent again, and may not: stopped, or the person said no",
    },
    MessageState.CLAIMED: {
        MessageState.QUEUED: "the lease ran out, or the worker gave it back",
        MessageState.SENDING: "its attempt is committed",
        MessageState.SKIPPED: "suppressed between claim and begin",
        MessageState.CANCELLED: "the run was stopped",
        MessageState.ACCEPTED: "it was to be sent again, and an answer to the first came after all",
        MessageState.FAILED: "it was to be sent again, and the first was refused after all",
        MessageState.UNCONFIRMED: "it was to be sent again, and may not: stopped, or the person said no",
    },
    MessageState.SENDING: {
        MessageState.ACCEPTED: "SES answered with a MessageId",
        MessageState.QUEUED: "certainly not accepted: throttled, or never connected",
        MessageState.FAILED: "refused for good",
        MessageState.UNCONFIRMED: "no answer, or refused when sent again: it may have been accepted",
    },
    MessageState.UNCONFIRMED: {
        MessageState.ACCEPTED: "an SES event carries its tag",
        MessageState.QUEUED: "a person decided to send again, or the policy is at least once",
        MessageState.FAILED: "the answer came late: refused for good",
    },
    MessageState.ACCEPTED: {},
    MessageState.SKIPPED: {},
    MessageState.CANCELLED: {},
    MessageState.FAILED: {},
    MessageState.EXPIRED: {},
}
OPEN = (MessageState.QUEUED, MessageState.CLAIMED, MessageState.SENDING)
ENDED = tuple(state for state in MessageState if state not in OPEN)


def may_move(before: MessageState, after: MessageState) -> bool:
    """Whether the table allows it."""
    return after in MOVES[before]


def back_off(tries: int) -> float:
    """Seconds until a message that was certainly not accepted is tried again: 1, 2, 4 ... 60."""
    return float(min(60, 2 ** min(tries, 6)))
