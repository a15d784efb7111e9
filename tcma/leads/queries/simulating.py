"""Rules tried on leads that came before: who would have been asked first, beside what happened."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.leads.models import Lead, VendorLead
from tcma.leads.queries.routing import firms, partner_names
from tcma.leads.rules import OPEN, Ask, Firm, LeadState, RuleSet, decide

MOST = 500


@dataclass(frozen=True)
class Tried:
    """One lead. `rule` is its place from 1, 0 for none; `partner` and `had` are names, empty for nobody."""

    lead: VendorLead
    rule: int
    partner: str
    had: str

    @property
    def same(self) -> bool:
        return self.partner == self.had


@dataclass(frozen=True)
class Trial:
    """`would` and `did` are leads by partner, the most first; leads that wait for a person stand under ''."""

    tried: Sequence[Tried]
    would: Sequence[tuple[str, int]]
    did: Sequence[tuple[str, int]]

    @property
    def same(self) -> int:
        return sum(one.same for one in self.tried)


def simulate(session: Session, rules: RuleSet, *, since: datetime) -> Trial:
    """Of the leads since then, at most the last 500, in the order they came.

    Everyone says yes at once, turns begin anew, and a lead takes room for as long as it really did, at whoever had
    it: until it was closed, or for ever. Nothing is written.
    """
    rows = session.execute(
        select(VendorLead, Lead.state, Lead.updated_at)
        .outerjoin(Lead, (Lead.vendor_lead_id == VendorLead.id) & (Lead.partner_id == VendorLead.partner_id))
        .where(VendorLead.created_at >= since).order_by(VendorLead.id.desc()).limit(MOST)
    ).all()  # fmt: skip
    names = partner_names(session)
    here = {one.id: replace(one, busy=0, waits_since=None) for one in firms(session)}
    turns: dict[UUID, dict[UUID, int]] = {}
    taken: dict[UUID, list[datetime | None]] = {one: [] for one in here}
    tried: list[Tried] = []
    for lead, state, changed_at in reversed(rows):
        now = lead.created_at
        ready = [_at(firm, taken[firm.id], now) for firm in here.values()]
        ask = Ask(lead.account_domain, lead.country, lead.product, lead.vertical)
        found = decide(rules, ask, ready, turns)
        if found.partner is not None and found.rule is not None:
            turns[found.rule.id] = {**turns.get(found.rule.id, {}), **found.credits}
            taken[found.partner].append(_until(state, changed_at))
            here[found.partner] = replace(here[found.partner], waits_since=now)
        place = rules.rules.index(found.rule) + 1 if found.rule else 0
        would, had = (names[one] if one else "" for one in (found.partner, lead.partner_id))
        tried.append(Tried(lead, place, would, had))
    return Trial(tried, Counter(one.partner for one in tried).most_common(),
                 Counter(one.had for one in tried).most_common())  # fmt: skip


def _at(firm: Firm, taken: Sequence[datetime | None], now: datetime) -> Firm:
    return replace(firm, busy=sum(until is None or until > now for until in taken))


def _until(state: LeadState | None, changed_at: datetime | None) -> datetime | None:
    """Until when a lead took room; None: it still does, or nobody had it."""
    return None if state is None or state in OPEN else changed_at
