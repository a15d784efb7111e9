"""Who hears what of a deal by mail: once, in their language, with a link behind the sign-in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tcma.base.access import Role
from tcma.base.facts import Fact
from tcma.deals import actions, jobs
from tcma.deals.models import Deal, Registration
from tcma.partners.models import Partner, Person
from tcma.reactions import REACTIONS, TIMERS
from tests.deals.letters import Letter, letters
from tests.deals.world import NOW, World, partner, person


def one(found: list[Letter], name: str) -> Letter:
    """The only mail to somebody."""
    mine = [letter for letter in found if letter.to.startswith(name)]
    assert len(mine) == 1, [letter.to for letter in found]
    return mine[0]


def receivers(found: list[Letter]) -> list[str]:
    return sorted(letter.to.partition("@")[0].rstrip("0123456789") for letter in found)


def hear(world: World, name: str) -> None:
    """Run the reactions to every fact of this name, twice: one may come again."""
    world.session.flush()
    for subject in list(world.session.scalars(select(Fact.subject_id).where(Fact.name == name))) * 2:
        for reaction in REACTIONS[name]:
            reaction(str(subject))


def test_a_registration_that_waits_is_told_to_those_who_decide(world: World) -> None:
    carlos = person(world.session, "Carlos", Role.CHANNEL_MANAGER, None)
    person(world.session, "Maya", Role.CHANNEL_MARKETER, None)
    registration = world.registered(world.alice)
    hear(world, actions.DEAL_REGISTERED)
    found = letters(world.session, "deal-waiting")
    assert receivers(found) == ["carlos", "vera"]
    mail = one(found, carlos.email)
    assert mail.subject == "Alderfinch registers Al Noor Clinics"
    assert f"/hq/deals/{registration.id}" in mail.text
    assert "€12,000.00" in mail.text
    assert "Thu" in mail.text  # two business days after a Tuesday


def test_what_a_rule_answered_is_not_told_to_the_vendor(world: World) -> None:
    world.registered(world.alice, amount=None)
    world.opened(world.bob, domain="gulfport.example")
    world.registered(world.charlie, domain="gulfport.example")
    hear(world, actions.DEAL_REGISTERED)
    assert letters(world.session, "deal-waiting") == []


def test_an_answered_question_is_told_to_the_vendor_again(world: World) -> None:
    registration = world.registered(world.alice)
    hear(world, actions.DEAL_REGISTERED)
    ask(world, registration, "Which site?")
    actions.submit(world.session, registration_id=registration.id, actor=world.alice, now=NOW)
    hear(world, actions.DEAL_REGISTERED)
    assert receivers(letters(world.session, "deal-waiting")) == ["vera", "vera"]


def ask(world: World, registration: Registration, reason: str) -> None:
    actions.request_information(
        world.session, registration_id=registration.id, actor=world.vera, reason=reason, now=NOW
    )


def approve(world: World, registration: Registration) -> None:
    actions.approve(world.session, registration_id=registration.id, actor=world.vera, now=NOW)


def reject(world: World, registration: Registration) -> None:
    actions.reject(world.session, registration_id=registration.id, actor=world.vera, reason="We sell there.", now=NOW)


@pytest.mark.parametrize(
    ("decide", "fact", "subject", "said"),
    [
        (approve, actions.DEAL_DECIDED, "Approved: Al Noor Clinics",
         "Al Noor Clinics is protected until Monday, August 10, 2026."),
        (reject, actions.DEAL_DECIDED, "Not approved: Al Noor Clinics", "We sell there."),
        (lambda world, registration: ask(world, registration, "Which site?"), actions.DEAL_QUESTIONED,
         "A question about Al Noor Clinics", "Which site?"),
    ],
)  # fmt: skip
def test_an_answer_goes_to_the_partners_people_with_its_words(
    world: World, decide: Callable[[World, Registration], None], fact: str, subject: str, said: str
) -> None:
    registration = world.registered(world.bob)
    decide(world, registration)
    hear(world, fact)
    found = letters(world.session, "deal-answer")
    assert receivers(found) == ["alice", "bob"]
    mail = one(found, "alice")
    assert mail.subject == subject
    assert said in " ".join(mail.text.split())
    assert f"/deals/{registration.id}" in mail.text
    assert "Vera" not in mail.text


def test_a_refusal_for_anothers_claim_says_until_when_and_never_whose(world: World) -> None:
    world.opened(world.alice)
    world.registered(world.charlie)
    hear(world, actions.DEAL_DECIDED)
    mail = one(letters(world.session, "deal-answer"), "charlie")
    assert "already registered by another partner until Monday, August 10, 2026" in " ".join(mail.text.split())
    assert "lderfinch" not in mail.text


def test_a_question_answered_before_its_mail_was_written_is_not_sent(world: World) -> None:
    registration = world.registered(world.alice)
    ask(world, registration, "Which site?")
    actions.submit(world.session, registration_id=registration.id, actor=world.alice, now=NOW)
    hear(world, actions.DEAL_QUESTIONED)
    assert letters(world.session, "deal-answer") == []


def test_two_questions_are_two_mails(world: World) -> None:
    registration = world.registered(world.alice)
    for question in ("Which site?", "How many beds?"):
        ask(world, registration, question)
        hear(world, actions.DEAL_QUESTIONED)
        actions.submit(world.session, registration_id=registration.id, actor=world.alice, now=NOW)
    assert receivers(letters(world.session, "deal-answer")) == ["alice", "alice", "bob", "bob"]


def test_notices_go_to_the_partners_admins_and_marketers_who_are_still_there(world: World) -> None:
    firm = world.session.get_one(Partner, world.alice.partner)
    person(world.session, "Eve", Role.EMPLOYEE, firm)
    person(world.session, "Hans", Role.EVENT_HOST, firm)
    world.session.execute(update(Person).where(Person.id == world.bob.person_id).values(deactivated_at=NOW))
    person(world.session, "Dora", Role.PARTNER_ADMIN, partner(world.session, "elsewhere"))
    registration, _ = world.opened(world.alice)
    due = registration.protection_due_at
    assert due is not None
    actions.watch(world.session, registration_id=registration.id, public_url="https://portal.example", now=due)
    found = letters(world.session, "deal-notice")
    assert receivers(found) == ["alice"]
    mail = one(found, "alice")
    text = " ".join(mail.text.split())
    assert "Al Noor Clinics is protected until Monday, August 10, 2026: 15 days left." in text
    assert f"https://portal.example/deals/{registration.id}" in text


def test_everybody_reads_in_their_own_language(world: World) -> None:
    world.session.execute(update(Person).where(Person.id == world.bob.person_id).values(language="de"))
    world.session.execute(update(Person).where(Person.id == world.alice.person_id).values(language="ar"))
    registration, _ = world.opened(world.alice)
    assert registration.protection_due_at is not None
    actions.watch(world.session, registration_id=registration.id, public_url="", now=registration.protection_due_at)
    found = letters(world.session, "deal-notice")
    assert {letter.to[:3]: letter.language for letter in found} == {"ali": "ar", "bob": "de"}
    assert "10. August 2026" in one(found, "bob").text
    assert "أغسطس" in one(found, "alice").text


def test_the_end_is_told_to_the_partner(world: World) -> None:
    registration, _ = world.opened(world.alice)
    actions.watch(world.session, registration_id=registration.id, public_url="", now=NOW + timedelta(days=90))
    hear(world, actions.DEAL_EXPIRED)
    found = letters(world.session, "deal-end")
    assert receivers(found) == ["alice", "bob"]
    assert one(found, "bob").subject == "Al Noor Clinics: the protection has ended"


def test_the_beat_knows_what_is_due_and_its_job_does_it(world: World) -> None:
    assert any(timer.job is jobs.watch and timer.due is jobs.due_protections for timer in TIMERS)
    registration, deal = world.opened(world.alice, now=NOW - timedelta(days=3000))
    world.session.flush()
    assert list(jobs.due_protections(world.session)) == [str(registration.id)]
    jobs.watch(str(registration.id))
    world.session.expire_all()
    assert list(jobs.due_protections(world.session)) == []
    assert world.session.get_one(Deal, deal.id).stage == "expired"


def test_a_mails_link_needs_a_sign_in_and_changes_nothing(app: Flask, world: World) -> None:
    registration = world.registered(world.alice)
    for path in (f"/deals/{registration.id}", f"/hq/deals/{registration.id}"):
        answer = app.test_client().get(path)
        assert answer.status_code in (302, 303, 401)
    world.session.expire_all()
    assert world.session.get_one(Registration, registration.id).state == "under_review"
