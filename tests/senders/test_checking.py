"""`tcma ses check`, `template` and `policy`: what is missing is named, with the command that mends it."""

import dataclasses
import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from botocore import xform_name
from botocore.model import StructureShape
from botocore.session import Session as Botocore
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tcma.base.roles import Actor
from tcma.base.settings import ROOT, Settings
from tcma.base.tools import use
from tcma.senders.actions.checking import check_account, wanted
from tcma.senders.jobs import look_at_sender, make_tenant
from tcma.senders.ports import Account, Identities, Records
from tcma.senders.rules.account import AccountFacts, ConfigurationSet, Destination, Identity, QueueFacts
from tcma.senders.rules.checking import EVENTS, DomainFacts, Finding, Wanted, check
from tcma.senders.rules.policy import ACCOUNT, CONFIGURATION, IDENTITIES, QUEUE, SENDING, TENANTS, policy
from tcma.senders.rules.records import Record, Seen, records_of
from tcma.senders.rules.stack import stack
from tcma.trial.ses import RunningSimulator
from tests.senders.conftest import brought

TOPIC = "arn:aws:sns:eu-central-1:123456789012:ses-events"
WISH = Wanted("eu-central-1", "123456789012", TOPIC, "tcma", "northgate.example", ("kestrel",), "https://n.example")
GOOD = AccountFacts(
    True, True, False, 14, 50_000, 100, ("BOUNCE", "COMPLAINT"),
    ConfigurationSet(True, (Destination("sns", True, TOPIC, EVENTS),)), {"kestrel": "ENABLED"},
)  # fmt: skip
RECORDS = records_of("northgate.example", tokens=["a", "b", "c"], mail_from="bounce.northgate.example",
                     region="eu-central-1")  # fmt: skip
PROVEN = Identity("northgate.example", True, "SUCCESS", ("a", "b", "c"), mail_from="bounce.northgate.example",
                  mail_from_status="SUCCESS")  # fmt: skip
ALL_SEEN: dict[Record, Seen] = dict.fromkeys(RECORDS, Seen.YES)


def found(wish: Wanted = WISH, facts: AccountFacts = GOOD, identity: Identity | None = PROVEN,
          records: dict[Record, Seen] = ALL_SEEN) -> dict[str, Finding]:  # fmt: skip
    """What is not ok, by topic."""
    findings = check(wish, facts, {wish.vendor_domain: DomainFacts(identity, records)})
    return {one.topic: one for one in findings if one.state != "ok"}


def test_an_account_that_has_everything_lacks_nothing() -> None:
    assert found() == {}


assert GOOD.configuration_set is not None
CASES: list[tuple[dict[str, Any], str, str, str]] = [
    ({"production": False}, "sandbox", "missing", "put-account-details --production-access-enabled"),
    ({"sends": False}, "account", "missing", "put-account-sending-attributes --sending-enabled"),
    ({"suspended": True}, "account", "missing", ""),
    ({"sent_today": 45_000}, "quota", "advice", "request-service-quota-increase"),
    ({"suppressed": ("BOUNCE",)}, "suppression list", "advice", "--suppressed-reasons BOUNCE COMPLAINT"),
    ({"configuration_set": None}, "configuration set", "missing", "create-configuration-set "),
    ({"configuration_set": ConfigurationSet(False, GOOD.configuration_set.destinations)}, "configuration set",
     "missing", "put-configuration-set-sending-options"),
    ({"configuration_set": ConfigurationSet(True, ())}, "event destination", "missing",
     "create-configuration-set-event-destination"),
    ({"configuration_set": ConfigurationSet(True, (Destination("x", True, TOPIC + "2", EVENTS),))},
     "event destination", "missing", "create-configuration-set-event-destination"),
    ({"configuration_set": ConfigurationSet(True, (Destination("x", True, TOPIC, ("SEND",)),))},
     "event destination", "missing", "update-configuration-set-event-destination"),
    ({"tenants": {}}, "tenants", "missing", "tcma ses policy"),
    ({"tenants": {"kestrel": "DISABLED"}}, "tenants", "missing", ""),
]  # fmt: skip


@pytest.mark.parametrize(("change", "topic", "state", "command"), CASES, ids=[str(case[0]) for case in CASES])
def test_what_the_account_lacks_is_named_with_its_command(
    change: dict[str, Any], topic: str, state: str, command: str
) -> None:
    lacking = found(facts=dataclasses.replace(GOOD, **change))
    assert list(lacking) == [topic]
    assert lacking[topic].state == state
    assert command in "\n".join(lacking[topic].commands)


def test_what_the_domain_lacks_is_named_with_its_records() -> None:
    assert "create-email-identity --email-identity northgate.example" in found(identity=None)[
        "domain northgate.example"].commands[0]
    pending = dataclasses.replace(PROVEN, verified=False, status="PENDING")
    lacking = found(identity=pending, records=ALL_SEEN | {RECORDS[1]: Seen.NO, RECORDS[5]: Seen.NO})
    assert "# CNAME b._domainkey.northgate.example b.dkim.amazonses.com" in lacking["domain northgate.example"].commands
    dmarc = lacking["domain northgate.example, DMARC"]
    assert (dmarc.state, dmarc.by) == ("advice", "DNS")
    assert dmarc.commands == ("# TXT _dmarc.northgate.example v=DMARC1; p=none;",)
    bare = found(identity=dataclasses.replace(PROVEN, mail_from="", mail_from_status=""))
    assert "--mail-from-domain bounce.northgate.example" in bare["domain northgate.example, MAIL FROM"].commands[0]


def test_settings_that_are_not_set_or_do_not_fit_are_named() -> None:
    nothing = found(dataclasses.replace(WISH, configuration_set="", topic_arn="", account=""))
    assert {"setting SES_CONFIGURATION_SET", "setting SNS_TOPIC_ARN", "setting SNS_ACCOUNT_ID"} <= set(nothing)
    elsewhere = found(dataclasses.replace(WISH, topic_arn=TOPIC.replace("eu-central-1", "us-east-1")))
    assert "no topic of account 123456789012 in eu-central-1" in elsewhere["setting SNS_TOPIC_ARN"].says


def test_every_command_is_one_that_aws_has() -> None:
    """As far as botocore's model knows: operation and parameters of each `aws sesv2` line."""
    model = Botocore().get_service_model("sesv2")
    lines = [line for change, *_ in CASES for one in found(facts=dataclasses.replace(GOOD, **change)).values()
             for line in one.commands]  # fmt: skip
    lines += [line for one in found(identity=None).values() for line in one.commands]
    checked = list[str]()
    for words in (line.split() for line in lines if line.startswith("aws sesv2 ")):
        shape = model.operation_model("".join(part.capitalize() for part in words[2].split("-"))).input_shape
        assert isinstance(shape, StructureShape)
        options = {word[2:] for word in words if word.startswith("--")} - {"region"}
        known = {xform_name(name, "-") for name in shape.members}
        assert options <= known, words
        checked.append(words[2])
    assert len(checked) > 10


def test_what_the_simulator_says_is_checked_over_http(
    session: Session, alice: Actor, ses: RunningSimulator, settings: Settings
) -> None:
    wish = wanted(session, settings.model_copy(update={"ses_tenants": True}))
    assert (wish.vendor_domain, wish.tenants, wish.domains) == ("northgate.example", ["kestrel"], [])

    def lacking(wish: Wanted) -> set[str]:
        findings = check_account(wish, account=use(Account), identities=use(Identities), records=use(Records))
        return {one.topic for one in findings if one.state == "missing"}

    assert lacking(wish) == {"tenants"}
    make_tenant(str(alice.partner))
    sender = brought(session, alice)
    ses.publish("kestrel.example")
    look_at_sender(str(sender.id))
    session.expire_all()
    wish = wanted(session, settings.model_copy(update={"ses_tenants": True}))
    assert wish.domains == ["kestrel.example"]
    assert lacking(wish) == set()
    ses.identity("kestrel.example", verified=False)
    assert lacking(wish) == {"domain kestrel.example"}


def test_the_policy_allows_every_call_that_the_adapters_make_and_no_other() -> None:
    """The operations are read from the adapters' source; their names are held to botocore's model."""
    allowed = {"sesv2": {*IDENTITIES, *CONFIGURATION, *TENANTS, *ACCOUNT, *SENDING}, "sqs": set(QUEUE)}
    source = "\n".join(path.read_text() for path in (ROOT / "tcma" / "adapters").glob("s[eq]s*.py"))
    names = re.findall(r"_client\.(\w+)\(", source)
    called = {"".join(part.capitalize() for part in name.split("_")) for name in names}
    known = {name for service in allowed for name in Botocore().get_service_model(service).operation_names}
    assert called <= known
    # SendEmail with a raw message is allowed by the name of SendRawEmail.
    assert called == (allowed["sesv2"] | allowed["sqs"]) - {"SendRawEmail"}


def test_the_policy_names_the_account_and_the_queue() -> None:
    document = policy(region="eu-central-1", account="1", configuration_set="tcma", queue_arn="arn:aws:sqs:r:1:q")
    resources = {one["Sid"]: one["Resource"] for one in document["Statement"]}
    assert resources["Send"] == ["arn:aws:ses:eu-central-1:1:identity/*", "arn:aws:ses:eu-central-1:1:tenant/*",
                                 "arn:aws:ses:eu-central-1:1:configuration-set/tcma"]  # fmt: skip
    assert resources["Receipts"] == ["arn:aws:sqs:r:1:q"]
    with_answers = policy(region="eu-central-1", account="1", configuration_set="t", replies="s3://box/in/")
    answers = with_answers["Statement"][-2:]
    assert [(one["Action"], one["Resource"]) for one in answers] == [
        (["s3:ListBucket"], ["arn:aws:s3:::box"]),
        (["s3:DeleteObject", "s3:GetObject"], ["arn:aws:s3:::box/in/*"])]
    assert "Receipts" not in {one["Sid"] for one in policy(region="r", account="1", configuration_set="t")["Statement"]}


def test_whatever_the_template_refers_to_is_in_it() -> None:
    template = stack(vendor_domain="northgate.example", configuration_set="tcma")
    names = {*template["Resources"], *template["Parameters"], "AWS::Region", "AWS::AccountId", "AWS::Partition"}

    def referred(value: Any) -> list[str]:
        if isinstance(value, list):
            return [name for one in value for name in referred(one)]
        if not isinstance(value, dict):
            return []
        if "Ref" in value:
            return [value["Ref"]]
        if "Fn::GetAtt" in value:
            return [value["Fn::GetAtt"][0]]
        if "Fn::Sub" in value:
            return [name.partition(".")[0] for name in re.findall(r"\$\{([^}]+)\}", value["Fn::Sub"])]
        return [name for one in value.values() for name in referred(one)]

    assert set(referred(template)) <= names
    assert {one["DependsOn"] for one in template["Resources"].values() if "DependsOn" in one} <= names
    assert "${" not in re.sub(r'\{"Fn::Sub": "[^"]*"\}', "", json.dumps(template)), "a gap that nobody fills"


def test_the_queue_of_the_receipts_is_looked_at_too() -> None:
    cases = ((QueueFacts(True, 60), None), (QueueFacts(False, 60), "advice"), (QueueFacts(True, 5), "advice"),
             (QueueFacts(problem="AccessDenied"), "missing"))  # fmt: skip
    for facts, state in cases:
        lacking = found(facts=dataclasses.replace(GOOD, queue=facts))
        assert [one.state for one in lacking.values()] == ([state] if state else [])


def test_the_command_prints_json_and_says_by_its_status_whether_mails_can_go(
    database: Engine, session: Session, alice: Actor, ses: RunningSimulator, settings: Settings
) -> None:
    env = os.environ | {
        "DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url, "PYTHONPATH": str(ROOT),
        "SECRET_KEYS": "1:" + settings.secret_keys[0][1].hex(), "SUPPRESSION_KEY": settings.suppression_key.hex(),
        "SES_ENDPOINT_URL": ses.url, "DNS_URL": ses.url, "SES_CONFIGURATION_SET": "tcma",
        "SNS_TOPIC_ARN": ses.topic_arn, "SNS_ACCOUNT_ID": "123456789012",
    }  # fmt: skip

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "tcma.cli", "ses", *words]
        return subprocess.run(line, env=env, capture_output=True, text=True, timeout=60, check=False)

    fine = command("check", "--json")
    assert fine.returncode == 0, fine.stderr + fine.stdout
    assert {one["state"] for one in json.loads(fine.stdout)} <= {"ok", "advice"}
    ses.faults(suspended=True)
    bad = command("check")
    assert bad.returncode == 1
    assert "missing account: Amazon has suspended the account." in bad.stdout
    assert json.loads(command("template").stdout)["Parameters"]["Domain"]["Default"] == "northgate.example"
    assert json.loads(command("policy").stdout)["Version"] == "2012-10-17"
