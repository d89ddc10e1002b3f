"""What is asked about client groups: the list, and one of them."""

from datetime import date

from corecrm.fields import Column, Table, columns
from corecrm.fields import group as F
from corecrm.queries.listing import Listing
from corecrm.queries.trees import MEMBERS_OF_GROUP, belonging, valid
from corecrm.store.reader import Reader
from corecrm.text import N_, _

GROUP_MANAGER = (
    "(SELECT t.staff_id FROM seat t WHERE t.group_id = g.id AND t.client_id IS NULL AND t.role = 'group_manager'"
    f" AND {valid('t')} ORDER BY t.id LIMIT 1)"
)


def _members(condition: str = "") -> str:
    """How many members of the group `g` fit; a column of its own each, so that a list of twenty counts those of twenty."""
    of_group = MEMBERS_OF_GROUP.replace(":group", "g.id")
    return f"(SELECT count(*) FROM client k WHERE k.id IN {of_group} AND k.removed_on IS NULL{condition})"


_SELECT = f"""
    SELECT g.code, g.name, g.level, g.status, p.code AS parent, p.name AS parent_name,
           {_members()} AS members, {_members(" AND k.relationship = 'served'")} AS served,
           {_members(" AND k.relationship = 'not_served'")} AS not_served,
           {_members(" AND k.relationship = 'off_list'")} AS off_list, s.code AS manager, s.name AS manager_name,
           i.code AS institution, i.name AS institution_name, g.listed_on, g.pinyin, g.initials, g.note, g.removed_on,
           g.id AS filter_id, s.id AS filter_manager, i.id AS filter_institution
    FROM client_group g LEFT JOIN client p ON p.id = g.parent_id
    LEFT JOIN institution i ON i.id = g.institution_id LEFT JOIN staff s ON s.id = {GROUP_MANAGER}
"""
LISTING = Listing(
    title=N_("Groups"),
    columns=columns(
        F.code,
        F.name,
        Column(F.level, drop=4),
        Column(F.status, drop=3),
        Column(F.parent, on="data"),
        Column(F.parent_name, on="data"),
        F.members,
        Column(F.served, drop=5),
        Column(F.manager, on="data"),
        Column(F.manager_name, drop=1),
        Column(F.institution, on="data"),
        Column(F.institution_name, drop=2),
        Column(F.listed_on, on="data"),
        Column(F.note, on="data"),
        Column(F.removed_on, on="data"),
    ),
    select=_SELECT,
    order="code",
    filters={
        "removed": "removed_on IS NOT NULL",
        "owner": "filter_manager = :owner",
        **belonging(inst="filter_institution"),
    },
)
CARD = columns(
    F.code, F.name, F.level, F.status, F.listed_on, F.parent, F.parent_name, F.institution, F.institution_name, F.manager,
    F.manager_name, F.members, F.served, F.not_served, F.off_list, F.pinyin, F.initials, F.note, F.removed_on,
)  # fmt: skip


def card(db: Reader, group_id: int, as_of: date) -> Table:
    """Everything on record about one group, its members counted on a day."""
    names = ", ".join(column.key for column in CARD)
    rows = db.table(CARD, f"SELECT {names} FROM ({_SELECT}) AS listed WHERE filter_id = :id", id=group_id, as_of=as_of.isoformat())
    return Table(_("Group"), CARD, rows, as_of=as_of, card=True, name="group")
