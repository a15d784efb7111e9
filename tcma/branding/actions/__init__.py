"""Keeping brands: the partner's kit, its offices, the vendor's mark."""

from tcma.branding.actions.brands import (
    KeptLogo,
    keep_logo,
    remove_logo,
    set_brand,
    set_colour,
    set_vendor,
    storage_key,
)
from tcma.branding.actions.offices import close_office, set_office

__all__ = [
    "KeptLogo",
    "close_office",
    "keep_logo",
    "remove_logo",
    "set_brand",
    "set_colour",
    "set_office",
    "set_vendor",
    "storage_key",
]
