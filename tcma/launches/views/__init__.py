"""Launch pages of a partner, and the landing pages a launch puts online."""

from tcma.launches.views import fates, kit, page, part, progress, run, saving
from tcma.launches.views.blueprint import bp

__all__ = ["bp", "fates", "kit", "page", "part", "progress", "run", "saving"]
