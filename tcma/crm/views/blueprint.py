"""The blueprint that the pages hang on."""

from flask import Blueprint

bp = Blueprint("crm", __name__)
