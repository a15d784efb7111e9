"""Tables of leads: those of partners, those of the vendor, and the rules by which the latter are given away."""

from tcma.leads.models.leads import Lead, LeadEvent, LeadTask
from tcma.leads.models.routing import Intake, RoutingTurn, RoutingVersion
from tcma.leads.models.vendor import Offer, VendorLead, VendorLeadEvent

__all__ = [
    "Intake",
    "Lead",
    "LeadEvent",
    "LeadTask",
    "Offer",
    "RoutingTurn",
    "RoutingVersion",
    "VendorLead",
    "VendorLeadEvent",
]
