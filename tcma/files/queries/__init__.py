"""What there is to take along, and what a partner wrote into it."""

from tcma.files.queries.events import file_event, file_events
from tcma.files.queries.offered import FileKit, file_kit, file_kits, file_words

__all__ = ["FileKit", "file_event", "file_events", "file_kit", "file_kits", "file_words"]
