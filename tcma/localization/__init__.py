"""The words of a version in each language, and how far each is reviewed.

Tables: segment_texts, translation_memory, glossary_terms, translation_jobs, translation_items. Facts: none.
"""
