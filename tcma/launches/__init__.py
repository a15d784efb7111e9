"""A partner's run of a kit by mail and page.

Tables: launches. Facts: launch scheduled.
"""
