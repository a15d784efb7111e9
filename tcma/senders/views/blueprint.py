"""The slice's blueprint."""

from flask import Blueprint

bp = Blueprint("senders", __name__)
