"""The slice's blueprint."""

from flask import Blueprint

bp = Blueprint("branding", __name__)
