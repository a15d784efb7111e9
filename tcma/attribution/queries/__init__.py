"""Reads: every report is a sum of credit rows."""

from tcma.attribution.queries.behind import Behind, Part, deals_behind, parts
from tcma.attribution.queries.names import AssetName, asset_names
from tcma.attribution.queries.pipeline import OpenShare, open_shares
from tcma.attribution.queries.runs import credited_rows, credits_of, current_run
from tcma.attribution.queries.scope import Scope
from tcma.attribution.queries.sums import AssetSum, Coverage, TimeSum, by_asset, by_time, coverage, export_rows

__all__ = [
    "AssetName",
    "AssetSum",
    "Behind",
    "Coverage",
    "OpenShare",
    "Part",
    "Scope",
    "TimeSum",
    "asset_names",
    "by_asset",
    "by_time",
    "coverage",
    "credited_rows",
    "credits_of",
    "current_run",
    "deals_behind",
    "export_rows",
    "open_shares",
    "parts",
]
