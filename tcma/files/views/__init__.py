"""Pages and downloads of what a partner takes along."""

from tcma.files.views import desk, files, page, signature
from tcma.files.views.blueprint import bp

__all__ = ["bp", "desk", "files", "page", "signature"]
