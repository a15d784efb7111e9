"""Reads of the vendor's leads: for its own pages, and what a partner may see of an offer."""
