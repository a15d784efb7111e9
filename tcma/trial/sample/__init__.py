"""The sample programme: some weeks of a vendor and three partners, made by using the product, with the clock moved on.

Nothing is seeded: every row comes from the same pages, mails and commands that people use.
"""

from tcma.trial.sample.filling import fill

__all__ = ["fill"]
