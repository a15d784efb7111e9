"""The facts this slice records.

Won, lost, corrected and expired are about a deal, a step about a row of the log, the others about a registration.
"""

DEAL_REGISTERED = "deal registered"
DEAL_DECIDED = "deal decided"
DEAL_QUESTIONED = "deal questioned"
DEAL_WON = "deal won"
DEAL_LOST = "deal lost"
DEAL_CORRECTED = "deal corrected"
DEAL_EXPIRED = "deal expired"
DEAL_RAISED = "deal raised"
DEAL_APPEALED = "deal appealed"
DEAL_EXTENSION_ASKED = "deal extension asked"
DEAL_EXTENSION_DECIDED = "deal extension decided"
DEAL_ENDED = "deal ended"
DEAL_STEPPED = "deal stepped"
