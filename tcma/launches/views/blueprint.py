"""The slice's blueprint."""

from flask import Blueprint

bp = Blueprint("launches", __name__)
