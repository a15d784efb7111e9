"""What the law of a country wants in a firm's business letters, mails among them, and how such a line is written there.

The words of a line are those of its country, whatever language a mail is in: they are its register's and its court's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tcma.base.words import N_

FACT_MAX = 120


@dataclass(frozen=True)
class Fact:
    """One thing to be said. `shown` has a gap for it; `needed`: the law asks for it of a registered company."""

    key: str
    label: str
    shown: str
    needed: bool = True


_SEAT = Fact("seat", N_("Registered seat"), "Sitz: {}")
_VAT_LABEL, _NUMBER, _MANAGERS = N_("VAT number"), N_("Register number"), N_("Managing directors")
_COURT, _OFFICE, _CAPITAL = N_("Register court"), N_("Registered office"), N_("Legal form and capital")

JURISDICTIONS: dict[str, tuple[Fact, ...]] = {
    "DE": (
        _SEAT, Fact("court", _COURT, "Registergericht: {}"), Fact("number", _NUMBER, "{}"),
        Fact("managers", _MANAGERS, "Geschäftsführung: {}"), Fact("vat", _VAT_LABEL, "USt-IdNr.: {}", needed=False),
    ),
    "AT": (
        _SEAT, Fact("court", _COURT, "Firmenbuchgericht: {}"), Fact("number", _NUMBER, "FN {}"),
        Fact("vat", _VAT_LABEL, "UID: {}", needed=False),
    ),
    "CH": (Fact("number", _NUMBER, "UID: {}"), _SEAT),
    "GB": (
        Fact("place", N_("Registered in"), "Registered in {}"), Fact("number", _NUMBER, "Company number {}"),
        Fact("seat", _OFFICE, "Registered office: {}"), Fact("vat", _VAT_LABEL, "VAT number {}", needed=False),
    ),
    "IE": (
        Fact("number", _NUMBER, "Registered in Ireland, number {}"), Fact("seat", _OFFICE, "Registered office: {}"),
        Fact("managers", N_("Directors"), "Directors: {}"),
    ),
    "FR": (
        Fact("capital", _CAPITAL, "{}"), Fact("number", _NUMBER, "RCS {}"), Fact("seat", _OFFICE, "Siège social : {}"),
        Fact("vat", _VAT_LABEL, "TVA {}", needed=False),
    ),
    "NL": (Fact("number", _NUMBER, "KvK {}"), Fact("vat", _VAT_LABEL, "Btw {}", needed=False)),
    "ES": (Fact("number", _NUMBER, "Inscrita en el Registro Mercantil de {}"), Fact("vat", _VAT_LABEL, "CIF {}")),
    "IT": (
        Fact("seat", _OFFICE, "Sede legale: {}"), Fact("number", _NUMBER, "Registro imprese {}"),
        Fact("vat", _VAT_LABEL, "P. IVA {}"), Fact("capital", N_("Paid-up capital"), "Capitale sociale {} i.v."),
    ),
    "PL": (
        Fact("court", _COURT, "{}"), Fact("number", _NUMBER, "KRS {}"), Fact("vat", _VAT_LABEL, "NIP {}"),
        Fact("capital", N_("Share capital"), "Kapitał zakładowy: {}"),
    ),
    "AE": (
        Fact("number", N_("Trade licence number"), "Trade licence {}"),
        Fact("place", N_("Licensing authority"), "{}", needed=False),
        Fact("vat", N_("Tax number"), "TRN {}", needed=False),
    ),
    "SA": (
        Fact("number", N_("Commercial register number"), "س.ت. {}"),
        Fact("vat", _VAT_LABEL, "الرقم الضريبي {}", needed=False),
    ),
    "IN": (
        Fact("number", N_("Corporate identity number"), "CIN {}"), Fact("seat", _OFFICE, "Registered office: {}"),
        Fact("vat", N_("Tax number"), "GSTIN {}", needed=False),
    ),
    "AU": (Fact("number", N_("Business number"), "ABN {}"),),
    "US": (),
    "CA": (),
}  # fmt: skip
"""By country. In the United States and Canada the postal address, which every mail has, is what the law asks for."""


def legal_line(country: str, facts: Mapping[str, str], more: str = "") -> str:
    """The line for the footer, and what the firm adds to it on lines of its own."""
    said = [fact.shown.format(facts[fact.key]) for fact in JURISDICTIONS.get(country, ()) if facts.get(fact.key)]
    return "\n".join(part for part in (" · ".join(said), more.strip()) if part)


def missing_facts(country: str, facts: Mapping[str, str]) -> list[Fact]:
    """What the law of the country wants of a registered company and is not there."""
    return [fact for fact in JURISDICTIONS.get(country, ()) if fact.needed and not facts.get(fact.key)]
