"""Measured against what one would write without thinking of speed: see the goals that each prints."""
