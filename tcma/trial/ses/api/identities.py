"""Identities: the domains and addresses that may send."""

from typing import Any

from tcma.trial.ses import domains
from tcma.trial.ses.api.call import Call
from tcma.trial.ses.errors import ALREADY_EXISTS, BAD_REQUEST, NOT_FOUND, ApiError
from tcma.trial.ses.limits import LIMITS


def _dkim(name: str, verified: bool) -> dict[str, Any]:
    return {
        "SigningEnabled": True,
        "Status": "SUCCESS" if verified else "PENDING",
        "Tokens": domains.tokens(name),
        "SigningHostedZone": domains.ZONE,
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
    mail_from = call.office.state.mail_from(name)
    stands = mail_from and domains.mail_from_stands(mail_from, call.office.options.region, call.office.state.dns)
    return {
        "IdentityType": _kind(name),
        "FeedbackForwardingStatus": False,
        "VerifiedForSendingStatus": verified,
        "VerificationStatus": "SUCCESS" if verified else "PENDING",
        "DkimAttributes": _dkim(name, verified),
        "MailFromAttributes": {
            "MailFromDomain": mail_from, "MailFromDomainStatus": "SUCCESS" if stands else "PENDING",
            "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
        },
        "Policies": {},
        "Tags": [],
        **({"ConfigurationSetName": status} if status else {}),
    }


def create_email_identity(call: Call) -> dict[str, Any]:
    """Adds an identity. Verified at once, or, if the simulator was started so, when its own DNS has the records."""
    name = call.body["EmailIdentity"].lower()
    if " " in name or "." not in name.rpartition("@")[2]:
        raise ApiError(BAD_REQUEST, f"Invalid identity <{call.body['EmailIdentity']}>.")
    if name in call.office.state.identities:
        raise ApiError(ALREADY_EXISTS, f"Email identity <{call.body['EmailIdentity']}> already exists.")
    options, dns = call.office.options, call.office.state.dns
    verified = options.new_identities_verified or domains.signed(name, dns)
    call.office.state.set_identity(name, verified)
    return {"IdentityType": _kind(name), "VerifiedForSendingStatus": verified,
            "DkimAttributes": _dkim(name, verified)}


def put_mail_from(call: Call) -> dict[str, Any]:
    """Bounces go to a domain below the identity's, once its MX record stands."""
    name, _ = _existing(call)
    mail_from = (call.body.get("MailFromDomain") or "").lower()
    if mail_from and not mail_from.endswith(f".{name}"):
        raise ApiError(BAD_REQUEST, f"Provided MAIL-FROM domain <{mail_from}> is not subdomain of the domain <{name}>.")
    call.office.state.set_mail_from(name, mail_from)
    return {}


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
