"""Where SNS brings the receipts, and people confirm; mails without an answer, who is held, how the machine stands."""

from tcma.delivery.views import confirming, deciding, partners, receiving, status
from tcma.delivery.views.blueprint import bp

__all__ = ["bp", "confirming", "deciding", "partners", "receiving", "status"]
