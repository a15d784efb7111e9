"""Between the planning of a mail and its beginning another run may have reached the same person: the cap again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from tcma.catalogue.models import KitVersion
from tcma.delivery.models import Message, Step
from tcma.delivery.queries import over_the_cap
from tcma.delivery.rules import MessageState, Policy
from tcma.delivery.rules.cap import RUNS


def is_capped(step: Step) -> bool:
    """Whether the cap holds for the mails of this step: marketing in a run of a partner.

    Who begins such a step takes the locks of its addresses alone, so that of two runs that meet one sees the other.
    """
    marketing = step.policy is Policy.AT_MOST_ONCE and not step.service
    return marketing and step.origin in RUNS and step.partner_id is not None


def capped(session: Session, step: Step, claim_id: UUID, *, now: datetime) -> dict[str, str]:
    """{address key: reason} of those of a claim whom the cap holds back now. Hold their locks, alone.

    Not whoever gets it for having registered (their recipient key is no address): they asked for that event.
    """
    if step.partner_id is None or not is_capped(step):
        return {}
    kit_id = session.scalar(select(KitVersion.kit_id).where(KitVersion.id == step.version_id))
    waiting = aliased(Message, name="waiting")
    reason = over_the_cap(
        session, partner_id=step.partner_id, kit_id=kit_id, now=now, run_id=step.origin_id,
        addr_key=waiting.addr_key, contact_id=waiting.contact_id,
    )  # fmt: skip
    rows = session.execute(
        select(waiting.addr_key, reason).where(
            waiting.claim_id == claim_id, waiting.state == MessageState.CLAIMED,
            waiting.recipient_key == waiting.addr_key,
        )
    )  # fmt: skip
    return {key: why for key, why in rows if why is not None}
