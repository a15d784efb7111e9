"""Brand kits: colours that can be read, logos that can be trusted."""

from tcma.branding.rules.brand import Brand, Contact, LegalForm, OfficeFacts, Vendor, VendorFacts
from tcma.branding.rules.colour import NEUTRAL, TEXT, contrast, ink, normal, on_colour, palette, words_ratio
from tcma.branding.rules.decoding import NotALogo, kind_of
from tcma.branding.rules.jurisdictions import JURISDICTIONS, legal_line, missing_facts
from tcma.branding.rules.logo import Logo, read_logo

__all__ = [
    "JURISDICTIONS",
    "NEUTRAL",
    "TEXT",
    "Brand",
    "Contact",
    "LegalForm",
    "Logo",
    "NotALogo",
    "OfficeFacts",
    "Vendor",
    "VendorFacts",
    "contrast",
    "ink",
    "kind_of",
    "legal_line",
    "missing_facts",
    "normal",
    "on_colour",
    "palette",
    "read_logo",
    "words_ratio",
]
