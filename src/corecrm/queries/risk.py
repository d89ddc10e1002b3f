"""What is asked about risk signals: the list, one signal, the board, the worst level of a client or a group."""

from dataclasses import replace
from datetime import date

from corecrm.fields import Column, Table, columns
from corecrm.fields import risk as F
from corecrm.fields.risk import SignalLevel
from corecrm.names import short_name
from corecrm.queries.listing import Filters, Listing, in_language
from corecrm.queries.standing import with_standing, written
from corecrm.queries.task import codes
from corecrm.queries.trees import belonging
from corecrm.rules.risk_states import ACTIVE, ENDED
from corecrm.store.reader import Reader
from corecrm.text import N_, _


def active(alias: str) -> str:
    """The condition that the signal `alias` was active on `:as_of`."""
    return (
        f"{alias}.removed_on IS NULL AND {alias}.found_on <= :as_of"
        f" AND ({alias}.state NOT IN {codes(ENDED)} OR {alias}.closed_on > :as_of)"
    )


def gravity(level: str) -> str:
    """A number for the SQL expression `level`, higher the graver: 1 blue to 4 red."""
    order = " ".join(f"WHEN '{level.value}' THEN {number}" for number, level in enumerate(SignalLevel, start=1))
    return f"CASE {level} {order} END"


def worst_level(clients: str) -> str:
    """The code of the gravest active signal on `:as_of` of some clients; NULL without one.

    Args:
        clients: SQL of one client's id such as `c.id`, or a subselect of ids without brackets around it.
    """
    return (
        f"(SELECT w.level FROM risk w WHERE w.client_id IN ({clients}) AND {active('w')}"
        f" ORDER BY {gravity('w.level')} DESC LIMIT 1)"
    )


SELECT = f"""
    SELECT r.code, r.level, k.code AS signal, k.name AS signal_name, c.code AS client, c.name AS client_name, r.state, r.exposure,
           r.found_on, o.code AS owner, o.name AS owner_name, r.due, f.code AS found_by, f.name AS found_by_name, r.verified_on,
           r.closed_on, r.detail, r.conclusion, r.removed_on,
           r.client_id AS filter_client, r.owner_id AS filter_owner, c.institution_id AS filter_inst,
           {gravity("r.level")} AS gravity
    FROM risk r JOIN signal_kind k ON k.id = r.signal_id JOIN client c ON c.id = r.client_id
         LEFT JOIN staff o ON o.id = r.owner_id LEFT JOIN staff f ON f.id = r.found_by_id
"""
LISTING = Listing(
    title=N_("Risk signals"),
    columns=columns(
        F.level,
        F.code,
        Column(F.client, on="data"),
        F.client_name,
        Column(F.signal, drop=5),
        F.signal_name,
        Column(F.state, drop=2),
        Column(F.exposure, drop=3),
        Column(F.found_on, drop=4),
        Column(F.owner, on="data"),
        Column(F.owner_name, drop=1),
        F.due,
        Column(F.found_by, on="data"),
        Column(F.found_by_name, on="data"),
        Column(F.verified_on, on="data"),
        Column(F.closed_on, on="data"),
        Column(F.detail, on="data"),
        Column(F.conclusion, on="data"),
        Column(F.removed_on, on="data"),
    ),
    select=SELECT,
    order="gravity DESC, due IS NULL, due, code",
    filters={
        "removed": "removed_on IS NOT NULL",
        "owner": "filter_owner = :owner",
        **belonging(client="filter_client", inst="filter_inst"),
        "since": "found_on >= :since",
        "until": "found_on <= :until",
    },
)
WRITTEN = written(LISTING.columns, F.due, F.days_left)


def listing(condition: str = "") -> Listing:
    """The list of signals that fit a condition, with their kinds named in the language of the run."""
    return LISTING._replace(select=in_language(SELECT, "k") + (f" WHERE {condition}" if condition else ""))


def listed(db: Reader, wanted: Filters, *, only_active: bool = False) -> Table:
    """The signals that fit, the gravest first, with how each deadline stands on `wanted.as_of`.

    Args:
        db: the store.
        wanted: the shared filters; `since` and `until` are of the day a signal was found.
        only_active: only what was neither released nor dismissed by then.
    """
    return _standing(listing(active("r") if only_active else "").table(db, wanted), wanted.as_of)


def _standing(table: Table, today: date) -> Table:
    return with_standing(table, (F.days_left, F.standing), today=today, unfinished=ACTIVE, in_workdays=True)


def card(db: Reader, risk_id: int, *, today: date) -> Table:
    """Everything on record about one signal."""
    cols = columns(
        F.code, F.level, F.signal, F.signal_name, F.client, F.client_name, F.state, F.exposure, F.detail, F.found_on, F.found_by,
        F.found_by_name, F.verified_on, F.owner, F.owner_name, F.due, F.closed_on, F.conclusion, F.removed_on,
    )  # fmt: skip
    names = ", ".join(f'"{column.key}"' for column in cols)
    rows = db.table(cols, f"SELECT {names} FROM ({listing('r.id = :id').select}) AS one", id=risk_id)
    return _standing(Table(_("Risk signal"), cols, rows, card=True, name="risk"), today)


def board(db: Reader, wanted: Filters) -> Table:
    """The active signals, the gravest first, with what is at stake and how many clients have none.

    Args:
        db: the store.
        wanted: the shared filters.
    """
    table = listed(db, wanted, only_active=True)
    keys = [column.key for column in table.columns]
    levels = [row[keys.index("level")] for row in table.rows]
    counts = " · ".join(f"{level.label} {levels.count(level)}" for level in reversed(SignalLevel) if level in levels)
    clients = len({row[keys.index("client")] for row in table.rows})
    note = _("{counts} · clients with a signal: {clients}").format(counts=counts, clients=clients)
    shown = ("level", "code", "signal_name", "exposure", "found_on", "owner_name", "standing")
    cols = [column._replace(on=column.on if column.key in shown else "data") for column in table.columns]
    name = keys.index("client_name")
    cols.insert(name, Column(F.client_name, on="screen"))
    rows = [(*row[:name], short_name(str(row[name])), *row[name:]) for row in table.rows]
    return replace(table, title=_("Risk board"), columns=tuple(cols), rows=rows, notes=(note,) if counts else (), name="risks")
