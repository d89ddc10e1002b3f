"""What is asked about clients."""

from corecrm.fields import Column, Table, columns
from corecrm.fields import client as F
from corecrm.queries.listing import Listing
from corecrm.store.reader import Reader
from corecrm.text import N_, _

LISTING = Listing(
    title=N_("Clients"),
    columns=columns(
        F.code,
        F.name,
        Column(F.short_name, drop=7),
        Column(F.identity_no, drop=4),
        Column(F.tier, drop=2),
        Column(F.relationship, drop=3),
        Column(F.division_code, drop=6),
        Column(F.industry_code, drop=5),
        Column(F.registered_on, on="data"),
        Column(F.note, on="data"),
        Column(F.removed_on, on="data"),
    ),
    select="""
        SELECT code, name, short_name, identity_no, tier, relationship, division_code, industry_code, registered_on, note, removed_on
        FROM client
    """,
    order="code",
    filters={"removed": "removed_on IS NOT NULL"},
)


def card(db: Reader, client_id: int) -> Table:
    """Everything on record about one client."""
    cols = columns(
        F.code, F.name, F.short_name, F.identity_kind, F.identity_no, F.division_code, F.industry_code, F.tier, F.relationship,
        F.registered_on, F.aliases, F.numbers, F.pinyin, F.initials, F.note, F.removed_on,
    )  # fmt: skip
    rows = db.table(
        cols,
        """
        SELECT code, name, short_name, identity_kind, identity_no, division_code, industry_code, tier, relationship, registered_on,
               :aliases, :numbers, pinyin, initials, note, removed_on
        FROM client WHERE id = :id
        """,
        id=client_id,
        aliases=_joined(db, "SELECT name FROM client_name WHERE client_id = :id ORDER BY id", client_id),
        numbers=_joined(db, "SELECT system || ':' || number FROM client_number WHERE client_id = :id ORDER BY id", client_id),
    )
    return Table(_("Client"), cols, rows, card=True, name="client")


def _joined(db: Reader, sql: str, client_id: int) -> str | None:
    return " · ".join(text for (text,) in db.rows(sql, id=client_id)) or None
