"""What the vendor's CRM says, by rule: mapping, records, what they do to deals. No I/O."""

from tcma.crm.rules.judging import Conflict, Ours, Verdict, judge, plain
from tcma.crm.rules.lines import Line, tally
from tcma.crm.rules.mapping import Mapping, checked
from tcma.crm.rules.reading import read
from tcma.crm.rules.records import CrmAccount, CrmOpportunity, CrmRecord, Kind, Unreadable

__all__ = [
    "Conflict",
    "CrmAccount",
    "CrmOpportunity",
    "CrmRecord",
    "Kind",
    "Line",
    "Mapping",
    "Ours",
    "Unreadable",
    "Verdict",
    "checked",
    "judge",
    "plain",
    "read",
    "tally",
]
