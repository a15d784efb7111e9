"""Identities: the domains and addresses that may send."""

from typing import Any

from tcma.trial.ses.api.call import Call
from tcma.trial.ses.errors import ALREADY_EXISTS, BAD_REQUEST, NOT_FOUND, ApiError
from tcma.trial.ses.limits import LIMITS


def _dkim(verified: bool) -> dict[str, Any]:
    return {
        "SigningEnabled": True,
        "Status": "SUCCESS" if verified else "PENDING",
        "Tokens": [f"{letter * 32}" for letter in "abc"],
        "SigningAttributesOrigin": "AWS_SES",
        "NextSigningKeyLength": "RSA_2048_BIT",
        "CurrentSigningKeyLength": "RSA_2048_BIT",
    }


def _kind(identity: str) -> str:
    return "EMAIL_ADDRESS" if "@" in identity else "DOMAIN"


def _existing(call: Call) -> tuple[str, bool]:
    name = call.path["EmailIdentity"].lower()
    verified = call.office.state.identities.get(name)
    if verified is None:
        raise ApiError(NOT_FOUND, f"Email identity <{call.path['EmailIdentity']}> does not exist.")
    return name, verified


def get_email_identity(call: Call) -> dict[str, Any]:
    name, verified = _existing(call)
    status = call.office.options.default_configuration_set
    return {
        "IdentityType": _kind(name),
        "FeedbackForwardingStatus": False,
        "VerifiedForSendingStatus": verified,
        "VerificationStatus": "SUCCESS" if verified else "PENDING",
        "DkimAttributes": _dkim(verified),
        "MailFromAttributes": {
            "MailFromDomain": "", "MailFromDomainStatus": "PENDING", "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
        },
        "Policies": {},
        "Tags": [],
        **({"ConfigurationSetName": status} if status else {}),
    }


def create_email_identity(call: Call) -> dict[str, Any]:
    """Adds an identity. It is verified at once unless the simulator was started otherwise: there is no DNS here."""
    name = call.body["EmailIdentity"].lower()
    if " " in name or "." not in name.rpartition("@")[2]:
        raise ApiError(BAD_REQUEST, f"Invalid identity <{call.body['EmailIdentity']}>.")
    if name in call.office.state.identities:
        raise ApiError(ALREADY_EXISTS, f"Email identity <{call.body['EmailIdentity']}> already exists.")
    verified = call.office.options.new_identities_verified
    call.office.state.set_identity(name, verified)
    return {"IdentityType": _kind(name), "VerifiedForSendingStatus": verified, "DkimAttributes": _dkim(verified)}


def delete_email_identity(call: Call) -> dict[str, Any]:
    name, _ = _existing(call)
    call.office.state.set_identity(name, None)
    return {}


def list_email_identities(call: Call) -> dict[str, Any]:
    start = int(call.body.get("NextToken") or 0)
    size = min(call.body.get("PageSize") or LIMITS["page"].most, LIMITS["page"].most)
    names = sorted(call.office.state.identities.items())
    page = [
        {"IdentityType": _kind(name), "IdentityName": name, "SendingEnabled": verified,
         "VerificationStatus": "SUCCESS" if verified else "PENDING"}
        for name, verified in names[start:start + size]
    ]
    more = {"NextToken": str(start + size)} if start + size < len(names) else {}
    return {"EmailIdentities": page, **more}
