"""Where SNS brings the receipts; mails without an answer, partners that are held, how the machine stands."""

from tcma.delivery.views import deciding, partners, receiving, status
from tcma.delivery.views.blueprint import bp

__all__ = ["bp", "deciding", "partners", "receiving", "status"]
