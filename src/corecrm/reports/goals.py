"""Goals against what has been reached of them: the tree of a group, a list, a single goal."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from corecrm.fields import Column, Kind, Label, Row, Table, columns
from corecrm.fields import goal as F
from corecrm.fields.goal import Axis, GoalState
from corecrm.money import from_millionths
from corecrm.queries.goal import Node
from corecrm.queries.metric import Indicator
from corecrm.queries.progress import Reached
from corecrm.rules.measures import PERCENT, YUAN, adds, quantity, whole
from corecrm.rules.splitting import unallocated
from corecrm.text import _, pick

RECORD = (
    F.code, F.group, F.group_name, F.year, F.metric, F.metric_name, F.unit, F.parent, F.axis, F.part, F.part_name, F.period_from,
    F.period_to, F.owner, F.owner_name, F.baseline, F.target, F.stretch, F.challenge, F.unallocated, F.done, F.done_on,
    F.done_rate, F.time_rate, F.expected_rate, F.gap, F.gap_pp, F.pace, F.pace_index, F.reason, F.forecast, F.needed, F.note,
)  # fmt: skip
DATA = tuple(Column(label, on="data") for label in RECORD)
PROGRESS = Label("progress", zh="进度 · │ = 时间进度", en="Progress · │ = time elapsed")
TREE = columns(
    Column(Label("goal", zh="分解（机构 / 责任人）", en="Goal and its parts"), tree=True),
    Label("target", zh="目标", en="Target", kind=Kind.count),
    Label("done", zh="完成", en="Done", kind=Kind.count),
    Column(PROGRESS, tree=True, drop=3),
    Column(Label("done_rate", zh="完成率", en="Done %", kind=Kind.rate), drop=1),
    Column(Label("gap", zh="缺口", en="Missing", kind=Kind.count), drop=2),
    F.pace,
)
LISTED = columns(
    F.code,
    Column(F.metric_name, drop=4),
    Column(F.part_name, drop=3),
    Column(F.owner_name, drop=2),
    F.target,
    F.done,
    Column(F.done_rate, drop=1),
    F.pace,
)
BEHIND = (GoalState.behind, GoalState.far_behind)
REMINDERS = 3


@dataclass(frozen=True, slots=True)
class Drawing:
    """How bars and the guides of a tree are drawn: (part done, where it should be by now) -> bar; depths -> guides."""

    bar: Callable[[Fraction | None, Fraction], str]
    guides: Callable[[Sequence[int]], list[str]]


def tree(found: Iterable[Reached], *, title: str, on: date, drawing: Drawing) -> Table:
    """Goals with their parts below them, each against time, and whether the parts add up.

    Args:
        found: goals from the top down.
        title: the heading.
        on: the day of the question.
        drawing: how the screen draws.
    """
    goals = list(found)
    guides = drawing.guides([goal.depth for goal in goals])
    rows = [(*_on_screen(goal, guide, drawing), *record(goal)) for goal, guide in zip(goals, guides, strict=True)]
    notes = (*_sums(goals), *_reminders(goals), *_next_steps(goals))
    return Table(title, (*TREE, *DATA), rows, notes=notes, as_of=on, name="goals")


def listed(found: Iterable[Reached], *, on: date, more: int) -> Table:
    """Goals one by one, in the order given."""
    keys = {label.key: place for place, label in enumerate(RECORD)}
    places = [keys[column.key] for column in LISTED]
    records = [record(goal) for goal in found]
    screen = tuple(column._replace(on="screen") for column in LISTED)
    rows = [(*(row[place] for place in places), *row) for row in records]
    return Table(_("Goals"), (*screen, *DATA), rows, as_of=on, more=more, name="goals")


def card(goal: Reached, *, on: date, drawing: Drawing) -> Table:
    """Everything about one goal; what does not apply to it is left out on the screen."""
    values = record(goal)
    cols = [Column(label, on="data" if value is None else "both") for label, value in zip(RECORD, values, strict=True)]
    bar = drawing.bar(goal.standing.completion, goal.standing.time)
    notes = (*_sums([goal]), *_next_steps([goal]))
    return Table(_("Goal"), (*cols, Column(PROGRESS, on="screen")), [(*values, bar)], notes=notes, as_of=on, card=True, name="goal")


def record(goal: Reached) -> Row:
    """The values of `RECORD`."""
    node, stand = goal.node, goal.standing
    metric = node.metric
    part, part_name = node.part

    def measured(value: int | Fraction | None) -> object:
        return quantity(value, metric.unit, metric.scale)

    return (
        node.code, node.group, node.group_name, node.year, metric.code, metric.title, metric.unit, _parent(node), node.axis, part,
        part_name, node.start, node.end, node.owner, node.owner_name, measured(goal.baseline), measured(node.target),
        measured(node.stretch), measured(node.challenge), measured(_rest(goal)), measured(goal.figure.value), goal.figure.day,
        _rate(stand.completion), _rate(stand.time), _rate(stand.expected), measured(gap(goal)), _rate(stand.behind_by),
        stand.state, _rate(stand.ratio), stand.reason, measured(stand.forecast), measured(stand.needed), node.note,
    )  # fmt: skip


def gap(goal: Reached) -> int | Fraction | None:
    """What is missing to the target, in smallest units; 0 when it is reached."""
    if goal.figure.value is None:
        return None
    missing = goal.node.target - goal.figure.value
    return max(0, -missing if goal.node.metric.lower_is_better else missing)


def _parent(node: Node) -> str | None:
    return node.code.rpartition("/")[0] if node.axis else None


def _rest(goal: Reached) -> int | None:
    """What its splits leave unallocated; of several the largest rest."""
    rests = [unallocated(goal.node.target, parts) for axis, parts in goal.splits.items() if adds(goal.node.metric.measure, axis)]
    return max(rests, key=abs, default=None)


def _rate(value: Fraction | None) -> Decimal | None:
    return None if value is None else from_millionths(whole(value * 10**6))


def _percent(value: Fraction | None) -> Decimal | None:
    rate = _rate(value)
    return None if rate is None else rate.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _on_screen(goal: Reached, guide: str, drawing: Drawing) -> Row:
    node, stand = goal.node, goal.standing
    missing = gap(goal)
    return (
        guide + _name(node),
        _shown(node.target, node.metric),
        _shown(goal.figure.value, node.metric),
        drawing.bar(stand.completion, stand.time),
        _percent(stand.completion),
        _shown(missing, node.metric) if missing else None,
        stand.state,
    )


def _name(node: Node) -> str:
    """`存款日均（万元）` for a whole goal, `北京  李强` for a part: what it is for, and who answers for it."""
    if node.axis is None:
        unit = pick(f"（{_unit(node.metric)}）", f" ({_unit(node.metric)})")
        return node.metric.title + unit
    owner = node.owner_name if node.axis is not Axis.staff else None
    return "  ".join(text for text in (node.part[1], owner) if text)


def _unit(metric: Indicator) -> str:
    return pick("万元", "CNY 10k") if metric.unit == YUAN else metric.unit


def _shown(value: int | Fraction | None, metric: Indicator) -> Decimal | None:
    """A figure in the unit that the screen names: 万元 for money, percent for fractions."""
    if value is None:
        return None
    power = {YUAN: 4, PERCENT: -2}.get(metric.unit, 0)
    number = Decimal(whole(value)).scaleb(-metric.scale - power)
    digits = 0 if metric.unit == YUAN and abs(number) >= 1 else min(2, metric.scale)
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0


def _sums(goals: Iterable[Reached]) -> Iterator[str]:
    """For each split whether its parts add up to the goal, and what they leave."""
    for goal in goals:
        metric = goal.node.metric
        for axis, parts in goal.splits.items():
            names = {"goal": goal.node.code, "axis": axis.label.lower()}
            if not adds(metric.measure, axis):
                yield _("{goal}: by {axis} it is not additive; each part has a target of its own").format(**names)
                continue
            whole_, rest, sum_ = (
                f"{_shown(value, metric):,}" for value in (goal.node.target, unallocated(goal.node.target, parts), sum(parts))
            )
            text = _("{goal}: parts by {axis} {sum} + unallocated {rest} = {whole} ✓")
            if sum(parts) == goal.node.target:
                text = _("{goal}: parts by {axis} {sum} = {whole} ✓")
            yield text.format(**names, sum=sum_, rest=rest, whole=whole_)


def _reminders(goals: Sequence[Reached]) -> Iterator[str]:
    late = [goal for goal in goals if goal.standing.state is GoalState.far_behind and not goal.splits]
    for goal in late[:REMINDERS]:
        forecast = goal.standing.forecast
        if forecast is None or goal.node.target <= 0:
            continue
        text = _("{name}: {metric} is far behind; at the present pace {rate} of the target by {end}")
        rate = f"{_shown_percent(Fraction(forecast) / goal.node.target)}%"
        yield text.format(name=_name(goal.node), metric=goal.node.metric.title, rate=rate, end=goal.node.end)
    if len(late) > REMINDERS:
        yield _("… and {count} more").format(count=len(late) - REMINDERS)


def _shown_percent(value: Fraction) -> int:
    return whole(value * 100)


def _next_steps(goals: Sequence[Reached]) -> Iterator[str]:
    if not goals:
        return
    late = next((goal for goal in goals if goal.standing.state in BEHIND and goal.depth), goals[0])
    steps = [f"corecrm goal show {late.node.code}", f"corecrm goal list --group {late.node.group} --behind"]
    if not goals[0].splits:
        steps.insert(0, f"corecrm goal split {goals[0].node.code} --by quarter")
    yield _("next: {commands}").format(commands=" · ".join(steps))
