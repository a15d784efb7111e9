"""A change of an event kit that everyone has to take: the page and all mails that have not gone say it at once."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import Gone
from tcma.catalogue.actions import retire
from tcma.catalogue.models import KitVersion
from tcma.catalogue.rules import Kit, Segment, segments
from tcma.composing.models import Composition
from tcma.delivery.actions.content import approved
from tcma.delivery.models import Step, StepContent
from tcma.events import actions, jobs
from tcma.events.models import Event
from tcma.events.queries.desk import desk
from tcma.localization import actions as localization
from tests.events.world import NOW, World, lunch


def published(session: Session, change: tuple[str, str], mandatory: str = "The law has changed.") -> KitVersion:
    """The lunch with other words in its last reminder, in all languages."""
    reading, (old, new) = lunch(), change
    assert reading.kit is not None
    reminder = reading.kit.asset("reminder-today")
    blocks = [replace(one, fields={name: words.replace(old, new) for name, words in one.fields.items()})
              for one in reminder.blocks]  # fmt: skip
    assert tuple(blocks) != reminder.blocks
    kit: Kit = replace(reading.kit, assets=tuple(
        reminder.with_blocks(blocks) if one.key == reminder.key else one for one in reading.kit.assets
    ))  # fmt: skip
    copy = {tag: {key: Segment(words, True) for key, words in segments(kit).items()} for tag in ("de", "ar")}
    return localization.publish(session, kit=kit, copy=copy, media=reading.media, actor_id=None, now=NOW,
                                mandatory=mandatory)  # fmt: skip


def said(session: Session, event: Event) -> dict[str, str]:
    """{mail: what it says in English} of those that have not gone."""
    rows = session.execute(
        select(Composition.subject, Composition.text).join(StepContent, StepContent.composition_id == Composition.id)
        .join(Step, Step.id == StepContent.step_id).where(Step.origin_id == event.id, StepContent.language == "en")
    )  # fmt: skip
    return dict(rows.all())


def test_an_event_takes_it_and_every_mail_is_still_what_was_approved(
    world: World, event: Event, session: Session
) -> None:
    before = event.version_id
    chosen = published(session, ("See you", "We meet"), mandatory="")
    jobs.update(str(chosen.id))
    assert event.version_id == before
    version = published(session, ("See you", "We meet you"))
    jobs.update(str(version.id))
    session.expire_all()
    assert event.version_id == version.id
    steps = session.scalars(select(Step).where(Step.origin_id == event.id)).all()
    assert {step.version_id for step in steps} == {version.id}
    assert "We meet you in two hours" in said(session, event)["See you in two hours"]
    assert all(approved(session, step, "en") is not None for step in steps)
    jobs.update(str(version.id))
    assert not actions.take_mandatory(session, event.id, version=version, now=NOW)


def test_a_retired_event_kit_is_begun_by_nobody_and_its_events_go_on(
    world: World, event: Event, alice: FlaskClient, session: Session
) -> None:
    retire(session, "zero-trust-lunch", now=NOW)
    with pytest.raises(Gone, match="off the shelf"):
        desk(session, actor=world.alice, slug="zero-trust-lunch", language="en", now=NOW)
    assert alice.get("/events/new/zero-trust-lunch").status_code == 410
    assert alice.get(f"/events/{event.id}").status_code == 200
