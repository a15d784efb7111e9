"""What SendEmail and SendBulkEmail have alike: sender, recipients, headers, tags, configuration set, tenant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tcma.trial.ses.addresses import bare
from tcma.trial.ses.errors import BAD_REQUEST, MESSAGE_REJECTED, NOT_FOUND, PAUSED, ApiError
from tcma.trial.ses.limits import check_tag, check_tenant, within
from tcma.trial.ses.office import Office

Pairs = tuple[tuple[str, str], ...]

# SES writes these itself or takes them from other members of the request.
_OWN = frozenset({
    "bcc", "cc", "content-disposition", "content-transfer-encoding", "content-type", "date", "from", "message-id",
    "mime-version", "reply-to", "return-path", "subject", "to",
})


@dataclass(frozen=True, slots=True)
class Sender:
    """`source` as given, `address` bare, `identity` the verified one that covers it."""

    source: str
    address: str
    identity: str


@dataclass(frozen=True, slots=True)
class Recipients:
    """Bare addresses, and the To and Cc headers as they were written."""

    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    headers: Pairs

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.to, *self.cc, *self.bcc)


def sender(office: Office, source: str | None) -> Sender:
    """Refuses a missing From with BadRequestException and an unverified one with MessageRejected."""
    if not source:
        raise ApiError(BAD_REQUEST, "FromEmailAddress is required.")
    address = bare(source)
    identity = office.state.identity_for(address)
    if identity is None:
        raise ApiError(
            MESSAGE_REJECTED,
            "Email address is not verified. The following identities failed the check in region "
            f"{office.options.region.upper()}: {source}",
        )
    return Sender(source, address, identity)


def recipients(destination: Mapping[str, Any]) -> Recipients:
    """Refuses bad addresses, none, and more than 50."""
    lists = {key: destination.get(f"{key}Addresses") or [] for key in ("To", "Cc", "Bcc")}
    found = Recipients(
        to=tuple(map(bare, lists["To"])), cc=tuple(map(bare, lists["Cc"])), bcc=tuple(map(bare, lists["Bcc"])),
        headers=tuple((key, ", ".join(lists[key])) for key in ("To", "Cc") if lists[key]),
    )
    if not found.all:
        raise ApiError(BAD_REQUEST, "Destination has no recipient.")
    within("recipients", len(found.all))
    return found


def headers(*lists: Sequence[Mapping[str, str]] | None) -> Pairs:
    """Custom headers; a later list's header replaces one of the same name in an earlier list."""
    merged: dict[str, tuple[str, str]] = {}
    for each in lists:
        seen: set[str] = set()
        for header in each or ():
            name, key = header["Name"], header["Name"].lower()
            if key in _OWN:
                raise ApiError(BAD_REQUEST, f"Header <{name}> can't be set by Headers.")
            if key in seen:
                raise ApiError(BAD_REQUEST, f"Duplicate header <{name}>.")
            within("header", len(name) + len(header["Value"]))
            seen.add(key)
            merged[key] = (name, header["Value"])
    within("headers", len(merged))
    return tuple(merged.values())


def tags(*lists: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """Message tags; a later list's tag replaces one of the same name in an earlier list."""
    merged: dict[str, str] = {}
    for each in lists:
        seen: set[str] = set()
        for tag in each or ():
            name, value = tag["Name"], tag["Value"]
            check_tag(name, value)
            if name in seen:
                raise ApiError(BAD_REQUEST, f"Duplicate tag <{name}>.")
            seen.add(name)
            merged[name] = value
    within("tags", len(merged))
    return merged


def configuration_set(office: Office, name: str | None) -> str | None:
    """The configuration set in force: the call's own, or the identity's default."""
    known = office.options.configuration_sets
    if name and known and name not in known:
        raise ApiError(NOT_FOUND, f"Configuration set <{name}> does not exist.")
    return name or office.options.default_configuration_set


def tenant(office: Office, name: str | None, sender: Sender, configuration_set: str | None) -> str | None:
    """The tenant a call is for: it must be known, may send, and has to have been given what the call uses."""
    if name is None:
        return None
    check_tenant(name)
    found, given = office.state.tenants.get(name), office.options.tenants
    if found is None:
        if name not in given and (given or office.state.tenants):
            raise ApiError(NOT_FOUND, f"Tenant <{name}> does not exist.")
        return name
    if found["status"] == "DISABLED":
        raise ApiError(PAUSED, f"Email sending is disabled for tenant <{name}>.")
    needed = [f"identity/{sender.identity}", *([f"configuration-set/{configuration_set}"] if configuration_set else [])]
    allowed = {arn.split(":", 5)[5] for arn in found["resources"]}
    for resource in needed:
        if resource not in allowed:
            raise ApiError(BAD_REQUEST, f"Resource <{resource}> is not associated with tenant <{name}>.")
    return name


def reply_to(addresses: Sequence[str] | None) -> tuple[str, ...]:
    for address in addresses or ():
        bare(address)
    return tuple(addresses or ())


def top_headers(source: str, to: Recipients, reply: Sequence[str], subject: str) -> Pairs:
    """The headers that follow from members of the request."""
    return (
        ("From", source), *to.headers,
        *([("Reply-To", ", ".join(reply))] if reply else []),
        ("Subject", subject),
    )
