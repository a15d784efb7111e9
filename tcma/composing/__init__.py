"""Asset + brand + words -> finished mail and page, with its links.

Tables: compositions, links. Facts: none.
"""
