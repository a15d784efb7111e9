"""Erasing a person."""

from tcma.rights.actions.commanding import Erasure, erase_person
from tcma.rights.actions.erasing import erase
from tcma.rights.actions.files import FileDone, clean_files

__all__ = ["Erasure", "FileDone", "clean_files", "erase", "erase_person"]
