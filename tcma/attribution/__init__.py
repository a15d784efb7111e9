"""Which asset earned which part of a won deal.

Tables: credit_runs, credits. Facts: deal credited.
"""
