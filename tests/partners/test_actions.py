"""Invitations, sessions and sign-in in the database."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import tokens
from tcma.base.access import Role
from tcma.base.clock import ClockOffset
from tcma.base.errors import Forbidden, Gone, Invalid, NotFound, Refusal, TooMany
from tcma.base.facts import Fact
from tcma.partners import actions, queries
from tcma.partners.actions.hashing import hashed
from tcma.partners.models import Person, SignInAttempt, WebSession
from tests.cast import MORNING, actor, alice, bob, charlie, partner, vera

GOOD = "violet tractor museum"


def test_an_invitation_becomes_a_fact_and_a_mail_with_names(session: Session) -> None:
    host = alice(session)
    invited = actions.invite(
        session, email=" Dana@Kestrel.example ", name="Dana Sample", role=Role.EMPLOYEE, partner_id=host.partner_id,
        language="de", actor=actor(host), now=MORNING,
    )  # fmt: skip
    assert session.scalars(select(Fact.subject_id).where(Fact.name == actions.INVITED)).all() == [invited.id]
    invited.expires_at = MORNING + timedelta(days=36_500)
    mail = queries.invitation_mail(session, invited.id)
    assert mail is not None
    assert (mail.to, mail.language, mail.inviter) == ("dana@kestrel.example", "de", "Alice Sample")
    assert (mail.organisation, mail.vendor) == ("Kestrel Systems", "Northgate")


def test_an_invitation_is_accepted_once(session: Session) -> None:
    host = alice(session)
    invited = actions.invite(
        session, email="dana@kestrel.example", name="Dana Sample", role=Role.EVENT_HOST, partner_id=host.partner_id,
        language="de", actor=actor(host), now=MORNING,
    )  # fmt: skip
    person = actions.accept(session, invitation_id=invited.id, password=GOOD, now=MORNING)
    assert (person.role, person.partner_id, person.timezone) == (Role.EVENT_HOST, host.partner_id, "Europe/Berlin")
    with pytest.raises(Gone):
        actions.accept(session, invitation_id=invited.id, password=GOOD, now=MORNING)
    assert queries.invitation_mail(session, invited.id) is None


def test_an_old_or_replaced_invitation_is_gone(session: Session) -> None:
    host = actor(alice(session))
    first, second = (
        actions.invite(
            session, email="dana@kestrel.example", name="Dana", role=Role.EMPLOYEE, partner_id=host.partner_id,
            language="en", actor=host, now=MORNING + timedelta(minutes=minutes),
        )
        for minutes in (0, 1)
    )  # fmt: skip
    later = MORNING + timedelta(minutes=2)
    with pytest.raises(Gone):
        actions.accept(session, invitation_id=first.id, password=GOOD, now=later)
    with pytest.raises(Gone):
        actions.accept(session, invitation_id=second.id, password=GOOD, now=later + timedelta(days=14))
    assert actions.accept(session, invitation_id=second.id, password=GOOD, now=later).name == "Dana"


def test_a_weak_password_leaves_the_invitation_open(session: Session) -> None:
    host = actor(alice(session))
    invited = actions.invite(
        session, email="dana@kestrel.example", name="Dana", role=Role.EMPLOYEE, partner_id=host.partner_id,
        language="en", actor=host, now=MORNING,
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        actions.accept(session, invitation_id=invited.id, password="northgate2026", now=MORNING)
    assert list(refused.value.errors) == ["password"]
    assert queries.open_invitation(session, invited.id, now=MORNING) is not None


def test_nobody_invites_beyond_their_role(session: Session) -> None:
    vendor, marketer, other = vera(session), bob(session), charlie(session)
    channel = vera(session)
    for who, role, firm in (
        (marketer, Role.EMPLOYEE, marketer.partner_id),
        (other, Role.EMPLOYEE, marketer.partner_id),
        (other, Role.VENDOR_ADMIN, None),
        (vendor, Role.PARTNER_MARKETER, marketer.partner_id),
    ):
        with pytest.raises(Forbidden):
            actions.invite(
                session, email="dana@example.com", name="Dana", role=role, partner_id=firm, language="en",
                actor=actor(who), now=MORNING,
            )  # fmt: skip
    channel.role = Role.CHANNEL_MANAGER
    assert actions.invite(
        session, email="dana@example.com", name="Dana", role=Role.PARTNER_ADMIN, partner_id=marketer.partner_id,
        language="en", actor=actor(channel), now=MORNING,
    ).role is Role.PARTNER_ADMIN  # fmt: skip


def test_an_address_with_an_account_is_not_invited_again(session: Session) -> None:
    host = alice(session)
    with pytest.raises(Invalid) as refused:
        actions.invite(
            session, email="ALICE@kestrel.example", name="A", role=Role.EMPLOYEE, partner_id=host.partner_id,
            language="en", actor=actor(host), now=MORNING,
        )  # fmt: skip
    assert list(refused.value.errors) == ["email"]


def test_another_partners_invitation_and_person_are_not_found(session: Session) -> None:
    host, other = alice(session), actor(charlie(session))
    invited = actions.invite(
        session, email="dana@kestrel.example", name="Dana", role=Role.EMPLOYEE, partner_id=host.partner_id,
        language="en", actor=actor(host), now=MORNING,
    )  # fmt: skip
    with pytest.raises(NotFound):
        actions.withdraw(session, invitation_id=invited.id, actor=other, now=MORNING)
    with pytest.raises(NotFound):
        actions.change_role(session, person_id=host.id, role=Role.EMPLOYEE, actor=other)
    with pytest.raises(NotFound):
        actions.deactivate(session, person_id=host.id, actor=other, now=MORNING)


def test_a_new_partner_gets_a_slug_and_its_administrator_an_invitation(session: Session) -> None:
    partner(session, slug="brightwave-it", name="Brightwave IT (old)")
    firm, invited = actions.add_partner(
        session, name="Brightwave IT", country="AE", region="Europe", language="ar", timezone="Asia/Dubai", website="",
        admin_name="Layla Sample", admin_email="layla@brightwave.example", actor=actor(vera(session)), now=MORNING,
    )  # fmt: skip
    assert firm.slug == "brightwave-it-2"
    assert (invited.partner_id, invited.role, invited.language) == (firm.id, Role.PARTNER_ADMIN, "ar")


def test_the_cookie_is_kept_as_a_hash_and_finds_its_person(session: Session) -> None:
    person = alice(session)
    token = actions.open_session(session, person_id=person.id, now=MORNING)
    kept = session.scalars(select(WebSession)).one()
    assert token not in (kept.token_hash, str(kept.id))
    assert len(kept.token_hash) == 64
    assert kept.expires_at == MORNING + timedelta(days=30)
    found = actions.actor_of(session, token, now=MORNING + timedelta(days=29))
    assert found == actor(person)
    assert actions.actor_of(session, token, now=MORNING + timedelta(days=30)) is None
    assert actions.actor_of(session, "another", now=MORNING) is None


def test_the_vendors_people_are_signed_out_the_same_day_and_idle_admins_sooner(session: Session) -> None:
    admin = vera(session)
    token = actions.open_session(session, person_id=admin.id, now=MORNING)
    assert session.scalars(select(WebSession.expires_at)).one() == MORNING + timedelta(hours=12)
    assert actions.actor_of(session, token, now=MORNING + timedelta(minutes=29)) is not None
    assert actions.actor_of(session, token, now=MORNING + timedelta(minutes=58)) is not None
    assert actions.actor_of(session, token, now=MORNING + timedelta(minutes=90)) is None


def test_nobody_is_signed_out_because_product_time_moved_on(session: Session) -> None:
    token = actions.open_session(session, person_id=vera(session).id, now=MORNING)
    session.add(ClockOffset(id=1, offset=timedelta(days=40)))
    session.flush()
    assert actions.actor_of(session, token, now=MORNING + timedelta(days=40, minutes=1)) is not None


def test_signing_in_anew_ends_the_session_the_browser_had(session: Session) -> None:
    person = alice(session)
    old = actions.open_session(session, person_id=person.id, now=MORNING)
    new = actions.open_session(session, person_id=person.id, now=MORNING, replacing=old)
    assert actions.actor_of(session, old, now=MORNING) is None
    assert actions.actor_of(session, new, now=MORNING) is not None


def test_a_changed_password_signs_out_every_other_browser(session: Session) -> None:
    person = alice(session)
    person.password_hash = hashed(GOOD)
    here = actions.open_session(session, person_id=person.id, now=MORNING)
    there = actions.open_session(session, person_id=person.id, now=MORNING)
    with pytest.raises(Invalid):
        actions.change_password(session, person_id=person.id, current="wrong", new="amber kettle sailing", token=here)
    actions.change_password(session, person_id=person.id, current=GOOD, new="amber kettle sailing", token=here)
    assert actions.actor_of(session, here, now=MORNING) is not None
    assert actions.actor_of(session, there, now=MORNING) is None


def test_a_changed_role_or_lost_access_ends_all_sessions(session: Session) -> None:
    admin, colleague = alice(session), bob(session)
    token = actions.open_session(session, person_id=colleague.id, now=MORNING)
    actions.change_role(session, person_id=colleague.id, role=Role.EMPLOYEE, actor=actor(admin))
    assert actions.actor_of(session, token, now=MORNING) is None
    token = actions.open_session(session, person_id=colleague.id, now=MORNING)
    actions.deactivate(session, person_id=colleague.id, actor=actor(admin), now=MORNING)
    assert actions.actor_of(session, token, now=MORNING) is None


def test_the_last_administrator_stays(session: Session) -> None:
    admin, colleague = alice(session), bob(session)
    with pytest.raises(Refusal, match="One administrator has to stay"):
        actions.change_role(session, person_id=admin.id, role=Role.EMPLOYEE, actor=actor(admin))
    with pytest.raises(Refusal, match="One administrator has to stay"):
        actions.deactivate(session, person_id=admin.id, actor=actor(admin), now=MORNING)
    actions.change_role(session, person_id=colleague.id, role=Role.PARTNER_ADMIN, actor=actor(admin))
    assert actions.change_role(session, person_id=admin.id, role=Role.EMPLOYEE, actor=actor(admin)).id == admin.id


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(session: Session) -> None:
    alice(session).password_hash = hashed(GOOD)
    session.flush()
    answers = [
        actions.sign_in(session, email=email, password="not the password", address="192.0.2.1", now=MORNING)
        for email in ("alice@kestrel.example", "nobody@kestrel.example")
    ]
    assert len({(type(answer), str(answer), str(answer.errors["password"])) for answer in answers
                if isinstance(answer, Invalid)}) == 1  # fmt: skip
    assert all(isinstance(answer, Invalid) for answer in answers)


def test_the_right_password_lets_in_whatever_the_case_of_the_address(session: Session) -> None:
    person = alice(session)
    person.password_hash = hashed(GOOD)
    session.flush()
    found = actions.sign_in(session, email=" Alice@Kestrel.example", password=GOOD, address="192.0.2.1", now=MORNING)
    assert isinstance(found, Person)
    assert found.id == person.id
    assert session.scalars(select(SignInAttempt)).all() == []


def test_a_person_without_access_or_of_a_partner_that_left_is_nobody(session: Session) -> None:
    person, other = alice(session), charlie(session)
    person.password_hash = other.password_hash = hashed(GOOD)
    person.deactivated_at = MORNING
    queries.one_partner(session, other.partner_id or person.id).deactivated_at = MORNING
    session.flush()
    for one in (person, other):
        answer = actions.sign_in(session, email=one.email, password=GOOD, address="192.0.2.1", now=MORNING)
        assert isinstance(answer, Invalid)


def test_after_ten_tries_even_the_right_password_waits_a_quarter_of_an_hour(session: Session) -> None:
    alice(session).password_hash = hashed(GOOD)
    session.flush()
    for _ in range(10):
        actions.sign_in(session, email="alice@kestrel.example", password="wrong", address="192.0.2.1", now=MORNING)

    def try_again(address: str, minutes: int) -> object:
        return actions.sign_in(
            session, email="alice@kestrel.example", password=GOOD, address=address,
            now=MORNING + timedelta(minutes=minutes),
        )  # fmt: skip

    assert isinstance(try_again("192.0.2.1", 1), TooMany)
    assert isinstance(try_again("198.51.100.7", 1), Person)
    assert isinstance(try_again("192.0.2.1", 17), Person)


def test_attempts_hold_no_names_and_go_after_an_hour(session: Session) -> None:
    alice(session)
    actions.sign_in(session, email="x@example.com", password="wrong", address="192.0.2.1", now=MORNING)
    kept = session.scalars(select(SignInAttempt)).one()
    assert "x@" not in kept.account
    assert "192" not in kept.address[:3] or len(kept.address) == 64
    actions.sign_in(
        session, email="y@example.com", password="wrong", address="192.0.2.9", now=MORNING + timedelta(hours=2)
    )
    assert len(session.scalars(select(SignInAttempt)).all()) == 1


def test_a_token_of_an_invitation_reads_for_nothing_else(session: Session) -> None:
    token = tokens.sign("invitation", alice(session).id.bytes)
    assert tokens.read("click", token) is None
    assert tokens.read("invitation", token) is not None


def test_another_firms_invitation_of_the_same_person_stands(session: Session) -> None:
    ours, theirs = actor(alice(session)), actor(charlie(session))
    first, _ = (
        actions.invite(
            session, email="dana@example.com", name="Dana", role=Role.EMPLOYEE, partner_id=host.partner_id,
            language="en", actor=host, now=MORNING,
        )
        for host in (ours, theirs)
    )  # fmt: skip
    person = actions.accept(session, invitation_id=first.id, password=GOOD, now=MORNING + timedelta(minutes=1))
    assert person.partner_id == ours.partner_id
