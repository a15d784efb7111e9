"""Reads of launches."""
