"""What is asked about holdings: which client uses which product."""

from corecrm.fields import Column, Table, columns
from corecrm.fields import holding as F
from corecrm.fields.product import line
from corecrm.queries.listing import Filters, Listing, in_language
from corecrm.queries.trees import belonging, managed_by, valid
from corecrm.store.reader import Reader
from corecrm.text import N_, _, pick

FIELDS = columns(
    F.code,
    Column(F.client, drop=3),
    F.client_name,
    F.product,
    Column(F.product_name, drop=1),
    Column(line, drop=5),
    Column(F.institution, drop=4),
    Column(F.valid_from, drop=2),
    Column(F.valid_to, on="data"),
    F.balance,
    Column(F.note, on="data"),
)
SELECT = """
    SELECT h.id, h.code, c.code AS client, c.name AS client_name, p.code AS product, p.name AS product_name, p.line AS line,
           i.code AS institution, h.valid_from, h.valid_to, h.balance, h.note,
           h.client_id AS filter_client, coalesce(h.institution_id, c.institution_id) AS filter_inst
    FROM holding h JOIN client c ON c.id = h.client_id JOIN product p ON p.id = h.product_id
         LEFT JOIN institution i ON i.id = h.institution_id
"""
LISTING = Listing(
    title=N_("Products in use"),
    columns=FIELDS,
    select=f"{SELECT} WHERE {valid('h')}",
    order="client, product, valid_from",
    filters={
        **belonging(client="filter_client", inst="filter_inst"),
        "owner": managed_by(":owner", "filter_client"),
        "since": "valid_from >= :since",
        "until": "valid_from <= :until",
    },
)
ENDED_TOO = LISTING._replace(select=SELECT)


def listed(db: Reader, wanted: Filters, *, history: bool = False) -> Table:
    """The products in use on the day, or with `history` those ended and those to come too."""
    listing = ENDED_TOO if history else LISTING
    return listing._replace(select=in_language(listing.select, "p")).table(db, wanted)


def card(db: Reader, holding_id: int) -> Table:
    """Everything on record about one holding."""
    cols = columns(
        F.code, F.client, F.client_name, F.product, F.product_name, F.institution, F.institution_name, F.valid_from, F.valid_to,
        F.balance, F.note,
    )  # fmt: skip
    rows = db.table(
        cols,
        f"""
        SELECT h.code, c.code, c.name, p.code, {pick("p.name", "coalesce(p.name_en, p.name)")}, i.code, i.name,
               h.valid_from, h.valid_to, h.balance, h.note
        FROM holding h JOIN client c ON c.id = h.client_id JOIN product p ON p.id = h.product_id
             LEFT JOIN institution i ON i.id = h.institution_id
        WHERE h.id = :id
        """,
        id=holding_id,
    )
    return Table(_("Product in use"), cols, rows, card=True, name="holding")
