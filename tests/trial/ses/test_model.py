import http.client
import json
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tcma.trial.ses import RunningSimulator
from tcma.trial.ses import model as service
from tcma.trial.ses.shapes import Mismatch
from tests.trial.ses.conftest import bulk, entry, simple


def post(sim: RunningSimulator, path: str, body: Any) -> tuple[int, str, dict[str, Any]]:
    """A request signed as boto3 signs it, with a body that boto3 would never send."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = AWSRequest("POST", f"{sim.url}{path}", {"Content-Type": "application/json"}, data)
    SigV4Auth(Credentials("test", "test"), "ses", "eu-central-1").add_auth(signed)
    connection = http.client.HTTPConnection("127.0.0.1", int(sim.url.rpartition(":")[2]))
    connection.request("POST", path, data, dict(signed.headers))
    answer = connection.getresponse()
    found = (answer.status, answer.getheader("x-amzn-ErrorType") or "", json.loads(answer.read()))
    connection.close()
    return found


SIMPLE = simple()
MISCASED: list[tuple[str, dict[str, Any], str]] = [
    ("emails", {**SIMPLE, "fromEmailAddress": "a@northgate.example"}, "FromEmailAddress"),
    ("emails", {**SIMPLE, "Destination": {"toAddresses": ["a@example.com"]}}, "ToAddresses"),
    ("emails", {**SIMPLE, "Subject": "x"}, "not a member of SendEmailRequest"),
    ("bulk-emails", {**bulk(), "BulkEmailEntries": [{**entry(), "replacementTags": []}]}, "ReplacementTags"),
    ("bulk-emails", {**bulk(), "BulkEmailEntries": [{"Destination": {"ToAddresses": "a@example.com"}}]}, "a list"),
    ("bulk-emails", {"BulkEmailEntries": []}, "'DefaultContent' is required"),
    ("emails", {**SIMPLE, "EmailTags": [{"Name": "a"}]}, "'Value' is required"),
    ("emails", {**SIMPLE, "TenantName": None}, "must be a string"),
]


@pytest.mark.parametrize(("path", "body", "why"), MISCASED, ids=[why for *_, why in MISCASED])
def test_a_key_or_type_the_model_does_not_know_is_refused_by_name(
    sim: RunningSimulator, path: str, body: dict[str, Any], why: str
) -> None:
    status, code, answer = post(sim, f"/v2/email/outbound-{path}", body)

    assert (status, code) == (400, "BadRequestException")
    assert why in answer["message"]
    assert sim.mails() == []


def test_a_body_that_is_no_json_is_refused(sim: RunningSimulator) -> None:
    status, code, _ = post(sim, "/v2/email/outbound-emails", b"{")

    assert (status, code) == (400, "BadRequestException")


def test_an_enum_value_the_model_does_not_know_is_refused(sim: RunningSimulator) -> None:
    attachment = {"RawContent": "eA==", "FileName": "x.txt", "ContentDisposition": "attachment"}
    body = simple()
    body["Content"]["Simple"]["Attachments"] = [attachment]
    status, _, answer = post(sim, "/v2/email/outbound-emails", body)

    assert status == 400
    assert "Content.Simple.Attachments[0].ContentDisposition" in answer["message"]


def test_an_unsigned_request_is_refused(sim: RunningSimulator) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(sim.url.rpartition(":")[2]))
    connection.request("GET", "/v2/email/account")
    answer = connection.getresponse()

    assert (answer.status, answer.getheader("x-amzn-ErrorType")) == (403, "MissingAuthenticationTokenException")
    connection.close()


def test_an_operation_the_simulator_lacks_is_named(sim: RunningSimulator, client: Any) -> None:
    status, code, answer = post(sim, "/v2/email/templates", {})

    assert (status, code) == (404, "UnknownOperationException")
    assert "/v2/email/templates" in answer["message"]


@pytest.mark.parametrize("answer", [{"messageId": "1"}, {"MessageId": 1}, {"MessageId": "1", "Extra": 1}])
def test_an_answer_with_a_foreign_key_or_type_is_a_bug_that_shows(answer: dict[str, Any]) -> None:
    with pytest.raises(Mismatch):
        service.check_answer("SendEmail", answer)


def test_an_answer_with_a_status_that_ses_has_not_is_a_bug_that_shows() -> None:
    with pytest.raises(Mismatch, match="THROTTLED"):
        service.check_answer("SendBulkEmail", {"BulkEmailEntryResults": [{"Status": "THROTTLED"}]})
