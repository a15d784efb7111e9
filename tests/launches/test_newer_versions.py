"""Newer versions of a kit: what is new, what of a partner's own words stays, and what everyone has to take."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import Gone
from tcma.base.facts import Fact
from tcma.branding.models import BrandKit
from tcma.catalogue.actions import NotKept, bring_back, retire
from tcma.catalogue.models import KitVersion
from tcma.catalogue.rules import Block, Kit
from tcma.composing.models import Composition
from tcma.composing.rules import NoAddress
from tcma.delivery.actions.content import approved
from tcma.delivery.models import Step as MailStep
from tcma.delivery.models import StepContent
from tcma.launches import actions, jobs
from tcma.launches.models import Launch
from tcma.launches.queries.cards import cards
from tcma.launches.queries.desk import desk
from tcma.launches.rules import LaunchState, NotNow
from tests.launches.pages import fields
from tests.launches.world import HEAD, INTRO, KIT, NOW, SHIELD, World, publish

WHY = "The check was renamed by a court."
LONG = "Ours, and ours takes its time: " + "it goes on and on, " * 8 + "and fits no more."
MINUTE = timedelta(minutes=1)
FORM = "form[action='/launch/readiness/newer']"


def changed(change: Callable[[Block], Block], kit: Kit = KIT) -> Kit:
    """The kit with other blocks in its first mail."""
    first = kit.asset("email-1")
    return replace(kit, assets=(first.with_blocks(map(change, first.blocks)), *kit.assets[1:]))


def shorter(block: Block) -> Block:
    return replace(block, max_length=160) if block.id == "intro" else block


def renamed(block: Block) -> Block:
    return replace(block, fields={"text": "The check has another name."}) if block.id == "law" else block


def both(block: Block) -> Block:
    return renamed(shorter(block))


def mandatory(session: Session, kit: Kit) -> KitVersion:
    return publish(session, kit, mandatory=WHY)


def mails(session: Session, step: MailStep) -> dict[str, str]:
    """{language: what the step says in plain text}."""
    rows = session.execute(
        select(StepContent.language, Composition.text).join(Composition, Composition.id == StepContent.composition_id)
        .where(StepContent.step_id == step.id)
    )  # fmt: skip
    return dict(rows.all())


def state(session: Session, launch: Launch) -> LaunchState:
    """As it stands in the database now."""
    session.refresh(launch)
    return launch.state


def test_words_that_no_longer_fit_are_kept_and_come_back_where_they_fit_again(world: World, session: Session) -> None:
    draft = world.draft(words={INTRO: LONG, HEAD: "Who would notice?"})
    tight = publish(session, changed(shorter))
    assert actions.take_newer(session, launch=draft, version=tight, now=NOW) == [INTRO]
    assert draft.own_words == {"en": {HEAD: "Who would notice?"}}
    assert draft.set_aside == {"en": {INTRO: LONG}}
    wide = publish(session, replace(KIT, title="With room again"))
    assert actions.take_newer(session, launch=draft, version=wide, now=NOW) == []
    assert draft.own_words == {"en": {HEAD: "Who would notice?", INTRO: LONG}}
    assert draft.set_aside == {}


def test_the_page_shows_old_and_new_side_by_side_and_moves_on(
    world: World, alice: FlaskClient, session: Session
) -> None:
    world.draft(words={INTRO: LONG})
    publish(session, changed(both))
    launch_page = alice.get("/launch/readiness").text
    assert 'value="newer"' in launch_page
    page = alice.get("/launch/readiness/newer?lang=en")
    assert "<del>is no audit.</del>" in page.text
    assert "<ins>has another name.</ins>" in page.text
    assert LONG in page.text
    assert "your own words stand there" in page.text
    answer = alice.post("/launch/readiness/newer", data=fields(page, FORM))
    assert answer.status_code == 303
    after = alice.get("/launch/readiness").text
    assert "Your words that have no place in this version" in after
    assert LONG in after
    assert alice.get("/launch/readiness/newer").status_code == 404
    alice.post("/launch/readiness", data={**fields(alice.get("/launch/readiness")), "do": "forget"})
    assert LONG not in alice.get("/launch/readiness").text


def test_a_picture_that_was_drawn_anew_is_a_difference(world: World, alice: FlaskClient, session: Session) -> None:
    world.draft()
    publish(session, shield=SHIELD.replace(b"</svg>", b"<circle cx='9' cy='9' r='9'/></svg>"))
    page = alice.get("/launch/readiness/newer?lang=en").text
    assert "shield.svg" in page
    assert "<ins>made anew</ins>" in page


def test_another_partner_sees_nothing_of_it(world: World, browse: Callable[..., FlaskClient], session: Session) -> None:
    launch = world.begun(words={INTRO: LONG})
    actions.take_mandatory(session, launch.id, version=mandatory(session, changed(both)), now=NOW)
    charlie = browse(world.charlie)
    assert charlie.get("/launch/readiness/newer").status_code == 404
    assert charlie.post(f"/runs/{launch.id}/words", data={f"w:en:{INTRO}": "Mine."}).status_code in (400, 404)
    assert launch.set_aside == {"en": {INTRO: LONG}}


def test_a_mandatory_version_is_said_at_once_by_all_that_has_not_gone(world: World, session: Session) -> None:
    launch = world.begun(words={INTRO: "Ours."})
    steps = world.steps(launch)
    old = [mails(session, step) for step in steps]
    version = mandatory(session, changed(renamed))
    actions.take_mandatory(session, launch.id, version=version, now=NOW + MINUTE)
    assert launch.version_id == version.id
    assert launch.state is LaunchState.SENDING
    assert "The check is no audit." in old[0]["en"]
    for step in world.steps(launch):
        said = mails(session, step)
        assert said.keys() == old[0].keys()
        assert step.version_id == version.id
        assert {approved(session, step, tag) is not None for tag in said} == {True}
    first = mails(session, world.steps(launch)[0])
    assert "The check has another name." in first["en"]
    assert "Ours." in first["en"]
    actions.take_mandatory(session, launch.id, version=version, now=NOW + MINUTE)
    assert mails(session, world.steps(launch)[0]) == first


@pytest.mark.parametrize("when", ["on its way", "in its time of undo"])
def test_a_launch_waits_where_words_no_longer_fit_and_goes_on_with_others(
    world: World, alice: FlaskClient, session: Session, when: str
) -> None:
    launch = world.begun(words={INTRO: LONG}) if when == "on its way" else world.scheduled(words={INTRO: LONG})
    assert actions.take_mandatory(session, launch.id, version=mandatory(session, changed(both)), now=NOW)
    assert launch.state is LaunchState.PAUSED
    assert {step.held_reason for step in world.steps(launch)} == {"update"}
    told = session.scalars(select(Composition).where(Composition.subject.startswith("Paused"))).one()
    assert WHY in told.text
    here = f"/runs/{launch.id}"
    assert here in told.text
    page = alice.get(here)
    assert WHY in page.text
    assert LONG in page.text
    assert "160 fit" in page.text
    assert f"{here}/resume" not in page.text  # one way on: with words that fit, or the campaign's own
    home = alice.get("/home").text
    assert "Some of your words no longer fit" in home
    assert f'href="{here}"' in home
    form = fields(page, f"form[action='{here}/words']")
    too_long = alice.post(f"{here}/words", data=form)
    assert too_long.status_code == 422
    assert LONG in too_long.text
    assert launch.state is LaunchState.PAUSED
    done = alice.post(f"{here}/words", data={**form, f"w:en:{INTRO}": "Ours, but short."})
    assert done.status_code == 303
    assert state(session, launch) is (LaunchState.SENDING if when == "on its way" else LaunchState.SCHEDULED)
    assert launch.set_aside == {}
    assert {step.held_reason for step in world.steps(launch)} == {""}
    said = mails(session, world.steps(launch)[0])["en"]
    assert "Ours, but short." in said
    assert "The check has another name." in said


def test_the_vendors_words_stand_where_the_partner_only_resumes(
    world: World, alice: FlaskClient, session: Session
) -> None:
    launch = world.scheduled(words={INTRO: LONG})
    actions.take_mandatory(session, launch.id, version=mandatory(session, changed(both)), now=NOW)
    assert launch.state is LaunchState.PAUSED
    actions.resume(session, launch, now=NOW)
    assert state(session, launch) is LaunchState.SCHEDULED
    assert {step.held_reason for step in world.steps(launch)} == {""}
    assert LONG not in mails(session, world.steps(launch)[0])["en"]
    assert launch.set_aside == {"en": {INTRO: LONG}}  # kept all the same
    actions.pause(session, launch, now=NOW)
    page = alice.get(f"/runs/{launch.id}").text
    assert "no longer fit" not in page  # that is not why it is paused
    assert f"/runs/{launch.id}/resume" in page


def test_what_can_not_follow_waits_to_be_stopped(world: World, alice: FlaskClient, session: Session) -> None:
    launch = world.begun()
    later = publish(session, replace(KIT, steps=KIT.steps[:2], assets=(*KIT.assets[:2], *KIT.assets[3:])))
    version = mandatory(session, changed(renamed, replace(KIT, steps=KIT.steps[:2],
                                                          assets=(*KIT.assets[:2], *KIT.assets[3:]))))  # fmt: skip
    assert version.number == later.number + 1
    assert actions.take_mandatory(session, launch.id, version=version, now=NOW)
    assert (launch.state, launch.version_id) == (LaunchState.PAUSED, world.version.id)
    with pytest.raises(NotNow, match="Stop it"):
        actions.resume(session, launch, now=NOW)
    assert "built so that it can not follow" in alice.get(f"/runs/{launch.id}").text
    actions.stop(session, launch, now=NOW)


def test_a_job_moves_every_launch_of_the_kit_and_leaves_the_others(world: World, session: Session) -> None:
    launch, draft = world.begun(), world.draft(words={INTRO: "Ours."})
    choice = publish(session, replace(KIT, title="By choice"))
    jobs.update(str(choice.id))
    assert {launch.version_id, draft.version_id} == {world.version.id}
    version = mandatory(session, changed(renamed))
    jobs.update(str(version.id))
    session.expire_all()
    assert {one.version_id for one in session.scalars(select(Launch))} == {version.id}
    told = session.scalars(select(Fact.subject_id).where(Fact.name == "kit published")).all()
    assert version.id in told


def test_a_launch_that_can_not_be_composed_waits_and_takes_it_when_it_can(world: World, session: Session) -> None:
    launch = world.begun()
    brand = session.get_one(BrandKit, world.partner.id)
    brand.postal_address = ""
    version = mandatory(session, changed(renamed))
    jobs.update(str(version.id))
    assert state(session, launch) is LaunchState.PAUSED
    session.commit()
    with pytest.raises(NoAddress), session.begin_nested():
        actions.resume(session, launch, now=NOW)
    brand.postal_address = "Beispielstraße 12, Hamburg"
    actions.resume(session, launch, now=NOW)
    assert (launch.version_id, launch.state) == (version.id, LaunchState.SENDING)
    assert "The check has another name." in mails(session, world.steps(launch)[0])["en"]


def test_a_mandatory_version_keeps_what_is_under_way(world: World, session: Session) -> None:
    with pytest.raises(NotKept, match="steps are others"):
        mandatory(session, replace(KIT, steps=KIT.steps[:1], assets=(KIT.assets[0], *KIT.assets[3:])))
    with pytest.raises(NotKept, match="lost a mail"):
        mandatory(session, replace(KIT, assets=tuple(one for one in KIT.assets if one.kind != "social")))
    with pytest.raises(NotKept, match="Nothing has changed"):
        mandatory(session, KIT)
    assert world.version.mandatory == ""


def test_a_retired_kit_is_begun_by_nobody_and_what_runs_goes_on(
    world: World, alice: FlaskClient, session: Session
) -> None:
    launch = world.begun()
    retire(session, "readiness", now=NOW)
    assert cards(session, world.partner.id, "en", now=NOW, kind=None) == []
    with pytest.raises(Gone, match="off the shelf"):
        desk(session, actor=world.alice, slug="readiness")
    assert alice.get("/launch/readiness").status_code == 410
    actions.plan_step(session, world.steps(launch)[1].id, now=NOW + timedelta(days=8))
    assert world.steps(launch)[1].planned_at is not None
    assert alice.get(f"/runs/{launch.id}").status_code == 200
    bring_back(session, "readiness")
    assert [card.slug for card in cards(session, world.partner.id, "en", now=NOW, kind=None)] == ["readiness"]


def test_a_draft_of_a_retired_kit_is_kept_and_not_scheduled(world: World, alice: FlaskClient, session: Session) -> None:
    draft = world.draft()
    retire(session, "readiness", now=NOW)
    assert "off the shelf" in alice.get("/launch/readiness").text
    with pytest.raises(NotNow, match="off the shelf"):
        actions.schedule(session, launch=draft, actor=world.alice, verified=True, hold=MINUTE, key="k", now=NOW)
