"""The product used from outside, as people use it: by HTTP, by mail, by the two commands an operator has.

Nothing here calls an action or writes a row. The sample programme and `tcma demo --once` are made of it.
"""
