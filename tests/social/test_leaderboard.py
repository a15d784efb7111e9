"""Visitors x 1, people who answered x 10, approved registrations x 50; by name only for who wants it, at home only."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tcma.base.access import Actor
from tcma.base.db import new_id
from tcma.social import actions, queries
from tcma.social.rules import Points
from tests.deals.pages import words
from tests.launches.world import NOW
from tests.social.posts import LINKEDIN_BOT, PHONE, Sharing, later


def board(sharing: Sharing) -> list[tuple[int, str, Points]]:
    return [(one.rank, one.name, one.points) for one in queries.leaderboard(sharing.session, sharing.world.partner.id)]


def test_points_are_what_the_page_says() -> None:
    assert Points(3, 2, 1).total == 3 + 20 + 50


def test_visitors_and_answers_count_for_whose_link_it_was(sharing: Sharing) -> None:
    omar, lina = sharing.sharer(), sharing.sharer("Lina")
    actions.show_name(sharing.session, omar, named=True)
    (his,), (hers,) = sharing.links(omar), sharing.links(lina)
    for agent in ("Mozilla/5.0 (one)", "Mozilla/5.0 (two)", "Mozilla/5.0 (two)", LINKEDIN_BOT):
        sharing.follow(his, agent)
    sharing.follow(hers, PHONE)
    sharing.settle()
    sharing.answer(sharing.land(hers, PHONE))
    sharing.answer(sharing.land(hers, PHONE), message="And again")
    sharing.settle()
    assert board(sharing) == [(1, "", Points(1, 1)), (2, "Omar", Points(2))]


def test_one_visitor_of_two_posts_of_a_person_is_one_visitor(sharing: Sharing) -> None:
    omar = sharing.sharer()
    for query in ("?network=linkedin", "?network=whatsapp"):
        sharing.follow(sharing.links(omar, query)[0])
        sharing.settle()
    assert len(sharing.touches()) == 2
    assert board(sharing) == [(1, "", Points(1))]


def test_equal_points_share_a_place(sharing: Sharing) -> None:
    for name in ("Omar", "Lina"):
        sharing.follow(sharing.links(sharing.sharer(name))[0])
        sharing.settle()
    assert [rank for rank, _, _ in board(sharing)] == [1, 1]


def test_an_approved_registration_counts_once_for_whoever_brought_the_person(sharing: Sharing) -> None:
    omar = sharing.sharer()
    sharing.answer(sharing.land(sharing.links(omar)[0]))
    (response,) = sharing.responses()
    sharing.sharer("Lina")
    registration = new_id()
    for _ in range(2):
        actions.note_approved(
            sharing.session, partner_id=sharing.world.partner.id, contact_id=response.contact_id,
            registration_id=registration, now=later(9_000),
        )  # fmt: skip
    actions.note_approved(
        sharing.session, partner_id=sharing.world.partner.id, contact_id=sharing.world.people["Sara"].id,
        registration_id=new_id(), now=later(9_000),
    )  # fmt: skip
    assert board(sharing) == [(1, "", Points(0, 1, 1))]


def test_own_people_who_try_the_form_earn_nothing(sharing: Sharing) -> None:
    omar = sharing.sharer()
    sharing.answer(sharing.land(sharing.links(omar)[0]), email="bob@kestrel.example")
    assert board(sharing) == []


def test_the_person_decides_whether_the_name_is_shown(sharing: Sharing) -> None:
    omar = sharing.sharer()
    sharing.follow(sharing.links(omar)[0])
    sharing.settle()
    place = queries.share_path(omar.id)
    assert "A colleague You" in words(sharing.client.get(place))
    sharing.client.post(f"{place}/name", data={"named": "yes"})
    sharing.session.expire_all()
    assert board(sharing)[0][1] == "Omar"
    sharing.client.post(f"{place}/name", data={"named": "no"})
    sharing.session.expire_all()
    assert board(sharing)[0][1] == ""


def test_another_partner_sees_nothing_of_it(sharing: Sharing, browse: Callable[[Actor], FlaskClient]) -> None:
    omar = sharing.sharer()
    actions.show_name(sharing.session, omar, named=True)
    sharing.follow(sharing.links(omar)[0])
    sharing.settle()
    charlie = browse(sharing.world.charlie)
    assert "Omar" not in charlie.get("/share").text
    assert "Nobody has followed a post yet" in words(charlie.get("/share"))
    theirs = actions.take_part(sharing.session, actor=sharing.world.charlie, now=NOW)
    assert "Omar" not in sharing.wall(theirs).text


@pytest.mark.parametrize("place", ["/share", "/results"])
def test_the_partner_finds_the_list_where_it_looks(
    sharing: Sharing, browse: Callable[[Actor], FlaskClient], place: str
) -> None:
    omar = sharing.sharer()
    actions.show_name(sharing.session, omar, named=True)
    sharing.follow(sharing.links(omar)[0])
    sharing.settle()
    assert "Who brought how much" in browse(sharing.world.bob).get(place).text
    assert "Omar" in browse(sharing.world.bob).get(place).text
