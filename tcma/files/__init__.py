"""What a partner takes along in its brand: one-pagers, case studies, decks, pictures, codes, a signature.

Tables: file_links, file_words. Facts: none; what is clicked in a file is a touch like any other.
"""
