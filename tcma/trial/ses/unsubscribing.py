"""One-click unsubscription (RFC 8058), only ever towards this machine or the product."""

import http.client
import re
from urllib.parse import urlsplit

from tcma.trial.ses.mails import Mail

_HERE = ("127.0.0.1", "localhost", "::1")
_URL = re.compile(r"<(https?://[^<>\s]+)>")


def unsubscribe_address(mail: Mail, product_url: str | None) -> str | None:
    """The address in List-Unsubscribe, if the mail offers one click and the address is the product's own."""
    headers = {name.lower(): value for name, value in mail.headers}
    found = _URL.search(headers.get("list-unsubscribe", ""))
    if not found or "one-click" not in headers.get("list-unsubscribe-post", "").lower():
        return None
    parts = urlsplit(found[1])
    ours = parts.hostname in _HERE or parts.netloc == urlsplit(product_url or "").netloc
    return found[1] if ours and parts.scheme == "http" else None


def one_click(address: str) -> int:
    """The status the product answers with; 0 if it doesn't answer."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
    try:
        connection.request(
            "POST", parts.path + (f"?{parts.query}" if parts.query else ""), b"List-Unsubscribe=One-Click",
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
