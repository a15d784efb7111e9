"""The blueprint of this slice."""

from flask import Blueprint

bp = Blueprint("leads", __name__)
