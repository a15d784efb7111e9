"""The verbs of events."""
