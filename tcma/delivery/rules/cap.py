"""The frequency cap: how much marketing one person gets."""

from datetime import timedelta

WEEK = timedelta(days=7)
"""Over which a partner's mails to one person are counted."""
KIT_REST = timedelta(days=90)
"""For so long after a mail of a kit nobody gets that kit again: not from this partner, and not from another."""
RUNS = ("launch", "event")
"""Origins of steps that are runs of a kit; all others are tests, and mails about somebody's account."""
