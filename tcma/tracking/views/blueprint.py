"""The slice's blueprint."""

from flask import Blueprint

bp = Blueprint("tracking", __name__)
