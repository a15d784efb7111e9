"""A due step becomes rows: who of the launch's people gets it and when, and who is left out and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.audiences.queries import standing
from tcma.audiences.rules.zones import zone_of
from tcma.base.zones import moment, wall
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.catalogue.rules import CLICKED, RESPONDED
from tcma.catalogue.rules import Step as KitStep
from tcma.delivery import actions as delivery
from tcma.delivery.actions import Recipient
from tcma.delivery.models import Message, Step
from tcma.delivery.queries import over_the_cap, steps_of
from tcma.launches.actions.people import retake
from tcma.launches.models import Launch, LaunchPerson
from tcma.launches.queries.deeds import Deeds, deeds, responded
from tcma.launches.rules import OVER, LaunchState, step_wall
from tcma.partners.models import Partner

AT_ONCE = 2_000  # people in memory at a time


@dataclass(frozen=True)
class Sequel:
    """One mail of a launch as its kit means it: who did what it waits for, and who is left out of it."""

    mail: KitStep
    waits_for: Deeds  # whom it follows, where it follows anybody
    left_out: dict[UUID, str]  # reasons by what people did
    wanted: Deeds | None  # who did what it is for; None: it is for anybody

    def why_not(self, contact_id: UUID) -> str:
        """Why somebody does not get it, by what they did; '' if nothing speaks against it."""
        found = self.left_out.get(contact_id, "")
        if not found and self.wanted is not None and contact_id not in self.wanted:
            return f"not_{self.mail.wants}"
        return found


def plan_step(session: Session, step_id: UUID, *, now: datetime) -> int:
    """Expand one due step. Returns how many were planned; safe to run twice, and side by side."""
    origin = session.scalar(select(Step.origin_id).where(Step.id == step_id))
    # The launch before its steps, as pause and stop take them: two that wait for each other would both die.
    launch = session.get(Launch, origin, with_for_update=True) if origin else None
    step = session.get(Step, step_id, with_for_update=True)
    if launch is None or step is None or launch.state in OVER:
        return 0
    if step.planned_at or step.held_at or step.cancelled_at or step.due_at > now:
        return 0
    if launch.people_filter is not None and launch.state is LaunchState.SCHEDULED:
        retake(session, launch, now)
    sequel = _sequel(session, launch, step)
    delivery.plan(session, step=step, recipients=_recipients(session, launch, step, sequel, now), now=now)
    planned = delivery.finish_planning(session, step=step, now=now)
    if launch.state is LaunchState.SCHEDULED:
        launch.state, launch.updated_at = LaunchState.SENDING, now
    return planned


def follow(session: Session, launch_id: UUID, *, now: datetime) -> int:
    """People did something: who clicked or answered joins the mails that wait for it, and leaves those it ends for
    them. Returns how many joined; safe to run twice, and side by side.
    """
    launch = session.get(Launch, launch_id, with_for_update=True)
    if launch is None or launch.state in OVER or launch.state is LaunchState.DRAFT:
        return 0
    joined = 0
    for step_id in sorted(step.id for step in steps_of(session, launch_id)):
        # Under its lock, as whoever begins it has it: the messages come after their step, see delivery.actions.locks.
        step = session.get_one(Step, step_id, with_for_update=True, populate_existing=True)
        if step.planned_at is None or step.cancelled_at is not None or step.finished_at is not None:
            continue
        sequel = _sequel(session, launch, step)
        for reason in sorted(set(sequel.left_out.values())):
            whom = [contact_id for contact_id, why in sequel.left_out.items() if why == reason]
            delivery.leave_out(session, step.id, whom, reason=reason, now=now)
        if sequel.mail.follows and step.open_until is not None and step.open_until > now:
            people = _recipients(session, launch, step, sequel, now)
            if new := delivery.plan(session, step=step, recipients=people, now=now):
                delivery.finish_planning(session, step=step, now=now)
                joined += new
    return joined


def _sequel(session: Session, launch: Launch, step: Step) -> Sequel:
    mail = kit_content(session.get_one(KitVersion, launch.version_id)).steps[step.position]
    left_out: dict[UUID, str] = {}
    if mail.unless:
        left_out |= dict.fromkeys(deeds(session, launch.id, mail.unless, mail.of), mail.unless)
    if RESPONDED not in (mail.after, mail.wants):  # who has answered gets no further mail, but one that answers them
        left_out |= dict.fromkeys(responded(session, launch.id), "answered")
    return Sequel(
        mail, deeds(session, launch.id, mail.after, mail.of) if mail.follows else {}, left_out,
        deeds(session, launch.id, mail.wants, mail.of if mail.wants == CLICKED else "") if mail.wants else None,
    )  # fmt: skip


def _recipients(
    session: Session, launch: Launch, step: Step, sequel: Sequel, now: datetime
) -> Iterator[Recipient]:
    zone = session.get_one(Partner, launch.partner_id).timezone
    mine = (
        select(Contact, LaunchPerson.language).join(LaunchPerson, LaunchPerson.contact_id == Contact.id)
        .where(LaunchPerson.launch_id == launch.id).order_by(Contact.id)
    )
    if sequel.mail.follows:
        known = select(Message.contact_id).where(Message.step_id == step.id, Message.contact_id.is_not(None))
        mine = mine.where(Contact.id.in_(list(sequel.waits_for)), Contact.id.not_in(known))
    people = session.execute(mine, execution_options={"yield_per": AT_ONCE})
    cap = over_the_cap(session, partner_id=launch.partner_id, kit_id=launch.kit_id, now=now, run_id=launch.id)
    for some in people.partitions():
        standings = standing(session, partner_id=launch.partner_id, contact_ids=[c.id for c, _ in some], now=now,
                             topic=step.topic, cap=cap)  # fmt: skip
        for contact, language in some:
            stands = standings[contact.id]
            values = {"first_name": contact.first_name, "last_name": contact.last_name, "company": contact.company,
                      "basis": stands.basis}
            own, _ = zone_of(contact.timezone, contact.country, zone)
            yield Recipient(
                key=contact.addr_key, email=contact.email, addr_key=contact.addr_key, language=language,
                values=values, contact_id=contact.id, timezone=own,
                skip=sequel.why_not(contact.id) or stands.reason,
                leaves_at=_after(sequel.waits_for[contact.id], sequel.mail, own) if sequel.mail.follows else None,
            )


def _after(deed: datetime, mail: KitStep, zone: str) -> datetime:
    """So many days after what a person did, at that time of their day; at once for none."""
    if not mail.day and not mail.workday:
        return deed
    return moment(step_wall(wall(deed, zone), mail, zone), zone)
