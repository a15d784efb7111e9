"""Reads, checks and publishes kits; a published version never changes.

Tables: kits, kit_versions, assets, kit_media, kit_drafts. Facts: kit published.
"""
