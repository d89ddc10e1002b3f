"""Goals and their parts: each part fits its whole, and the parts along an axis do not go beyond it."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from corecrm.errors import RuleViolation
from corecrm.fields.goal import Axis
from corecrm.fields.metric import Measure
from corecrm.rules.goal_tree import Placed, crossed, misfits, misfits_of_whole
from corecrm.rules.intervals import read
from corecrm.rules.measures import adds, said
from corecrm.rules.splitting import check_levels, overallocated
from corecrm.services.judge.touched import Breach, Touched
from corecrm.text import _

_SELECT = """
    SELECT n.id, n.parent_id, n.root_id, n.target, n.stretch, n.challenge, m.lower_is_better, n.code, g.code, m.code, n.year,
           n.axis, n.period_from, n.period_to, n.line, i.code, s.code, c.code
    FROM goal n JOIN client_group g ON g.id = n.group_id JOIN metric m ON m.id = n.metric_id
         LEFT JOIN institution i ON i.id = n.institution_id LEFT JOIN staff s ON s.id = n.staff_id
         LEFT JOIN client c ON c.id = n.client_id
"""


class _Goal(NamedTuple):
    id: int
    parent: int | None
    root: int | None
    levels: tuple[int, int | None, int | None]
    lower_is_better: bool
    placed: Placed


def _goal(row: tuple[Any, ...]) -> _Goal:
    days = read(row[12], row[13])
    axis = Axis(row[11]) if row[11] else None
    code, group, metric, year = row[7:11]
    line, institution, staff, client = row[14:]
    narrowed = {"line": line, "institution": institution, "staff": staff, "client": client}
    placed = Placed(code, group, metric, year, axis, days.start, days.end or days.start, **narrowed)
    return _Goal(row[0], row[1], row[2], (row[3], row[4], row[5]), bool(row[6]), placed)


class _Tree:
    """The goals that were touched, the parts of each, and whatever stands above them."""

    def __init__(self, touched: Touched) -> None:
        ids = touched.ids("goal")
        self.touched = touched
        self.known = self._fetch(f"n.id IN {ids} OR n.parent_id IN {ids}")
        self.to_judge = sorted(self.known)
        self._fetch_above()

    def _fetch(self, condition: str) -> dict[int, _Goal]:
        return {row[0]: _goal(row) for row in self.touched.rows(f"{_SELECT} WHERE {condition}")}

    def _fetch_above(self) -> None:
        while missing := {goal.parent for goal in self.known.values() if goal.parent is not None} - self.known.keys():
            self.known |= self._fetch(f"n.id IN ({', '.join(map(str, sorted(missing)))})")

    def top(self, goal: _Goal) -> int | None:
        """The id of the whole at the top; None where there is none: it is a part of itself."""
        climbed = set()
        while goal.parent is not None and goal.id not in climbed:
            climbed.add(goal.id)
            goal = self.known[goal.parent]
        return goal.id if goal.parent is None else None


def goal_trees(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Goals that do not fit what they are a part of, and levels out of order."""
    tree = _Tree(touched)
    for goal in (tree.known[row] for row in tree.to_judge):
        breach = next(_wrong(tree, goal), None)
        if breach is not None:
            yield breach


def _wrong(tree: _Tree, goal: _Goal) -> Iterator[Breach]:
    code, parent = goal.placed.code, goal.parent
    try:
        check_levels(*goal.levels, lower_is_better=goal.lower_is_better)
    except RuleViolation as refusal:
        yield Breach("goal", goal.id, "target", f"{code}: {refusal.message}", refusal.hint)
    top = tree.top(goal)
    if top is None:
        yield Breach("goal", goal.id, "parent", _("{key} would be a part of itself").format(key=code))
    found = misfits_of_whole(goal.placed) if parent is None else misfits(goal.placed, tree.known[parent].placed)
    for misfit in found:
        yield Breach("goal", goal.id, misfit.field, f"{code}: {misfit.why}")
    if goal.root != top:
        yield Breach("goal", goal.id, "root", f"{code}: " + _("its root is not the root of its tree"))


def goal_sums(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Goals whose parts along an axis over which the metric adds would come to more than the goal.

    Source: domain 13.1.
    """
    ids = touched.ids("goal")
    wholes = (
        f"SELECT id FROM goal WHERE id IN {ids} UNION SELECT p.id FROM goal p WHERE p.id IN {touched.were('goal', 'parent_id')}"
    )
    sums = touched.rows(
        "SELECT n.id, n.code, n.target, m.measure, m.unit, m.scale, p.axis, sum(p.target) FROM goal n"
        " JOIN goal p ON p.parent_id = n.id JOIN metric m ON m.id = n.metric_id"
        f" WHERE n.id IN ({wholes}) GROUP BY n.id, n.code, n.target, m.measure, m.unit, m.scale, p.axis ORDER BY n.id"
    )
    axes: dict[tuple[int, str], set[Axis]] = {}
    for whole, code, target, measure, unit, scale, axis, total in sums:
        if adds(Measure(measure), Axis(axis)) and overallocated(target, [total]):
            message = _("the parts of {key} by {axis} add up to {parts}, its target is {target}").format(
                key=code, axis=Axis(axis).label.lower(), parts=said(total, unit, scale), target=said(target, unit, scale)
            )
            hint = _("lower the parts, or raise the target first: corecrm goal set")
            yield _blame(touched, whole, axis, message, field="target", hint=hint)
        axes.setdefault((whole, code), set()).add(Axis(axis))
        yield from _twice(touched, whole, code, axis)
    for (whole, code), there in axes.items():
        if found := crossed(there):
            message = _("{key} is already split by {axis}").format(key=code, axis=found[0].label.lower())
            yield _blame(touched, whole, found[1].value, message)


def _twice(touched: Touched, whole: int, code: str, axis: str) -> Iterator[Breach]:
    """Parts along one axis that are for the same quarter, institution, person …: what falls into them would count twice."""
    same = "period_from, period_to, line, institution_id, staff_id, client_id"
    rows = touched.rows(
        f"SELECT min(code), max(code) FROM goal WHERE parent_id = ? AND axis = ? GROUP BY {same} HAVING count(*) > 1",
        whole, axis,
    )  # fmt: skip
    message = _("{one} and {other} are the same part of {key}")
    for one, other in rows:
        yield _blame(touched, whole, axis, message.format(one=one, other=other, key=code))


def _blame(touched: Touched, whole: int, axis: str, message: str, *, field: str = "axis", hint: str | None = None) -> Breach:
    """Blames the parts that were written, the last one first, then the whole."""
    parts = touched.rows(
        f"SELECT id FROM goal WHERE parent_id = ? AND axis = ? AND id IN {touched.ids('goal')} ORDER BY id DESC", whole, axis
    )
    blamed = [*(part for (part,) in parts), whole]
    return Breach("goal", blamed[0], field, message, hint, "sum", tuple(blamed[1:]))
