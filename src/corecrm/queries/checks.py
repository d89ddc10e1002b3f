"""All named checks, in the order in which they are run."""

from corecrm.queries.checking import Check
from corecrm.queries.checks_org import ORGANISATION
from corecrm.queries.checks_plans import PLANS
from corecrm.queries.checks_sealed import SEALED
from corecrm.queries.checks_work import WORK

CHECKS: dict[str, Check] = {check.name: check for check in (*ORGANISATION, *PLANS, *SEALED, *WORK)}
