"""What a vendor lead says, checked: the same for a form, a file, a program and somebody who types it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tcma.audiences.rules import account_domain, read_address
from tcma.audiences.rules.countries import country_code, language_tag
from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_

SHORT, LONG = 200, 2_000
FIELDS = ("email", "first_name", "last_name", "title", "phone", "company", "website", "country", "product", "vertical",
          "language", "message")  # fmt: skip


@dataclass(frozen=True)
class Enquiry:
    """`account_domain` is the firm's registrable domain, or empty; `country` ISO 3166-1 alpha-2, or empty."""

    email: str
    addr_key: str
    company: str
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    phone: str = ""
    account_domain: str = ""
    country: str = ""
    product: str = ""
    vertical: str = ""
    language: str = ""
    message: str = ""


def read_enquiry(given: Mapping[str, object]) -> Enquiry:
    """What was sent, in its fields; unknown ones are left out. Raises Invalid with everything that is wrong."""
    said = {name: " ".join(str(given.get(name) or "").split()) for name in FIELDS}
    said["message"] = str(given.get("message") or "").strip().replace("\0", "")
    errors: dict[str, Refusal] = {
        name: Refusal(N_("At most %(most)s characters."), most=most)
        for name, text in said.items() if len(text) > (most := LONG if name == "message" else SHORT)
    }  # fmt: skip
    address = None
    try:
        address = read_address(said["email"])
    except Refusal as refusal:
        errors.setdefault("email", refusal)
    if not said["company"]:
        errors["company"] = Refusal(N_("Say which company asks: partners decide by it."))
    country = country_code(said["country"]) if said["country"] else ""
    if country is None:
        errors["country"] = Refusal(N_("“%(text)s” is no country that we know. Write its name or two letters."),
                                    text=said["country"])  # fmt: skip
    if errors or address is None:
        raise Invalid(errors)
    site = (said["website"].casefold().partition("://")[2] or said["website"].casefold()).partition("/")[0]
    domain = account_domain(site.removeprefix("www.") if "." in site else said["email"])
    as_said = ("first_name", "last_name", "title", "phone", "product", "vertical", "message")
    return Enquiry(
        email=address.email, addr_key=address.key, company=said["company"], account_domain=domain or "",
        country=country or "", language=language_tag(said["language"]) or "",
        **{name: said[name] for name in as_said},
    )  # fmt: skip
