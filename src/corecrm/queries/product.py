"""What is asked about products."""

from corecrm.fields import Column, Table, columns
from corecrm.fields import product as F
from corecrm.queries.listing import Listing
from corecrm.store.reader import Reader
from corecrm.text import N_, _

LISTING = Listing(
    title=N_("Products"),
    columns=columns(
        F.code,
        F.name,
        Column(F.name_en, drop=4),
        Column(F.line, drop=1),
        Column(F.uses_limit, drop=2),
        Column(F.kpi, drop=3),
        Column(F.note, on="data"),
        Column(F.removed_on, on="data"),
    ),
    select="SELECT id, code, name, name_en, line, uses_limit, kpi, note, removed_on FROM product",
    order="id",
    filters={"removed": "removed_on IS NOT NULL"},
)


def card(db: Reader, product_id: int) -> Table:
    """Everything on record about one product."""
    cols = columns(F.code, F.name, F.name_en, F.line, F.uses_limit, F.kpi, F.note, F.removed_on)
    rows = db.table(
        cols,
        "SELECT code, name, name_en, line, uses_limit, kpi, note, removed_on FROM product WHERE id = :id",
        id=product_id,
    )
    return Table(_("Product"), cols, rows, card=True, name="product")
