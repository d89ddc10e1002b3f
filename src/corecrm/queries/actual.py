"""What is asked about facts: the rows themselves, listed with where they come from."""

from dataclasses import replace

from corecrm.fields import Column, Row, Table, columns
from corecrm.fields import actual as F
from corecrm.fields.metric import scale
from corecrm.queries.listing import Filters, Listing, in_language
from corecrm.queries.trees import BELOW_INSTITUTION, belonging, managed_by
from corecrm.rules.measures import quantity
from corecrm.store.reader import Reader
from corecrm.text import N_, _

FIELDS = columns(
    F.code,
    Column(F.client, drop=4),
    F.client_name,
    Column(F.metric, on="data"),
    F.metric_name,
    Column(F.period_from, drop=2),
    F.period_to,
    F.value,
    Column(F.unit, on="data"),
    Column(scale, on="data"),
    Column(F.basis, on="data"),
    Column(F.line, drop=6),
    Column(F.institution, drop=5),
    Column(F.batch, drop=7),
    Column(F.source_file, on="data"),
    Column(F.source_sheet, on="data"),
    Column(F.source_row, on="data"),
    Column(F.recorded_at, on="data"),
    Column(F.superseded_by, on="data"),
)
SELECT = """
    SELECT a.id, a.code, c.code AS client, c.name AS client_name, m.code AS metric, m.name AS metric_name,
           a.period_from, a.period_to, a.value, m.unit, m.scale, a.basis, a.line, i.code AS institution, b.code AS batch,
           a.source_file, a.source_sheet, a.source_row, a.recorded_at, later.code AS superseded_by,
           a.client_id AS filter_client, a.id AS filter_id
    FROM actual a JOIN client c ON c.id = a.client_id JOIN metric m ON m.id = a.metric_id
         LEFT JOIN institution i ON i.id = a.institution_id LEFT JOIN batch b ON b.id = a.batch_id
         LEFT JOIN actual later ON later.id = a.superseded_by_id
"""
_AT = """
    filter_id IN (
        SELECT f.id FROM actual f WHERE f.institution_id {where}
        UNION ALL SELECT f.id FROM client k JOIN actual f ON f.client_id = k.id
        WHERE k.institution_id {where} AND f.institution_id IS NULL)
"""
"""The condition that a fact is an institution's: it booked it, or where nobody is known to have, the client is its own."""
LISTING = Listing(
    title=N_("Facts"),
    columns=FIELDS,
    select=f"{SELECT} WHERE a.superseded_by_id IS NULL",
    order="period_to DESC, client, metric, id",
    filters={
        **belonging(client="filter_client"),
        "inst": _AT.format(where=f"IN {BELOW_INSTITUTION}"),
        "inst_self": _AT.format(where="= :inst_self"),
        "owner": managed_by(":owner", "filter_client"),
        "since": "period_to >= :since",
        "until": "period_to <= :until",
    },
)
WRITTEN = tuple(column.label for column in FIELDS if column.label is not scale)
CORRECTED_TOO = LISTING._replace(select=SELECT)


def listed(db: Reader, wanted: Filters, *, history: bool = False) -> Table:
    """The facts that stand, or with `history` the corrected ones too."""
    listing = CORRECTED_TOO if history else LISTING
    return measured(listing._replace(select=in_language(listing.select, "m")).table(db, wanted))


def measured(table: Table) -> Table:
    """Quantities as values with their unit, taken from the columns `unit` and `scale` of their own row; `scale` goes."""
    place = {column.key: index for index, column in enumerate(table.columns)}
    kinds = [column.label.kind for column in table.columns]
    kept = [index for index in range(len(kinds)) if index != place["scale"]]
    units, scales = place["unit"], place["scale"]

    def one(row: Row) -> Row:
        unit, decimals = row[units], row[scales]
        return tuple(quantity(row[index], unit, decimals) if kinds[index] == "quantity" else row[index] for index in kept)  # type: ignore[arg-type]  # integers, texts

    return replace(table, columns=tuple(table.columns[index] for index in kept), rows=[one(row) for row in table.rows])


def card(db: Reader, fact_id: int) -> Table:
    """Everything on record about one fact."""
    cols = tuple(column if column.label is F.unit else Column(column.label) for column in FIELDS)
    names = ", ".join(f'"{column.key}"' for column in cols)
    rows = db.table(cols, f"SELECT {names} FROM ({in_language(SELECT, 'm')}) AS listed WHERE id = :id", id=fact_id)
    return measured(Table(_("Fact"), cols, rows, card=True, name="actual"))
