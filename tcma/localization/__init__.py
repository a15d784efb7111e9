"""The words of a version in each language, and how far each is reviewed.

Tables: segment_texts. Facts: none.
"""
