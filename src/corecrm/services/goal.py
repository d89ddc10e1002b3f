"""What can be done to goals: set one for a group's year, split it into parts that add up, take parts away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from corecrm.errors import RuleViolation
from corecrm.fields.goal import Axis
from corecrm.models.goal import Goal
from corecrm.models.group import Group
from corecrm.models.metric import Metric
from corecrm.rules.measures import TIME_AXES, adds, said
from corecrm.rules.splitting import Division, Part, along_path, axes_of_kind, by_weights, check_levels, overallocated, segment
from corecrm.services.records import get
from corecrm.text import _

NARROWED = ("line", "institution_id", "staff_id", "client_id")
INHERITED = ("group_id", "year", "metric_id", "period_from", "period_to", *NARROWED)


@dataclass(frozen=True, slots=True)
class Values:
    """The figures of a goal in the metric's smallest unit, and who answers for it; None leaves what is there."""

    target: int | None = None
    baseline: int | None = None
    stretch: int | None = None
    challenge: int | None = None
    owner_id: int | None = None
    note: str | None = None


def set_root(session: Session, *, group: Group, metric: Metric, year: int, values: Values) -> Goal:
    """The goal of a group for a year; one that is there already gets the new values.

    Raises:
        RuleViolation: its parts would add up to more than it, or its three levels are out of order.
    """
    of_year = (Goal.group_id == group.id, Goal.metric_id == metric.id, Goal.year == year, col(Goal.parent_id).is_(None))
    goal = session.exec(select(Goal).where(*of_year)).first()
    if goal is not None:
        edit(session, goal, values)
        return goal
    code = f"G-{year}-{group.code}/{metric.code}"
    goal = Goal(
        code=code, group_id=group.id or 0, metric_id=metric.id or 0, year=year, period_from=date(year, 1, 1),
        period_to=date(year, 12, 31), target=values.target or 0,
    )  # fmt: skip
    _fill(goal, metric, values)
    session.add(goal)
    session.flush()
    goal.root_id = goal.id
    return goal


def edit(session: Session, goal: Goal, values: Values) -> None:
    """Changes the figures or the owner of a goal.

    Raises:
        RuleViolation: its parts would add up to more than it, or its three levels are out of order.
    """
    metric = get(session, Metric, goal.metric_id)
    _fill(goal, metric, values)
    for axis, parts in _splits(session, goal).items():
        if adds(metric.measure, axis):
            _refuse_too_much(goal, metric, axis, [part.target for part in parts])


def _fill(goal: Goal, metric: Metric, values: Values) -> None:
    for name in Values.__slots__:
        value = getattr(values, name)
        if value is not None and value != getattr(goal, name):
            setattr(goal, name, value)
    check_levels(goal.target, goal.stretch, goal.challenge, lower_is_better=metric.lower_is_better)


def split(session: Session, goal: Goal, division: Division) -> list[Goal]:
    """Divides a goal along one axis into parts that add up to it, where its metric adds over that axis.

    By weights the parts add up exactly; amounts may leave a rest that is not allocated. Where the metric does not add, each
    part has a target of its own: the amount given, or over time the level on the way from the baseline to the target.

    Raises:
        RuleViolation: it is split along that axis already, a part stands twice, or the parts add up to more than the goal.

    Source: domain 13.1.
    """
    _refuse_again(session, goal, division.axis)
    twice = next((key for key in division.keys if division.keys.count(key) > 1), None)
    if twice is not None:
        raise RuleViolation(_("{part} stands twice among the parts").format(part=twice))
    metric = get(session, Metric, goal.metric_id)
    targets = _targets(goal, metric, division)
    parts = [_part(goal, division.axis, part, targets[part.key]) for part in division.parts]
    if division.axis in TIME_AXES and not adds(metric.measure, division.axis):
        for part, before in zip(parts, [_baseline(goal, division), *targets.values()], strict=False):
            part.baseline = before
    session.add_all(parts)
    session.flush()
    return parts


def _targets(goal: Goal, metric: Metric, division: Division) -> dict[str, int]:
    additive = adds(metric.measure, division.axis)
    if division.amounts is not None:
        if additive:
            _refuse_too_much(goal, metric, division.axis, division.amounts)
        return dict(zip(division.keys, division.amounts, strict=True))
    if not additive and division.axis not in TIME_AXES:
        raise RuleViolation(
            _("{metric} does not add up by {axis}, so it cannot be divided by weights").format(
                metric=metric.code, axis=division.axis.label.lower()
            ),
            _("give each part its own target: --amounts"),
        )
    weights = dict(zip(division.keys, division.weights or [1] * len(division.parts), strict=True))
    if additive:
        return by_weights(goal.target, weights)
    before = _baseline(goal, division)
    if before is None:
        raise RuleViolation(
            _("{key} does not add up over time, and the way to its target needs a baseline").format(key=goal.code),
            _("set it with --baseline, or give each part its own target: --amounts"),
        )
    return along_path(before, goal.target, weights)


def _baseline(goal: Goal, division: Division) -> int | None:
    return goal.baseline if goal.baseline is not None else division.baseline


def _part(goal: Goal, axis: Axis, part: Part, target: int) -> Goal:
    known = {name: getattr(goal, name) for name in INHERITED}
    return Goal(
        code=f"{goal.code}/{segment(axis, part.key)}", parent_id=goal.id, root_id=goal.root_id, axis=axis, target=target,
        **{**known, **part.narrows},
    )  # fmt: skip


def _splits(session: Session, goal: Goal) -> dict[Axis, list[Goal]]:
    """The parts of a goal by the axis they are split along."""
    found: dict[Axis, list[Goal]] = {}
    for part in session.exec(select(Goal).where(Goal.parent_id == goal.id).order_by(col(Goal.id))):
        if part.axis is not None:
            found.setdefault(part.axis, []).append(part)
    return found


def _refuse_again(session: Session, goal: Goal, axis: Axis) -> None:
    taken = next((one for one in _splits(session, goal) if one in axes_of_kind(axis)), None)
    if taken is not None:
        raise RuleViolation(
            _("{key} is already split by {axis}").format(key=goal.code, axis=taken.label.lower()),
            _("see it: corecrm goal tree {key}; take the parts away first: corecrm goal remove").format(key=goal.code),
        )
    if axis in (Axis.line, Axis.staff) and getattr(goal, "line" if axis is Axis.line else "staff_id") is not None:
        raise RuleViolation(_("{key} is a part by {axis} already").format(key=goal.code, axis=axis.label.lower()))


def _refuse_too_much(goal: Goal, metric: Metric, axis: Axis, targets: Sequence[int]) -> None:
    if overallocated(goal.target, targets):
        message = _("the parts of {key} by {axis} add up to {parts}, its target is {target}")
        parts, target = (said(value, metric.unit, metric.scale) for value in (sum(targets), goal.target))
        raise RuleViolation(
            message.format(key=goal.code, axis=axis.label.lower(), parts=parts, target=target),
            _("lower the parts, or raise the target first: corecrm goal set"),
        )


def remove(session: Session, goal: Goal) -> None:
    """Takes a goal away with all its parts; what it had is not allocated any more."""
    for node in reversed([goal, *_below(session, goal)]):
        session.delete(node)
        session.flush()


def _below(session: Session, goal: Goal) -> list[Goal]:
    """All parts of a goal, a parent before its own."""
    found, level = {goal.id: goal}, [goal.id]
    while level:
        parts = session.exec(select(Goal).where(col(Goal.parent_id).in_(level)).order_by(col(Goal.id)))
        new = {part.id: part for part in parts if part.id not in found}
        found, level = found | new, list(new)
    return list(found.values())[1:]
