"""Registration, approval and the way of a deal to won or lost.

Tables: registrations, deals, deal_log. Facts: deal registered, deal decided, deal questioned, deal won,
deal lost, deal expired.
"""
