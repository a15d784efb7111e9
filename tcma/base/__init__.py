"""Technique without marketing: settings, database, facts, tools, access, words, money, time.

Tables: facts, clock_offset. Facts: none of its own.
"""
