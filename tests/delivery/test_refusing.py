"""Whatever happens in whatever order, no mail goes to who said no; and who may be written to gets theirs."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from tcma.adapters.local import LocalMailer
from tcma.audiences import actions as audiences
from tcma.audiences.models import Contact, Suppression
from tcma.audiences.queries import standing, suppressed
from tcma.base import clock, tokens
from tcma.base.clock import ClockOffset
from tcma.base.db import new_id, transaction
from tcma.base.errors import Refusal
from tcma.base.keyed import keyed
from tcma.base.roles import Role
from tcma.base.tools import use
from tcma.delivery import actions
from tcma.delivery.actions import Recipient
from tcma.delivery.rules import Policy
from tcma.reactions import REACTIONS
from tcma.rights.actions import erase
from tests.audiences.files import preview
from tests.cast import actor, partner, person, programme
from tests.delivery.chaos.figures import CHAOS
from tests.delivery.conftest import a_composition
from tests.delivery.events import apply, event, stored
from tests.delivery.refusing import Noes

PARTNERS, TOPICS = ("kestrel", "alder"), ("security", "news")
PEOPLE = ("sara@noor", "omar@noor")
EXAMPLES = 60 if CHAOS else 8
PHASES = (Phase.explicit, Phase.generate)  # shrinking would take minutes: a step here is a round of real transactions
_HELD = ("unsubscribed", "opted_out", "bounced", "complained", "listed", "topic", "unavailable", "erased")
_example = count(1)
partners, people = st.sampled_from(PARTNERS), st.sampled_from(PEOPLE)


class Leaving(RuleBasedStateMachine):
    """One programme, two partners, two people; each example has its own, in the one transaction of the test.

    After every event the waiting mails of one partner begin, of one after the other, and the beginning is rolled back:
    they wait for the next event. Nothing is sent for good but the first mails, from which bounces and complaints come.
    """

    client: FlaskClient  # set by the test

    def __init__(self) -> None:
        super().__init__()
        self.number, self.noes = next(_example), Noes()
        self.links: dict[tuple[str, str], list[str]] = {}  # partner, address: tokens out in the world
        self.sent: list[tuple[UUID, str, str]] = []  # attempt, partner, address
        self.waiting: list[tuple[UUID, str, str]] = []  # claim, partner, topic
        self.merging: list[tuple[UUID, str, set[str]]] = []  # merge, partner, addresses

    @initialize()
    def found(self) -> None:
        with transaction() as session:
            programme(session)
            self.partners = {name: partner(session, slug=f"{name}-{self.number}", name=name).id for name in PARTNERS}
            self.actor = actor(person(session, email=f"vera{self.number}@northgate.example"))
            self.members = {
                name: actor(person(session, email=f"{name}{self.number}@northgate.example", role=Role.PARTNER_ADMIN,
                                   partner_id=partner_id)) for name, partner_id in self.partners.items()
            }  # fmt: skip
            for partner_id in self.partners.values():
                for topic in TOPICS:
                    audiences.writes_about(session, partner_id=partner_id, topic=topic, names={},
                                           now=clock.now(session))  # fmt: skip
        for who in PARTNERS:
            self.import_file(who, list(PEOPLE), no=False)
            first = self.claimed(who, "news")
            with transaction() as session:
                begun = actions.begin(session, claim_id=first, lease=3600, now=clock.now(session))
                assert begun is not None
                self.sent += [(attempt, who, one.addr_key) for attempt, one in begun.messages.items()]
            self.waiting += [(self.claimed(who, topic), who, topic) for topic in TOPICS]

    def claimed(self, who: str, topic: str) -> UUID:
        """A mail to everyone of this partner, on its way already: what comes now comes after the claim."""
        with transaction() as session:
            now, partner_id = clock.now(session), self.partners[who]
            step = actions.schedule(
                session, partner_id=partner_id, origin="launch", origin_id=new_id(), policy=Policy.AT_MOST_ONCE,
                sender="Partner <p@northgate.example>", contents={"en": a_composition(session, partner_id, now)},
                due_at=now, topic=topic,
            )  # fmt: skip
            found = zip(self.keys(), [self.contact(session, who, name) for name in PEOPLE], strict=True)
            recipients = [Recipient(key, key, key, "en", {}, one.id if one else None) for key, one in found]
            actions.plan(session, step=step, recipients=recipients, now=now)
            claim = actions.claim(session, step_id=step.id, size=50, lease=3600)
            assert claim is not None
            return claim.id

    def address(self, name: str) -> str:
        return f"{name}-{self.number}.example"

    def contact(self, session: Session, who: str, name: str) -> Contact | None:
        mine = select(Contact).where(Contact.partner_id == self.partners[who], Contact.addr_key == self.address(name))
        return session.scalars(mine).first()

    @rule(who=partners, names=st.lists(people, min_size=1, max_size=2, unique=True), no=st.booleans())
    def import_file(self, who: str, names: list[str], no: bool) -> None:
        """The same people again and again; the first of them, perhaps, with a no in the file."""
        rows = "".join(f"{self.address(name)},{'yes' if no and name == names[0] else ''}\n" for name in names)
        text = f"email,opt out\n{rows}"
        with transaction() as session:
            absent = {name for name in names if self.contact(session, who, name) is None}
            found = preview(session, self.partners[who], text)
            audiences.store_import(session, partner_id=self.partners[who], import_id=found.id, body=text.encode(),
                                   basis="express", now=clock.now(session))  # fmt: skip
            if no:
                self.noes.opted_out(who, self.address(names[0]))
            for name in names:
                found_again = self.mail_a_link(session, who, name)
                assert not (found_again and name in absent and self.noes.gone(who, self.address(name)))

    def mail_a_link(self, session: Session, who: str, name: str) -> bool:
        """Whether there is somebody to mail it to."""
        if (known := self.contact(session, who, name)) is not None:
            link = tokens.sign("unsubscribe", known.id.bytes + new_id().bytes)
            self.links.setdefault((who, self.address(name)), []).append(link)
        return known is not None

    @rule(who=partners, name=people, do=st.sampled_from(["one click", "partner", "programme"]), data=st.data())
    def leave(self, who: str, name: str, do: str, data: st.DataObject) -> None:
        """By any link of any mail, however old."""
        form = {"List-Unsubscribe": "One-Click"} if do == "one click" else {"do": do}
        assert self.client.post(f"/u/{self.link(who, name, data)}", data=form).status_code == 200
        self.noes.leave(who, self.address(name), everyone=do == "programme")

    @rule(who=partners, name=people, data=st.data())
    def undo(self, who: str, name: str, data: st.DataObject) -> None:
        self.client.post(f"/u/{self.link(who, name, data)}", data={"do": "undo"})
        self.noes.undo(who, self.address(name))

    @rule(who=partners, name=people, wanted=st.sets(st.sampled_from(TOPICS)), data=st.data())
    def choose_topics(self, who: str, name: str, wanted: set[str], data: st.DataObject) -> None:
        form = {"do": "topics", "topic": sorted(wanted)}
        self.client.post(f"/p/{self.link(who, name, data)}", data=form)
        self.noes.choose(who, self.address(name), set(TOPICS) - wanted)

    def link(self, who: str, name: str, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(self.links[who, self.address(name)]))

    @rule(who=partners, name=people, proven=st.booleans())
    def fill_in_a_form(self, who: str, name: str, proven: bool) -> None:
        """A yes on a form; only one that was reached by a link in their own mail is surely theirs."""
        with transaction() as session:
            audiences.contact_from_form(session, partner_id=self.partners[who], email=self.address(name), fields={},
                                        consent=True, wording="Yes", now=clock.now(session), proven=proven)  # fmt: skip
            self.mail_a_link(session, who, name)
        if proven:
            self.noes.agree(who, self.address(name))

    @rule(who=st.sampled_from([*PARTNERS, ""]), name=people, whole=st.booleans(), asked=st.booleans())
    def list_by_hand(self, who: str, name: str, whole: bool, asked: bool) -> None:
        address = self.address(name)
        domain = address.partition("@")[2]
        with transaction() as session:
            audiences.list_keys(session, partner_id=self.partners.get(who), keys=[f"@{domain}" if whole else address],
                                asked=asked, actor=self.actor, now=clock.now(session))  # fmt: skip
        if asked and who and not whole:
            self.noes.opted_out(who, address)
        elif not who:
            self.noes.list_for_all(domain if whole else address)
        else:
            self.noes.listed[who].add(domain if whole else address)

    @rule(who=st.sampled_from([*PARTNERS, ""]))
    def take_off_by_hand(self, who: str) -> None:
        """Everything that may be taken off, and a try at all the rest."""
        with transaction() as session:
            named, hashed = Suppression.addr_key.contains(f"-{self.number}.example"), map(keyed, self.keys())
            mine = select(Suppression).where(named | Suppression.addr_key.in_(hashed))
            for row in session.scalars(mine).all():
                try:
                    audiences.unlist(session, partner_id=self.partners.get(who), suppression_id=row.id,
                                     actor=self.actor)  # fmt: skip
                except Exception:  # a refusal, of whatever kind: the model says what it must have been
                    continue
        self.noes.take_off(who)

    @rule(which=st.sampled_from([0, 1]), kind=st.sampled_from(["complained", "bounced"]))
    def hear_from_ses(self, which: int, kind: str) -> None:
        """Of one of the two only: the other stays one whom a lost no would reach."""
        attempt_id, who, address = [sent for sent in self.sent if sent[2] == self.address(PEOPLE[1])][which]
        apply(stored(event(attempt_id, address, kind)))
        self.noes.fail(who, address, kind)

    @rule(who=partners, names=st.permutations(PEOPLE), finish=st.booleans())
    def merge(self, who: str, names: list[str], finish: bool) -> None:
        """The second into the first. What follows a merge comes at once, or later."""
        with transaction() as session:
            kept, dropped = [self.contact(session, who, name) for name in names]
            if kept is None or dropped is None:
                return
            try:
                merged = audiences.merge(session, actor=self.members[who], kept_id=kept.id, dropped_id=dropped.id,
                                         wanted={}, now=clock.now(session))  # fmt: skip
            except Refusal:  # the one before it is not through yet
                return
        self.noes.merge(who, *self.keys())
        self.merging.append((merged.id, who, set(self.keys())))
        if finish:
            self.follow_merges()

    @rule()
    def follow_merges(self) -> None:
        for merge_id, who, group in self.merging:
            for follow in REACTIONS[audiences.CONTACTS_MERGED]:
                follow(str(merge_id))
            self.noes.share(who, group)
        self.merging.clear()

    @rule(where=st.sampled_from([*PARTNERS, *PARTNERS, ""]), name=people)
    def erase(self, where: str, name: str) -> None:
        """By a partner, or everywhere. Everywhere one of the two only, unless they were merged: see above."""
        address = self.address(name if where else PEOPLE[1])
        with transaction() as session:
            erase(session, address, partner_id=self.partners.get(where), now=clock.now(session))
        self.noes.erase(where, address)
        self.merging = [one for one in self.merging if self.noes.known_as(one[1], address) == one[2]]
        for claim_id, who, _ in self.waiting:
            assert address not in self.going(claim_id) or (where and who != where)
        # A mail of before is nobody's now; one that was planned without knowing takes its place.
        self.waiting = [(self.claimed(who, topic), who, topic) for _, who, topic in self.waiting]

    @rule(minutes=st.sampled_from([5, 11, 60 * 24 * 399]))
    def wait(self, minutes: int) -> None:
        self.noes.now += timedelta(minutes=minutes)
        with transaction() as session:
            offset = session.get(ClockOffset, 1)
            if offset is None:
                session.add(ClockOffset(id=1, offset=timedelta(minutes=minutes)))
            else:
                offset.offset += timedelta(minutes=minutes)

    @invariant()
    def nothing_begins_to_who_said_no_and_everything_else_does(self) -> None:
        self.waiting.reverse()  # first those of one partner, then those of the other
        for claim_id, who, topic in self.waiting[: len(TOPICS)]:
            going = self.going(claim_id)
            allowed = {key for key in self.keys() if self.noes.may_write(who, key, topic)}
            assert allowed - self.noes.unsure <= going <= allowed

    def going(self, claim_id: UUID) -> set[str]:
        with use(sessionmaker)() as session:
            begun = actions.begin(session, claim_id=claim_id, lease=3600, now=clock.now(session))
            going = {one.addr_key for one in begun.messages.values()} if begun else set()
            session.rollback()
        return going

    @invariant()
    def nobody_who_said_no_is_planned(self) -> None:
        with transaction() as session:
            for _, who, topic in self.waiting[: len(TOPICS)]:
                mine = select(Contact).where(Contact.partner_id == self.partners[who])
                contacts = {one.id: one.addr_key for one in session.scalars(mine)}
                stands = standing(session, partner_id=self.partners[who], contact_ids=list(contacts), topic=topic,
                                  now=clock.now(session))  # fmt: skip
                for contact_id, key in contacts.items():
                    may = self.noes.may_write(who, key, topic)
                    # A no withdraws the consent; a file does not bring it back, so that lists alone may still be off.
                    assert stands[contact_id].reason in (("", "no_consent") if may else set(_HELD))

    def keys(self) -> list[str]:
        return [self.address(name) for name in PEOPLE]

    @invariant()
    def the_vendor_s_own_mail_stops_too(self) -> None:
        with transaction() as session:
            held = set(suppressed(session, None, self.keys()))
            must = {key for key in self.keys() if not self.noes.vendor_may_write(key)}
            assert must <= held <= must | self.noes.unsure


@pytest.fixture
def machine(client: FlaskClient, session: Session, mailer: LocalMailer) -> Iterator[type[Leaving]]:
    Leaving.client = client
    yield Leaving
    del Leaving.client


def test_no_mail_ever_goes_to_who_said_no(machine: type[Leaving]) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=20, phases=PHASES))
