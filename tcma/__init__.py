"""tcma: kits in, co-branded campaigns out, revenue traced back.

The slices stack as in docs/design: each imports only from below.
"""
