"""A batch to hand over, and the mailer of the product against the simulator over HTTP."""

from collections.abc import Callable

import pytest

from tcma.adapters.ses import SesMailer, ses_client
from tcma.base.db import new_id
from tcma.base.settings import Settings
from tcma.delivery.ports import Batch, Entry
from tcma.delivery.rules.mail import list_headers
from tcma.trial.ses import RunningSimulator

MakeMailer = Callable[..., SesMailer]


def a_batch(people: int = 3, **changes: str) -> Batch:
    """One mail with a field of each person's."""
    entries = []
    for number in range(people):
        attempt_id = new_id()
        entries.append(Entry(
            attempt_id, f"person{number}@example.com", {"first_name": f"P{number}", "h_first_name": f"P{number}"},
            list_headers(
                unsubscribe_url=f"http://127.0.0.1:8000/u/{number}", list_name="Kestrel",
                list_domain="northgate.example", feedback=("s1", "kestrel", "launch"),
            ),
            {"attempt": str(attempt_id), "step": "s1"},
        ))  # fmt: skip
    values = {
        "sender": "Kestrel via Northgate <kestrel@northgate.example>", "reply_to": "jonas@kestrel.example",
        "subject": "Hello {{first_name}}", "html": "<p>Hello {{h_first_name}}</p>", "text": "Hello {{first_name}}",
    }
    return Batch(**{**values, **changes}, entries=entries)


@pytest.fixture
def make_mailer(simulator: RunningSimulator, settings: Settings) -> MakeMailer:
    """The mailer as `wiring` builds it, with other settings if asked."""

    def make(**changes: object) -> SesMailer:
        changed = settings.model_copy(update={"ses_read_timeout": 0.5, "ses_connect_timeout": 0.5, **changes})
        return SesMailer(ses_client(changed), changed.ses_configuration_set)

    return make


@pytest.fixture
def mailer(make_mailer: MakeMailer) -> SesMailer:
    return make_mailer()
