"""The click redirect: answers at once, writes later, and does nothing else on GET."""

from tcma.tracking.views import following
from tcma.tracking.views.blueprint import bp
from tcma.tracking.views.front import Front

__all__ = ["Front", "bp", "following"]
