"""Fields of a request -> a claim, an order, rules, a calendar."""

from tcma.deals.forms.amounts import Order, amount, order
from tcma.deals.forms.engagement import calendar, engagement, typed
from tcma.deals.forms.registration import RegistrationForm, countries, of_claim

__all__ = ["Order", "RegistrationForm", "amount", "calendar", "countries", "engagement", "of_claim", "order", "typed"]
