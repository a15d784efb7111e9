"""The blueprint that both sides' pages hang on."""

from flask import Blueprint

bp = Blueprint("commissions", __name__)
