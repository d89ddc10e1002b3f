"""What is asked about closed periods."""

from corecrm.fields import columns
from corecrm.fields import period as F
from corecrm.queries.listing import Listing
from corecrm.text import N_

LISTING = Listing(
    title=N_("Closed periods"),
    columns=columns(F.code, F.closed_to, F.closed_on, F.reopened_on, F.reason, F.sealed_facts),
    select="SELECT code, closed_to, closed_on, reopened_on, reason, sealed_facts FROM closing",
    order="closed_to DESC",
)
