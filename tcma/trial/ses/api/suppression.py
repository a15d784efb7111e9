"""The account's suppression list. TenantName is accepted, and all tenants share this one list."""

from datetime import datetime
from typing import Any

from tcma.trial.ses.addresses import bare
from tcma.trial.ses.api.call import Call
from tcma.trial.ses.errors import BAD_REQUEST, NOT_FOUND, ApiError
from tcma.trial.ses.limits import LIMITS
from tcma.trial.ses.model import shape_named


def put_suppressed_destination(call: Call) -> dict[str, Any]:
    call.office.state.suppress(bare(call.body["EmailAddress"]), call.body["Reason"])
    return {}


def _existing(call: Call) -> dict[str, Any]:
    address = call.path["EmailAddress"]
    found = call.office.state.suppressed.get(address.lower())
    if found is None:
        raise ApiError(NOT_FOUND, f"Email address {address} does not exist on your suppression list.")
    return found


def get_suppressed_destination(call: Call) -> dict[str, Any]:
    return {"SuppressedDestination": _summary(_existing(call))}


def delete_suppressed_destination(call: Call) -> dict[str, Any]:
    call.office.state.suppress(_existing(call)["address"], None)
    return {}


def list_suppressed_destinations(call: Call) -> dict[str, Any]:
    reasons = call.query.get("Reason") or []
    for reason in reasons:
        if reason not in shape_named("SuppressionListReason").metadata["enum"]:
            raise ApiError(BAD_REQUEST, f"Invalid reason <{reason}>.")
    start, size = _number(call, "NextToken", 0), _number(call, "PageSize", LIMITS["page"].most)
    after, before = _moment(call, "StartDate"), _moment(call, "EndDate")
    found = [
        entry for entry in sorted(call.office.state.suppressed.values(), key=lambda each: -each["at"])
        if (not reasons or entry["reason"] in reasons)
        and (after is None or entry["at"] >= after) and (before is None or entry["at"] < before)
    ]
    page = [_summary(entry) for entry in found[start:start + size]]
    more = {"NextToken": str(start + size)} if start + size < len(found) else {}
    return {"SuppressedDestinationSummaries": page, **more}


def _summary(entry: dict[str, Any]) -> dict[str, Any]:
    return {"EmailAddress": entry["address"], "Reason": entry["reason"], "LastUpdateTime": entry["at"]}


def _number(call: Call, name: str, default: int) -> int:
    text = call.one(name)
    if text is None:
        return default
    if not text.isdecimal():
        raise ApiError(BAD_REQUEST, f"Invalid {name} <{text}>.")
    return min(int(text), LIMITS["page"].most) if name == "PageSize" else int(text)


def _moment(call: Call, name: str) -> float | None:
    text = call.one(name)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        raise ApiError(BAD_REQUEST, f"Invalid {name} <{text}>.") from None
