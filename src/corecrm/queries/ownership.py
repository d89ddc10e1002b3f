"""What is asked about the edges between clients: who controls or owns whom on a day."""

from corecrm.fields import Column, Table, columns
from corecrm.fields import ownership as F
from corecrm.queries.listing import Listing
from corecrm.queries.trees import belonging, valid
from corecrm.store.reader import Reader
from corecrm.text import N_, _

COLUMNS = columns(
    F.code,
    Column(F.holder, drop=4),
    F.holder_name,
    Column(F.owned, drop=3),
    F.owned_name,
    Column(F.kind, drop=1),
    F.pct,
    Column(F.valid_from, drop=2),
    Column(F.valid_to, drop=5),
    Column(F.note, on="data"),
)
_SELECT = """
    SELECT o.code, h.code AS holder, h.name AS holder_name, c.code AS owned, c.name AS owned_name, o.kind, o.pct,
           o.valid_from, o.valid_to, o.note, o.owned_id AS filter_owned
    FROM ownership o JOIN client h ON h.id = o.holder_id JOIN client c ON c.id = o.owned_id
"""
LISTING = Listing(
    title=N_("Ownership"),
    columns=COLUMNS,
    select=f"{_SELECT} WHERE {valid('o')}",
    order="holder, owned, code",
    filters={
        **belonging(client="filter_owned"),
    },
)


def card(db: Reader, edge_id: int) -> Table:
    """Everything on record about one edge."""
    names = ", ".join(column.key for column in COLUMNS)
    rows = db.table(COLUMNS, f"SELECT {names} FROM ({_SELECT} WHERE o.id = :id) AS edge", id=edge_id)
    return Table(_("Ownership"), COLUMNS, rows, card=True, name="ownership")
