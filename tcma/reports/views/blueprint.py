"""The blueprint of the reports, and addresses that may not be there."""

from typing import Any

from flask import Blueprint, current_app, url_for

bp = Blueprint("reports", __name__)


def link(endpoint: str, **values: Any) -> str:
    """The address of a page of another slice; empty where this installation does not have it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""
