"""What the twin answers, and what it was told to do wrong."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tcma.trial.crm.soql import Malformed, parse, pick

_VERSION = re.compile(r"/services/data/v(\d\d\.\d)/(query|queryAll)(?:/([\w-]+))?/?")
ACCOUNT: Mapping[str, Any] = {
    "Id": "", "IsDeleted": False, "SystemModstamp": "", "Name": "", "BillingCountryCode": "DE",
    "BillingCountry": "Germany", "Website": None, "DunsNumber": None, "VAT__c": None, "Type": None,
    "Named__c": False, "Owner": None,
}  # fmt: skip
OPPORTUNITY: Mapping[str, Any] = {
    "Id": "", "IsDeleted": False, "SystemModstamp": "", "Name": "", "AccountId": None, "StageName": "Prospecting",
    "IsClosed": False, "IsWon": False, "CloseDate": "2026-09-30", "CreatedDate": "", "Amount": None,
    "CurrencyIsoCode": "EUR", "Registration__c": None, "Order_Number__c": None, "Product__c": None, "Owner": None,
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


_RIGHT = Answer(0, b"")


@dataclass
class Twin:
    """One org. `faults` are answers that come in place of the next queries; `tokens` that are not over."""

    client_id: str = "twin"
    client_secret: str = "secret of the twin"
    instance_url: str = ""
    smallest_page: int = 200  # Salesforce's; tests take less
    records: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {"Account": {}, "Opportunity": {}})
    tokens: set[str] = field(default_factory=set)
    faults: list[Answer] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    new_token: Callable[[], str] | None = None  # instead of one that counts
    _serial: Any = field(default_factory=lambda: count(1))
    _cursors: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def put(self, kind: str, external_id: str, changed: datetime, **values: Any) -> dict[str, Any]:
        """Something is made or changed there. Owner is a name; IsClosed and IsWon follow the standard stages."""
        shape = ACCOUNT if kind == "Account" else OPPORTUNITY
        known = self.records[kind].get(external_id, {**shape, "CreatedDate": stamp(changed)})
        if kind == "Account":
            known.pop("CreatedDate", None)
        if isinstance(values.get("Owner"), str):
            values["Owner"] = {"Name": values["Owner"]}
        if "StageName" in values:
            ends = values["StageName"] in ("Closed Won", "Closed Lost")
            values = {"IsClosed": ends, "IsWon": values["StageName"] == "Closed Won", **values}
        record = {**known, **values, "Id": external_id, "SystemModstamp": stamp(changed)}
        self.records[kind][external_id] = record
        return record

    def expire(self) -> None:
        """Every token is over."""
        self.tokens.clear()

    def fail(self, status: int, code: str = "", words: str = "", **headers: str) -> None:
        """The next query is answered like this."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.faults.append(_error(status, code, words, told))

    def after(self, many: int, answer: Answer) -> None:
        """So many queries or further pages are answered as they should; then one like this."""
        self.faults += [*[_RIGHT] * many, answer]

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """One request. Names of headers in any case."""
        parts = urlsplit(target)
        if parts.path == "/services/oauth2/token":
            return self._token(method, body)
        found = _VERSION.fullmatch(parts.path)
        if found is None or method != "GET":
            return _error(404, "NOT_FOUND", "The requested resource does not exist")
        told = {name.lower(): value for name, value in headers.items()}
        if told.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return _error(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if self.faults and (fault := self.faults.pop(0)) is not _RIGHT:
            return fault
        try:
            version, how, cursor = found.groups()
            if cursor:
                return self._next(version, cursor)
            text = parse_qs(parts.query).get("q", [""])[0]
            return self._query(version, text, how == "queryAll", _batch(told, self.smallest_page))
        except Malformed as wrong:
            return _error(400, wrong.code, str(wrong))

    def _token(self, method: str, body: bytes) -> Answer:
        given = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        if method != "POST" or given.get("grant_type") != "client_credentials":
            return _json(400, {"error": "unsupported_grant_type", "error_description": "grant type not supported"})
        if (given.get("client_id"), given.get("client_secret")) != (self.client_id, self.client_secret):
            return _json(400, {"error": "invalid_client", "error_description": "invalid client credentials"})
        token = self.new_token() if self.new_token else f"00Dtwin!{next(self._serial)}"
        self.tokens.add(token)
        said = {"access_token": token, "token_type": "Bearer", "scope": "api"}
        return _json(200, {**said, **({"instance_url": self.instance_url} if self.instance_url else {})})

    def _query(self, version: str, text: str, deleted_too: bool, size: int) -> Answer:
        self.asked.append(text)
        query = parse(text)
        if query.of not in self.records:
            raise Malformed("INVALID_TYPE", f"sObject type '{query.of}' is not supported.")
        pick({**(ACCOUNT if query.of == "Account" else OPPORTUNITY), "Id": "x"}, query)  # also where nothing is found
        rows = [one for one in self.records[query.of].values() if query.fits(one)]
        rows = [one for one in rows if deleted_too or not one["IsDeleted"]]
        rows.sort(key=lambda one: (one["SystemModstamp"], one["Id"]))
        return self._page(version, [pick(one, query) for one in rows], len(rows), size)

    def _next(self, version: str, cursor: str) -> Answer:
        name, _, size = cursor.rpartition("-")
        rows = self._cursors.pop(name, None)
        if rows is None:
            raise Malformed("INVALID_QUERY_LOCATOR", "invalid query locator")
        return self._page(version, rows, len(rows), int(size))

    def _page(self, version: str, rows: list[dict[str, Any]], total: int, size: int) -> Answer:
        said: dict[str, Any] = {"totalSize": total, "done": len(rows) <= size, "records": rows[:size]}
        if len(rows) > size:
            name = f"01g{next(self._serial):012d}"
            self._cursors[name] = rows[size:]
            said["nextRecordsUrl"] = f"/services/data/v{version}/query/{name}-{size}"
        return _json(200, said)


def stamp(at: datetime) -> str:
    """As Salesforce writes a moment."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}+0000"


def _batch(headers: Mapping[str, str], smallest: int) -> int:
    found = re.search(r"batchSize=(\d+)", headers.get("sforce-query-options", ""))
    return smallest if smallest < 200 else min(max(int(found[1]) if found else 2_000, 200), 2_000)


def _error(status: int, code: str, words: str, headers: Mapping[str, str] | None = None) -> Answer:
    answer = _json(status, [{"errorCode": code, "message": words}])
    return Answer(status, answer.body, {**answer.headers, **(headers or {})})


def _json(status: int, said: Any) -> Answer:
    return Answer(status, json.dumps(said).encode(), {"Content-Type": "application/json;charset=UTF-8"})
