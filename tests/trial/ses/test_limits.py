from collections.abc import Callable
from typing import Any

import pytest
from botocore.session import Session

from tcma.trial.ses import RunningSimulator
from tcma.trial.ses.limits import LIMITS
from tests.trial.ses.conftest import bulk, client_of, entry, simple


def headers(count: int) -> list[dict[str, str]]:
    return [{"Name": f"X-{k}", "Value": "v"} for k in range(count)]


def tags(count: int) -> list[dict[str, str]]:
    return [{"Name": f"t{k}", "Value": "v"} for k in range(count)]


def test_the_table_says_what_botocores_model_says() -> None:
    model = Session().get_service_model("sesv2")
    stated = {limit.modelled: limit.most for limit in LIMITS.values() if limit.modelled}

    assert stated == {name: model.shape_for(name).metadata["max"] for name in stated}
    assert len(stated) == 4


def _simple_with_headers(given: list[dict[str, str]]) -> dict[str, Any]:
    call = simple()
    call["Content"]["Simple"]["Headers"] = given
    return call


WHOLE_CALLS: list[tuple[str, Callable[[Any], Any]]] = [
    ("51 entries", lambda c: c.send_bulk_email(**bulk(*[entry() for _ in range(51)]))),
    ("no entry", lambda c: c.send_bulk_email(**{**bulk(), "BulkEmailEntries": []})),
    ("16 headers", lambda c: c.send_email(**_simple_with_headers(headers(16)))),
    ("a header value of 996", lambda c: c.send_email(**_simple_with_headers([{"Name": "X", "Value": "v" * 996}]))),
    ("a header of 997 in all", lambda c: c.send_email(**_simple_with_headers([{"Name": "XX", "Value": "v" * 995}]))),
    ("a header value beyond ASCII", lambda c: c.send_email(**_simple_with_headers([{"Name": "X", "Value": "é"}]))),
    ("a header value with a line break",
     lambda c: c.send_email(**_simple_with_headers([{"Name": "X", "Value": "a\r\nb"}]))),
    ("a header name with a colon", lambda c: c.send_email(**_simple_with_headers([{"Name": "X:", "Value": "v"}]))),
    ("a header of SES's own",
     lambda c: c.send_email(**_simple_with_headers([{"Name": "Bcc", "Value": "a@b.example"}]))),
    ("16 headers of an entry", lambda c: c.send_bulk_email(**bulk(entry(ReplacementHeaders=headers(16))))),
    ("51 tags", lambda c: c.send_email(**simple(EmailTags=tags(51)))),
    ("a tag with a space", lambda c: c.send_email(**simple(EmailTags=[{"Name": "a", "Value": "b c"}]))),
    ("a tag with an at sign", lambda c: c.send_email(**simple(EmailTags=[{"Name": "a", "Value": "b@c"}]))),
    ("an empty tag", lambda c: c.send_email(**simple(EmailTags=[{"Name": "a", "Value": ""}]))),
    ("a tag value of 257", lambda c: c.send_email(**simple(EmailTags=[{"Name": "a", "Value": "b" * 257}]))),
    ("a tag twice", lambda c: c.send_email(**simple(EmailTags=tags(1) * 2))),
    ("51 recipients",
     lambda c: c.send_email(**simple(Destination={"ToAddresses": ["a@b.example"] * 50, "CcAddresses": ["c@d.de"]}))),
    ("no recipient", lambda c: c.send_email(**simple(Destination={"ToAddresses": []}))),
    ("template data of 262,145",
     lambda c: c.send_bulk_email(**bulk(entry(data={"first_name": "x" * (262_145 - 18)})))),
    ("an inline template over 1 MB",
     lambda c: c.send_bulk_email(**bulk(template={"TemplateContent": {"Subject": "s", "Html": "x" * 1_048_576}}))),
    ("a tenant name of 65", lambda c: c.send_email(**simple(TenantName="t" * 65))),
    ("a tenant name with a dot", lambda c: c.send_email(**simple(TenantName="bright.wave"))),
    ("no content", lambda c: c.send_email(**simple(Content={}))),
    ("two contents", lambda c: c.send_email(**simple(Content={**simple()["Content"], "Raw": {"Data": b"a\n\nb"}}))),
    ("no body", lambda c: c.send_email(**simple(Content={"Simple": {"Subject": {"Data": "s"}, "Body": {}}}))),
    ("template data that is no object", lambda c: c.send_bulk_email(**bulk(template={"TemplateData": "[1]"}))),
]


@pytest.mark.parametrize("call", [call for _, call in WHOLE_CALLS], ids=[name for name, _ in WHOLE_CALLS])
def test_what_is_over_a_documented_limit_is_refused_whole(
    sim: RunningSimulator, call: Callable[[Any], Any]
) -> None:
    client = client_of(sim.url, parameter_validation=False)
    with pytest.raises(client.exceptions.BadRequestException):
        call(client)

    assert sim.mails() == []


def test_what_is_just_within_the_limits_is_taken(sim: RunningSimulator, client: Any) -> None:
    client.send_bulk_email(**bulk(*[entry(f"p{k}@example.com") for k in range(50)]))
    mail = _simple_with_headers([*headers(14), {"Name": "Y", "Value": "v" * 995}])
    client.send_email(**mail, EmailTags=[*tags(49), {"Name": "n" * 256, "Value": "v" * 256}], TenantName="t" * 64)
    client.send_bulk_email(**bulk(entry(data={"first_name": "x" * (262_144 - 18)})))

    assert len(sim.mails(bodies=False)) == 52


def test_a_message_over_40_mb_is_refused(sim: RunningSimulator, client: Any) -> None:
    raw = b"From: a@northgate.example\nTo: b@example.com\n\n" + (b"x" * 70 + b"\n") * (32 * 1024 * 1024 // 71)
    with pytest.raises(client.exceptions.BadRequestException, match="base64"):
        client.send_email(Content={"Raw": {"Data": raw}})
