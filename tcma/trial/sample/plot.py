"""What people do with the mails. Firms are counted as in crowds.py; those that buy something are in deals.py."""

from tcma.trial.sample.campaigns import Reaction

BRIGHTWAVE_DAYS = (
    Reaction(clicks=((0, 0), (0, 1), (1, 0), (3, 0), (4, 1), (5, 1)), answers=((6, 0), (9, 0)), others=26, machines=4,
             leaving=3),
    Reaction(clicks=((1, 1), (2, 1), (3, 0), (5, 1)), answers=((0, 0), (4, 0), (10, 0)), others=15, machines=2,
             leaving=2),
    Reaction(clicks=((0, 1), (4, 1), (3, 1)), answers=((1, 0), (2, 0)), others=11, machines=2),
)  # fmt: skip
KESTREL_DAYS = (
    Reaction(clicks=((0, 1), (1, 0), (2, 1), (7, 0)), answers=((0, 0),), others=18, machines=3, leaving=2),
    Reaction(clicks=((0, 1), (2, 0), (7, 0)), answers=((1, 0), (9, 0)), others=11, machines=2, leaving=1),
    Reaction(clicks=((1, 1), (3, 1), (7, 2)), answers=((2, 0), (3, 0)), others=8, machines=2),
)
KESTREL_AGAIN = Reaction(answers=((10, 0), (11, 0)), others=14, machines=2, leaving=1)

# Sent on by a colleague, they come to the page without a mail: it is the page that earns the credit.
BRIGHTWAVE_VISITS = ((3, 2), (5, 0))
KESTREL_VISITS = ((7, 1),)
LATE_VISITS = ((11, 0), (12, 1))  # two days ago: Brightwave's call list is not empty

BRIGHTWAVE_WORKED, BRIGHTWAVE_NO_FIT = (9, 0), (10, 0)
KESTREL_WORKED = (9, 0)
