"""What partners earn from won deals: plans, a ledger that is only ever added to, statements and payouts.

Tables: commission_plans, commission_sales, commission_entries, commission_payouts. Facts: none.
"""
