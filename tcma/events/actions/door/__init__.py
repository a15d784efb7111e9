"""The verbs of the door, each safe to repeat."""

from tcma.events.actions.door.adding import WalkIn, let_in, walk_in
from tcma.events.actions.door.checking import AtDoor, check_in, undo_check_in

__all__ = ["AtDoor", "WalkIn", "check_in", "let_in", "undo_check_in", "walk_in"]
