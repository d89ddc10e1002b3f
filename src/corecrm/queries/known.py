"""What a new amount is held against: the one that is stored, the one of a year before, the last that is known."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from corecrm.fields.actual import Basis
from corecrm.fields.product import ProductLine
from corecrm.queries.figures import as_date, current
from corecrm.queries.goal import Node
from corecrm.queries.metric import Indicator
from corecrm.queries.progress import Ledger
from corecrm.queries.trees import MEMBERS_OVER_TIME, always
from corecrm.rules.measures import whole
from corecrm.store.reader import Reader

Known = list[int]
BALANCE_OF_LINE = {ProductLine.LN: "loan_bal", ProductLine.DEP: "dep_bal"}
LEVELS = ("target", "baseline", "stretch", "challenge")


def year_earlier(code: str) -> str:
    """The code that a goal or a part of one had a year before: `G-2025-XH/dep_adb/2025-07` of `G-2026-XH/dep_adb/2026-07`."""
    return re.sub(r"(?<=^G-)[0-9]{4}|(?<=/)[0-9]{4}(?=-[0-9]{2}(?:/|$))", lambda year: str(int(year[0]) - 1), code)


def of_goal(db: Reader, code: str, level: str) -> Known:
    """A level of the goal `code` and of the same goal a year before, in smallest units, as far as they are set.

    Args:
        db: the store.
        code: of a goal that may not be set yet.
        level: one of `LEVELS`.
    """
    column = LEVELS[LEVELS.index(level)]
    rows = db.rows(
        f"SELECT {column} FROM goal WHERE code IN (:code, :earlier) AND {column} IS NOT NULL ORDER BY year DESC",
        code=code,
        earlier=year_earlier(code),
    )
    return [value for (value,) in rows]


def of_group(db: Reader, metric: Indicator, group_id: int, on: date) -> Known:
    """The last known figure of a group's metric by the end of `on`."""
    return _last(db, metric, MEMBERS_OVER_TIME, on, group=group_id)


def of_part(db: Reader, node: Node, nodes: Sequence[Node], on: date) -> Known:
    """What was reached of a goal by the last day of which its group has a figure.

    Args:
        db: the store.
        node: the goal; one that is not set yet may stand for a part to be.
        nodes: the tree that it is in.
        on: later figures do not count.
    """
    day = _last_day(db, node.metric, MEMBERS_OVER_TIME, on, group=node.group_id)
    if day is None:
        return []
    begun = node._replace(start=min(node.start, date(day.year, 1, 1)))
    value = Ledger(db, {each.id: each for each in nodes}).figure(begun, day).value
    return [] if value is None else [whole(value)]


def of_fact(db: Reader, metric: Indicator, key: dict[str, Any], on: date) -> Known:
    """The fact that stands for the same client, metric and period, else the last figure of that client.

    Args:
        db: the store.
        metric: what the fact is of.
        key: `client_id`, `period_from`, `period_to`, `basis`, `line` and `institution_id` of the new fact.
        on: the day of the question.
    """
    near = (
        "CASE WHEN coalesce(line, '') = coalesce(CAST(:line AS TEXT), '')"
        " AND coalesce(institution_id, 0) = coalesce(CAST(:institution_id AS BIGINT), 0) THEN 0 ELSE 1 END"
    )
    same = f"CASE WHEN period_from = :period_from AND period_to = :period_to AND {near} = 0 THEN 0 ELSE 1 END"
    found = db.rows(
        f"SELECT value FROM actual WHERE client_id = :client_id AND metric_id = :metric AND basis = :basis"
        f" AND superseded_by_id IS NULL ORDER BY {same}, {near}, period_to DESC, id DESC LIMIT 1",
        metric=metric.id,
        **{name: value.isoformat() if isinstance(value, date) else value for name, value in key.items()},
    )
    if found or key["basis"] != Basis.book:
        return [value for (value,) in found]
    return _last(db, metric, always("(SELECT CAST(:client AS INTEGER))"), on, client=key["client_id"])


def of_holding(db: Reader, client_id: int, product_id: int) -> Known:
    """The last balance of a client's use of a product, else of its products of that line, else of its loans or deposits, in 分."""
    (line,) = db.rows("SELECT line FROM product WHERE id = :id", id=product_id)[0]
    rows = db.rows(
        "SELECT h.balance FROM holding h JOIN product p ON p.id = h.product_id"
        " WHERE h.client_id = :client AND p.line = :line AND h.balance IS NOT NULL"
        " ORDER BY CASE WHEN p.id = :product THEN 0 ELSE 1 END, h.valid_from DESC, h.id DESC LIMIT 1",
        client=client_id,
        line=line,
        product=product_id,
    )
    metric = BALANCE_OF_LINE.get(line)
    return [value for (value,) in rows] or ([] if metric is None else _last_fact(db, client_id, metric))


def of_risk(db: Reader, client_id: int) -> Known:
    """The exposure of a client's latest signal that has one, else its loans, in 分."""
    rows = db.rows(
        "SELECT exposure FROM risk WHERE client_id = :client AND exposure IS NOT NULL ORDER BY found_on DESC, id DESC LIMIT 1",
        client=client_id,
    )
    return [value for (value,) in rows] or _last_fact(db, client_id, "loan_bal")


def of_risk_itself(db: Reader, risk_id: int) -> Known:
    """The exposure of a signal, else what that of a new one is held against, in 分."""
    client, exposure = db.rows("SELECT client_id, exposure FROM risk WHERE id = :id", id=risk_id)[0]
    return of_risk(db, client) if exposure is None else [exposure]


def _last_fact(db: Reader, client_id: int, metric: str) -> Known:
    rows = db.rows(
        "SELECT a.value FROM actual a JOIN metric m ON m.id = a.metric_id WHERE a.client_id = :client AND m.code = :metric"
        " AND a.superseded_by_id IS NULL ORDER BY a.period_to DESC, a.id DESC LIMIT 1",
        client=client_id,
        metric=metric,
    )
    return [value for (value,) in rows]


def _last(db: Reader, metric: Indicator, clients: str, on: date, **values: object) -> Known:
    day = _last_day(db, metric, clients, on, **values)
    figure = current(db, metric.code, clients=clients, on=day, **values).value if day else None  # type: ignore[arg-type]  # ids by name
    return [] if figure is None else [whole(figure)]


def _last_day(db: Reader, metric: Indicator, clients: str, on: date, **values: object) -> date | None:
    """The last day by the end of `on` of which some clients have a fact of a metric, or of the balances that it is made of."""
    codes = {"dep_adb": "dep_bal", "loan_adb": "loan_bal"}
    day = db.value(
        f"""
        SELECT max(a.period_to) FROM actual a JOIN metric m ON m.id = a.metric_id
        WHERE a.superseded_by_id IS NULL AND a.basis = 'book' AND a.period_to <= :on AND m.code IN (:code, :balance)
              AND a.client_id IN (SELECT w.id FROM {clients} w)
        """,
        on=on.isoformat(),
        code=metric.code,
        balance=codes.get(metric.code, metric.code),
        **values,
    )
    return None if day is None else as_date(day)
