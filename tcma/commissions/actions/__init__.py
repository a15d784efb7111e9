"""Verbs: settle what a deal earns, save a plan, approve, pay."""

from tcma.commissions.actions.paying import approve, customer_paid, pay
from tcma.commissions.actions.planning import PERCENT, check_plan, save_plan
from tcma.commissions.actions.settling import Ledger
from tcma.commissions.rules import PAYERS

__all__ = ["PAYERS", "PERCENT", "Ledger", "approve", "check_plan", "customer_paid", "pay", "save_plan"]
