"""What every page shares: assets, icons, charts, security headers and the Jinja they need."""

from tcma.base.web.errorpages import error_page
from tcma.base.web.headers import csp_nonce, preview_response
from tcma.base.web.setup import init_web, speak_per_request
from tcma.base.web.toasts import toast

__all__ = ["csp_nonce", "error_page", "init_web", "preview_response", "speak_per_request", "toast"]
