"""The vendor's book of accounts: brought, changed by hand, merged."""

from tcma.deals.actions.book.changing import add_domain, change_account, merge_accounts
from tcma.deals.actions.book.importing import Brought, bring_accounts, put_opportunity

__all__ = ["Brought", "add_domain", "bring_accounts", "change_account", "merge_accounts", "put_opportunity"]
