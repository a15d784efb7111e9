"""The simulator without its doors: what the API, the control routes, the mailbox and the tests share."""

import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from tcma.trial.ses.faults import Faults
from tcma.trial.ses.log import RequestLog
from tcma.trial.ses.mails import Draft, Mail, Mails
from tcma.trial.ses.notifier import Notifier
from tcma.trial.ses.options import Options
from tcma.trial.ses.queue import Queue
from tcma.trial.ses.quota import DAY, Quota
from tcma.trial.ses.sns import Signer
from tcma.trial.ses.state import State


class Office:
    """Takes mails in and sees to their events."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.state = State(options)
        self.faults = Faults()
        self.quota = Quota(options)
        self.mails = Mails(options.data, options.region)
        self.log = RequestLog(options.data)
        self.signer = Signer(options)
        self.hooks: deque[dict[str, Any]] = deque(maxlen=100)  # what webhooks brought here, for looking at
        self.queue = Queue(options.data, options.queue) if options.queue else None
        self.notifier = Notifier(options, self.mails, self.signer, self.state, self.faults, self.queue)
        self._recount()

    def start(self) -> None:
        self.notifier.start()

    def close(self) -> None:
        self.notifier.stop()
        self.mails.close()
        self.log.close()
        if self.queue is not None:
            self.queue.close()

    def accept(self, drafts: Sequence[Draft]) -> list[Mail]:
        """The mails of one request: counted against the quota, stored, their events on the way."""
        now = self.state.now()
        self.quota.take([address for draft in drafts for address in draft.recipients], now)
        mails = self.mails.accept(drafts, time=now, accepted=time.time())
        self.notifier.publish(mails)
        return mails

    def _recount(self) -> None:
        """The day quota goes on over a restart."""
        since = self.state.now() - DAY
        for number in reversed(range(len(self.mails))):
            mail = self.mails[number]
            if mail.time < since:
                break
            self.quota.restore(mail.recipients, mail.time)
