"""Scheduling fixes the version, the words, the people and the times, or leaves nothing at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tcma.audiences.actions import suppress
from tcma.audiences.models import ListMember
from tcma.base.errors import Refusal
from tcma.base.facts import Fact
from tcma.branding.models import BrandKit
from tcma.composing.models import Composition, Link
from tcma.composing.rules import NoAddress
from tcma.delivery import actions as delivery
from tcma.delivery.models import Step, StepContent
from tcma.launches import actions
from tcma.launches.models import Launch, LaunchPerson
from tcma.launches.rules import LaunchState, NotNow, NotReady
from tests.launches.world import HEAD, HOLD, INTRO, KIT, NOW, World, publish, rows


def languages(session: Session, world: World, launch: Launch) -> dict[str, str]:
    chosen = select(LaunchPerson.contact_id, LaunchPerson.language).where(LaunchPerson.launch_id == launch.id)
    names = {one.id: name for name, one in world.people.items()}
    return {names[contact_id]: language for contact_id, language in session.execute(chosen)}


def test_a_launch_is_held_with_its_mails_and_the_fact_is_written(world: World, session: Session) -> None:
    launch = world.scheduled()
    assert (launch.state, launch.hold_until, launch.starts_at) == (LaunchState.HOLDING, NOW + HOLD, NOW + HOLD)
    assert (launch.scheduled_at, launch.scheduled_by) == (NOW, world.alice.person_id)
    steps = world.steps(launch)
    assert [(one.position, one.held_reason, one.planned_at) for one in steps] == [
        (0, "hold", None), (1, "hold", None), (2, "hold", None)]  # fmt: skip
    assert [one.due_at - steps[0].due_at for one in steps] == [timedelta(days=day) for day in (0, 3, 7)]
    assert steps[0].sender == "Kestrel Systems via Northgate <hello@kestrel.northgate.example>"
    assert steps[0].reply_to == "alice@kestrel.example"
    (fact,) = session.scalars(select(Fact).where(Fact.name == actions.LAUNCH_SCHEDULED))
    assert fact.subject_id == launch.id


def test_follow_ups_keep_the_wall_clock_over_the_change_of_clocks(world: World) -> None:
    launch = world.scheduled(now=datetime(2026, 3, 27, 9, tzinfo=UTC))
    assert [one.due_at.hour for one in world.steps(launch)] == [9, 8, 8]


def test_everyone_has_the_language_that_is_theirs(world: World, session: Session) -> None:
    world.person("Nils", language="fr")
    launch = world.scheduled()
    assert languages(session, world, launch) == {"Sara": "en", "Jonas": "de", "Layla": "ar", "Nils": "en"}
    held = session.scalars(select(StepContent.language).distinct().order_by(StepContent.language)).all()
    assert held == ["ar", "de", "en"]


def test_a_language_that_was_left_out_is_served_by_the_partners(world: World, session: Session) -> None:
    launch = world.scheduled(languages=("en", "ar"))
    assert languages(session, world, launch) == {"Sara": "en", "Jonas": "en", "Layla": "ar"}


def handed_over(session: Session, launch: Launch, step: Step) -> Composition:
    """The mail that the next worker hands over, after its look at what was approved."""
    actions.release(session, launch.id, now=NOW + HOLD)
    actions.plan_step(session, step.id, now=step.due_at)
    claim = delivery.claim(session, step_id=step.id, size=1, lease=60)
    assert claim is not None
    begun = delivery.begin(session, claim_id=claim.id, lease=60, now=step.due_at)
    assert begun is not None
    return session.get_one(Composition, begun.letter.composition_id)


def test_what_is_approved_is_what_was_written(world: World, session: Session) -> None:
    launch = world.scheduled(words={INTRO: "Nobody else says this.", HEAD: "Who would notice?"})
    english = session.scalars(
        select(Composition).join(StepContent).where(StepContent.language == "en", Composition.subject != "")
    ).all()
    assert sum("Nobody else says this." in one.html and "Nobody else says this." in one.text for one in english) == 1
    links = session.scalars(select(Link).where(Link.origin_id == launch.id)).all()
    assert {one.language for one in links} == {"en", "de", "ar"}
    assert all(str(launch.id) in one.url for one in links if one.kind == "page")


def test_nothing_that_is_edited_or_published_later_changes_a_scheduled_launch(
    world: World, session: Session
) -> None:
    launch = world.scheduled(words={INTRO: "As approved."})
    before = [(one.content_hash, one.version_id) for one in world.steps(launch)]
    newer = publish(session, replace(KIT, title="Another title"))
    world.version = newer
    draft = world.draft(words={INTRO: "Another draft."})
    brand = session.get_one(BrandKit, world.partner.id)
    brand.colour = "#B45309"
    world.person("Late")
    world.people["Sara"].language = "de"
    session.flush()
    assert (draft.id != launch.id, draft.version_id) == (True, newer.id)
    assert [(one.content_hash, one.version_id) for one in world.steps(launch)] == before
    assert launch.own_words == {"en": {INTRO: "As approved."}}
    assert languages(session, world, launch) == {"Sara": "en", "Jonas": "de", "Layla": "ar"}
    mail = handed_over(session, launch, world.steps(launch)[0])
    assert (mail.language, mail.version_id) == ("ar", world.steps(launch)[0].version_id)
    assert mail.version_id != newer.id


def test_a_mail_that_was_changed_after_approval_is_not_what_was_approved(world: World, session: Session) -> None:
    launch = world.scheduled()
    (step, *_) = world.steps(launch)
    mail = session.scalars(
        select(Composition).join(StepContent).where(StepContent.step_id == step.id, StepContent.language == "en")
    ).one()
    mail.html = mail.html.replace("Kestrel", "Somebody else")
    session.flush()
    with pytest.raises(delivery.ContentChanged):
        handed_over(session, launch, step)


def no_address(world: World, session: Session) -> None:
    session.get_one(BrandKit, world.partner.id).postal_address = ""


def no_people(world: World, session: Session) -> None:
    session.execute(delete(ListMember))


def nobody_to_mail(world: World, session: Session) -> None:
    for one in world.people.values():
        suppress(session, scope="partner", partner_id=world.partner.id, addr_key=one.addr_key, reason="unsubscribed",
                 now=NOW)  # fmt: skip


def no_list(world: World, session: Session) -> None:
    world.draft().list_id = None


def over(world: World, session: Session) -> None:
    actions.set_time(session, world.draft(), when="at", at=NOW - timedelta(minutes=1), now=NOW)


def unreviewed(world: World, session: Session) -> None:
    world.version = publish(session, replace(KIT, slug="other"), reviewed=False)
    world.draft(languages=("en", "de"))
    world.programme.unreviewed_languages = False


REFUSED: dict[Callable[[World, Session], None], tuple[type[Refusal], str, str]] = {
    no_address: (NoAddress, "postal address", ""),
    no_people: (NotReady, "list is empty", "list"),
    nobody_to_mail: (NotReady, "Nobody on that list", "list"),
    no_list: (NotReady, "Choose who gets it", "list"),
    over: (NotReady, "time is over", "at"),
    unreviewed: (NotReady, "Deutsch waits for its review at Northgate", "languages"),
}


@pytest.mark.parametrize("lack", REFUSED)
def test_a_launch_that_lacks_something_is_refused_and_nothing_is_half_done(
    world: World, session: Session, lack: Callable[[World, Session], None]
) -> None:
    world.draft()
    lack(world, session)
    session.flush()
    draft = actions.draft_of(session, actor=world.alice, version=world.version, now=NOW)
    before, (refusal, words, place) = rows(session), REFUSED[lack]
    with pytest.raises(refusal, match=words) as raised, session.begin_nested():
        actions.schedule(session, launch=draft, actor=world.alice, verified=True, hold=HOLD, key="k", now=NOW)
    assert getattr(raised.value, "place", "") == place
    session.refresh(draft)
    assert (rows(session), draft.state, draft.idempotency_key) == (before, LaunchState.DRAFT, None)


def test_nothing_is_scheduled_from_a_domain_that_is_not_verified(world: World, session: Session) -> None:
    draft = world.draft()
    before = rows(session)
    with pytest.raises(NotReady, match=r"northgate\.example yet: Amazon SES has not verified it"):
        actions.schedule(session, launch=draft, actor=world.alice, verified=False, hold=HOLD, key="k", now=NOW)
    assert (rows(session), draft.state) == (before, LaunchState.DRAFT)


def test_a_launch_that_runs_is_not_scheduled_again(world: World, session: Session) -> None:
    launch = world.scheduled()
    with pytest.raises(NotNow):
        actions.schedule(session, launch=launch, actor=world.alice, verified=True, hold=HOLD, key="2", now=NOW)
