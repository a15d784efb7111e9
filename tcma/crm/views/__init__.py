"""Pages of the vendor's CRM: readings, the mapping, what a person has to decide; and what programs send."""

from tcma.crm.views import api, conflicts, mapping, readings, sending
from tcma.crm.views.blueprint import bp

__all__ = ["api", "bp", "conflicts", "mapping", "readings", "sending"]
