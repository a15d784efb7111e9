"""A vendor with rules and partners that take leads."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.roles import Role
from tcma.leads.actions import vendor
from tcma.leads.models import Offer, VendorLead
from tcma.leads.queries import history
from tcma.leads.rules import TIERS, OfferState, Rule, RuleSet
from tcma.leads.rules.enquiry import read_enquiry
from tcma.partners.models import Partner, Person
from tests import cast

NOW = datetime(2026, 5, 12, 8, tzinfo=UTC)  # a Tuesday
DAY = timedelta(days=1)
ANYBODY = Rule(UUID(int=99))


class Channel:
    """Firms by name, each with one admin; the rules say that everyone takes turns, unless told otherwise."""

    def __init__(self, session: Session, *names: str, rules: Sequence[Rule] = (ANYBODY,)) -> None:
        self.session = session
        self.vera = cast.actor(cast.vera(session))
        self.admins: dict[str, Person] = {}
        for name in names:
            self.firm(name)
        self.publish(*rules)

    def firm(self, name: str, *, tier: str = "registered", takes: bool = True, **intake: Any) -> Partner:
        partner = cast.partner(self.session, slug=name.lower(), name=name, tier=tier)
        self.admins[name] = cast.person(
            self.session, email=f"admin@{name.lower()}.example", name=f"Ada {name}", role=Role.PARTNER_ADMIN,
            partner_id=partner.id,
        )  # fmt: skip
        values: dict[str, Any] = {"countries": ["DE"], "products": [], "verticals": [], "cap": None, **intake}
        vendor.change_intake(self.session, partner_id=partner.id, takes=takes, now=NOW, **values)
        return partner

    def publish(self, *rules: Rule) -> None:
        vendor.save_draft(self.session, RuleSet(TIERS, tuple(rules)), actor=self.vera, now=NOW)
        vendor.publish_rules(self.session, actor=self.vera, now=NOW)

    def bring(self, company: str = "Acme", *, now: datetime = NOW, **said: str) -> VendorLead:
        domain = company.lower().replace(" ", "-") + ".example"
        given = {"email": f"ada@{domain}", "company": company, "first_name": "Ada", "last_name": "Sample",
                 "phone": "+49 30 555 0100", "country": "DE", "product": "Firewall", "message": "Call me", **said}
        lead, _ = vendor.bring_lead(
            self.session, read_enquiry(given), key=f"test:{company}", source="hand", source_name="", person_id=None,
            now=now,
        )  # fmt: skip
        return lead

    def offered(self, company: str = "Acme", *, now: datetime = NOW, **said: str) -> tuple[VendorLead, Offer]:
        """Brought, and offered to somebody."""
        lead = self.bring(company, now=now, **said)
        offer = vendor.distribute(self.session, vendor_lead_id=lead.id, now=now)
        assert offer is not None
        return lead, offer

    def asked(self, lead: VendorLead) -> str:
        """Who is asked now, or an empty string."""
        of_lead = (Offer.vendor_lead_id == lead.id, Offer.state == OfferState.OPEN)
        found = select(Partner.name).join(Offer, Offer.partner_id == Partner.id).where(*of_lead)
        return self.session.scalars(found).one_or_none() or ""

    def person(self, partner_id: UUID) -> Person:
        return next(one for one in self.admins.values() if one.partner_id == partner_id)

    def way(self, lead: VendorLead) -> list[tuple[str, str]]:
        """(what happened, to which partner), oldest first."""
        return [(one.kind, one.partner) for one in history(self.session, lead.id)]
