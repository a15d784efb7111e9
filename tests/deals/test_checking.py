"""A partner asks before it registers: what it is told, how often, and what stays of it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from tcma.base import clock
from tcma.base.errors import Invalid, TooMany
from tcma.deals import actions, queries
from tcma.deals.actions.checking import MOST_A_DAY
from tcma.deals.actions.forgetting import forget_prechecks
from tcma.deals.models import PreCheck, Registration
from tests.deals.letters import letters
from tests.deals.pages import signed_in, words
from tests.deals.world import NOW, World

DAY = timedelta(days=1)


def ask(world: World, domain: str, country: str = "AE") -> actions.Answer:
    return actions.precheck(world.session, actor=world.charlie, domain=domain, country=country, now=NOW)


def own(world: World, domain: str, **more: bool) -> None:
    registration = world.registered(world.bob, domain=domain, account_name=domain)
    values = {"named": False, "customer": False, "owner": "", **more}
    actions.reject(world.session, registration_id=registration.id, actor=world.vera, reason="No.", now=NOW)
    actions.change_account(world.session, account_id=registration.accounts[0], now=NOW, **values)  # type: ignore[arg-type]  # of several kinds


def test_the_answer_is_free_or_taken_until_a_day_or_a_persons(world: World) -> None:
    protected, _ = world.opened(world.alice)
    world.registered(world.alice, domain="pending.example", account_name="Pending")
    own(world, "direct.example", named=True)
    own(world, "customer.example", customer=True)
    assert ask(world, "https://www.alnoor.example/x").kind == "taken"
    assert ask(world, "alnoor.example").until == protected.protected_until
    for domain in ("pending.example", "direct.example", "customer.example"):
        assert (ask(world, domain).kind, ask(world, domain).until) == ("person", None)
    assert ask(world, "alnoor.example", "DE").kind == "person"  # another country
    assert ask(world, "аlnoor.example").kind == "person"  # noqa: RUF001 - drawn alike
    assert ask(world, "free.example").kind == "free"
    assert [one.answer for one, _ in queries.prechecks(world.session)].count("person") == 8


@pytest.mark.parametrize("domain", ["gmail.com", "co.uk", "127.0.0.1", "x"])
def test_what_is_no_companys_domain_is_refused_and_not_counted(world: World, domain: str) -> None:
    with pytest.raises(Invalid):
        ask(world, domain)
    assert world.session.scalar(select(func.count()).select_from(PreCheck)) == 0


def test_a_partner_asks_only_so_often_in_a_day(world: World) -> None:
    world.session.add_all(
        PreCheck(partner_id=world.charlie.partner, person_id=world.charlie.person_id, domain="x.example",
                 country="AE", answer="free", rule="10/1", at=NOW - DAY + timedelta(seconds=one + 1))
        for one in range(MOST_A_DAY)
    )  # fmt: skip
    world.session.flush()
    with pytest.raises(TooMany):
        ask(world, "free.example")
    later = {"actor": world.charlie, "domain": "free.example", "country": "AE", "now": NOW + timedelta(seconds=2)}
    assert actions.precheck(world.session, **later).kind == "free"  # type: ignore[arg-type]  # of several kinds


def test_every_answer_and_every_refusal_costs_the_same_looks(world: World) -> None:
    """What is read says nothing of what was found."""
    world.opened(world.alice)
    own(world, "direct.example", named=True)
    said: list[str] = []

    def count(_: object, __: object, statement: str, *___: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            said.append(statement)

    def looks(domain: str) -> list[str]:
        said.clear()
        world.session.expire_all()
        ask(world, domain)
        return list(said)

    event.listen(world.session.get_bind(), "before_cursor_execute", count)
    try:
        looks("warm.example")
        found = [looks(domain) for domain in ("alnoor.example", "direct.example", "free.example")]
    finally:
        event.remove(world.session.get_bind(), "before_cursor_execute", count)
    assert found[0] == found[1] == found[2]


def test_the_page_answers_and_the_vendor_reads_what_was_asked(app: Flask, world: World) -> None:
    charlie = signed_in(app, world.session, world.charlie)
    assert "Is it free?" in words(charlie.get("/deals/check"))
    told = words(charlie.post("/deals/check", data={"domain": "free.example", "country": "AE"}))
    assert "free.example is free now." in told
    assert "is not a company's domain" in words(charlie.post("/deals/check", data={"domain": "gmail.com"}), 422)
    vera = signed_in(app, world.session, world.vera)
    listed = words(vera.get("/hq/deals/questions"))
    assert "free.example" in listed
    assert "Brightwave" in listed
    assert charlie.get("/hq/deals/questions").status_code == 404


def test_nobody_learns_of_a_rival_from_any_page_or_header_or_mail(app: Flask, world: World) -> None:
    """Alice's firm holds one account and waits for another; Charlie looks everywhere."""
    now = clock.now(world.session)
    held, _ = world.opened(world.alice, now=now, account_name="Al Noor of Alice", description="ALICES-SECRET")
    pending = world.registered(world.alice, domain="pending.example", now=now, account_name="Alices Pending")
    refused = world.registered(world.charlie, now=now, contact_name="Carla", contact_email="carla@alnoor.example")
    waiting = world.registered(world.charlie, domain="pending.example", now=now, contact_email="c@pending.example")
    appealed = world.registered(world.charlie, now=now, contact_email="d@alnoor.example")
    actions.appeal(world.session, registration_id=appealed.id, actor=world.charlie, reason="We met.", now=now)
    for one in (refused, waiting):
        actions.tell_answer(world.session, one, public_url="https://portal.example", now=now)
    world.session.flush()
    charlie = signed_in(app, world.session, world.charlie)
    answers = [charlie.get(path) for path in ("/deals", "/deals/rules", "/deals/check", "/deals/new", "/home")]
    answers += [charlie.get(f"/deals/{one.id}") for one in (refused, waiting, appealed)]
    answers += [
        charlie.post("/deals/check", data={"domain": domain, "country": "AE"})
        for domain in ("alnoor.example", "pending.example")
    ]
    told = "".join(f"{one.headers}{one.text}" for one in answers)
    told += "".join(one.subject + one.text for one in letters(world.session, "deal-answer"))
    mine = {str(one.number) for one in world.session.scalars(select(Registration)) if one.partner_id}
    rivals = [
        "Alderfinch", "alderfinch", "Alice", "Bob", "ALICES-SECRET", "sara@", str(held.id),
        str(pending.id), str(world.alice.partner), str(world.alice.person_id), world.alice.email,
    ]  # fmt: skip
    assert [name for name in rivals if name in told] == []
    assert f"Registration {held.number}" not in told
    assert len(mine) == 5


def test_questions_are_kept_for_a_year(world: World) -> None:
    ask(world, "alnoor.example")
    assert forget_prechecks(world.session, before=NOW, limit=10) == 0
    assert forget_prechecks(world.session, before=NOW + timedelta(seconds=1), limit=10) == 1
    assert world.session.scalars(select(PreCheck)).all() == []
