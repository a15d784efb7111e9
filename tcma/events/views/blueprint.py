"""The blueprint of events, and who hosts them."""

from flask import Blueprint

from tcma.base.access import PARTNER_MARKETING, Role

bp = Blueprint("events", __name__)

HOSTS = (*PARTNER_MARKETING, Role.EVENT_HOST)
