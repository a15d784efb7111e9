"""States of a deal registration and of the deal behind it, and what moves them."""

import enum

from tcma.base.errors import Refusal
from tcma.base.words import N_


class RegistrationState(enum.StrEnum):
    """draft -> submitted -> under_review <-> info_requested -> approved | rejected, and what ends an approval."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    INFO_REQUESTED = "info_requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    RECALLED = "recalled"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class Stage(enum.StrEnum):
    """discovery -> qualified -> proposal -> negotiation -> won | lost | expired | withdrawn | revoked."""

    DISCOVERY = "discovery"
    QUALIFIED = "qualified"
    PROPOSAL = "proposal"
    NEGOTIATION = "negotiation"
    WON = "won"
    LOST = "lost"
    # With its registration; the log knows how far it was.
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


_S = RegistrationState
REGISTRATION: dict[RegistrationState, frozenset[RegistrationState]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED}),
    _S.SUBMITTED: frozenset({_S.UNDER_REVIEW, _S.RECALLED}),
    # The rules look, or a person does.
    _S.UNDER_REVIEW: frozenset({_S.INFO_REQUESTED, _S.APPROVED, _S.REJECTED, _S.RECALLED}),
    # The partner answers, and the rules look again.
    _S.INFO_REQUESTED: frozenset({_S.UNDER_REVIEW, _S.APPROVED, _S.REJECTED}),
    _S.RECALLED: frozenset({_S.DRAFT}),
    _S.APPROVED: frozenset({_S.EXPIRED, _S.WITHDRAWN, _S.REVOKED}),
    _S.REJECTED: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.REVOKED: frozenset(),
}
APPEAL = (_S.REJECTED, _S.UNDER_REVIEW)
"""The one step back, once in the life of a registration: somebody else looks at it again."""
ENDS = (_S.EXPIRED, _S.WITHDRAWN, _S.REVOKED)
"""What an approval may end in; its deal ends with it."""

PENDING = (_S.SUBMITTED, _S.UNDER_REVIEW, _S.INFO_REQUESTED)

STAGES = (Stage.DISCOVERY, Stage.QUALIFIED, Stage.PROPOSAL, Stage.NEGOTIATION)
CLOSED = (Stage.WON, Stage.LOST, Stage.EXPIRED, Stage.WITHDRAWN, Stage.REVOKED)


def check_registration(before: RegistrationState, after: RegistrationState, *, appeal: bool = False) -> None:
    """Refuse a step that the table doesn't have. `appeal`: the first one of this registration."""
    if after not in REGISTRATION[before] and not (appeal and (before, after) == APPEAL):
        raise Refusal(N_("This registration has moved on since you opened it. Look at it again."))


def next_stage(stage: Stage) -> Stage | None:
    """The open stage after this one; None after the last."""
    later = STAGES[STAGES.index(stage) + 1 :] if stage in STAGES else ()
    return later[0] if later else None


REOPENED = (Stage.NEGOTIATION, Stage.LOST)
"""Where a won deal may go when its order is off."""


def check_stage(before: Stage, after: Stage, *, reopened: bool = False, freely: bool = False) -> None:
    """An open deal moves to its next stage, or ends from any; a closed one stays.

    `reopened`: its order is off. `freely`, which only the vendor's CRM moves: to any other open stage, from lost too.
    """
    if reopened and before is Stage.WON and after in REOPENED:
        return
    if freely and after in STAGES and before in (*STAGES, Stage.LOST) and after is not before:
        return
    if before in CLOSED:
        raise Refusal(N_("This deal is closed. It stays as it is."))
    if after not in CLOSED and after is not next_stage(before):
        raise Refusal(N_("This deal has moved on since you opened it. Look at it again."))
