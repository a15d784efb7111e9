"""Why nothing leaves: the whole account, or one partner, waits for something outside of any mail.

Such a wait is no fault of the mails: they stay queued, and none of them fails for it.
"""

import enum
from dataclasses import dataclass

from tcma.base.words import N_


class HoldReason(enum.StrEnum):
    """What SES, or the way to it, says of us."""

    DAY_QUOTA = "day_quota"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    KEYS = "keys"
    CONFIGURATION = "configuration"
    SENDER = "sender"
    AWAY = "away"


HOLD_WORDS = {
    HoldReason.DAY_QUOTA: N_("Today's quota at Amazon SES is used up. It goes on by itself when there is room."),
    HoldReason.PAUSED: N_("Sending is paused at Amazon SES. It goes on by itself when that is lifted."),
    HoldReason.SUSPENDED: N_("Amazon has suspended the account. Answer them in the AWS console; it then goes on."),
    HoldReason.KEYS: N_("Amazon SES does not accept our keys. Renew them; it then goes on by itself."),
    HoldReason.CONFIGURATION: N_("Amazon SES lacks something that we name. Run “tcma ses check” to see what."),
    HoldReason.SENDER: N_("Amazon SES no longer counts the sender's domain as verified. Check its DNS records."),
    HoldReason.AWAY: N_("Amazon SES does not answer. We try again by ourselves."),
}
SMTP_WORDS = {
    HoldReason.KEYS: N_("The mail server does not accept our password. Renew it; it then goes on by itself."),
    HoldReason.AWAY: N_("The mail server does not answer. We try again by ourselves."),
}
"""The same where mails leave by a mail server in place of SES."""

FAILURES = 3  # calls in a row without an answer, of all workers together, until nobody calls any more
ROOM = 50  # recipients that a day must have left before an account goes on: one call
AGAIN_WITHIN = 3600.0  # seconds within which the same trouble is the same hold, and no second alarm


@dataclass(frozen=True)
class Standing:
    """What SES says of the account. Quotas in recipients; a negative day quota is none."""

    sends: bool = True
    suspended: bool = False
    day_quota: float = -1
    sent_today: float = 0

    @property
    def room(self) -> float:
        return float("inf") if self.day_quota < 0 else self.day_quota - self.sent_today


def is_over(reason: HoldReason, standing: Standing) -> bool:
    """Whether the trouble is gone, now that SES has answered this."""
    if reason is HoldReason.DAY_QUOTA:
        return standing.room >= min(ROOM, standing.day_quota if standing.day_quota > 0 else ROOM)
    if reason is HoldReason.SUSPENDED:
        return not standing.suspended and standing.sends
    if reason is HoldReason.PAUSED:
        return standing.sends
    return True


def look_again(times: int) -> float:
    """Seconds until it is looked at again whether the trouble is over: 5, 10, 20 ... 600."""
    return float(min(600, 5 * 2 ** min(times, 7)))
