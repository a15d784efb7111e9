"""From the buffer to touches, whatever crashes in between."""

from datetime import timedelta

import pytest
from redis import Redis
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.adapters.hits import STREAM, UNREADABLE, ValkeyHits
from tcma.base.db import new_id
from tcma.base.facts import Fact
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.tracking import jobs
from tcma.tracking.actions import TOUCHES_RECORDED, class_hits, forget_hits, keep_hits, shorten_addresses
from tcma.tracking.models import Hit, Touch
from tcma.tracking.ports import BufferAway, HitBuffer
from tcma.tracking.rules import Channel, HitKind, RawHit, TouchKind
from tests.tracking.world import NOW, World, ago_of


def touches(session: Session) -> list[Touch]:
    session.expire_all()
    return list(session.scalars(select(Touch).order_by(Touch.at, Touch.id)))


def test_a_hit_says_the_same_after_a_journey_through_the_buffer(world: World) -> None:
    hit = world.raw(world.mail(world.contact()))
    assert RawHit.from_json(hit.to_json()) == hit


def test_a_persons_click_becomes_a_touch_that_knows_where_it_belongs(
    world: World, buffer: ValkeyHits, session: Session
) -> None:
    contact = world.contact()
    sent = world.mail(contact)
    hit = world.raw(sent)
    buffer.append(hit)

    jobs.ingest()

    (touch,) = touches(session)
    assert (touch.kind, touch.channel, touch.counts) == (TouchKind.CLICK, Channel.EMAIL, True)
    assert (touch.partner_id, touch.contact_id) == (world.partner_id, contact.id)
    assert (touch.message_id, touch.link_id, touch.hit_id) == (sent.message.id, sent.page.id, hit.id)
    assert (touch.version_id, touch.kit_id) == (world.version.id, world.version.kit_id)
    assert (touch.asset_id, touch.launch_id, touch.language) == (world.assets["email-1"].id, world.launch_id, "en")
    assert touch.at == NOW


def test_ingesting_twice_adds_nothing(world: World, buffer: ValkeyHits, session: Session) -> None:
    hit = world.raw(world.mail(world.contact()))
    for _ in range(2):
        buffer.append(hit)
        jobs.ingest()
    jobs.ingest()

    assert session.scalar(select(func.count(Hit.id))) == 1
    assert len(touches(session)) == 1
    assert session.scalar(select(func.count(Fact.id)).where(Fact.name == TOUCHES_RECORDED)) == 1


def test_the_batch_is_one_fact_about_the_launch(world: World, session: Session) -> None:
    hits = [world.raw(world.mail(world.contact(f"p{n}@alnoor.example"))) for n in range(3)]
    keep_hits(session, hits)
    class_hits(session)
    assert session.scalars(select(Fact.subject_id).where(Fact.name == TOUCHES_RECORDED)).all() == [world.launch_id]


def test_what_was_read_and_not_stored_is_read_again(world: World, buffer: ValkeyHits, session: Session) -> None:
    """The reader dies after `read`: the next one gets the same hits first, then the new ones."""
    first, second = (world.raw(world.mail(world.contact(f"p{n}@alnoor.example"))) for n in range(2))
    buffer.append(first)
    assert [hit for _, hit in buffer.read(10)] == [first]
    buffer.append(second)

    jobs.ingest()

    assert {row.id for row in session.scalars(select(Hit))} == {first.id, second.id}
    assert buffer.read(10) == []


def test_what_was_stored_and_not_taken_off_is_stored_once(world: World, buffer: ValkeyHits, session: Session) -> None:
    """The reader dies between the commit and `done`."""
    hit = world.raw(world.mail(world.contact()))
    buffer.append(hit)
    keep_hits(session, [found for _, found in buffer.read(10)])
    session.commit()

    jobs.ingest()

    assert session.scalar(select(func.count(Hit.id))) == 1
    assert len(touches(session)) == 1


def test_what_is_done_leaves_the_stream(world: World, buffer: ValkeyHits, settings: Settings) -> None:
    buffer.append(world.raw(world.mail(world.contact())))
    jobs.ingest()
    with Redis.from_url(settings.redis_url) as redis:
        assert redis.xlen(STREAM) == 0


def test_an_entry_that_nobody_can_read_is_put_aside(world: World, buffer: ValkeyHits, settings: Settings) -> None:
    buffer.read(1)
    with Redis.from_url(settings.redis_url) as redis:
        redis.xadd(STREAM, {"hit": "not what we write"})
        good = world.raw(world.mail(world.contact()))
        buffer.append(good)
        assert [hit for _, hit in buffer.read(10)] == [good]
        assert redis.xlen(UNREADABLE) == 1


def test_without_valkey_appending_gives_up_at_once(world: World) -> None:
    nowhere = ValkeyHits(Redis.from_url("redis://127.0.0.1:1/0"))
    hit = world.raw(world.mail(world.contact()))
    for _ in range(2):
        with pytest.raises(BufferAway):
            nowhere.append(hit)
    with pytest.raises(BufferAway):
        nowhere.read(1)


def test_hits_in_the_database_are_classed_while_valkey_is_away(world: World, session: Session) -> None:
    provide(HitBuffer, ValkeyHits(Redis.from_url("redis://127.0.0.1:1/0")))
    keep_hits(session, [world.raw(world.mail(world.contact()))])
    session.commit()
    jobs.ingest()
    assert len(touches(session)) == 1


def test_a_hit_stays_unclassed_until_its_neighbours_are_known(world: World, session: Session) -> None:
    keep_hits(session, [world.raw(world.mail(world.contact()), ago=1)])
    class_hits(session)
    assert world.classes() == [(HitKind.NEW, "")]
    assert touches(session) == []


def test_a_scanner_that_follows_every_link_touches_nothing(world: World, session: Session) -> None:
    sent = world.mail(world.contact())
    keep_hits(session, [world.raw(sent, sent.page, ago=60), world.raw(sent, sent.other, ago=59.6)])
    class_hits(session)
    assert world.classes() == [(HitKind.MACHINE, "several links in a second")] * 2
    assert touches(session) == []


def test_a_later_click_of_a_person_still_counts(world: World, session: Session) -> None:
    sent = world.mail(world.contact(), delivered=300)
    keep_hits(session, [world.raw(sent, ago=299), world.raw(sent, ago=200)])
    class_hits(session)
    assert world.classes() == [(HitKind.MACHINE, "within 2 s of delivery"), (HitKind.HUMAN, "")]
    assert len(touches(session)) == 1


def test_until_ses_says_delivered_the_time_it_was_taken_stands_in(world: World, session: Session) -> None:
    sent = world.mail(world.contact(), delivered=None)
    keep_hits(session, [world.raw(sent, ago=3599)])
    class_hits(session)
    assert world.classes() == [(HitKind.MACHINE, "within 2 s of delivery")]


def test_a_receipt_that_comes_late_takes_the_click_back(world: World, session: Session) -> None:
    sent = world.mail(world.contact(), delivered=None)
    keep_hits(session, [world.raw(sent, ago=10)])
    class_hits(session)
    assert len(touches(session)) == 1

    world.deliver(sent, ago_of(11))
    class_hits(session)

    assert world.classes() == [(HitKind.MACHINE, "within 2 s of delivery")]
    assert touches(session) == []


def test_a_click_that_seemed_a_repetition_counts_when_the_first_one_turns_out_a_machines(
    world: World, session: Session
) -> None:
    sent = world.mail(world.contact(), delivered=None)
    keep_hits(session, [world.raw(sent, ago=50), world.raw(sent, ago=20)])
    class_hits(session)
    assert [touch.at for touch in touches(session)] == [ago_of(50)]

    world.deliver(sent, ago_of(51))
    class_hits(session)

    assert [kind for kind, _ in world.classes()] == [HitKind.MACHINE, HitKind.HUMAN]
    assert [touch.at for touch in touches(session)] == [ago_of(20)]


def test_a_trap_hit_that_comes_late_takes_the_clicks_near_it_back(world: World, session: Session) -> None:
    sent = world.mail(world.contact())
    keep_hits(session, [world.raw(sent, sent.page, ago=12)])
    class_hits(session)
    assert len(touches(session)) == 1

    keep_hits(session, [world.raw(sent, sent.trap, ago=5)])
    class_hits(session)

    assert [reason for _, reason in world.classes()] == ["near a trap link", "trap link"]
    assert touches(session) == []


def test_the_same_link_again_within_half_an_hour_is_the_same_click(world: World, session: Session) -> None:
    sent = world.mail(world.contact())
    minutes = [0, 2, 29, 31, 62]
    keep_hits(session, [world.raw(sent, ago=500 - m, at=NOW + timedelta(minutes=m)) for m in minutes])
    class_hits(session)
    assert [touch.at - NOW for touch in touches(session)] == [timedelta(minutes=m) for m in (0, 31, 62)]


@pytest.mark.parametrize("email", ["alice@kestrel.example", "someone@northgate.example", "vera@northgate.example"])
def test_own_people_never_count(world: World, session: Session, email: str) -> None:
    keep_hits(session, [world.raw(world.mail(world.contact(email)))])
    class_hits(session)
    assert world.classes() == [(HitKind.HUMAN, "")]
    assert touches(session) == []


def test_people_of_another_partner_do_count(world: World, session: Session) -> None:
    keep_hits(session, [world.raw(world.mail(world.contact("someone@alderfinch.example")))])
    class_hits(session)
    assert len(touches(session)) == 1


def test_test_mails_never_count(world: World, session: Session) -> None:
    keep_hits(session, [world.raw(world.mail(world.contact(), origin="test"))])
    class_hits(session)
    assert touches(session) == []


def test_a_hit_for_a_link_that_is_gone_is_dropped_and_the_rest_kept(world: World, session: Session) -> None:
    sent = world.mail(world.contact())
    good = world.raw(sent)
    lost = RawHit(**{**vars(world.raw(sent)), "link_id": new_id()})
    assert keep_hits(session, [lost, good]) == 1


def test_raw_hits_go_after_90_days_and_addresses_are_shortened_after_30(world: World, session: Session) -> None:
    sent = world.mail(world.contact())
    keep_hits(session, [world.raw(sent, at=NOW - timedelta(days=days)) for days in (1, 31, 91)])
    class_hits(session)
    before = len(touches(session))

    for left in (1, 0):
        assert forget_hits(session, before=NOW - timedelta(days=90), limit=10) == left
        assert shorten_addresses(session, before=NOW - timedelta(days=30), limit=10) == left

    session.expire_all()
    assert sorted(session.scalars(select(Hit.ip))) == ["203.0.113.7", "~203.0.113.0"]
    assert len(touches(session)) == before
