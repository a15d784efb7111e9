"""Pages of the brand, and the pictures that mails and pages load."""

from tcma.branding.views import brand, offices, pictures, settings
from tcma.branding.views.blueprint import bp

__all__ = ["bp", "brand", "offices", "pictures", "settings"]
