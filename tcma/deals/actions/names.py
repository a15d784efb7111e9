"""The facts this slice records. About a registration the first three, the others about a deal."""

DEAL_REGISTERED = "deal registered"
DEAL_DECIDED = "deal decided"
DEAL_QUESTIONED = "deal questioned"
DEAL_WON = "deal won"
DEAL_LOST = "deal lost"
DEAL_EXPIRED = "deal expired"
