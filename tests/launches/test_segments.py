"""A launch to a segment: whoever is in it when the first mail goes, and the same people after that."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tcma.audiences import actions as audiences
from tcma.audiences.models import ContactTraits, Segment
from tcma.base.access import Actor
from tcma.base.errors import NotFound
from tcma.launches import actions
from tcma.launches.models import LaunchPerson
from tcma.launches.rules import NotReady
from tests.launches.pages import PAGE, fields, seen
from tests.launches.world import HOLD, NOW, World

LATER = NOW + timedelta(days=3)


def segment(world: World, name: str = "Germans", *, actor: Actor | None = None, **condition: str) -> UUID:
    row: dict[str, Any] = {"field": "country", "operator": "is", "value": "DE", **condition}
    return audiences.save_segment(
        world.session, actor=actor or world.alice, segment_id=None, name=name,
        data={"match": "all", "conditions": [row]}, now=NOW,
    ).id  # fmt: skip


def names(world: World, launch_id: UUID) -> set[str]:
    ids = set(world.session.scalars(select(LaunchPerson.contact_id).where(LaunchPerson.launch_id == launch_id)))
    return {name for name, one in world.people.items() if one.id in ids}


def to(segment_id: UUID) -> dict[str, Any]:
    return {"list_id": None, "segment_id": segment_id}


def test_who_comes_into_the_segment_before_the_first_mail_gets_it_and_who_leaves_does_not(world: World) -> None:
    found = segment(world, "Clickers", field="touches", operator="least", value="1")
    sara, jonas = world.people["Sara"], world.people["Jonas"]
    traits = ContactTraits(contact_id=sara.id, partner_id=world.partner.id, touches=1)
    world.session.add(traits)
    world.session.flush()
    launch = world.scheduled(**to(found))
    assert names(world, launch.id) == {"Sara"}
    traits.touches = 0
    world.session.add(ContactTraits(contact_id=jonas.id, partner_id=world.partner.id, touches=2))
    world.session.flush()
    actions.release(world.session, launch.id, now=NOW + HOLD)
    first, second, _ = world.steps(launch)
    actions.plan_step(world.session, first.id, now=NOW + HOLD)
    assert world.sent_to(first) == {"Jonas": ""}
    traits.touches = 5
    world.session.flush()
    actions.plan_step(world.session, second.id, now=LATER + HOLD)
    assert world.sent_to(second) == {"Jonas": ""}


def test_the_filter_stands_still_once_it_is_scheduled(world: World) -> None:
    found = segment(world)
    launch = world.scheduled(**to(found))
    row = {"field": "country", "operator": "is", "value": "FR"}
    audiences.save_segment(world.session, actor=world.alice, segment_id=found, name="French",
                           data={"match": "all", "conditions": [row]}, now=NOW)  # fmt: skip
    audiences.delete_segment(world.session, partner_id=world.partner.id, segment_id=found, now=NOW)
    actions.release(world.session, launch.id, now=NOW + HOLD)
    actions.plan_step(world.session, world.steps(launch)[0].id, now=NOW + HOLD)
    assert set(world.sent_to(world.steps(launch)[0])) == {"Sara", "Jonas", "Layla"}


def test_a_newcomers_language_is_there(world: World) -> None:
    found = segment(world)
    world.people["Layla"].country = "AE"
    launch = world.scheduled(**to(found))
    world.people["Layla"].country = "DE"
    actions.release(world.session, launch.id, now=NOW + HOLD)
    actions.plan_step(world.session, world.steps(launch)[0].id, now=NOW + HOLD)
    assert world.sent_to(world.steps(launch)[0])["Layla"] == ""


def test_why_somebody_of_the_segment_is_left_out_is_said(world: World) -> None:
    world.person("Nadia", consent=False)
    audiences.unsubscribe(world.session, contact=world.people["Jonas"], message_id=None, everyone=False, now=NOW)
    launch = world.begun(**to(segment(world)))
    assert world.sent_to(world.steps(launch)[0]) == {
        "Sara": "", "Layla": "", "Jonas": "unsubscribed", "Nadia": "no_consent"
    }  # fmt: skip


@pytest.mark.parametrize(("value", "words"), [("FR", "Nobody is in that segment now"),
                                              ("DE", "Nobody in that segment can be written to now")])  # fmt: skip
def test_a_segment_that_reaches_nobody_is_not_scheduled(world: World, value: str, words: str) -> None:
    for one in world.people.values():
        audiences.unsubscribe(world.session, contact=one, message_id=None, everyone=False, now=NOW)
    with pytest.raises(NotReady, match=words) as refused:
        world.scheduled(**to(segment(world, value=value)))
    assert refused.value.place == "list"


def test_undo_gives_back_a_draft_with_its_segment(world: World) -> None:
    found = segment(world)
    launch = world.scheduled(**to(found))
    actions.undo(world.session, launch, now=NOW)
    assert (launch.segment_id, launch.people_filter, names(world, launch.id)) == (found, None, set())


def test_a_deleted_segment_is_named_when_its_draft_is_scheduled(world: World) -> None:
    found = segment(world)
    draft = world.draft(**to(found))
    audiences.delete_segment(world.session, partner_id=world.partner.id, segment_id=found, now=NOW)
    with pytest.raises(NotReady, match="That segment was deleted"):
        actions.schedule(world.session, launch=draft, actor=world.alice, verified=True, hold=HOLD, key="k", now=NOW)


def test_another_partners_segment_can_not_be_chosen(world: World) -> None:
    theirs = segment(world, actor=world.charlie)
    with pytest.raises(NotFound):
        world.draft(**to(theirs))


def test_the_page_offers_segments_as_it_offers_lists(alice: FlaskClient, world: World) -> None:
    found = segment(world, "Germans & friends")
    world.people["Jonas"].country = "AT"
    world.session.commit()
    page = alice.get(f"{PAGE}?list=segment:{found}")
    assert fields(page)["list"] == f"segment:{found}"
    assert "2 people will get it" in seen(page, "#math")
    sent = fields(page) | {"do": "schedule", "when": "now"}
    answer = alice.post(PAGE, data=sent)
    assert answer.status_code == 302
    assert "2 people" in alice.get(answer.location).text
    again = alice.post(PAGE, data=sent)
    assert again.location == answer.location


def test_the_page_keeps_a_list_in_place_of_a_segment(alice: FlaskClient, world: World) -> None:
    found = segment(world)
    world.session.commit()
    sent = fields(alice.get(PAGE)) | {"do": "save", "list": f"segment:{found}"}
    alice.post(PAGE, data=sent)
    assert fields(alice.get(PAGE))["list"] == f"segment:{found}"
    alice.post(PAGE, data=sent | {"list": str(world.list_id)})
    assert fields(alice.get(PAGE))["list"] == str(world.list_id)
    assert alice.post(PAGE, data=sent | {"list": "segment:nothing"}).status_code == 422


def test_another_partners_segment_is_not_on_the_page(
    browse: Callable[[Actor], FlaskClient], world: World
) -> None:
    theirs = segment(world, "Charlie's own", actor=world.charlie)
    world.session.commit()
    alice = browse(world.alice)
    page = alice.get(f"{PAGE}?list=segment:{theirs}")
    assert "Charlie&#39;s own" not in page.text
    assert fields(page)["list"] == str(world.list_id)
    assert alice.post(PAGE, data=fields(page) | {"do": "save", "list": f"segment:{theirs}"}).status_code == 404
    assert world.session.get_one(Segment, theirs).name == "Charlie's own"
