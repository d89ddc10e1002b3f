"""The named checks of goals, facts and holdings."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from corecrm.fields.goal import Axis
from corecrm.fields.metric import Measure
from corecrm.queries.checking import Check, Findings
from corecrm.queries.goal import Node, of_ids
from corecrm.queries.metric import indicators
from corecrm.rules.measures import adds, said
from corecrm.rules.splitting import overallocated
from corecrm.store.reader import Reader
from corecrm.text import N_, _


def goal_sums(db: Reader, on: date, keys: str = "", **values: object) -> Findings:  # noqa: ARG001 - every check is asked about a day
    """Goals whose parts along an axis over which the metric adds come to more than the goal."""
    sums = db.rows(
        f"""
        SELECT n.code, n.target, m.measure, m.unit, m.scale, p.axis, sum(p.target) FROM goal n
        JOIN goal p ON p.parent_id = n.id JOIN metric m ON m.id = n.metric_id {f"WHERE n.code IN {keys}" if keys else ""}
        GROUP BY n.id, n.code, n.target, m.measure, m.unit, m.scale, p.axis ORDER BY min(p.id)
        """,
        **values,
    )
    text = _("the parts by {axis} add up to {parts}, the target is {target}")
    return [
        (code, text.format(axis=Axis(axis).label.lower(), parts=said(parts, unit, scale), target=said(target, unit, scale)))
        for code, target, measure, unit, scale, axis, parts in sums
        if adds(Measure(measure), Axis(axis)) and overallocated(target, [parts])
    ]


_MISFITS = """
    SELECT n.id FROM goal n LEFT JOIN goal a ON a.id = n.parent_id
    WHERE {among} AND (coalesce(n.root_id, 0) <> coalesce(CASE WHEN a.id IS NULL THEN n.id ELSE a.root_id END, 0)
          OR n.group_id <> a.group_id OR n.metric_id <> a.metric_id OR n.year <> a.year
          OR n.period_from < a.period_from OR n.period_to > a.period_to OR n.period_from > n.period_to
          OR substr(n.code, 1, length(a.code) + 1) <> a.code || '/' OR substr(n.code, length(a.code) + 2) LIKE '%/%')
    ORDER BY n.id
"""
"""The goals about which `_misfits` has something to say: so that the sound ones stay in the store."""


def goal_trees(db: Reader, on: date, keys: str = "", **values: object) -> Findings:  # noqa: ARG001 - every check is asked about a day
    """Parts that do not fit what they are a part of."""
    among = f"n.code IN {keys}" if keys else "1 = 1"
    ids = [key for (key,) in db.rows(_MISFITS.format(among=among), **values)]
    found = of_ids(db, ids)
    above = {node.id: node for node in of_ids(db, sorted({node.parent_id for node in found if node.parent_id is not None}))}
    return [(node.code, problem) for node in found for problem in _misfits(node, above)]


def _misfits(node: Node, by_id: dict[int, Node]) -> Iterator[str]:
    above = by_id[node.parent_id] if node.parent_id is not None else None
    if node.root_id != (node.id if above is None else above.root_id):
        yield _("its root is not the root of its tree")
    if above is None:
        return
    if (node.group_id, node.metric.id, node.year) != (above.group_id, above.metric.id, above.year):
        yield _("group, metric or year differ from those of {parent}").format(parent=above.code)
    if not above.start <= node.start <= node.end <= above.end:
        yield _("its period lies outside that of {parent}").format(parent=above.code)
    if node.code.rpartition("/")[0] != above.code:
        yield _("its code does not continue {parent}").format(parent=above.code)


def facts_twice(db: Reader, on: date) -> Findings:  # noqa: ARG001 - every check is asked about a day
    """Facts of flows and counts that share days with another of the same series: they would be counted twice."""
    metrics = [str(key) for key, metric in indicators(db).items() if metric.measure in (Measure.flow, Measure.count)]
    rows = db.rows(
        f"""
        SELECT client_id, metric_id, basis, line, institution_id, period_from, period_to, code FROM actual
        WHERE superseded_by_id IS NULL AND metric_id IN ({", ".join(metrics) or "0"})
        ORDER BY client_id, metric_id, basis, line, institution_id, period_from, period_to
        """
    )
    return [
        (later[-1], _("it shares days with {fact}").format(fact=earlier[-1]))
        for earlier, later in pairwise(rows)
        if earlier[:5] == later[:5] and later[5] <= earlier[6]
    ]


def holdings_twice(db: Reader, on: date) -> Findings:  # noqa: ARG001 - every check is asked about a day
    """Holdings of the same product by the same client at the same institution that overlap."""
    rows = db.rows(
        """
        SELECT client_id, product_id, institution_id, valid_from, valid_to, code FROM holding
        ORDER BY client_id, product_id, institution_id, valid_from, code
        """
    )
    return [
        (later[-1], _("it overlaps {holding}").format(holding=earlier[-1]))
        for earlier, later in pairwise(rows)
        if earlier[:3] == later[:3] and (earlier[4] is None or later[3] < earlier[4])
    ]


GOALS = (
    Check("goal_sums", N_("The parts of a goal do not come to more than it"), goal_sums, goal_sums),
    Check("goal_trees", N_("The parts of a goal fit what they are a part of"), goal_trees, goal_trees),
)
PLANS = (
    *GOALS,
    Check("facts_twice", N_("No day of a flow is counted twice"), facts_twice),
    Check("holdings_twice", N_("No product is held twice at once"), holdings_twice),
)
