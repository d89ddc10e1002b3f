"""What has been reached of a goal: the facts that count for it, and how it stands against time.

A fact counts for a part by line if it is of that line, for an institution if that one or one below it booked it (or is the
client's, where no booking institution is known), for a member of staff who managed the client on the fact's last day, for a
client if it is that client's own, and for a quarter or month if it lies in it. A part of a part takes all conditions.

The figure of an average is the one of the year to date: a quarter's target is the year-to-date average at its end.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from corecrm.fields.goal import Axis
from corecrm.fields.metric import Measure
from corecrm.periods import add_months, containing
from corecrm.queries.figures import Fact, Figure, facts, total, year_before
from corecrm.queries.goal import Node, in_order, trees
from corecrm.queries.trees import MEMBERS_OVER_TIME
from corecrm.rules.measures import TIME_AXES, whole
from corecrm.rules.pacing import Course, Standing, standing
from corecrm.store.reader import Reader

ONE_DAY = timedelta(days=1)
TABLES = {Axis.inst: "institution", Axis.staff: "staff", Axis.client: "client"}


@dataclass(frozen=True, slots=True)
class Reached:
    """A goal, what has been reached of it on a day, and how it stands.

    Args:
        node: the goal.
        depth: how far below the top of what was asked for.
        figure: the figure reached, and the day it is of.
        baseline: the level before its period: what the goal says, else what the facts say.
        standing: completion, pace, forecast.
        splits: the targets of its parts, by axis.
    """

    node: Node
    depth: int
    figure: Figure
    baseline: int | Fraction | None
    standing: Standing
    splits: Mapping[Axis, list[int]]


def reached(db: Reader, found: Iterable[Node], on: date, top: int | None = None) -> Iterator[Reached]:
    """The goals of whole trees from the top down, each with what has been reached of it by the end of `on`.

    Args:
        db: the store.
        found: every node of the trees.
        on: the day of the question; a period that has ended is judged as of its end.
        top: begin at this node.
    """
    everything = list(found)
    by_id = {node.id: node for node in everything}
    parts: dict[int, list[Node]] = {}
    for _depth, node in in_order(everything):
        parts.setdefault(node.parent_id or 0, []).append(node)
    ledger = Ledger(db, by_id)
    for depth, node in in_order(everything, top):
        yield _reached(ledger, node, depth, parts.get(node.id, []), on)


def _reached(ledger: "Ledger", node: Node, depth: int, parts: list[Node], on: date) -> Reached:
    until = min(on, node.end)
    figure = ledger.figure(node, until) if until >= node.start else Figure()
    levels = node.metric.measure not in (Measure.flow, Measure.count)
    baseline = node.baseline
    before = ledger.figure(node, node.start - ONE_DAY).value if levels and baseline is None else baseline
    course = Course(
        measure=node.metric.measure,
        start=node.start,
        end=node.end,
        target=node.target,
        baseline=before,
        lower_is_better=node.metric.lower_is_better,
        steps=[(part.end, part.target) for part in parts if part.axis in TIME_AXES] if levels else (),
        counted_from=date(node.start.year, 1, 1),
    )
    splits: dict[Axis, list[int]] = {}
    for part in parts:
        if part.axis is not None:
            splits.setdefault(part.axis, []).append(part.target)
    return Reached(node, depth, figure, before, standing(course, figure.value, until, known_to=figure.day), splits)


def facts_behind(db: Reader, goal_id: int, on: date) -> list[Fact]:
    """The facts that make what has been reached of a goal by the end of `on`."""
    by_id = {node.id: node for node in trees(db, [goal_id])}
    node = by_id[goal_id]
    return Ledger(db, by_id).counting(node, min(on, node.end))


def level_before(db: Reader, goal_id: int) -> int | Fraction | None:
    """The level of a goal's metric on the day before its period begins; None where no figure is known."""
    by_id = {node.id: node for node in trees(db, [goal_id])}
    return Ledger(db, by_id).figure(by_id[goal_id], by_id[goal_id].start - ONE_DAY).value


class Ledger:
    """The facts of groups, looked up once a metric and period, and divided among goals."""

    def __init__(self, db: Reader, nodes: Mapping[int, Node]) -> None:
        self.db, self.nodes = db, nodes
        self._facts: dict[tuple[int, int, date, date], list[Fact]] = {}
        self._parents: dict[int, int | None] | None = None

    def figure(self, node: Node, on: date) -> Figure:
        """What the facts of a goal come to by the end of `on`; 0 where only others have facts, None where nobody has."""
        all_facts = self._of_group(node, on)
        mine = self.counting(node, on)
        if all_facts and not mine and node.metric.measure is not Measure.ratio:
            return Figure(0, max(fact.day for fact in all_facts))
        return total(mine, node.metric.measure)

    def counting(self, node: Node, on: date) -> list[Fact]:
        """The facts that count for a goal."""
        way = list(self._way(node))
        return [fact for fact in self._of_group(node, on) if all(self._counts(each, fact) for each in way)]

    def _way(self, node: Node) -> Iterator[Node]:
        """The goal and what it is a part of."""
        above: Node | None = node
        while above is not None:
            yield above
            above = self.nodes.get(above.parent_id) if above.parent_id is not None else None

    def _of_group(self, node: Node, on: date) -> list[Fact]:
        flows = node.metric.measure in (Measure.flow, Measure.count)
        start = node.start if flows else date(on.year, 1, 1)
        key = (node.group_id, node.metric.id, start, on)
        if key not in self._facts:
            self._facts[key] = facts(self.db, node.metric, clients=MEMBERS_OVER_TIME, start=start, on=on, group=node.group_id)
        return self._facts[key]

    def _counts(self, node: Node, fact: Fact) -> bool:
        if node.line is not None and fact.line != node.line:
            return False
        if node.staff_id is not None and fact.manager_id != node.staff_id:
            return False
        if node.client_id is not None and fact.client_id != node.client_id:
            return False
        return node.institution_id is None or self._is_below(fact.institution_id, node.institution_id)

    def _is_below(self, institution: int | None, top: int) -> bool:
        if self._parents is None:
            self._parents = dict(self.db.rows("SELECT id, parent_id FROM institution"))
        while institution is not None and institution != top:
            institution = self._parents.get(institution)
        return institution == top


def last_year(db: Reader, goal_id: int, axis: Axis) -> dict[str, int]:
    """What a goal's metric came to over the same period a year before, by what the facts are to be divided along.

    Returns:
        code of the institution, member of staff, client, line, or period of this year -> figure in smallest units, by code;
        facts of which that is not known are left out.
    """
    by_id = {node.id: node for node in trees(db, [goal_id])}
    node = by_id[goal_id]
    before = node._replace(start=year_before(node.start), end=year_before(node.end))
    sums: dict[int | str, int | Fraction] = {}
    for fact in Ledger(db, by_id).counting(before, before.end):
        key = _share_key(fact, axis)
        if key is not None:
            sums[key] = sums.get(key, 0) + fact.value
    codes = dict(db.rows(f"SELECT id, code FROM {TABLES[axis]}")) if axis in TABLES else {}
    return dict(sorted((str(codes.get(key, key)), whole(value)) for key, value in sums.items()))


def _share_key(fact: Fact, axis: Axis) -> int | str | None:
    if axis in TIME_AXES:
        period = containing(add_months(fact.day, 12), "quarter" if axis is Axis.quarter else "month")
        return period.code
    by_axis: dict[Axis, int | str | None] = {
        Axis.line: fact.line,
        Axis.inst: fact.institution_id,
        Axis.staff: fact.manager_id,
        Axis.client: fact.client_id,
    }
    return by_axis[axis]
