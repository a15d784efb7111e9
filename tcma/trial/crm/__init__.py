"""A twin of Salesforce's REST API, as far as a reader of it goes: tokens, SOQL, pages, limits. For trial and tests.

It does what the public description of the API says: OAuth 2.0 client credentials at /services/oauth2/token; query and
queryAll below /services/data/vNN.N/ with nextRecordsUrl and batchSize; errors as a list of errorCode and message.
"""

from tcma.trial.crm.answering import Answer, Twin
from tcma.trial.crm.running import RunningTwin, running_twin

__all__ = ["Answer", "RunningTwin", "Twin", "running_twin"]
