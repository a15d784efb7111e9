"""Which transport an installation has, its settings say."""

import pytest
from pydantic import ValidationError

from tcma.adapters.ses import SesMailer, ses_client
from tcma.adapters.smtp import SmtpMailer
from tcma.base.settings import Settings
from tcma.wiring import _mailer


def test_a_mail_server_that_is_named_takes_the_place_of_ses(settings: Settings) -> None:
    assert isinstance(_mailer(settings, ses_client(settings)), SesMailer)
    assert settings.call_size == settings.batch_size
    named = Settings(**settings.model_dump() | {"send_concurrency": 2,
        "smtp_url": "smtp://127.0.0.1:25", "smtp_domains": "a.example, b.example", "bounce_domain": "b.example"})
    mailer = _mailer(named, ses_client(named))
    assert isinstance(mailer, SmtpMailer)
    assert (mailer.verified("b.example"), mailer.verified("c.example"), mailer.rate()) == (True, False, 50)
    assert named.call_size == named.batch_size * named.batches_per_claim
    assert (named.claims_at_once, named.model_copy(update={"smtp_url": None}).claims_at_once) == (1, 2)


@pytest.mark.parametrize("given", [{"smtp_url": "smtp://127.0.0.1"}, {"bounce_mailbox": "maildir:/x"}])
def test_a_server_without_domains_and_a_mailbox_without_one_stop_the_start(
    settings: Settings, given: dict[str, str]
) -> None:
    with pytest.raises(ValidationError, match="name the domain"):
        Settings(**settings.model_dump() | given)
