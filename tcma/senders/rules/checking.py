"""Is the account at Amazon fit to send? What is missing, who says so, and the commands that mend it.

In English, as the commands are: it is read by whoever runs the product.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tcma.senders.rules.account import AccountFacts, Identity
from tcma.senders.rules.records import Record, Seen

EVENTS = ("SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT", "RENDERING_FAILURE", "DELIVERY_DELAY")
BUSY = 0.8  # of the day's quota
LEAST_HIDDEN = 30  # seconds within which ten receipts are stored for certain


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `state`: ok, advice (it works, and could be better) or missing.

    `by`: SES, SQS, DNS or settings, whoever's answer it is.
    """

    topic: str
    state: str
    says: str
    by: str
    commands: Sequence[str] = ()


@dataclass(frozen=True)
class Wanted:
    """What the settings and the database say should be there."""

    region: str
    account: str
    topic_arn: str
    configuration_set: str
    vendor_domain: str
    tenants: Sequence[str] | None  # names; None where partners have none
    website: str = ""
    domains: Sequence[str] = ()  # partners' own, verified once


@dataclass(frozen=True)
class DomainFacts:
    """A domain as SES knows it, and what the DNS shows of its records; `records` empty where nobody could look."""

    identity: Identity | None
    records: Mapping[Record, Seen] = field(default_factory=dict)


def check(wanted: Wanted, facts: AccountFacts, domains: Mapping[str, DomainFacts]) -> list[Finding]:
    """Everything that was looked at, in the order in which it is best mended."""
    found = [*_settings(wanted), *_account(wanted, facts), *_configuration(wanted, facts)]
    for name, domain in domains.items():
        found += _domain(wanted, name, domain)
    return [*found, *_tenants(wanted, facts), *_queue(facts)]


def _aws(wanted: Wanted, *words: str) -> str:
    return shlex.join(["aws", "sesv2", *words, "--region", wanted.region])


def _settings(wanted: Wanted) -> Iterator[Finding]:
    for name, value, why in (
        ("SES_CONFIGURATION_SET", wanted.configuration_set, "no event tells what became of a mail"),
        ("SNS_TOPIC_ARN", wanted.topic_arn, "every receipt is refused"),
        ("SNS_ACCOUNT_ID", wanted.account, "receipts of any account would be believed"),
    ):
        if not value:
            yield Finding(f"setting {name}", "missing", f"It is not set, so {why}.", "settings",
                          ("tcma ses template > ses.json   # makes all of them; its outputs are the settings",))
    parts = wanted.topic_arn.split(":")
    if wanted.topic_arn and (len(parts) != 6 or parts[3] != wanted.region or parts[4] != (wanted.account or parts[4])):
        yield Finding("setting SNS_TOPIC_ARN", "missing",
                      f"{wanted.topic_arn} is no topic of account {wanted.account} in {wanted.region}.", "settings")


def _account(wanted: Wanted, facts: AccountFacts) -> Iterator[Finding]:
    if facts.suspended:
        yield Finding("account", "missing", "Amazon has suspended the account. Answer their case in the AWS console.",
                      "SES")
    elif not facts.sends:
        yield Finding("account", "missing", "Sending is paused.", "SES",
                      (_aws(wanted, "put-account-sending-attributes", "--sending-enabled"),))
    else:
        yield Finding("account", "ok", "It may send.", "SES")
    if facts.production:
        yield Finding("sandbox", "ok", "The account is out of the sandbox.", "SES")
    else:
        yield Finding(
            "sandbox", "missing", "The account is in the sandbox: it reaches only addresses that are verified.", "SES",
            (_aws(wanted, "put-account-details", "--production-access-enabled", "--mail-type", "MARKETING",
                  "--website-url", wanted.website or f"https://{wanted.vendor_domain}"),),
        )  # fmt: skip
    yield _quota(facts)
    lacking = [reason for reason in ("BOUNCE", "COMPLAINT") if reason not in facts.suppressed]
    if lacking:
        yield Finding("suppression list", "advice", f"SES does not keep away from {' and '.join(lacking)} by itself.",
                      "SES", (_aws(wanted, "put-account-suppression-attributes", "--suppressed-reasons", "BOUNCE",
                                   "COMPLAINT"),))  # fmt: skip
    else:
        yield Finding("suppression list", "ok", "SES keeps bounces and complaints on its own list too.", "SES")


def _quota(facts: AccountFacts) -> Finding:
    says = f"{facts.rate:g} recipients a second"
    if facts.day_quota >= 0:
        says += f", {facts.sent_today:,.0f} of {facts.day_quota:,.0f} in the last 24 hours"
    if facts.day_quota > 0 and facts.sent_today >= BUSY * facts.day_quota:
        return Finding("quota", "advice", f"{says}: soon full.", "SES",
                       ("aws service-quotas list-service-quotas --service-code ses",
                        "# then: aws service-quotas request-service-quota-increase"))
    return Finding("quota", "ok", f"{says}.", "SES")


def _configuration(wanted: Wanted, facts: AccountFacts) -> Iterator[Finding]:
    name, found = wanted.configuration_set, facts.configuration_set
    if not name:
        return
    if found is None:
        yield Finding(
            "configuration set", "missing", f"SES does not know {name}.", "SES",
            (_aws(wanted, "create-configuration-set", "--configuration-set-name", name, "--suppression-options",
                  "SuppressedReasons=BOUNCE,COMPLAINT"), _make_destination(wanted)),
        )  # fmt: skip
        return
    if found.sends:
        yield Finding("configuration set", "ok", f"{name} is there.", "SES")
    else:
        yield Finding(
            "configuration set", "missing", f"Sending through {name} is paused.", "SES",
            (_aws(wanted, "put-configuration-set-sending-options", "--configuration-set-name", name,
                  "--sending-enabled"),),
        )  # fmt: skip
    ours = [one for one in found.destinations if one.enabled and one.topic and one.topic == wanted.topic_arn]
    told = {event for one in ours for event in one.events}
    lacking = [event for event in EVENTS if event not in told]
    if not ours:
        yield Finding("event destination", "missing", f"{name} does not tell {wanted.topic_arn or 'any SNS topic'}.",
                      "SES", (_make_destination(wanted),))
    elif lacking:
        yield Finding(
            "event destination", "advice" if lacking == ["DELIVERY_DELAY"] else "missing",
            f"It does not tell {', '.join(lacking)}.", "SES",
            (_aws(wanted, "update-configuration-set-event-destination", "--configuration-set-name", name,
                  "--event-destination-name", ours[0].name, "--event-destination", _destination(wanted)),),
        )  # fmt: skip
    else:
        yield Finding("event destination", "ok", f"Every event goes to {wanted.topic_arn}.", "SES")


def _destination(wanted: Wanted) -> str:
    topic = wanted.topic_arn or "ARN-OF-YOUR-TOPIC"
    return f"Enabled=true,MatchingEventTypes={','.join(EVENTS)},SnsDestination={{TopicArn={topic}}}"


def _make_destination(wanted: Wanted) -> str:
    return _aws(wanted, "create-configuration-set-event-destination", "--configuration-set-name",
                wanted.configuration_set, "--event-destination-name", "sns", "--event-destination",
                _destination(wanted))  # fmt: skip


def _domain(wanted: Wanted, name: str, facts: DomainFacts) -> Iterator[Finding]:
    identity, topic = facts.identity, f"domain {name}"
    if identity is None:
        yield Finding(
            topic, "missing", "SES does not know it.", "SES",
            (_aws(wanted, "create-email-identity", "--email-identity", name),
             _aws(wanted, "put-email-identity-mail-from-attributes", "--email-identity", name, "--mail-from-domain",
                  f"bounce.{name}")),
        )  # fmt: skip
        return
    unseen = [record for record, seen in facts.records.items() if record.needed and seen is not Seen.YES]
    if identity.verified and identity.status == "SUCCESS":
        yield Finding(topic, "ok", "Verified, its mails are signed (DKIM).", "SES")
    else:
        lines = [f"# {record.kind} {record.name} {record.value}" for record in unseen]
        says = f"Not verified: DKIM is {identity.status}. Enter its records in the DNS."
        asking = _aws(wanted, "get-email-identity", "--email-identity", name)
        yield Finding(topic, "missing", says, "SES", (*lines, asking))
    if identity.mail_from and identity.mail_from_status == "SUCCESS":
        yield Finding(f"{topic}, MAIL FROM", "ok", f"Bounces go to {identity.mail_from}.", "SES")
    else:
        commands = () if identity.mail_from else (
            _aws(wanted, "put-email-identity-mail-from-attributes", "--email-identity", name, "--mail-from-domain",
                 f"bounce.{name}"),
        )  # fmt: skip
        says = f"{identity.mail_from or 'A domain for bounces'} is not set up: SPF is not aligned."
        yield Finding(f"{topic}, MAIL FROM", "advice", says, "SES", commands)
    for record, seen in facts.records.items():
        if not record.needed and seen is not Seen.YES:
            yield Finding(f"{topic}, {record.key.upper()}", "advice",
                          "The record is not there." if seen is Seen.NO else "The record says something else.", "DNS",
                          (f"# {record.kind} {record.name} {record.value}",))


def _tenants(wanted: Wanted, facts: AccountFacts) -> Iterator[Finding]:
    if wanted.tenants is None or facts.tenants is None:
        return
    lacking = [name for name in wanted.tenants if name not in facts.tenants]
    stopped = [name for name in wanted.tenants if facts.tenants.get(name) == "DISABLED"]
    if lacking:
        yield Finding("tenants", "missing", f"Not made yet: {', '.join(lacking)}. A worker makes them by itself; if it "
                      "does not, its policy lacks ses:CreateTenant.", "SES", ("tcma ses policy",))
    for name in stopped:
        yield Finding("tenants", "missing", f"Amazon has stopped {name}. Look at its reputation in the console.", "SES")
    if not lacking and not stopped:
        yield Finding("tenants", "ok", f"All {len(wanted.tenants)} are there and may send.", "SES")


def _queue(facts: AccountFacts) -> Iterator[Finding]:
    queue = facts.queue
    if queue is None:
        yield Finding("receipts", "ok", "They come by HTTPS. A queue keeps them while the product is away.", "settings")
    elif queue.problem:
        yield Finding("receipts", "missing", f"The queue does not answer: {queue.problem}", "SQS", ("tcma ses policy",))
    elif not queue.dead_letters:
        yield Finding("receipts", "advice", "The queue has no dead letters: what is not ours is brought for ever.",
                      "SQS", ("tcma ses template > ses.json   # its queue has them",))
    elif queue.hidden_for < LEAST_HIDDEN:
        says = f"What is being stored is brought again after {queue.hidden_for} s already."
        command = "aws sqs set-queue-attributes --queue-url URL --attributes VisibilityTimeout=60"
        yield Finding("receipts", "advice", says, "SQS", (command,))
    else:
        yield Finding("receipts", "ok", f"They come by SQS; {queue.waiting} wait.", "SQS")
