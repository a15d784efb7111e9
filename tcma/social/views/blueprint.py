"""The slice's blueprint."""

from flask import Blueprint

bp = Blueprint("social", __name__)
