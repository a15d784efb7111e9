"""Links followed, touches made, responses given.

Tables: hits, touches, responses. Facts: touches recorded, response recorded.
"""
