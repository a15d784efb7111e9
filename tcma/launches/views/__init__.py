"""Launch pages of a partner, and the landing pages a launch puts online."""

from tcma.launches.views import fates, held, kit, newer, online, page, part, progress, refitting, run, saving
from tcma.launches.views.blueprint import bp

__all__ = ["bp", "fates", "held", "kit", "newer", "online", "page", "part", "progress", "refitting", "run",
           "saving"]  # fmt: skip
