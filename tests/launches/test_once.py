"""One page, one launch: by its key, under a lock."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tcma.base.db import transaction
from tcma.launches import actions
from tcma.launches.models import Launch
from tcma.launches.rules import AlreadyScheduled, LaunchState, Wish
from tests.launches.world import HEAD, HOLD, INTRO, NOW, World


def wished(world: World, **changes: Any) -> Wish:
    return Wish(**{"language": "en", "list_id": world.list_id, "when": "now", **changes})


def test_a_page_is_known_by_its_key_and_only_to_its_partner(world: World, session: Session) -> None:
    launch = world.scheduled(key="page 1")
    assert actions.under_key(session, partner_id=world.partner.id, key="page 1") == launch
    assert actions.under_key(session, partner_id=world.partner.id, key="page 2") is None
    assert actions.under_key(session, partner_id=world.charlie.partner, key="page 1") is None
    assert actions.under_key(session, partner_id=world.partner.id, key="") is None


def test_the_same_page_again_is_the_same_wish(world: World, session: Session) -> None:
    launch = world.scheduled(words={INTRO: "Ours."}, languages=("en", "de"))
    actions.same(session, launch, wished(world, words={INTRO: "Ours."}, languages=("de", "en")))
    actions.same(session, launch, wished(world))


@pytest.mark.parametrize(
    "change",
    [{"words": {INTRO: "Other."}}, {"words": {HEAD: "Who would notice?"}}, {"languages": ("en",)}, {"when": "best"},
     {"when": "at", "at": NOW + timedelta(days=1)}],
)  # fmt: skip
def test_another_wish_under_the_key_is_refused_and_changes_nothing(
    world: World, session: Session, change: dict[str, Any]
) -> None:
    launch = world.scheduled(words={INTRO: "Ours."})
    with pytest.raises(AlreadyScheduled) as refusal:
        actions.same(session, launch, wished(world, **change))
    assert refusal.value.status == 422
    assert launch.own_words == {"en": {INTRO: "Ours."}}


def test_another_list_under_the_key_is_refused(world: World, session: Session) -> None:
    launch = world.scheduled()
    other = world.new_list("Others")
    with pytest.raises(AlreadyScheduled):
        actions.same(session, launch, wished(world, list_id=other))


def test_a_chosen_time_is_the_same_wish_even_where_the_hold_moved_it(world: World, session: Session) -> None:
    soon = NOW + timedelta(seconds=5)
    launch = world.scheduled(when="at", at=soon)
    assert launch.starts_at == NOW + HOLD
    actions.same(session, launch, wished(world, when="at", at=soon))
    with pytest.raises(AlreadyScheduled):
        actions.same(session, launch, wished(world, when="at", at=NOW + timedelta(hours=2)))


def press(world: World, key: str, results: list[object]) -> None:
    """What the view does with one press of the button."""
    with transaction() as session:
        actions.lock_kit(session, partner_id=world.partner.id, kit_id=world.version.kit_id)
        found = actions.under_key(session, partner_id=world.partner.id, key=key)
        if found is None:
            draft = actions.save(session, actor=world.alice, version=world.version, wish=wished(world), now=NOW)
            found = actions.schedule(
                session, launch=draft, actor=world.alice, verified=True, hold=HOLD, key=key, now=NOW
            )
        results.append(found.id)


def test_two_clicks_at_the_same_moment_make_one_launch(database: Engine, world: World, session: Session) -> None:
    session.commit()
    results: list[object] = []
    threads = [threading.Thread(target=press, args=(world, "page 1", results)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(results), len(set(results))) == (4, 1)
    assert session.scalar(select(func.count(Launch.id)).where(Launch.state != LaunchState.DRAFT)) == 1
    assert session.scalar(select(func.count(Launch.id))) == 1
