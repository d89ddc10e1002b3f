"""What the dashboard of the day asks: how much there is, which goals are whose, and what moved."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from corecrm.fields.metric import Measure
from corecrm.queries.goal import Node, nodes
from corecrm.queries.trees import manager_of, valid
from corecrm.store.reader import Reader
from corecrm.text import pick

FRESH = timedelta(days=7)
COMPARED = timedelta(days=100)  # a figure is compared with the one before it if that is not older
LEVELS = f"('{Measure.stock.value}', '{Measure.average.value}')"
OF_SERIES = "PARTITION BY a.client_id, a.metric_id, a.line, a.institution_id ORDER BY a.period_to"
_IN_YUAN = f"m.measure IN {LEVELS} AND m.unit = '元'"
_OF_OWNER = f"""
    SELECT DISTINCT t.client_id, m.id AS metric_id FROM seat t JOIN metric m ON {_IN_YUAN}
    WHERE t.staff_id = :owner AND t.client_id IS NOT NULL
"""
_LAST_OLD = "SELECT s.id FROM change_set s WHERE s.recorded_at < :recorded ORDER BY s.id DESC LIMIT 1"
_OF_ANYBODY = f"""
    SELECT DISTINCT f.client_id, f.metric_id FROM (
        SELECT a.client_id, a.metric_id FROM change c CROSS JOIN actual a
        WHERE c.change_set_id > coalesce(({_LAST_OLD}), 0) AND c.noun = 'actual' AND c.before IS NULL AND a.id = c.row_id
        UNION ALL SELECT client_id, metric_id FROM actual
        WHERE superseded_by_id IS NULL AND period_to > :fresh AND period_to <= :as_of
    ) f JOIN metric m ON m.id = f.metric_id AND {_IN_YUAN}
"""
"""Whose figures may have moved, as (client_id, metric_id): the newest fact decides, and few are new. What was recorded of late is
found by the log's end: an index of facts by that would cost each import a tenth."""


class Move(NamedTuple):
    """A client's newest figure against the one before it, in the metric's smallest unit."""

    metric: str
    metric_name: str
    client: str
    client_name: str
    value: int
    before: int
    unit: str
    scale: int


def counts(db: Reader) -> tuple[int, int]:
    """(groups, clients) that are not removed."""
    groups = db.value("SELECT count(*) FROM client_group WHERE removed_on IS NULL")
    removed = db.value("SELECT count(*) FROM client WHERE removed_on IS NOT NULL")  # few, and all of them are counted at once
    return int(groups), int(db.value("SELECT count(*) FROM client")) - int(removed)


def goals_of(db: Reader, owner: int | None, *, on: date) -> list[Node]:
    """The whole goals of the year, each with its parts along time, which say at what pace it is to be reached.

    Args:
        db: the store.
        owner: only the goals of this member of staff, their own or of a group that they lead; None for all.
        on: the day that counts.
    """
    whole = "FROM goal r WHERE r.parent_id IS NULL AND r.year = :year"
    theirs = f"""
        SELECT r.id {whole} AND r.owner_id = :owner
        UNION SELECT r.id FROM seat t JOIN goal r ON r.group_id = t.group_id AND r.parent_id IS NULL AND r.year = :year
        WHERE t.staff_id = :owner AND t.role = 'group_manager' AND {valid("t")}
    """
    return nodes(
        db,
        f"""
        n.id IN (
            WITH whole(id) AS ({f"SELECT r.id {whole}" if owner is None else theirs})
            SELECT id FROM whole
            UNION ALL SELECT p.id FROM whole w JOIN goal p ON p.parent_id = w.id AND p.axis IN ('quarter', 'month'))
        """,
        year=on.year,
        owner=owner,
        as_of=on.isoformat(),
    )


def moves(db: Reader, owner: int | None, *, on: date, now: datetime, limit: int) -> list[Move]:
    """The balances and averages in 元 that came in of late, those that changed most first.

    Args:
        db: the store.
        owner: only of clients that this member of staff manages; None for all.
        on: the day that counts; a figure of the seven days up to it is new.
        now: the moment; what was recorded in the seven days up to it is new too.
        limit: at most so many.
    """
    rows: list[Any] = db.rows(
        f"""
        SELECT m.code, {pick("m.name", "m.name_en")}, c.code, coalesce(c.short_name, c.name), a.value, a.earlier, m.unit, m.scale
        FROM (
            SELECT a.*, lag(a.value) OVER ({OF_SERIES}) AS earlier, row_number() OVER ({OF_SERIES} DESC) AS place
            FROM ({_OF_ANYBODY if owner is None else _OF_OWNER}) w CROSS JOIN actual a
            WHERE a.client_id = w.client_id AND a.metric_id = w.metric_id AND a.superseded_by_id IS NULL AND a.basis = 'book'
                  AND a.period_to <= :as_of AND a.period_to > :oldest
        ) a JOIN metric m ON m.id = a.metric_id JOIN client c ON c.id = a.client_id
        WHERE a.place = 1 AND a.earlier <> a.value AND (a.period_to > :fresh OR a.recorded_at >= :recorded)
              AND (CAST(:owner AS BIGINT) IS NULL OR {manager_of("a.client_id")} = :owner)
        ORDER BY abs(a.value - a.earlier) DESC, c.code, m.code LIMIT {int(limit)}
        """,
        as_of=on.isoformat(),
        oldest=(on - COMPARED).isoformat(),
        fresh=(on - FRESH).isoformat(),
        recorded=(now - FRESH).isoformat(),
        owner=owner,
    )
    return [Move(*row) for row in rows]
