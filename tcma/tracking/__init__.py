"""Links followed, touches made, responses given.

Tables: hits, touches, responses, held answers, page tests. Facts: touches recorded, response recorded.
"""
