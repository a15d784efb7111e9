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
    """discovery -> qualified -> proposal -> negotiation -> won | lost | expired."""

    DISCOVERY = "discovery"
    QUALIFIED = "qualified"
    PROPOSAL = "proposal"
    NEGOTIATION = "negotiation"
    WON = "won"
    LOST = "lost"
    EXPIRED = "expired"  # with its registration; the log knows how far it was


_S = RegistrationState
REGISTRATION: dict[RegistrationState, frozenset[RegistrationState]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED}),
    # The rules decide at once, or leave it to a person.
    _S.SUBMITTED: frozenset({_S.UNDER_REVIEW, _S.INFO_REQUESTED, _S.REJECTED, _S.RECALLED}),
    # Rejected also by a rule: a contender when the earlier claim is approved.
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

PENDING = (_S.SUBMITTED, _S.UNDER_REVIEW, _S.INFO_REQUESTED)

STAGES = (Stage.DISCOVERY, Stage.QUALIFIED, Stage.PROPOSAL, Stage.NEGOTIATION)
CLOSED = (Stage.WON, Stage.LOST, Stage.EXPIRED)


def check_registration(before: RegistrationState, after: RegistrationState) -> None:
    """Refuse a step that the table doesn't have."""
    if after not in REGISTRATION[before]:
        raise Refusal(N_("This registration has moved on since you opened it. Look at it again."))


def next_stage(stage: Stage) -> Stage | None:
    """The open stage after this one; None after the last."""
    later = STAGES[STAGES.index(stage) + 1 :] if stage in STAGES else ()
    return later[0] if later else None


def check_stage(before: Stage, after: Stage) -> None:
    """An open deal moves to its next stage, or ends from any; a closed one stays."""
    if before in CLOSED:
        raise Refusal(N_("This deal is closed. It stays as it is."))
    if after not in CLOSED and after is not next_stage(before):
        raise Refusal(N_("This deal has moved on since you opened it. Look at it again."))
