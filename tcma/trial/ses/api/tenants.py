"""Tenants: parts of the account that are stopped each for itself."""

import uuid
from typing import Any

from tcma.trial.ses.api.call import Call
from tcma.trial.ses.errors import ALREADY_EXISTS, BAD_REQUEST, NOT_FOUND, ApiError
from tcma.trial.ses.limits import LIMITS, check_tenant

_KINDS = {"identity": "EMAIL_IDENTITY", "configuration-set": "CONFIGURATION_SET", "template": "EMAIL_TEMPLATE"}


def create_tenant(call: Call) -> dict[str, Any]:
    name = call.body["TenantName"]
    check_tenant(name)
    if name in call.office.state.tenants:
        raise ApiError(ALREADY_EXISTS, f"Tenant <{name}> already exists.")
    call.office.state.set_tenant(name, id=f"tn-{uuid.uuid4().hex[:20]}", created=call.office.state.now())
    return _told(call, name)


def get_tenant(call: Call) -> dict[str, Any]:
    return {"Tenant": _told(call, _existing(call))}


def delete_tenant(call: Call) -> dict[str, Any]:
    call.office.state.drop_tenant(_existing(call))
    return {}


def list_tenants(call: Call) -> dict[str, Any]:
    kept = ("TenantName", "TenantId", "TenantArn", "CreatedTimestamp", "SendingStatus")
    told = [_told(call, name) for name in sorted(call.office.state.tenants)]
    found, more = _page(call, [{key: one[key] for key in kept} for one in told])
    return {"Tenants": found, **more}


def associate(call: Call) -> dict[str, Any]:
    """Lets a tenant use an identity or a configuration set of this account."""
    name, arn = _existing(call), call.body["ResourceArn"]
    _check_resource(call, arn)
    held = call.office.state.tenants[name]["resources"]
    if arn in held:
        raise ApiError(ALREADY_EXISTS, f"Resource <{arn}> is associated with tenant <{name}> already.")
    call.office.state.set_tenant(name, resources=[*held, arn])
    return {}


def dissociate(call: Call) -> dict[str, Any]:
    name, arn = _existing(call), call.body["ResourceArn"]
    held = call.office.state.tenants[name]["resources"]
    if arn not in held:
        raise ApiError(NOT_FOUND, f"Resource <{arn}> is not associated with tenant <{name}>.")
    call.office.state.set_tenant(name, resources=[one for one in held if one != arn])
    return {}


def list_tenant_resources(call: Call) -> dict[str, Any]:
    held = call.office.state.tenants[_existing(call)]["resources"]
    rows = [{"ResourceType": _KINDS[arn.split(":", 5)[5].partition("/")[0]], "ResourceArn": arn} for arn in held]
    found, more = _page(call, rows)
    return {"TenantResources": found, **more}


def _existing(call: Call) -> str:
    name: str = call.body["TenantName"]
    if name not in call.office.state.tenants:
        raise ApiError(NOT_FOUND, f"Tenant <{name}> does not exist.")
    return name


def _check_resource(call: Call, arn: str) -> None:
    options = call.office.options
    place = f"arn:aws:ses:{options.region}:{options.account_id}:"
    kind, _, name = arn.removeprefix(place).partition("/")
    if not arn.startswith(place) or kind not in _KINDS:
        raise ApiError(BAD_REQUEST, f"Invalid resource <{arn}>.")
    if kind == "identity" and name not in call.office.state.identities:
        raise ApiError(NOT_FOUND, f"Email identity <{name}> does not exist.")


def _told(call: Call, name: str) -> dict[str, Any]:
    options, found = call.office.options, call.office.state.tenants[name]
    return {
        "TenantName": name, "TenantId": found["id"], "CreatedTimestamp": found["created"],
        "TenantArn": f"arn:aws:ses:{options.region}:{options.account_id}:tenant/{name}/{found['id']}",
        "Tags": [], "SendingStatus": found["status"],
    }  # fmt: skip


def _page(call: Call, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    start = int(call.body.get("NextToken") or 0)
    size = min(call.body.get("PageSize") or LIMITS["page"].most, LIMITS["page"].most)
    more = {"NextToken": str(start + size)} if start + size < len(rows) else {}
    return rows[start:start + size], more
