"""Launches of a partner, and how a running one stands."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.catalogue.models import AssetRow, KitVersion
from tcma.delivery import queries as delivery
from tcma.delivery.models import Step
from tcma.delivery.rules import OPEN, EventKind
from tcma.launches.models import Launch, LaunchPerson
from tcma.launches.rules import ACTIVE, UPDATED, LaunchState
from tcma.partners.models import Partner

# Who complained had the mail, too.
DELIVERED = (EventKind.DELIVERED.value, EventKind.COMPLAINED.value)
REFUSED = (EventKind.BOUNCED.value, EventKind.BOUNCED_FOR_NOW.value)


def launch(session: Session, partner_id: UUID, launch_id: UUID) -> Launch:
    """The partner's launch that was scheduled; a draft has no run, and another's is not there."""
    found = session.scalar(
        select(Launch).where(
            Launch.id == launch_id, Launch.partner_id == partner_id, Launch.state != LaunchState.DRAFT
        )
    )
    if found is None:
        raise NotFound
    return found


def draft(session: Session, partner_id: UUID, kit_id: UUID) -> Launch | None:
    """The partner's draft of a kit, if one was begun."""
    return session.scalar(
        select(Launch).where(
            Launch.partner_id == partner_id, Launch.kit_id == kit_id, Launch.state == LaunchState.DRAFT
        )
    )


def zone_of(session: Session, partner_id: UUID) -> str:
    """Whose time a partner's launches are told in, wherever its people are."""
    return session.get_one(Partner, partner_id).timezone


@dataclass(frozen=True)
class Listed:
    """A launch with its title and how many people it is for."""

    launch: Launch
    title: str
    people: int


def launches_of(
    session: Session, partner_id: UUID, *, active: bool = False, kit_id: UUID | None = None, limit: int = 50
) -> list[Listed]:
    """The partner's launches that were scheduled, the newest first."""
    people = select(func.count()).where(LaunchPerson.launch_id == Launch.id).correlate(Launch).scalar_subquery()
    statement = (
        select(Launch, KitVersion.title, people)
        .join(KitVersion, KitVersion.id == Launch.version_id)
        .where(Launch.partner_id == partner_id, Launch.state != LaunchState.DRAFT)
        .order_by(Launch.scheduled_at.desc())
        .limit(limit)
    )
    if active:
        statement = statement.where(Launch.state.in_(ACTIVE))
    if kit_id is not None:
        statement = statement.where(Launch.kit_id == kit_id)
    return [Listed(*row) for row in session.execute(statement)]


@dataclass(frozen=True)
class StepStatus:
    """One mail of the run: planned = the sum of the states, always."""

    step: Step
    asset: AssetRow
    counts: dict[str, int]
    headlines: dict[str, int]
    left_out: dict[str, int]
    waits: dict[str, int]  # of those that wait, for which time; rules.waiting.Wait
    next_at: datetime | None  # the first of those times

    @property
    def waiting(self) -> int:
        return sum(self.counts[state.value] for state in OPEN)

    @property
    def going(self) -> int:
        """Those it is for: who was left out was never going to get it."""
        return self.counts["planned"] - self.counts["skipped"]

    @property
    def delivered(self) -> int:
        return sum(self.headlines.get(kind, 0) for kind in DELIVERED)

    @property
    def refused(self) -> int:
        """Taken by SES, and refused by the server of the address."""
        return sum(self.headlines.get(kind, 0) for kind in REFUSED)

    @property
    def complained(self) -> int:
        return self.headlines.get(EventKind.COMPLAINED.value, 0)


@dataclass(frozen=True)
class Status:
    """A run as its page shows it. `per_minute` is what SES took in the last minute."""

    launch: Launch
    title: str
    people: int
    steps: list[StepStatus]
    per_minute: int

    def total(self, *states: str) -> int:
        return sum(step.counts[state] for step in self.steps for state in states)

    @property
    def refits(self) -> bool:
        """Whether it waits since words of the partner don't fit; words that were set aside before hold nothing up."""
        return any(step.step.held_reason == UPDATED for step in self.steps)

    @property
    def waiting(self) -> int:
        return sum(step.waiting for step in self.steps)

    @property
    def going(self) -> int:
        return sum(step.going for step in self.steps)

    @property
    def refused(self) -> int:
        return sum(step.refused for step in self.steps)

    @property
    def left_out(self) -> Counter[str]:
        total = Counter[str]()
        for step in self.steps:
            total.update(step.left_out)
        return total

    @property
    def waits(self) -> Counter[str]:
        """How many mails wait for which time."""
        total = Counter[str]()
        for step in self.steps:
            total.update(step.waits)
        return total

    @property
    def next_at(self) -> datetime | None:
        """When the first of them leave."""
        return min((step.next_at for step in self.steps if step.next_at is not None), default=None)

    @property
    def current(self) -> StepStatus | None:
        """The step that is on its way, else the last that was."""
        begun = [step for step in self.steps if step.counts["planned"]]
        moving = [step for step in begun if step.waiting]
        return (moving or begun)[-1] if begun else None

    @property
    def coming(self) -> StepStatus | None:
        """The next step whose time has not come."""
        return next((one for one in self.steps if not one.step.planned_at and not one.step.cancelled_at), None)


def status(session: Session, launch: Launch, now: datetime) -> Status:
    """Counts of every step by every state: three statements, however many steps and mails."""
    rows = session.execute(
        select(Step, AssetRow)
        .join(AssetRow, AssetRow.id == Step.asset_id)
        .where(Step.origin_id == launch.id)
        .order_by(Step.position, Step.due_at)
    ).all()
    tallies = delivery.tallies(session, [step.id for step, _ in rows], now=now)
    people = select(func.count()).where(LaunchPerson.launch_id == launch.id).scalar_subquery()
    title, number = session.execute(
        select(KitVersion.title, people).where(KitVersion.id == launch.version_id)
    ).one()
    steps = [
        StepStatus(step, asset, found.counts, found.headlines, found.left_out, found.waiting_for, found.next_at)
        for step, asset in rows
        for found in [tallies[step.id]]
    ]
    return Status(launch, title, number, steps, sum(found.recent for found in tallies.values()))
