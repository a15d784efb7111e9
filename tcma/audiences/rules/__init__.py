"""Addresses, files of contacts, consent: the domain, pure."""

from tcma.audiences.rules.addresses import Address, BadAddress, account_domain, addr_key, is_role, read_address
from tcma.audiences.rules.cells import neutral
from tcma.audiences.rules.columns import FIELDS, NoEmailColumn, TwoEmailColumns
from tcma.audiences.rules.consent import ASKED, Basis, enough_in, expires, may_mail, why, words_of
from tcma.audiences.rules.decoding import NAMES as ENCODINGS
from tcma.audiences.rules.decoding import Candidate, UnknownEncoding
from tcma.audiences.rules.formats import rows_about, takes_long
from tcma.audiences.rules.keys import held_under
from tcma.audiences.rules.limits import LIMITS, Limits
from tcma.audiences.rules.question import Answers, Question, told
from tcma.audiences.rules.reading import Reading, Unreadable, data_rows, recognise, records
from tcma.audiences.rules.records import LeftOut, Person, Record, said_no
from tcma.audiences.rules.spreadsheet import WhichSheet
from tcma.audiences.rules.survey import shown
from tcma.audiences.rules.table import DELIMITERS, NeverClosed, one_per_line

__all__ = [
    "ASKED",
    "DELIMITERS",
    "ENCODINGS",
    "FIELDS",
    "LIMITS",
    "Address",
    "Answers",
    "BadAddress",
    "Basis",
    "Candidate",
    "LeftOut",
    "Limits",
    "NeverClosed",
    "NoEmailColumn",
    "Person",
    "Question",
    "Reading",
    "Record",
    "TwoEmailColumns",
    "UnknownEncoding",
    "Unreadable",
    "WhichSheet",
    "account_domain",
    "addr_key",
    "data_rows",
    "enough_in",
    "expires",
    "held_under",
    "is_role",
    "may_mail",
    "neutral",
    "one_per_line",
    "read_address",
    "recognise",
    "records",
    "rows_about",
    "said_no",
    "shown",
    "takes_long",
    "told",
    "why",
    "words_of",
]
