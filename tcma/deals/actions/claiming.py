"""What a partner wrote: checked, spelt alike, and as the log keeps it."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from tcma.audiences.rules import BadAddress, read_address
from tcma.base.errors import Invalid, Refusal
from tcma.base.money import currencies, minor_digits
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.words import N_
from tcma.deals.rules import (
    KINDS,
    Claim,
    Engagement,
    Facts,
    keyed,
    normal_country,
    normal_number,
    registrable_domain,
)
from tcma.deals.rules.facts import to_json

_MOST = Decimal(10) ** 12
_LONGEST = 200


_LINES = (
    "account_name", "contact_name", "contact_email", "contact_phone", "contact_title", "account_postal_code",
    "account_vat", "account_duns", "source", "incumbent",
)  # fmt: skip
_TEXTS = ("description", "relationship")


def checked(claim: Claim, now: datetime, rules: Engagement | None = None) -> Claim:
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
    if claim.currency not in currencies():
        errors["currency"] = Refusal(N_("Pick a currency."))
    elif claim.amount is not None:
        wrong = amount_problem(claim.amount, claim.currency)
        if wrong:
            errors["amount"] = wrong
    if claim.expected_close and claim.expected_close < now.date():
        errors["expected_close"] = Refusal(N_("That day is over. Give the day you expect the order."))
    email = claim.contact_email.strip()
    try:
        email = read_address(email).key if email else ""
    except BadAddress as wrong:
        errors["contact_email"] = wrong
    if claim.kind not in KINDS:
        errors["kind"] = Refusal(N_("Pick what kind of deal it is."))
    for name in _LINES:
        if len(getattr(claim, name)) > _LONGEST:
            errors[name] = Refusal(N_("At most %(most)s characters."), most=_LONGEST)
    for name in _TEXTS:
        if len(getattr(claim, name)) > 2000:
            errors[name] = Refusal(N_("At most %(most)s characters."), most=2000)
    if rules is not None and not set(claim.product_lines) <= {one.key for one in rules.products}:
        errors["product_lines"] = Refusal(N_("Pick products of the list."))
    if errors:
        raise Invalid(errors)
    clean = replace(claim, **{name: getattr(claim, name).strip() for name in (*_LINES, *_TEXTS)})
    return replace(
        clean,
        account_domain=domain or "",
        account_country=country,
        contact_email=email,
        account_vat=normal_number(claim.account_vat),
        account_duns=normal_number(claim.account_duns),
        product_lines=tuple(dict.fromkeys(claim.product_lines)),
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


def seen(claim: Claim, facts: Facts | None = None) -> dict[str, Any]:
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
        **({"facts": to_json(facts)} if facts else {}),
    }
