"""Reads that cross slices."""

from tcma.reports.queries.activity import active_partners, launches_by_kit, regions
from tcma.reports.queries.home import Home, Money, home
from tcma.reports.queries.overview import Overview, overview
from tcma.reports.queries.report import AssetRank, Panel, Report, report
from tcma.reports.queries.results import Results, results

__all__ = [
    "AssetRank",
    "Home",
    "Money",
    "Overview",
    "Panel",
    "Report",
    "Results",
    "active_partners",
    "home",
    "launches_by_kit",
    "overview",
    "regions",
    "report",
    "results",
]
