"""What is asked about service teams: who sits where on a day."""

from datetime import date

from corecrm.fields import Column, Row, Table, columns
from corecrm.fields import team as F
from corecrm.fields.staff import Position
from corecrm.queries.listing import Listing
from corecrm.queries.trees import belonging, valid
from corecrm.store.reader import Reader
from corecrm.text import N_, _

COLUMNS = columns(
    F.code,
    Column(F.group, drop=1),
    Column(F.group_name, on="data"),
    Column(F.role, drop=2),
    Column(F.client, on="data"),
    F.client_name,
    Column(F.staff, on="data"),
    F.staff_name,
    Column(F.institution, on="data"),
    Column(F.institution_name, drop=3),
    Column(F.valid_from, drop=4),
    Column(F.valid_to, drop=5),
    Column(F.note, on="data"),
)
_RANK = "CASE t.role " + " ".join(f"WHEN '{role.value}' THEN {place}" for place, role in enumerate(Position)) + " END"
_SELECT = f"""
    SELECT t.code, g.code AS "group", g.name AS group_name, t.role, c.code AS client, c.name AS client_name,
           s.code AS staff, s.name AS staff_name, i.code AS institution, i.name AS institution_name, t.valid_from, t.valid_to,
           t.note, {_RANK} AS rank, t.group_id AS filter_group, t.client_id AS filter_client, t.staff_id AS filter_staff,
           i.id AS filter_institution
    FROM seat t JOIN staff s ON s.id = t.staff_id LEFT JOIN client_group g ON g.id = t.group_id
    LEFT JOIN client c ON c.id = t.client_id
    LEFT JOIN post p ON p.id = (
        SELECT q.id FROM post q WHERE q.staff_id = s.id AND {valid("q")} ORDER BY q.valid_from DESC, q.id DESC LIMIT 1
    )
    LEFT JOIN institution i ON i.id = p.institution_id
"""
LISTING = Listing(
    title=N_("Service teams"),
    columns=COLUMNS,
    select=f"{_SELECT} WHERE {valid('t')}",
    order='"group", rank, client IS NOT NULL, client, code',
    filters={
        **belonging(client="filter_client", inst="filter_institution"),
        "group": "filter_group = :group",
        "owner": "filter_staff = :owner",
    },
)
_NAMES = ", ".join(f'"{column.key}"' for column in COLUMNS)
_OF_TEAM = {"code", "group"}


def of_group(db: Reader, group_id: int, as_of: date, *, past: bool = False) -> Table:
    """The team of a group: the group manager first, then role by role.

    Args:
        db: the store.
        group_id: whose team.
        as_of: the day that counts.
        past: the seats of all times instead, the earliest first within a role.
    """
    (title,) = db.one("SELECT name FROM client_group WHERE id = :id", id=group_id) or ("",)
    day = "" if past else f" AND {valid('listed')}"
    rows = seats(db, f"filter_group = :id{day}", id=group_id, as_of=as_of.isoformat())
    cols = tuple(column._replace(on="data") if column.key in _OF_TEAM else column for column in COLUMNS)
    return Table(_("Service team of {title}").format(title=title), cols, rows, as_of=None if past else as_of)


def card(db: Reader, seat_id: int, as_of: date) -> Table:
    """Everything on record about one seat."""
    (code,) = db.one("SELECT code FROM seat WHERE id = :id", id=seat_id) or ("",)
    return Table(_("Seat"), COLUMNS, _rows(db, "code = :code", code=code, as_of=as_of.isoformat()), card=True, name="team")


def seats(db: Reader, condition: str, **values: object) -> list[Row]:
    """The seats, as `COLUMNS`, that fit a condition over them and the `filter_` columns; role by role."""
    return _rows(db, f"{condition} ORDER BY rank, client IS NOT NULL, client, valid_from", **values)


def _rows(db: Reader, where: str, **values: object) -> list[Row]:
    return db.table(COLUMNS, f"SELECT {_NAMES} FROM ({_SELECT}) AS listed WHERE {where}", **values)
