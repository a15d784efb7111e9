"""The blueprint that the views of this slice share."""

from flask import Blueprint

bp = Blueprint("audiences", __name__)
