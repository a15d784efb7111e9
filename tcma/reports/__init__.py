"""Pages that cross slices: the homes, what drives revenue, results.

Tables: none. Facts: none.
"""
