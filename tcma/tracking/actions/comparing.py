"""Ending a comparison of variants: by a person, or by itself when the verdict is clear."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base.errors import Refusal
from tcma.base.words import N_
from tcma.catalogue.models import AssetRow, KitVersion
from tcma.catalogue.queries import kit_content
from tcma.tracking.models import PageTest, Response
from tcma.tracking.queries.comparing import Varied, comparison, may_be_decided
from tcma.tracking.rules.comparing import Verdict


class NoSuchVariant(Refusal):
    """The page is not shown in this way."""

    status = 422


def choose_variant(session: Session, tested: Varied, *, variant: str, person_id: UUID | None, now: datetime) -> None:
    """From now on everyone sees this variant; '' goes on comparing. Raises NoSuchVariant."""
    if variant and variant not in tested.content.variants:
        raise NoSuchVariant(N_("This page is not shown in that way. Load it again, and pick one of its variants."))
    row = _row(session, tested)
    row.chosen, row.chosen_at, row.chosen_by = variant, now if variant else None, person_id if variant else None
    session.flush()


def let_decide(session: Session, tested: Varied, *, by_itself: bool) -> None:
    """Whether the comparison ends by itself, whatever the kit says."""
    _row(session, tested).by_itself = by_itself
    session.flush()


def decide(session: Session, response_id: UUID, *, now: datetime) -> str:
    """After an answer: the better variant for everyone, where that is clear and nobody wants to decide. Returns its
    name, or ''. Safe to run twice."""
    response = session.get_one(Response, response_id)
    if not response.variant:
        return ""
    asset = session.get_one(AssetRow, response.asset_id)
    content = kit_content(session.get_one(KitVersion, asset.version_id)).asset(asset.key)
    tested = Varied(response.partner_id, response.launch_id, asset, content)
    if not may_be_decided(session, tested):
        return ""
    judged = comparison(session, tested).judgement
    if judged.verdict is not Verdict.BETTER:
        return ""
    choose_variant(session, tested, variant=judged.best, person_id=None, now=now)
    return judged.best


def _row(session: Session, tested: Varied) -> PageTest:
    new = insert(PageTest).values(place=tested.place, asset_id=tested.asset.id, partner_id=tested.partner_id)
    session.execute(new.on_conflict_do_nothing())
    return session.get_one(PageTest, (tested.place, tested.asset.id), with_for_update=True)
