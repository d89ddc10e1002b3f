"""What is asked about institutions: the list in the order of their tree, and one of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from corecrm.fields import Column, Table, columns
from corecrm.fields import institution as F
from corecrm.queries.listing import Filters, Listing
from corecrm.queries.trees import belonging
from corecrm.store.reader import Reader
from corecrm.text import N_, _

LISTING = Listing(
    title=N_("Institutions"),
    columns=columns(
        Column(F.place, tree=True, on="screen"),
        F.code,
        Column(F.name, on="data"),
        Column(F.kind, drop=1),
        Column(F.parent, on="data"),
        Column(F.parent_name, on="data"),
        Column(F.depth, on="data"),
        Column(F.divisions, drop=2),
        Column(F.opened_on, drop=3),
        Column(F.closed_on, drop=4),
        Column(F.note, on="data"),
        Column(F.removed_on, on="data"),
    ),
    select="""
        WITH RECURSIVE placed(id, depth, path) AS (
            SELECT id, 0, CAST(code AS TEXT) FROM institution WHERE parent_id IS NULL
            UNION ALL
            SELECT i.id, p.depth + 1, p.path || '/' || i.code FROM placed p JOIN institution i ON i.parent_id = p.id
        )
        SELECT i.name AS place, i.code, i.name, i.kind, u.code AS parent, u.name AS parent_name, coalesce(p.depth, 0) AS depth,
               i.divisions, i.opened_on, i.closed_on, i.note, i.removed_on, coalesce(p.path, i.code) AS path, i.id AS filter_id
        FROM institution i LEFT JOIN placed p ON p.id = i.id LEFT JOIN institution u ON u.id = i.parent_id
    """,
    order="path",
    filters={
        "removed": "removed_on IS NOT NULL",
        **belonging(inst="filter_id"),
    },
)
PLACE, DEPTH = 0, 6


def tree(db: Reader, wanted: Filters, guides: Callable[[Sequence[int]], list[str]]) -> Table:
    """The list, each institution below the one it belongs to; an order or conditions of one's own leave no tree to draw.

    Args:
        db: the store.
        wanted: which of them.
        guides: draws what stands before rows of these depths.
    """
    table = LISTING.table(db, wanted)
    if wanted.sort or wanted.where:
        return table
    depths = [cast(int, row[DEPTH]) for row in table.rows]
    top = min(depths, default=0)
    drawn = guides([depth - top for depth in depths])
    return replace(table, rows=[(f"{guide}{row[PLACE]}", *row[1:]) for guide, row in zip(drawn, table.rows, strict=True)])


CARD = columns(
    F.code,
    F.name,
    F.kind,
    F.parent,
    F.parent_name,
    F.divisions,
    F.opened_on,
    F.closed_on,
    F.pinyin,
    F.initials,
    F.note,
    F.removed_on,
)


def card(db: Reader, institution_id: int) -> Table:
    """Everything on record about one institution."""
    rows = db.table(
        CARD,
        """
        SELECT i.code, i.name, i.kind, u.code, u.name, i.divisions, i.opened_on, i.closed_on, i.pinyin, i.initials, i.note,
               i.removed_on
        FROM institution i LEFT JOIN institution u ON u.id = i.parent_id WHERE i.id = :id
        """,
        id=institution_id,
    )
    return Table(_("Institution"), CARD, rows, card=True, name="institution")
