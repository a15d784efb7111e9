"""The home pages, the attribution report, a partner's results."""

from tcma.reports.views import attribution, homes, results
from tcma.reports.views.blueprint import bp

__all__ = ["attribution", "bp", "homes", "results"]
