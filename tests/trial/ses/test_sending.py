from typing import Any

import pytest

from tcma.trial.ses import RunningSimulator
from tests.trial.ses.conftest import bulk, entry, simple


def test_a_simple_mail_arrives_with_its_parts_headers_and_tags(sim: RunningSimulator, client: Any) -> None:
    mail = simple(EmailTags=[{"Name": "attempt", "Value": "a-1"}], ReplyToAddresses=["layla@brightwave.example"])
    mail["Content"]["Simple"]["Headers"] = [{"Name": "List-Id", "Value": "<lunch.northgate.example>"}]

    message_id = client.send_email(**mail)["MessageId"]

    found, = sim.mails()
    assert found["message_id"] == message_id
    assert found["from"] == "Brightwave IT <news@northgate.example>"
    assert (found["to"], found["subject"]) == (["reader@example.com"], "Lunch on Tuesday")
    assert (found["text"], found["html"]) == ("Come at noon.", "<p>Come at <b>noon</b>.</p>")
    assert found["headers"]["List-Id"] == "<lunch.northgate.example>"
    assert found["headers"]["Reply-To"] == "layla@brightwave.example"
    assert found["tags"] == {"attempt": "a-1"}


def test_a_bulk_call_fills_each_mail_with_its_own_data_and_escapes_nothing(
    sim: RunningSimulator, client: Any
) -> None:
    client.send_bulk_email(**bulk(
        entry("a@example.com", {"first_name": "<b>Zoë</b> & {{x}}"}), entry("b@example.com", {"first_name": "Adam"}),
    ))

    first, second = sim.mails()
    assert first["html"] == "<p>Dear <b>Zoë</b> & {{x}}</p>"
    assert first["subject"] == "Hello <b>Zoë</b> & {{x}}"
    assert (second["text"], second["to"]) == ("Dear Adam", ["b@example.com"])


def test_default_data_fills_an_entry_that_brings_none(sim: RunningSimulator, client: Any) -> None:
    client.send_bulk_email(**bulk(
        entry(data={}), {"Destination": {"ToAddresses": ["x@example.com"]}},
        template={"TemplateData": '{"first_name": "there"}'},
    ))

    assert [mail["text"] for mail in sim.mails()] == ["Dear there", "Dear there"]


def test_an_entry_s_headers_and_tags_replace_those_of_the_call_by_name(sim: RunningSimulator, client: Any) -> None:
    client.send_bulk_email(**bulk(
        entry(
            ReplacementHeaders=[{"Name": "list-unsubscribe", "Value": "<http://127.0.0.1/u/1>"}],
            ReplacementTags=[{"Name": "step", "Value": "two"}],
        ),
        template={"Headers": [{"Name": "List-Unsubscribe", "Value": "<http://127.0.0.1/u/0>"},
                              {"Name": "List-Id", "Value": "<l.example>"}]},
        DefaultEmailTags=[{"Name": "step", "Value": "one"}, {"Name": "launch", "Value": "9"}],
    ))

    found, = sim.mails()
    assert found["headers"]["list-unsubscribe"] == "<http://127.0.0.1/u/1>"
    assert "List-Unsubscribe" not in found["headers"]
    assert found["headers"]["List-Id"] == "<l.example>"
    assert found["tags"] == {"step": "two", "launch": "9"}


def test_a_bad_entry_is_refused_alone(sim: RunningSimulator, client: Any) -> None:
    answer = client.send_bulk_email(**bulk(
        entry("a@example.com"), entry("no address"),
        entry("c@example.com", ReplacementTags=[{"Name": "launch", "Value": "50 %"}]),
        entry("d@example.com"),
    ))

    results = answer["BulkEmailEntryResults"]
    assert [each["Status"] for each in results] == ["SUCCESS", "INVALID_PARAMETER", "INVALID_PARAMETER", "SUCCESS"]
    assert "@domain" in results[1]["Error"]
    assert "launch=50 %" in results[2]["Error"]
    assert [mail["message_id"] for mail in sim.mails()] == [results[0]["MessageId"], results[3]["MessageId"]]
    assert [message["status"] for message in sim.log()[0]["messages"]] == [each["Status"] for each in results]


def test_a_missing_variable_is_accepted_and_told_by_an_event(sim: RunningSimulator, client: Any, inbox: Any) -> None:
    result, = client.send_bulk_email(**bulk(entry(data={"name": "Ruth"})))["BulkEmailEntryResults"]
    sim.settle()

    assert result["Status"] == "SUCCESS"
    assert sim.mails() == []
    assert inbox.kinds() == ["Rendering Failure"]
    failure = inbox.of("Rendering Failure")
    assert failure["failure"]["errorMessage"] == "Attribute 'first_name' is not present in the rendering data."
    assert failure["mail"]["messageId"] == result["MessageId"]


def test_an_unverified_sender_is_rejected(sim: RunningSimulator, client: Any) -> None:
    with pytest.raises(client.exceptions.MessageRejected, match="Email address is not verified"):
        client.send_email(**simple(FromEmailAddress="someone@elsewhere.example"))
    with pytest.raises(client.exceptions.MessageRejected):
        client.send_bulk_email(**bulk(FromEmailAddress="x@notnorthgate.example"))

    assert sim.mails() == []
    assert [each["outcome"] for each in sim.log()] == ["refused", "refused"]


def test_a_subdomain_of_a_verified_domain_may_send(sim: RunningSimulator, client: Any) -> None:
    client.send_email(**simple(FromEmailAddress="x@brightwave.northgate.example"))

    assert len(sim.mails()) == 1


@pytest.mark.parametrize("address", ["two@at@example.com", "Zoë <z@example.com>", "z@exämple.com", "a\r\nBcc: b@c.de",
                                     "plain", "<a@b.example> x"])
def test_an_address_ses_would_not_take_is_refused(client: Any, address: str) -> None:
    with pytest.raises(client.exceptions.BadRequestException):
        client.send_email(**simple(address))


def test_a_subject_cannot_smuggle_a_header_in(sim: RunningSimulator, client: Any, inbox: Any) -> None:
    client.send_bulk_email(**bulk(entry(data={"first_name": "x\r\nBcc: all@example.com"})))
    sim.settle()

    assert sim.mails() == []
    assert inbox.kinds() == ["Rendering Failure"]


def test_an_inline_template_can_only_substitute(client: Any) -> None:
    with pytest.raises(client.exceptions.BadRequestException, match="only substitute"):
        client.send_bulk_email(**bulk(template={"TemplateContent": {"Subject": "x", "Text": "{{#if a}}b{{/if}}"}}))


def test_stored_templates_are_not_found(client: Any) -> None:
    call = bulk()
    call["DefaultContent"] = {"Template": {"TemplateName": "welcome", "TemplateData": "{}"}}
    with pytest.raises(client.exceptions.NotFoundException, match="welcome"):
        client.send_bulk_email(**call)


def test_search_takes_mails_from_a_number_on_and_by_recipient(sim: RunningSimulator, client: Any) -> None:
    client.send_bulk_email(**bulk(*[entry(f"p{k}@example.com") for k in range(5)]))

    assert [mail["to"] for mail in sim.mails(since=3)] == [["p3@example.com"], ["p4@example.com"]]
    assert [mail["index"] for mail in sim.mails(to="P2@", bodies=False)] == [2]
    assert "html" not in sim.mails(to="p2@", bodies=False)[0]
