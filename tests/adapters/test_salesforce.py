"""The reader of Salesforce against the twin: tokens, pages, limits, wrong answers, and where it never goes."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tcma.adapters.salesforce import SalesforceReader, soql
from tcma.crm.ports import Ask, Later, Never
from tcma.crm.rules import Kind
from tcma.trial.crm import Answer, RunningTwin, Twin, running_twin

T = datetime(2026, 5, 12, 8, 0, 0, 123_000, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ALL = Ask(Kind.ACCOUNT, ("Name", "Owner.Name"))


@pytest.fixture(scope="module")
def running() -> Iterator[RunningTwin]:
    with running_twin() as found:
        yield found


@pytest.fixture
def twin(running: RunningTwin) -> Twin:
    """As it is when nobody has done anything to it, with five accounts, of which one is deleted."""
    running.twin.__dict__.update(Twin(smallest_page=2).__dict__)
    for number in range(5):
        running.twin.put(
            "Account", f"001{number}", T + number // 2 * SECOND, Name=f"Firm {number}", Owner="Olga Sample",
            IsDeleted=number == 3,
        )  # fmt: skip
    return running.twin


@pytest.fixture
def reader(running: RunningTwin, twin: Twin) -> SalesforceReader:
    return SalesforceReader(running.url, twin.client_id, twin.client_secret, seconds=5, largest=20_000)


def ids(reader: SalesforceReader, ask: Ask = ALL) -> list[str]:
    return [str(one["Id"]) for page in reader.pages(ask) for one in page]


def test_all_pages_are_read_in_the_order_of_change_with_the_deleted_among_them(
    reader: SalesforceReader, twin: Twin
) -> None:
    pages = list(reader.pages(ALL))
    assert [[one["Id"] for one in page] for page in pages] == [["0010", "0011"], ["0012", "0013"], ["0014"]]
    assert [one["IsDeleted"] for page in pages for one in page] == [False, False, False, True, False]
    assert pages[0][0]["Owner"]["Name"] == "Olga Sample"
    assert len(twin.tokens) == 1


def test_a_reading_goes_on_after_the_last_record_also_among_those_of_the_same_moment(reader: SalesforceReader) -> None:
    assert ids(reader, Ask(Kind.ACCOUNT, ("Name",), since=T + SECOND)) == ["0012", "0013", "0014"]
    assert ids(reader, Ask(Kind.ACCOUNT, ("Name",), after=(T + SECOND, "0012"))) == ["0013", "0014"]
    assert ids(reader, Ask(Kind.ACCOUNT, ("Name",), since=T, after=(T + 2 * SECOND, "0014"))) == []


def test_a_token_that_is_over_is_made_anew_once_also_between_two_pages(reader: SalesforceReader, twin: Twin) -> None:
    pages = reader.pages(ALL)
    next(pages)
    twin.expire()
    assert [one["Id"] for page in pages for one in page] == ["0012", "0013", "0014"]
    twin.fail(401, "INVALID_SESSION_ID", "Session expired")
    twin.fail(401, "INVALID_SESSION_ID", "Session expired")
    with pytest.raises(Never, match="401 INVALID_SESSION_ID"):
        ids(reader)


@pytest.mark.parametrize(
    ("status", "code", "headers", "seconds"),
    [
        (403, "REQUEST_LIMIT_EXCEEDED", {}, 900),
        (429, "", {"Retry_After": "17"}, 17),
        (503, "SERVER_UNAVAILABLE", {"Retry_After": "soon"}, 60),
        (500, "UNKNOWN_EXCEPTION", {}, 60),
        (400, "INVALID_QUERY_LOCATOR", {}, 1),
    ],
)
def test_limits_and_breakdowns_are_for_later(
    reader: SalesforceReader, twin: Twin, status: int, code: str, headers: dict[str, str], seconds: float
) -> None:
    twin.fail(status, code, "Not now.", **headers)
    with pytest.raises(Later) as found:
        ids(reader)
    assert found.value.seconds == seconds


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(200, b"<html>"), "not JSON"),
        (Answer(200, b"[1]"), "another shape"),
        (Answer(200, b"[" * 10_000), "not JSON"),
        (Answer(200, b"{}"), "without a list"),
        (Answer(200, b'{"records": [1]}'), "without a list"),
        (Answer(200, b'{"records": [], "done": false}'), "not where"),
        (Answer(200, b'{"records": [], "done": false, "nextRecordsUrl": "https://evil.example/x"}'), "not where"),
        (Answer(200, b"x" * 20_001), "more than 19 KB"),
        (Answer(302, b"", {"Location": "https://evil.example/"}), "answered 302"),
        (Answer(400, b'[{"errorCode": "MALFORMED_QUERY", "message": "unexpected token"}]'), "unexpected token"),
    ],
)
def test_a_wrong_answer_is_named(reader: SalesforceReader, twin: Twin, answer: Answer, words: str) -> None:
    twin.faults.append(answer)
    with pytest.raises(Never, match=words):
        ids(reader)


def test_a_field_that_the_org_does_not_have_is_named(reader: SalesforceReader) -> None:
    with pytest.raises(Never, match="No such column 'Tax__c' on entity 'Account'"):
        ids(reader, Ask(Kind.ACCOUNT, ("Tax__c",)))


def test_refused_credentials_and_an_org_elsewhere_are_named(running: RunningTwin, twin: Twin) -> None:
    with pytest.raises(Never, match="invalid_client"):
        ids(SalesforceReader(running.url, twin.client_id, "wrong"))
    twin.instance_url = "https://other.my.salesforce.com"
    with pytest.raises(Never, match=r"set SALESFORCE_URL"):
        ids(SalesforceReader(running.url, twin.client_id, twin.client_secret))


def test_an_answer_that_breaks_off_or_never_comes_is_for_later(reader: SalesforceReader, twin: Twin) -> None:
    twin.faults.append(Answer(200, b'{"records": []', {"Content-Length": "500"}))
    with pytest.raises(Later, match=r"broke off|No answer"):
        ids(reader)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = SalesforceReader(f"http://127.0.0.1:{closed.getsockname()[1]}", "a", "b", seconds=1)
        with pytest.raises(Later, match="No answer from 127"):
            ids(nobody)


@pytest.mark.parametrize("url", ["http://acme.my.salesforce.com", "ftp://127.0.0.1", "acme.my.salesforce.com"])
def test_without_tls_it_only_talks_to_this_machine(url: str) -> None:
    with pytest.raises(ValueError, match="SALESFORCE_URL"):
        SalesforceReader(url, "a", "b")


def test_nothing_but_names_and_moments_goes_into_a_query() -> None:
    ask = Ask(Kind.OPPORTUNITY, ("Amount", "Name"), after=(T, "006' OR Name != '"))
    query = soql(ask)
    assert query.count("'") == 2
    assert "Id > '006ORName'" in query
    assert query.endswith("ORDER BY SystemModstamp ASC, Id ASC")
    assert query.count("Name,") + query.count("Name ") == 2  # StageName, and Name once


def test_amounts_come_to_the_cent(reader: SalesforceReader, twin: Twin) -> None:
    twin.put("Opportunity", "006A", T, Amount=1234567890.1)
    found: list[Any] = [one for page in reader.pages(Ask(Kind.OPPORTUNITY, ("Amount",))) for one in page]
    assert found[0]["Amount"] == "1234567890.1"
