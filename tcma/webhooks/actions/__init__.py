"""Verbs of webhooks."""

from tcma.webhooks.actions.announcing import announce, send_test
from tcma.webhooks.actions.keeping import add, enable, forget_deliveries, remove
from tcma.webhooks.actions.sending import WEBHOOK_DISABLED, Message, begin, end, tell_disabled

__all__ = [
    "WEBHOOK_DISABLED",
    "Message",
    "add",
    "announce",
    "begin",
    "enable",
    "end",
    "forget_deliveries",
    "remove",
    "send_test",
    "tell_disabled",
]
