"""What a partner wrote: checked, spelt alike, and as the log keeps it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies

from tcma.base.errors import Invalid, Refusal
from tcma.base.money import minor_digits
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.words import N_
from tcma.deals.rules import KINDS, Claim, keyed, normal_country, registrable_domain

_MOST = Decimal(10) ** 12
_LONGEST = 200


def checked(claim: Claim, now: datetime) -> Claim:
    """The claim with its domain and country spelt alike. Empty fields are fine here; impossible ones are Invalid."""
    errors: dict[str, Refusal] = {}
    domain = registrable_domain(claim.account_domain) if claim.account_domain.strip() else ""
    if domain is None:
        errors["account_domain"] = Refusal(
            N_("“%(text)s” is not a company's domain. Write the one of its website, such as acme.example."),
            text=claim.account_domain.strip(),
        )
    country = normal_country(claim.account_country)
    if claim.account_country.strip() and not country:
        errors["account_country"] = Refusal(N_("Pick a country."))
    if claim.currency not in list_currencies():
        errors["currency"] = Refusal(N_("Pick a currency."))
    elif claim.amount is not None:
        wrong = amount_problem(claim.amount, claim.currency)
        if wrong:
            errors["amount"] = wrong
    if claim.expected_close and claim.expected_close < now.date():
        errors["expected_close"] = Refusal(N_("That day is over. Give the day you expect the order."))
    if claim.contact_email.strip() and "@" not in claim.contact_email.strip().strip("@"):
        errors["contact_email"] = Refusal(N_("This e-mail address has no @. Write it as name@company.example."))
    if claim.kind not in KINDS:
        errors["kind"] = Refusal(N_("Pick what kind of deal it is."))
    for name in ("account_name", "contact_name", "contact_email", "contact_phone"):
        if len(getattr(claim, name)) > _LONGEST:
            errors[name] = Refusal(N_("At most %(most)s characters."), most=_LONGEST)
    if len(claim.description) > 2000:
        errors["description"] = Refusal(N_("At most %(most)s characters."), most=2000)
    if errors:
        raise Invalid(errors)
    return Claim(
        account_name=claim.account_name.strip(),
        account_domain=domain or "",
        account_country=country,
        contact_name=claim.contact_name.strip(),
        contact_email=claim.contact_email.strip(),
        contact_phone=claim.contact_phone.strip(),
        amount=claim.amount,
        currency=claim.currency,
        expected_close=claim.expected_close,
        description=claim.description.strip(),
        kind=claim.kind,
    )


def amount_problem(amount: Decimal, currency: str) -> Refusal | None:
    """Why this can't be the amount of a deal."""
    if not amount.is_finite() or amount <= 0:
        return Refusal(N_("Give an amount above 0."))
    if amount >= _MOST:
        return Refusal(N_("This amount has too many digits. Check it."))
    digits = minor_digits(currency)
    if amount != amount.quantize(Decimal(1).scaleb(-digits)):
        words = N_("%(currency)s has %(digits)s digits after the point. Round the amount.")
        return Refusal(words, currency=currency, digits=digits)
    return None


def seen(claim: Claim) -> dict[str, Any]:
    """What the rules saw, for the log: personal values as keyed hashes, so that an erasure breaks no chain."""
    key = use(Settings).secret_keys[0][1]
    return {
        "account_domain": claim.account_domain,
        "account_country": claim.account_country,
        "contact_email": keyed(claim.contact_email, key) if claim.contact_email else "",
        "contact_name": keyed(claim.contact_name, key) if claim.contact_name else "",
        "amount": str(claim.amount) if claim.amount is not None else "",
        "currency": claim.currency,
        "expected_close": claim.expected_close.isoformat() if claim.expected_close else "",
        "kind": claim.kind,
    }
