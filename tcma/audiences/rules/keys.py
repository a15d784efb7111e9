"""Under which keys an address can be held back: its own, its domain's, and its firm's."""

from tcma.audiences.rules.addresses import account_domain


def held_under(addr_key: str) -> tuple[str, ...]:
    """The address key itself, `@` with its domain, and `@` with the domain of the firm behind it, if it has one.

    So a registrable domain on a list holds back its subdomains too. What is no address has only its own key.
    """
    _, at, domain = addr_key.rpartition("@")
    if not at or addr_key.startswith("@"):
        return (addr_key,)
    firm = account_domain(domain)
    return (addr_key, f"@{domain}") if firm in (None, domain) else (addr_key, f"@{domain}", f"@{firm}")
