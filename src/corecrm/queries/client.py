"""What is asked about clients: the list, and everything on record about one."""

from datetime import date

from corecrm.fields import Column, Table, columns
from corecrm.fields import client as F
from corecrm.queries.listing import Listing
from corecrm.queries.trees import belonging, group_of, managed_by, manager_of
from corecrm.store.reader import Reader
from corecrm.text import N_, _

_GROUP, _MANAGER = group_of("c.id"), manager_of("c.id")
# Group and manager are looked up column by column, not joined: so a list of twenty looks up twenty, and a count none.
_SELECT = f"""
    SELECT c.code, c.name, c.short_name, c.identity_kind, c.identity_no,
           (SELECT g.code FROM client_group g WHERE g.id = {_GROUP}) AS "group",
           (SELECT g.name FROM client_group g WHERE g.id = {_GROUP}) AS group_name,
           i.code AS institution, i.name AS institution_name,
           (SELECT s.code FROM staff s WHERE s.id = {_MANAGER}) AS manager,
           (SELECT s.name FROM staff s WHERE s.id = {_MANAGER}) AS manager_name, c.tier, c.relationship,
           c.division_code, c.industry_code, c.registered_on, c.pinyin, c.initials, c.note, c.removed_on,
           c.id AS filter_id, c.institution_id AS filter_institution
    FROM client c LEFT JOIN institution i ON i.id = c.institution_id
"""
LISTING = Listing(
    title=N_("Clients"),
    columns=columns(
        F.code,
        F.name,
        Column(F.short_name, on="data"),
        Column(F.identity_no, drop=6),
        Column(F.group, drop=3),
        Column(F.group_name, on="data"),
        Column(F.institution, on="data"),
        Column(F.institution_name, drop=4),
        Column(F.manager, on="data"),
        Column(F.manager_name, drop=1),
        Column(F.tier, drop=2),
        Column(F.relationship, drop=5),
        Column(F.division_code, on="data"),
        Column(F.industry_code, on="data"),
        Column(F.registered_on, on="data"),
        Column(F.note, on="data"),
        Column(F.removed_on, on="data"),
    ),
    select=_SELECT,
    order="code",
    filters={
        "removed": "removed_on IS NOT NULL",
        "owner": managed_by(":owner", "filter_id"),
        **belonging(client="filter_id", inst="filter_institution"),
    },
)
CARD = columns(
    F.code, F.name, F.short_name, F.identity_kind, F.identity_no, F.group, F.group_name, F.institution, F.institution_name,
    F.manager, F.manager_name, F.tier, F.relationship, F.division_code, F.industry_code, F.registered_on, F.pinyin, F.initials,
    F.note, F.removed_on, F.aliases, F.numbers,
)  # fmt: skip


def card(db: Reader, client_id: int, as_of: date) -> Table:
    """Everything on record about one client itself; its group and manager are those of a day."""
    names = ", ".join(f'"{column.key}"' for column in CARD[:-2])
    rows = db.table(
        CARD,
        f"SELECT {names}, :aliases, :numbers FROM ({_SELECT}) AS listed WHERE filter_id = :id",
        id=client_id,
        as_of=as_of.isoformat(),
        aliases=_joined(db, "SELECT name FROM client_name WHERE client_id = :id ORDER BY id", client_id),
        numbers=_joined(db, "SELECT system || ':' || number FROM client_number WHERE client_id = :id ORDER BY id", client_id),
    )
    return Table(_("Client"), CARD, rows, card=True, name="client")


def namesakes(db: Reader, code: str, name: str) -> list[str]:
    """A sentence where other clients have the very name of client `code`; most likely one of them was meant."""
    others = db.rows("SELECT code FROM client WHERE name = :name AND code <> :code ORDER BY code LIMIT 5", name=name, code=code)
    keys = ", ".join(key for (key,) in others)
    return [_("the name {name} is also that of {keys}").format(name=name, keys=keys)] if others else []


def _joined(db: Reader, sql: str, client_id: int) -> str | None:
    return " · ".join(text for (text,) in db.rows(sql, id=client_id)) or None
