"""What a person may ask of us: everything we hold of them, and that it is erased; and what goes by itself in time.

Tables: none of its own; it reads and clears those of all slices, by one list of them (rules.held).
"""
