"""Where mails leave by a mail server: nothing is asked of SES, and pages say who signs."""

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from tcma import cli
from tcma.base.roles import Actor
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.delivery.jobs import by_ses
from tcma.delivery.models import SendingHold
from tcma.delivery.rules.holds import HoldReason
from tcma.delivery.views.wording import nothing_leaves
from tcma.senders import jobs, queries
from tests.deals.pages import signed_in, words
from tests.senders.conftest import brought

SERVER = {"smtp_url": "smtp://127.0.0.1:25", "smtp_domains": "northgate.example"}


@pytest.fixture
def smtp(app: Flask, settings: Settings) -> Settings:
    named = Settings(**settings.model_dump() | SERVER)
    provide(Settings, named)
    return named


def test_nothing_is_asked_of_ses(session: Session, alice: Actor, settings: Settings, smtp: Settings) -> None:
    brought(session, alice)
    assert (jobs.due(session), by_ses(session)) == ([], [])
    provide(Settings, settings)
    assert (len(jobs.due(session)), len(by_ses(session))) == (1, 1)


def test_the_sender_page_says_whose_server_signs_and_takes_no_domain(
    app: Flask, session: Session, alice: Actor, smtp: Settings
) -> None:
    client = signed_in(app, session, alice)
    seen = client.get("/sender")
    assert "their server has to sign for it" in words(seen)
    assert b'name="domain"' not in seen.data
    answer = client.post("/sender", data={"domain": "kestrel.example", "local": "news"})
    assert answer.status_code == 422
    assert "domains that its settings name" in words(answer, 422)
    assert queries.senders_of(session, alice.partner) == []


def test_a_refused_launch_and_a_hold_speak_of_the_server(session: Session, alice: Actor, smtp: Settings) -> None:
    message, values = queries.not_verified(session, queries.outgoing(session, alice.partner))
    assert message % values == ("Nothing can be sent from northgate.example: the mail server does not sign for it. "
                                "Ask Northgate to see to that; your draft is kept.")
    assert "mail server does not accept our password" in nothing_leaves(SendingHold(reason=HoldReason.KEYS))
    assert nothing_leaves(SendingHold(reason=HoldReason.AWAY)).startswith("The mail server does not answer")


def test_the_command_says_that_ses_is_not_used(monkeypatch: pytest.MonkeyPatch, smtp: Settings) -> None:
    monkeypatch.setattr("tcma.cli_ses.wired", lambda: None)
    said = CliRunner().invoke(cli.main, ["ses", "check"])
    assert said.exit_code == 2
    assert "nothing of SES is used" in said.output
