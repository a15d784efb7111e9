"""Tables of deals."""

from tcma.deals.models.accounts import Account, AccountDomain, Opportunity
from tcma.deals.models.engagement import Authorisation, DealDesk, EngagementVersion, PreCheck
from tcma.deals.models.registrations import Deal, DealLog, Registration
from tcma.deals.models.threads import DealFile, DealMessage

__all__ = [
    "Account",
    "AccountDomain",
    "Authorisation",
    "Deal",
    "DealDesk",
    "DealFile",
    "DealLog",
    "DealMessage",
    "EngagementVersion",
    "Opportunity",
    "PreCheck",
    "Registration",
]
