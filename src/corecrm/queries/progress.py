"""What has been reached of a goal: the facts that count for it, and how it stands against time.

A fact counts for a part by line if it is of that line, for an institution if that one or one below it booked it (or is the
client's, where no booking institution is known), for a member of staff with the share that is theirs by the days they managed
the client (`rules.attribution`), for a client if it is that client's own, and for a quarter or month if it lies in it. A part
of a part takes all conditions. Of a goal split by staff the parts, what others reached and what fell on days without a manager
are the whole again, to the 分.

The figure of an average is the one of the year to date: a quarter's target is the year-to-date average at its end.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from corecrm.fields.goal import Axis
from corecrm.fields.metric import Measure
from corecrm.periods import add_months, containing
from corecrm.queries.figures import Fact, Figure, as_date, facts, total, year_before
from corecrm.queries.goal import Node, in_order, trees
from corecrm.queries.piles import Pile
from corecrm.queries.trees import MANAGERS_OVER_TIME, MEMBERS_OVER_TIME
from corecrm.rules.attribution import ONE_DAY, Tenure, shares
from corecrm.rules.intervals import Interval
from corecrm.rules.measures import TIME_AXES, adds
from corecrm.rules.pacing import Course, Standing, standing
from corecrm.store.reader import Reader

TABLES = {Axis.inst: "institution", Axis.staff: "staff", Axis.client: "client"}


class Apart(NamedTuple):
    """What of a goal split by staff its parts do not have: what people without a part reached, what no manager did."""

    others: int
    nobody: int


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
        apart: of a goal split by staff, what its parts do not have.
    """

    node: Node
    depth: int
    figure: Figure
    baseline: Figure
    standing: Standing
    splits: Mapping[Axis, list[int]]
    apart: Apart | None


def reached(
    db: Reader, found: Iterable[Node], on: date, top: int | None = None, *, only: Collection[int] | None = None
) -> Iterator[Reached]:
    """The goals of whole trees from the top down, each with what has been reached of it by the end of `on`.

    Args:
        db: the store.
        found: every node of the trees.
        on: the day of the question; a period that has ended is judged as of its end.
        top: begin at this node.
        only: the ids of the nodes that are asked about; all if not given.
    """
    everything = list(found)
    by_id = {node.id: node for node in everything}
    parts: dict[int, list[Node]] = {}
    for _depth, node in in_order(everything):
        parts.setdefault(node.parent_id or 0, []).append(node)
    ledger = Ledger(db, by_id)
    for depth, node in in_order(everything, top):
        if only is None or node.id in only:
            yield _reached(ledger, node, depth, parts.get(node.id, []), on)


def _reached(ledger: "Ledger", node: Node, depth: int, parts: list[Node], on: date) -> Reached:
    until = min(on, node.end)
    figure = ledger.figure(node, until) if until >= node.start else Figure()
    levels = node.metric.measure not in (Measure.flow, Measure.count)
    said = Figure(node.baseline)
    baseline = ledger.figure(node, node.start - ONE_DAY) if levels and said.value is None else said
    course = Course(
        measure=node.metric.measure,
        start=node.start,
        end=node.end,
        target=node.target,
        baseline=baseline.value,
        lower_is_better=node.metric.lower_is_better,
        steps=[(part.end, part.target) for part in parts if part.axis in TIME_AXES] if levels else (),
        counted_from=date(node.start.year, 1, 1),
    )
    splits: dict[Axis, list[int]] = {}
    for part in parts:
        if part.axis is not None:
            splits.setdefault(part.axis, []).append(part.target)
    stands = standing(course, figure.value, until, known_to=figure.day)
    return Reached(node, depth, figure, baseline, stands, splits, _apart(ledger, node, parts, figure, until))


def _apart(ledger: "Ledger", node: Node, parts: Iterable[Node], figure: Figure, on: date) -> Apart | None:
    given = {part.staff_id for part in parts if part.axis is Axis.staff}
    if not given or figure.value is None or not adds(node.metric.measure, Axis.staff):
        return None
    return ledger.apart(node, on, given)


def facts_behind(db: Reader, goal_id: int, on: date) -> list[Fact]:
    """The facts that make what has been reached of a goal by the end of `on`; of one divided by days the goal's share."""
    by_id = {node.id: node for node in trees(db, [goal_id])}
    node = by_id[goal_id]
    return Ledger(db, by_id).counting(node, min(on, node.end))


def level_before(db: Reader, goal_id: int) -> int | None:
    """The level of a goal's metric on the day before its period begins; None where no figure is known."""
    by_id = {node.id: node for node in trees(db, [goal_id])}
    return Ledger(db, by_id).figure(by_id[goal_id], by_id[goal_id].start - ONE_DAY).value


class Key(NamedTuple):
    """What facts are looked up by."""

    group: int
    metric: int
    start: date
    on: date


def _key(node: Node, on: date) -> Key:
    flows = node.metric.measure in (Measure.flow, Measure.count)
    return Key(node.group_id, node.metric.id, node.start if flows else date(on.year, 1, 1), on)


class Ledger:
    """The facts of groups, looked up once a metric and period, and divided among goals."""

    def __init__(self, db: Reader, nodes: Mapping[int, Node]) -> None:
        self.db, self.nodes = db, nodes
        self._facts: dict[Key, Pile] = {}
        self._shares: dict[Key, dict[int | None, Pile]] = {}
        self._managers: dict[int, dict[int, list[Tenure]]] = {}
        self._above: dict[int | None, tuple[int, ...]] = {None: ()}

    def figure(self, node: Node, on: date) -> Figure:
        """What the facts of a goal come to by the end of `on`; 0 where only others have facts, None where nobody has."""
        day = self._of_group(node, on).day
        mine = self.counting(node, on)
        if day is not None and not mine and node.metric.measure is not Measure.ratio:
            return Figure(0, day)
        return total(mine, node.metric.measure)

    def counting(self, node: Node, on: date) -> list[Fact]:
        """The facts that count for a goal; for one by staff the shares of them that are this member's."""
        way = list(self._way(node))
        staff = next((each.staff_id for each in way if each.staff_id is not None), None)
        if staff is None:
            return self._of_group(node, on).counting(way)
        theirs = self._by_manager(node, on).get(staff)
        return theirs.counting(way) if theirs else []

    def shared(self, node: Node, on: date) -> Iterator[tuple[int | None, Fact]]:
        """(manager or nobody, share) of what counts for a goal that is not a member of staff's."""
        way = list(self._way(node))
        for manager, theirs in self._by_manager(node, on).items():
            yield from ((manager, fact) for fact in theirs.counting(way))

    def apart(self, node: Node, on: date, given: Collection[int | None]) -> Apart:
        """What of a goal neither of the staff `given` reached."""
        others = nobody = 0
        for manager, fact in self.shared(node, on):
            if manager is None:
                nobody += fact.value
            elif manager not in given:
                others += fact.value
        return Apart(others, nobody)

    def _way(self, node: Node) -> Iterator[Node]:
        """The goal and what it is a part of; of parts that form a circle each once."""
        above, seen = self.nodes.get(node.parent_id or 0), {node.id}
        yield node
        while above is not None and above.id not in seen:
            yield above
            seen.add(above.id)
            above = self.nodes.get(above.parent_id or 0)

    def _of_group(self, node: Node, on: date) -> Pile:
        key = _key(node, on)
        if key not in self._facts:
            found = facts(self.db, node.metric, clients=MEMBERS_OVER_TIME, start=key.start, on=on, group=node.group_id)
            self._facts[key] = Pile(found, self._at_or_above)
        return self._facts[key]

    def _by_manager(self, node: Node, on: date) -> dict[int | None, Pile]:
        """The facts of the group, divided among who managed their clients."""
        key = _key(node, on)
        if key not in self._shares:
            managers, found = self._managers_of(node.group_id), dict[int | None, list[Fact]]()
            for fact in self._of_group(node, on).facts:
                for share in shares(fact.stretches, managers.get(fact.client_id, ()), daily=fact.daily):
                    part = fact._replace(value=share.value, estimated=share.estimated)
                    found.setdefault(share.holder, []).append(part)
            self._shares[key] = {manager: Pile(theirs, self._at_or_above) for manager, theirs in found.items()}
        return self._shares[key]

    def _managers_of(self, group: int) -> dict[int, list[Tenure]]:
        """Client -> who managed it when."""
        if group not in self._managers:
            found: dict[int, list[Tenure]] = {}
            for client, staff, since, until in self.db.rows(MANAGERS_OVER_TIME, group=group):
                found.setdefault(client, []).append(Tenure(staff, Interval(as_date(since), as_date(until) if until else None)))
            self._managers[group] = found
        return self._managers[group]

    def _at_or_above(self, institution: int | None) -> tuple[int, ...]:
        """An institution and those above it; of a circle each once."""
        if len(self._above) == 1:
            parents = dict(self.db.rows("SELECT id, parent_id FROM institution"))
            self._above |= {each: tuple(_upwards(each, parents)) for each in parents}
        return self._above[institution]


def _upwards(institution: int, parents: Mapping[int, int | None]) -> dict[int, None]:
    found: dict[int, None] = {}
    above: int | None = institution
    while above is not None and above not in found:
        found[above] = None
        above = parents.get(above)
    return found


def last_year(db: Reader, goal_id: int, axis: Axis) -> dict[str, int]:
    """What a goal's metric came to over the same period a year before, by what the facts are to be divided along.

    Returns:
        code of the institution, member of staff, client, line, or period of this year -> figure in smallest units, by code;
        facts of which that is not known are left out, such as those of days on which nobody managed the client.
    """
    by_id = {node.id: node for node in trees(db, [goal_id])}
    node = by_id[goal_id]
    before = node._replace(start=year_before(node.start), end=year_before(node.end))
    ledger, sums = Ledger(db, by_id), dict[int | str, int]()
    keyed: Iterable[tuple[int | str | None, Fact]] = ledger.shared(before, before.end)
    if axis is not Axis.staff:
        keyed = ((_share_key(fact, axis), fact) for fact in ledger.counting(before, before.end))
    for key, fact in keyed:
        if key is not None:
            sums[key] = sums.get(key, 0) + fact.value
    codes = dict(db.rows(f"SELECT id, code FROM {TABLES[axis]}")) if axis in TABLES else {}
    return dict(sorted((str(codes.get(key, key)), value) for key, value in sums.items()))


def _share_key(fact: Fact, axis: Axis) -> int | str | None:
    if axis in TIME_AXES:
        period = containing(add_months(fact.day, 12), "quarter" if axis is Axis.quarter else "month")
        return period.code
    by_axis: dict[Axis, int | str | None] = {
        Axis.line: fact.line,
        Axis.inst: fact.institution_id,
        Axis.client: fact.client_id,
    }
    return by_axis[axis]
