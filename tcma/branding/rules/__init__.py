"""Brand kits: colours that can be read, logos that can be trusted."""

from tcma.branding.rules.brand import Brand, Contact, Vendor, VendorFacts
from tcma.branding.rules.colour import NEUTRAL, TEXT, contrast, ink, normal, on_colour, palette, words_ratio
from tcma.branding.rules.logo import Logo, NotALogo, read_logo

__all__ = [
    "NEUTRAL",
    "TEXT",
    "Brand",
    "Contact",
    "Logo",
    "NotALogo",
    "Vendor",
    "VendorFacts",
    "contrast",
    "ink",
    "normal",
    "on_colour",
    "palette",
    "read_logo",
    "words_ratio",
]
