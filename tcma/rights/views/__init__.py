"""What a partner does for a person who asks: tells them what it holds, and forgets them."""

from tcma.rights.views import person
from tcma.rights.views.blueprint import bp

__all__ = ["bp", "person"]
