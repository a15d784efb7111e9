"""The vendor's CRM: read or sent, mapped, tried, taken; what contradicts itself waits for a person.

Tables: crm_setup, crm_records, crm_conflicts, crm_reads. Facts: none of its own; those of deals follow by themselves.
"""
