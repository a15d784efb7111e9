"""`tcma ses`: is the account fit, and what to give Amazon so that it becomes so."""

import json
import sys

import click

from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.settings import Settings
from tcma.base.words import N_
from tcma.command import refusing, wired


@click.group()
def ses() -> None:
    """The account at Amazon SES."""


@ses.command("check")
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON, alone on standard output.")
@refusing
def check_ses(as_json: bool) -> None:
    """Say what the account lacks, and the commands that mend it. Exit status 1 if mails can't go out or come back."""
    from dataclasses import asdict

    from tcma.base.tools import use
    from tcma.senders.actions.checking import check_account, wanted
    from tcma.senders.ports import Account, Identities, Records

    wired()
    if use(Settings).smtp_url:
        raise Refusal(N_("SMTP_URL is set: mails leave by that server, and nothing of SES is used."))
    with transaction() as session:
        wish = wanted(session, use(Settings))
    found = check_account(wish, account=use(Account), identities=use(Identities), records=use(Records))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=2))
    for one in () if as_json else found:
        click.echo(f"{one.state:8}{one.topic}: {one.says} (says {one.by})")
        for command in one.commands:
            click.echo(f"            {command}")
    sys.exit(1 if any(one.state == "missing" for one in found) else 0)


@ses.command("template")
@refusing
def ses_template() -> None:
    """A CloudFormation template of all that is needed at AWS, as JSON. Its outputs are the settings and DNS records."""
    from tcma.base.tools import use
    from tcma.senders.actions.checking import wanted
    from tcma.senders.rules.stack import stack

    wired()
    with transaction() as session:
        wish = wanted(session, use(Settings))
    click.echo(json.dumps(stack(vendor_domain=wish.vendor_domain, configuration_set=wish.configuration_set), indent=2))


@ses.command("policy")
@refusing
def ses_policy() -> None:
    """The least that the product has to be allowed at AWS, as an IAM policy."""
    from tcma.base.tools import use
    from tcma.senders.rules.policy import policy

    wired()
    settings = use(Settings)
    click.echo(json.dumps(policy(
        region=settings.aws_region, account=settings.sns_account_id or "*",
        configuration_set=settings.ses_configuration_set or "*", queue_arn=settings.sqs_queue_arn,
        replies=settings.reply_mailbox or "",
    ), indent=2))  # fmt: skip
