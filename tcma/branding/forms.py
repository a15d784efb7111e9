"""What the brand and settings pages are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from werkzeug.datastructures import FileStorage

from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_
from tcma.branding.rules import JURISDICTIONS, Contact, LegalForm, OfficeFacts, VendorFacts, normal
from tcma.branding.rules.decoding import FILE_MAX

LINE, TEXT = 120, 600


@dataclass(frozen=True)
class BrandForm:
    """A brand as it was typed, checked."""

    colour: str
    contact: Contact
    postal_address: str
    legal: LegalForm


def read_brand(form: Mapping[str, str]) -> BrandForm:
    """The brand; Invalid names every field that can't be taken."""
    errors: dict[str, Refusal] = {}
    colour = normal(form.get("colour", ""))
    if colour is None:
        errors["colour"] = Refusal(N_("Write the colour as # and six digits, such as #0F766E."))
    contact = Contact(_line(form, "contact_name", errors), _email(form, errors), _line(form, "contact_phone", errors))
    address = _text(form, "postal_address", errors)
    if not address and "postal_address" not in errors:
        errors["postal_address"] = Refusal(N_("Add your postal address: every mail must carry it by law."))
    legal = read_legal(form, errors)
    if errors or colour is None:
        raise Invalid(errors)
    return BrandForm(colour, contact, address, legal)


def read_office(form: Mapping[str, str]) -> OfficeFacts:
    """An office or brand; Invalid names every field that can't be taken. What is empty is as in the main brand."""
    errors: dict[str, Refusal] = {}
    name, typed = _line(form, "name", errors), form.get("colour", "").strip()
    colour = normal(typed) if typed and form.get("colour_own") == "yes" else ""
    if not name and "name" not in errors:
        errors["name"] = Refusal(N_("Give it a name, so that you can choose it."))
    if colour is None:
        errors["colour"] = Refusal(N_("Write the colour as # and six digits, such as #0F766E."))
    website = form.get("website", "").strip()
    if website and not _is_https(website):
        errors["website"] = Refusal(N_("Write the whole address, such as https://example.com."))
    contact = Contact(_line(form, "contact_name", errors), _email(form, errors), _line(form, "contact_phone", errors))
    found = OfficeFacts(
        name, _line(form, "company_name", errors), colour or "", contact, website,
        _text(form, "postal_address", errors), _text(form, "legal_footer", errors),
    )  # fmt: skip
    if errors:
        raise Invalid(errors)
    return found


def read_legal(form: Mapping[str, str], errors: dict[str, Refusal]) -> LegalForm:
    """What the law of the chosen country wants said; facts of another country are not taken over."""
    country = form.get("jurisdiction", "")
    if country not in JURISDICTIONS:
        country = ""
    known = JURISDICTIONS.get(country, ())
    facts = {fact.key: _line(form, f"legal_{fact.key}", errors) for fact in known}
    return LegalForm(country, {key: said for key, said in facts.items() if said}, _text(form, "legal_footer", errors))


def read_vendor(form: Mapping[str, str]) -> VendorFacts:
    """The vendor's facts; Invalid names every field that can't be taken."""
    errors: dict[str, Refusal] = {}
    name, website = _line(form, "vendor_name", errors), form.get("website", "").strip()
    address = _text(form, "postal_address", errors)
    if not name and "vendor_name" not in errors:
        errors["vendor_name"] = Refusal(N_("Add the name partners know you by."))
    if not address and "postal_address" not in errors:
        errors["postal_address"] = Refusal(N_("Add your postal address: every mail must carry it by law."))
    if website and not _is_https(website):
        errors["website"] = Refusal(N_("Write the whole address, such as https://example.com."))
    begins, ends = _clock(form, "quiet_from", errors), _clock(form, "quiet_until", errors)
    if (begins is None) is not (ends is None) and not {"quiet_from", "quiet_until"} & errors.keys():
        errors["quiet_from" if begins is None else "quiet_until"] = Refusal(
            N_("Quiet hours have a beginning and an end. Give both, or neither."))  # fmt: skip
    if errors:
        raise Invalid(errors)
    return VendorFacts(
        name, website, address, unreviewed_languages=form.get("unreviewed_languages") == "yes",
        leaving_stops_all=form.get("leaving_stops_all") == "yes",
        confirm_everyone=form.get("confirm_everyone") == "yes",
        quiet_from=begins, quiet_until=ends, quiet_weekends=form.get("quiet_weekends") == "yes",
    )  # fmt: skip


def _clock(form: Mapping[str, str], name: str, errors: dict[str, Refusal]) -> time | None:
    typed = form.get(name, "").strip()
    try:
        return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None) if typed else None
    except ValueError:
        errors[name] = Refusal(N_("Write the time of day like 21:00."))
        return None


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # an unclosed bracket
        return False
    return parts.scheme == "https" and "." in parts.netloc


def chosen(file: FileStorage | None) -> bool:
    """Whether a file field has a file."""
    return file is not None and bool(file.filename)


def read_file(file: FileStorage | None) -> bytes | None:
    """The chosen file's bytes, one more than is allowed at most; None where none was chosen."""
    if file is None or not chosen(file):
        return None
    return file.stream.read(FILE_MAX + 1)


def _line(form: Mapping[str, str], name: str, errors: dict[str, Refusal]) -> str:
    value = " ".join(form.get(name, "").split())
    if len(value) > LINE:
        errors[name] = Refusal(N_("Use at most %(limit)s characters."), limit=LINE)
    return value


def _text(form: Mapping[str, str], name: str, errors: dict[str, Refusal]) -> str:
    value = "\n".join(" ".join(line.split()) for line in form.get(name, "").splitlines() if line.strip())
    if len(value) > TEXT:
        errors[name] = Refusal(N_("Use at most %(limit)s characters."), limit=TEXT)
    return value


def _email(form: Mapping[str, str], errors: dict[str, Refusal]) -> str:
    value = form.get("contact_email", "").strip()
    if not value:
        return ""
    try:
        return validate_email(value, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        errors["contact_email"] = Refusal(N_("Write an email address, such as name@company.com."))
        return value
