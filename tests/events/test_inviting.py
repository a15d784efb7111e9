"""Invitations to a list or a segment: who would get them, why others would not, and who does in the end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tcma.audiences import actions as audiences
from tcma.audiences.models import Contact
from tcma.base import clock
from tcma.base.access import Actor
from tcma.base.errors import NotFound
from tcma.delivery.models import Message
from tcma.delivery.rules import MessageState
from tcma.events import actions, jobs
from tcma.events.models import Event, Invitee
from tcma.events.queries.inviting import inviting
from tcma.events.rules import NotReady
from tcma.launches.rules import Whom
from tcma.tracking.models import Response
from tests.events.world import HOLD, NOW, World


def segment(world: World, name: str = "Germans", *, actor: Actor | None = None, **condition: str) -> Whom:
    row: dict[str, Any] = {"field": "country", "operator": "is", "value": "DE", **condition}
    found = audiences.save_segment(
        world.session, actor=actor or world.alice, segment_id=None, name=name,
        data={"match": "all", "conditions": [row]}, now=NOW,
    )  # fmt: skip
    return Whom(segment_id=found.id)


def invites(world: World, event: Event, whom: Whom) -> None:
    actions.invite(world.session, event, whom=whom, hold=HOLD, now=NOW)


def go(world: World, event: Event, asset: str) -> dict[str, str]:
    """The invitation's time has come."""
    actions.release(world.session, event.id, now=NOW + HOLD)
    world.goes_out(event, asset)
    return world.told(event, asset)


def invited(world: World, event: Event) -> set[str]:
    rows = select(Contact.first_name).join(Invitee, Invitee.contact_id == Contact.id)
    return set(world.session.scalars(rows.where(Invitee.event_id == event.id)))


def test_who_is_in_the_segment_when_the_next_invitation_goes_is_invited_and_stays_so(world: World) -> None:
    sara, jonas, layla = (world.person(name) for name in ("Sara", "Jonas", "Layla"))
    jonas.country = layla.country = "AT"
    event = world.published()
    invites(world, event, segment(world))
    assert invited(world, event) == {"Sara"}
    sara.country, jonas.country = "AT", "DE"
    world.session.flush()
    assert go(world, event, "invitation-1") == {"Jonas": "queued"}
    jonas.country, layla.country = "AT", "DE"
    world.session.flush()
    assert go(world, event, "invitation-2") == {"Jonas": "queued"}


def test_whoever_was_invited_by_a_list_stays_invited_whatever_the_segment_says(world: World) -> None:
    sara = world.person("Sara")
    event = world.published()
    found = segment(world)
    for whom in (found, Whom(list_id=world.list_id), found):
        invites(world, event, whom)
    sara.country = "AT"
    world.session.flush()
    assert go(world, event, "invitation-1") == {"Sara": "queued"}


def test_an_invitation_by_list_outlives_a_merge_into_one_by_segment(world: World) -> None:
    kept, dropped = world.person("Sara"), world.person("S.")
    dropped.country = "AT"
    event = world.published()
    invites(world, event, segment(world))
    invites(world, event, Whom(list_id=world.list_id))
    world.session.execute(update(Invitee).where(Invitee.contact_id == kept.id).values(expected=True))  # not by the list
    actions.follow_merge(world.session, kept_id=kept.id, dropped_id=dropped.id, now=NOW)
    kept.country = "AT"
    world.session.flush()
    assert set(go(world, event, "invitation-1")) == {"Sara"}


def test_who_registers_while_an_invitation_waits_does_not_get_it(world: World) -> None:
    sara, _ = world.person("Sara"), world.person("Jonas")
    event, other = world.published(), world.published()
    for one in (event, other):
        invites(world, one, Whom(list_id=world.list_id))
    assert go(world, event, "invitation-1") == {"Sara": "queued", "Jonas": "queued"}
    for one in (event, other):
        world.registers(one, "Sara", email=sara.email)
    for answer in world.session.scalars(select(Response.id).order_by(Response.at)):
        jobs.follow_response(str(answer))
        jobs.follow_response(str(answer))
    assert world.told(event, "invitation-1") == {"Sara": "skipped registered", "Jonas": "queued"}
    assert world.told(event, "confirmation") == {"Sara": "queued"}, "what she asked for"


def test_undo_forgets_the_segment_too(world: World) -> None:
    world.person("Sara")
    event = world.published()
    invites(world, event, segment(world))
    actions.undo_invitations(world.session, event, now=NOW)
    assert (event.segment_id, event.people_filters, invited(world, event)) == (None, [], set())


def test_the_count_says_who_would_get_it_and_why_others_would_not(world: World) -> None:
    for name in ("Sara", "Jonas"):
        world.person(name)
    world.person("Nadia", consent=False)
    left = world.person("Layla")
    audiences.unsubscribe(world.session, contact=left, message_id=None, everyone=False, now=NOW)
    event = world.published()
    world.person("Omar", email="omar@reader.example")
    world.registers(event, "Omar")
    for whom in (Whom(list_id=world.list_id), segment(world)):
        found = inviting(world.session, event, topic="", wanted=str(whom), now=NOW)
        assert (found.whom, found.able) == (whom, 2)
        assert found.left_out == {"no_consent": 1, "unsubscribed": 1, "registered": 1}
        invites(world, event, whom)
    assert sorted(go(world, event, "invitation-1").values()) == [
        "queued", "queued", "skipped no_consent", "skipped registered", "skipped unsubscribed"
    ]  # fmt: skip


@pytest.mark.parametrize(("value", "words"), [("FR", "Nobody is in that segment now"),
                                              ("DE", "Nobody in that segment can be written to now")])  # fmt: skip
def test_a_segment_that_reaches_nobody_is_not_invited(world: World, value: str, words: str) -> None:
    world.person("Nadia", consent=False)
    with pytest.raises(NotReady, match=words):
        invites(world, world.published(), segment(world, value=value))


def test_another_partners_list_or_segment_is_not_there(world: World) -> None:
    theirs = segment(world, actor=world.charlie)
    event = world.published()
    with pytest.raises(NotReady, match="That segment was deleted"):
        invites(world, event, theirs)
    with pytest.raises(NotFound):
        invites(world, event, Whom(list_id=UUID(int=7)))


def test_the_page_counts_for_the_chosen_one_and_schedules_only_when_told(
    alice: FlaskClient, world: World, event: Event
) -> None:
    now = clock.now(world.session)
    for name in ("Sara", "Jonas"):
        world.person(name)
    world.person("Nadia", consent=False).country = "AT"
    whom = segment(world, "Germans & friends")
    world.session.commit()
    page = alice.get(f"/events/{event.id}").text
    assert "2 people can be invited" in page
    assert "1 without consent valid in their country" in page
    assert "Germans &amp; friends" in page
    place = f"/events/{event.id}/invite"
    for how in ({"headers": {"X-Autosave": "1"}, "data": {"list": str(whom), "do": "save"}},
                {"data": {"list": str(whom), "do": "count"}}):  # fmt: skip
        page = alice.post(place, **how).text
        assert "2 people can be invited" in page
        assert "without consent" not in page
    assert invited(world, event) == set()
    done = alice.post(place, data={"list": str(whom), "do": "invite"}, follow_redirects=True)
    assert "Invitations are scheduled" in done.text
    world.session.refresh(event)
    assert (event.segment_id, event.invited_at) != (None, None)
    assert event.hold_until is not None
    assert event.hold_until - now < timedelta(minutes=2)
    assert alice.post(place, data={"list": "segment:nothing"}).status_code == 422


def test_another_partners_segment_is_not_on_the_page(
    browse: Callable[[Actor], FlaskClient], world: World, event: Event
) -> None:
    theirs = segment(world, "Charlie's own", actor=world.charlie)
    world.person("Sara")
    world.session.commit()
    page = browse(world.alice).get(f"/events/{event.id}?list={theirs}").text
    assert "Charlie&#39;s own" not in page
    assert "1 person can be invited" in page


def test_who_was_invited_to_one_event_of_a_kit_is_not_invited_to_the_next(world: World) -> None:
    for name in ("Sara", "Jonas"):
        world.person(name)
    first = world.published()
    invites(world, first, Whom(list_id=world.list_id))
    go(world, first, "invitation-1")
    world.session.execute(update(Message).values(state=MessageState.ACCEPTED))
    assert go(world, first, "invitation-2") == {"Sara": "queued", "Jonas": "queued"}  # one run is one
    world.person("Omar")
    second = world.published()
    found = inviting(world.session, second, topic="", wanted=str(Whom(list_id=world.list_id)), now=NOW)
    assert (found.able, found.left_out) == (1, {"had_it": 2, "registered": 0})
    invites(world, second, Whom(list_id=world.list_id))
    assert go(world, second, "invitation-1") == {"Sara": "skipped had_it", "Jonas": "skipped had_it", "Omar": "queued"}
