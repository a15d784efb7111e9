"""The vendor's pages: its leads, how they come, and the rules by which they are given to partners."""
