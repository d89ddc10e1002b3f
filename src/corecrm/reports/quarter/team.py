"""The team chapter: who sat in the service team on the report's day."""

from corecrm.fields import Table
from corecrm.queries.listing import Filters
from corecrm.queries.team import LISTING
from corecrm.queries.trees import valid
from corecrm.reports.quarter.shapes import Ask, Control, Section
from corecrm.text import _

COLUMNS = ("role", "staff", "staff_name", "institution_name", "client_name", "valid_from", "valid_to")


def section(ask: Ask) -> Section:
    """The seats, role by role; a seat without a client covers the whole group."""
    table = LISTING.table(ask.db, Filters(as_of=ask.as_of, **ask.scope.values))  # type: ignore[arg-type]  # ids by name
    chosen = Table(_("Service team"), table.columns, table.rows, as_of=ask.as_of, key="staff", name="team").only(COLUMNS)
    if ask.scope.noun != "group":
        return Section(chosen)
    stored = ask.db.value(
        f"SELECT count(*) FROM seat t WHERE t.group_id = :group AND {valid('t')}", as_of=ask.as_of.isoformat(), **ask.scope.values
    )
    return Section(chosen, controls=(Control(_("seats of the team"), len(chosen.rows), stored),))
