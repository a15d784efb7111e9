"""Webhooks by rule: where they may go, how they are signed, when they are tried again."""

from tcma.webhooks.rules.addresses import checked_url, is_open
from tcma.webhooks.rules.schedule import DISABLED_AFTER, GIVEN_UP, next_try
from tcma.webhooks.rules.signing import new_secret, signed

__all__ = ["DISABLED_AFTER", "GIVEN_UP", "checked_url", "is_open", "new_secret", "next_try", "signed"]
