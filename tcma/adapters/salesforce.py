"""Reads a Salesforce org by its REST API: a token by client credentials, SOQL by queryAll, page by page.

It talks to the one host that is configured, over TLS (on this machine also without, for trial and tests), and follows
no redirect, nor an address of an answer that leads elsewhere.
"""

import http.client
import json
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from tcma.adapters.calls import Answer, call
from tcma.crm.ports import Ask, Later, Never
from tcma.crm.rules.records import Kind

LARGEST = 16 * 1024 * 1024  # bytes of one answer; 2,000 records of 40 fields are about 4 MB
PAGE = 2_000
_HERE = ("127.0.0.1", "localhost", "::1")
_ALWAYS = {
    Kind.ACCOUNT: ("Id", "IsDeleted", "SystemModstamp"),
    Kind.OPPORTUNITY: (
        "Id", "IsDeleted", "SystemModstamp", "Name", "AccountId", "StageName", "IsClosed", "IsWon", "CloseDate",
        "CreatedDate",
    ),
}  # fmt: skip
_OBJECT = {Kind.ACCOUNT: "Account", Kind.OPPORTUNITY: "Opportunity"}


class SalesforceReader:
    """`url` is the org's My Domain, such as https://acme.my.salesforce.com; `version` that of the API, such as 62.0."""

    source = "salesforce"

    def __init__(
        self, url: str, client_id: str, client_secret: str, *, version: str = "62.0", seconds: float = 30,
        trust: ssl.SSLContext | None = None, largest: int = LARGEST,
    ) -> None:  # fmt: skip
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE):
            raise ValueError("SALESFORCE_URL: write an address that begins with https://")
        self._host, self._port, self._tls = parts.hostname or "", parts.port, parts.scheme == "https"
        self._root = parts.path.rstrip("/")
        self._credentials = {"client_id": client_id, "client_secret": client_secret}
        self._version, self._seconds, self._largest = version, seconds, largest
        self._trust = trust or ssl.create_default_context()
        self._token = ""

    def pages(self, ask: Ask) -> Iterator[list[dict[str, Any]]]:
        """As the port says. The pages after the first are where Salesforce says, on the same host."""
        path: str | None = f"/services/data/v{self._version}/queryAll?{urlencode({'q': soql(ask)})}"
        while path:
            answer = self._json(self._asked(path))
            records = answer.get("records")
            if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
                raise Never("Salesforce answered without a list of records.")
            yield records
            path = None if answer.get("done", True) else self._further(answer.get("nextRecordsUrl"))

    def _further(self, path: object) -> str:
        if not isinstance(path, str) or not path.startswith("/services/data/") or len(path) > 500:
            raise Never("Salesforce says that there is more, and not where.")
        return path

    def _asked(self, path: str) -> Answer:
        """With a token; with another one if this is over."""
        for fresh in (False, True):
            if fresh or not self._token:
                self._token = self._new_token()
            told = {"Authorization": f"Bearer {self._token}", "Sforce-Query-Options": f"batchSize={PAGE}"}
            answer = self._call("GET", path, headers=told)
            if answer.status == 401 and not fresh:
                continue
            if answer.status != 200:
                raise _wrong(answer)
            return answer
        raise AssertionError("the second answer is returned or raised")

    def _new_token(self) -> str:
        sent = urlencode({"grant_type": "client_credentials", **self._credentials}).encode()
        told = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._call("POST", "/services/oauth2/token", body=sent, headers=told)
        if answer.status != 200:
            raise _wrong(answer)
        given = self._json(answer)
        token, where = given.get("access_token"), urlsplit(str(given.get("instance_url", "")))
        if not isinstance(token, str) or not token.isascii() or any(letter.isspace() for letter in token):
            raise Never("Salesforce answered without an access token.")
        if where.hostname and where.hostname != self._host:
            raise Never(f"The org is at {where.hostname[:100]}: set SALESFORCE_URL to that.")
        return token

    def _call(self, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str]) -> Answer:
        connection: http.client.HTTPConnection
        if self._tls:
            connection = http.client.HTTPSConnection(
                self._host, self._port, timeout=self._seconds, context=self._trust
            )
        else:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=self._seconds)
        told = {"Accept": "application/json", "User-Agent": "tcma", **headers}
        try:
            connection.connect()
            answer = call(
                connection, method, self._root + path, body=body, headers=told, seconds=self._seconds,
                largest=self._largest,
            )  # fmt: skip
        except ssl.SSLError as error:
            raise Later(f"The certificate of {self._host} is not trusted: {error.reason}.") from error
        except (OSError, http.client.HTTPException) as error:
            raise Later(f"No answer from {self._host}: {type(error).__name__}.") from error
        if answer.cut:
            raise Later(f"The answer of {self._host} broke off.")
        if answer.more:
            raise Never(f"Salesforce answered with more than {self._largest // 1024} KB at once.")
        return answer

    def _json(self, answer: Answer) -> dict[str, Any]:
        try:
            found = json.loads(answer.body, parse_float=str)  # an amount to the cent, as it is written
        except (ValueError, RecursionError):
            raise Never("Salesforce answered with something that is not JSON.") from None
        if not isinstance(found, dict):
            raise Never("Salesforce answered with JSON of another shape.")
        return found


def soql(ask: Ask) -> str:
    """The query. Field names were checked when the mapping was saved; nothing else in it comes from people."""
    names = ", ".join(dict.fromkeys((*_ALWAYS[ask.kind], *ask.fields)))
    where = ""
    if ask.after is not None:
        at, external_id = _moment(ask.after[0]), "".join(filter(str.isalnum, ask.after[1]))
        where = f" WHERE SystemModstamp > {at} OR (SystemModstamp = {at} AND Id > '{external_id}')"
    elif ask.since is not None:
        where = f" WHERE SystemModstamp >= {_moment(ask.since)}"
    return f"SELECT {names} FROM {_OBJECT[ask.kind]}{where} ORDER BY SystemModstamp ASC, Id ASC"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def _wrong(answer: Answer) -> Later | Never:
    """An error of Salesforce: [{errorCode, message}], or {error, error_description} of its token address."""
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        told = None
    one = told[0] if isinstance(told, list) and told else told
    code, words = "", ""
    if isinstance(one, dict):
        code = str(one.get("errorCode") or one.get("error") or "")[:80]
        words = " ".join(str(one.get("message") or one.get("error_description") or "").split())[:300]
    said = f"Salesforce answered {answer.status} {code}: {words}".rstrip(": ") + "."
    if code == "REQUEST_LIMIT_EXCEEDED" or answer.status in (429, 503) or answer.status >= 500:
        wait = answer.headers.get("retry-after", "")
        usual = 900.0 if code == "REQUEST_LIMIT_EXCEEDED" else 60.0
        return Later(said, float(wait) if wait.isdecimal() else usual)
    if code == "INVALID_QUERY_LOCATOR":  # its cursor is gone: the next turn asks anew from where this one was
        return Later(said, 1)
    return Never(said)
