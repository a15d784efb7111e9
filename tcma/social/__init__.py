"""A partner's people sharing a kit's posts in their own name.

Tables: sharers, share_links, share_approvals. Facts: sharer invited.
"""
