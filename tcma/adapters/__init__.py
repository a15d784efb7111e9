"""The outside, one file per system, and local twins of them for trial and tests."""
