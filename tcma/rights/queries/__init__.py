"""Who a person is to us, and what we hold of them."""

from tcma.rights.queries.telling import told
from tcma.rights.queries.who import Who, find

__all__ = ["Who", "find", "told"]
