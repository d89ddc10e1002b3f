"""What a client's sheet asks: its figures over time, its products, who looks after it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from corecrm.fields import Table, columns
from corecrm.fields import holding as H
from corecrm.fields.metric import Measure
from corecrm.periods import add_months
from corecrm.queries.figures import Figure as Total
from corecrm.queries.figures import as_date, facts, total, year_before
from corecrm.queries.metric import Indicator, indicators
from corecrm.queries.team import COLUMNS as SEATS
from corecrm.queries.team import seats
from corecrm.queries.trees import MEMBERS_OVER_TIME, always, group_of, valid
from corecrm.store.reader import Reader
from corecrm.text import _, pick

MONTHS = 6


class Figure(NamedTuple):
    """What a metric of a client came to; all values in the metric's smallest unit.

    Args:
        metric: which.
        value: in the year up to the day.
        known: the figure itself: up to which day it is known, and of an average how many of its days.
        before: at the end of the year before; of what adds over time (flow, count) in the same days of the year before.
        target: of the year's goal for this client, if that counts just what `value` does.
        months: at the ends of the last months that facts cover, the latest last; of what adds over time in each of them.
    """

    metric: Indicator
    value: int
    known: Total
    before: int | None
    target: int | None
    months: list[int | None]


def figures(db: Reader, client_id: int, as_of: date) -> Iterator[Figure]:
    """Every metric of which the client has facts, in the order of the catalogue."""
    standing = "SELECT DISTINCT metric_id FROM actual WHERE client_id = :id AND superseded_by_id IS NULL"
    known = {metric for (metric,) in db.rows(standing, id=client_id)}
    targets = _targets(db, client_id, as_of)
    for metric_id, metric in indicators(db).items():
        if metric_id not in known:
            continue
        known_now = _value(db, metric, client_id, as_of)
        value, day = known_now.value, known_now.day
        if value is None or day is None:
            continue
        adds = metric.measure in (Measure.flow, Measure.count)
        before = _value(db, metric, client_id, year_before(day) if adds else date(as_of.year - 1, 12, 31)).value
        ends = [_month_end(day, back) for back in reversed(range(MONTHS))]
        months = [_value(db, metric, client_id, end, start=end.replace(day=1) if adds else None).value for end in ends]
        yield Figure(metric, value, known_now, before, targets.get(metric_id), months)


def _value(db: Reader, metric: Indicator, client_id: int, on: date, *, start: date | None = None) -> Total:
    """What the metric came to from `start`, else from January 1, up to `on`."""
    only = always("(SELECT CAST(:client AS INTEGER))")
    found = facts(db, metric, clients=only, start=start or date(on.year, 1, 1), on=on, client=client_id)
    return total(found, metric.measure)


def _month_end(day: date, back: int) -> date:
    """The day itself, or the end of the month that lies `back` months before its."""
    return day if back == 0 else add_months(day.replace(day=1), 1 - back) - timedelta(days=1)


def _targets(db: Reader, client_id: int, as_of: date) -> dict[int, int]:
    """Metric -> the client's part of a group's whole goal of the year, where all that the client has counts for it.

    A part of a part (of a quarter, a branch, a member of staff) counts less than the client has, and so does a goal of a group
    that the client was not in all the year: their targets have no place beside the client's figure.
    """
    found = db.rows(
        """
        SELECT n.group_id, n.metric_id, n.target FROM goal n JOIN goal r ON r.id = n.parent_id AND r.parent_id IS NULL
        WHERE n.client_id = :id AND n.year = :year AND n.axis = 'client' ORDER BY n.metric_id, n.code
        """,
        id=client_id,
        year=as_of.year,
    )
    groups = {group: _all_year(db, client_id, group, as_of) for group, _metric, _target in found}
    return {metric: target for group, metric, target in found if groups[group]}


def _all_year(db: Reader, client_id: int, group_id: int, as_of: date) -> bool:
    """Whether a client has belonged to a group on each day of the year up to `as_of`, in one stay."""
    stays = f"SELECT since, till FROM {MEMBERS_OVER_TIME} w WHERE w.id = :client"
    new_year = date(as_of.year, 1, 1)
    return any(
        (since is None or as_date(since) <= new_year) and (till is None or as_date(till) > as_of)
        for since, till in db.rows(stays, group=group_id, client=client_id)
    )


def products(db: Reader, client_id: int, as_of: date) -> Table:
    """The products that a client uses on a day."""
    cols = columns(H.product, H.product_name, H.valid_from, H.balance)
    rows = db.table(
        cols,
        f"""
        SELECT p.code, {pick("p.name", "p.name_en")}, h.valid_from, h.balance FROM holding h JOIN product p ON p.id = h.product_id
        WHERE h.client_id = :id AND {valid("h")} ORDER BY p.code, h.id
        """,
        id=client_id,
        as_of=as_of.isoformat(),
    )
    offered = {code for (code,) in db.rows("SELECT code FROM product WHERE removed_on IS NULL")}
    used = len({row[0] for row in rows} & offered)
    title = _("Products {used}/{offered}").format(used=used, offered=len(offered))
    return Table(title, cols, rows, key="product", name="products", exact=True)


def standing_of(db: Reader, client_id: int, as_of: date) -> tuple[str, str, str, str] | None:
    """(code, name, list level, list status) of the group that the client belongs to on a day."""
    found = db.one(
        f"SELECT g.code, g.name, g.level, g.status FROM client_group g WHERE g.id = {group_of('CAST(:id AS INTEGER)')}",
        id=client_id,
        as_of=as_of.isoformat(),
    )
    return found and (found[0], found[1], found[2], found[3])


def team(db: Reader, client_id: int, as_of: date) -> list[tuple[str, str, str | None]]:
    """(role, name, institution) of those who look after a client on a day: its own seats and those of its whole group."""
    of_group = f"filter_client IS NULL AND filter_group = {group_of('CAST(:id AS INTEGER)')}"
    rows = seats(db, f"(filter_client = :id OR ({of_group})) AND {valid('listed')}", id=client_id, as_of=as_of.isoformat())
    place = {column.key: index for index, column in enumerate(SEATS)}
    return [(str(row[place["role"]]), str(row[place["staff_name"]]), row[place["institution_name"]]) for row in rows]  # type: ignore[misc]  # texts, by their columns
