"""Goals against what has been reached of them: the tree of a group, a list, a single goal."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import partial

from corecrm.fields import BLANK, Column, Kind, Label, Quantity, Row, Table, columns, estimate_mark
from corecrm.fields import goal as F
from corecrm.fields.goal import Axis, GoalState
from corecrm.money import from_millionths
from corecrm.queries.goal import Node, trees
from corecrm.queries.goal import listed as goals_listed
from corecrm.queries.listing import Filters
from corecrm.queries.progress import Reached, reached
from corecrm.reports.goal_words import (
    BEHIND,
    attributed,
    dated,
    estimates,
    name_of,
    next_line,
    next_steps,
    reminders,
    shown,
    sums,
    unjudged,
    verdict,
)
from corecrm.rules.measures import adds, quantity, whole
from corecrm.rules.splitting import unallocated
from corecrm.store.reader import Reader
from corecrm.text import _, pick

YEAR = F.year._replace(kind=Kind.text)  # 2026, not 2,026
RECORD = (
    F.code, F.group, F.group_name, YEAR, F.metric, F.metric_name, F.unit, F.parent, F.axis, F.part, F.part_name, F.period_from,
    F.period_to, F.owner, F.owner_name, F.baseline, F.baseline_by_facts, F.baseline_estimated, F.target, F.stretch, F.challenge,
    F.unallocated, F.done, F.estimated, F.by_others, F.by_nobody, F.done_on, F.done_first_on, F.days_known, F.days_asked, F.as_of,
    F.done_rate, F.time_rate, F.expected_rate, F.gap, F.gap_pp, F.pace, F.pace_index, F.reason, F.forecast, F.needed, F.note,
)  # fmt: skip
WRITTEN = RECORD  # by a list too
DATA = tuple(Column(label, on="data") for label in RECORD)
PROGRESS = Label("progress", zh="进度 │ 应达", en="Done │ expected")
TREE = tuple(
    column._replace(on="screen")
    for column in columns(
        Column(Label("goal", zh="目标分解", en="Goal and its parts"), tree=True),
        Label("target", zh="目标", en="Target", kind=Kind.count),
        Label("done", zh="完成", en="Done", kind=Kind.count),
        Column(PROGRESS, tree=True, drop=4),
        Column(Label("done_rate", zh="完成率", en="Done %", kind=Kind.rate), drop=2),
        Column(F.due_rate, drop=1),
        Column(Label("gap", zh="缺口", en="Missing", kind=Kind.count), drop=3),
        Label("pace", zh="状态", en="Pace", kind=Kind.choice, choices=GoalState),
    )
)
MARK = Column(Label("mark", zh="标记", en="Mark"), on="screen")
MARKED = [column.key for column in TREE].index("done") + 1
"""Where the tree has its marks, if one of its figures is estimated: right behind them."""
LISTED = columns(
    F.code,
    Column(F.metric_name, drop=4),
    Column(F.part_name, drop=3),
    Column(F.owner_name, drop=2),
    F.target,
    F.done,
    Column(F.done_rate, drop=1),
    F.due_rate,
    F.pace,
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """How bars and the guides of a tree are drawn.

    Args:
        bar: (part done, the part expected by now) -> bar.
        guides: depths -> what stands before each row.
        headed: the parts along an axis have its name above them; without it each row is a goal.
    """

    bar: Callable[[Fraction | None, Fraction | None], str]
    guides: Callable[[Sequence[int]], list[str]]
    headed: bool


def tree(found: Iterable[Reached], *, title: str, on: date, drawing: Drawing) -> Table:
    """Goals with their parts below them, each against time, and whether the parts add up.

    Args:
        found: goals from the top down.
        title: the heading.
        on: the day of the question.
        drawing: how the screen draws.
    """
    goals = list(found)
    marked = any(goal.figure.estimated for goal in goals)
    cols = (*TREE[:MARKED], *((MARK,) if marked else ()), *TREE[MARKED:], *DATA)
    lines = _headed(goals) if drawing.headed else [(goal.depth, goal) for goal in goals]
    rows: list[Row] = []
    for (_depth, line), guide in zip(lines, drawing.guides([depth for depth, _line in lines]), strict=True):
        if isinstance(line, Axis):
            rows.append((guide + line.heading, *[BLANK] * (len(cols) - 1)))
            continue
        shown_as = _on_screen(line, guide, drawing)
        mark = (estimate_mark() if line.figure.estimated else "",) if marked else ()
        rows.append((*shown_as[:MARKED], *mark, *shown_as[MARKED:], *record(line)))
    notes = (
        *dated(goals, on), *unjudged(goals), *sums(goals), *attributed(goals), *reminders(goals), *next_steps(goals),
    )  # fmt: skip
    return Table(title, cols, rows, notes=notes, as_of=on, name="goals")


def _headed(goals: Iterable[Reached]) -> list[tuple[int, Reached | Axis]]:
    """(depth, goal or the axis of the goals below): the parts of a goal along an axis stand under its name."""
    lines: list[tuple[int, Reached | Axis]] = []
    last: dict[int | None, Axis | None] = {}
    for goal in goals:
        axis, parent = goal.node.axis, goal.node.parent_id
        if goal.depth and axis is not None and last.get(parent) is not axis:
            last[parent] = axis
            lines.append((2 * goal.depth - 1, axis))
        lines.append((2 * goal.depth, goal))
    return lines


def title_of(goals: Sequence[Reached]) -> str:
    """`Goals 2026 of 星河集团 (G-2026-XH) · time elapsed 83% on 2026-10-31`: on the day on which the first one is measured."""
    node, stand = goals[0].node, goals[0].standing
    title = _("Goals {year} of {group} ({key}) · time elapsed {time}% on {day}")
    day = min(stand.measured_on or goals[0].asked_on, node.end)
    return title.format(
        year=node.year, group=node.group_name, key=node.code.partition("/")[0], time=whole(stand.time * 100), day=day
    )


def find(db: Reader, wanted: Filters, *, behind: bool) -> Table:
    """The goals that fit a list's filters, as of its day; with `behind` only those that are."""
    ids, more = goals_listed(db, replace(wanted, limit=None) if behind else wanted)
    by_id = {goal.node.id: goal for goal in reached(db, trees(db, ids), wanted.as_of, only=set(ids))}
    found = [by_id[each] for each in ids]
    if behind:
        found = [goal for goal in found if goal.standing.state in BEHIND]
        more = max(0, len(found) - wanted.limit) if wanted.limit is not None else 0
        found = found[: wanted.limit]
    return _listed(found, on=wanted.as_of, more=more)


def _listed(found: Sequence[Reached], *, on: date, more: int) -> Table:
    keys = {label.key: place for place, label in enumerate(RECORD)}
    places = [keys[column.key] for column in LISTED]
    records = [record(goal) for goal in found]
    screen = tuple(column._replace(on="screen") for column in LISTED)
    rows = [
        (*(_for_screen(row[place]) for place in places[:-1]), verdict(goal), *row) for goal, row in zip(found, records, strict=True)
    ]
    notes = (*dated(found, on), *estimates(found))
    return Table(_("Goals"), (*screen, *DATA), rows, notes=notes, as_of=on, more=more, name="goals", exact=True)


def _for_screen(value: object) -> object:
    """A rate that was reckoned goes on a screen with two decimals of a percent; what was set or reached stays as it is."""
    return value.quantize(Decimal("0.0001"), ROUND_HALF_UP) if isinstance(value, Decimal) else value


def card(goal: Reached, *, on: date, drawing: Drawing) -> Table:
    """Everything about one goal; what does not apply to it is left out on the screen."""
    values = record(goal)
    cols = [Column(label, on="both" if _applies(label, value) else "data") for label, value in zip(RECORD, values, strict=True)]
    bar = drawing.bar(goal.standing.completion, goal.standing.expected)
    lead_on = next_line(f"corecrm goal tree {values[0]}", f"corecrm explain {values[0]}")
    baseline = [] if goal.figure.estimated else estimates([replace(goal, figure=goal.baseline)])
    notes = (*dated([goal], on), *sums([goal]), *attributed([goal]), *baseline, lead_on)
    return Table(_("Goal"), (*cols, Column(PROGRESS, on="screen")), [(*values, bar)], notes=notes, as_of=on, card=True, name="goal")


def _applies(label: Label, value: object) -> bool:
    """Whether a value has a line on a screen.

    The unit of a figure and that it is estimated stand behind the figure itself; the day of the question and how much is known,
    below the card.
    """
    return value is not None and label.kind is not Kind.flag and label not in (F.unit, F.as_of, F.days_known, F.days_asked)


def record(goal: Reached) -> Row:
    """The values of `RECORD`."""
    node, stand = goal.node, goal.standing
    metric = node.metric
    part, part_name = node.part

    measured = partial(quantity, unit=metric.unit, scale=metric.scale)
    before, done = (partial(measured, estimated=figure.estimated) for figure in (goal.baseline, goal.figure))
    others, nobody = goal.apart or (None, None)
    return (
        node.code, node.group, node.group_name, node.year, metric.code, metric.title, metric.unit, _parent(node), node.axis, part,
        part_name, node.start, node.end, node.owner, node.owner_name, measured(node.baseline),
        before(goal.baseline.value) if node.baseline is None else None, goal.baseline.estimated,
        measured(node.target), measured(node.stretch), measured(node.challenge), measured(_rest(goal)),
        done(goal.figure.value), goal.figure.estimated, measured(others), measured(nobody), goal.figure.day,
        _earlier(goal), goal.figure.days_known, goal.figure.days_asked, goal.asked_on,
        _rate(stand.completion), _rate(stand.time), _rate(stand.expected), done(gap(goal)), _points(stand.behind_by),
        stand.state, _index(stand.ratio), stand.reason, done(stand.forecast), done(stand.needed), node.note,
    )  # fmt: skip


def _earlier(goal: Reached) -> date | None:
    """The day on which the first of its levels ends, where that is before the day of the figure."""
    first, day = goal.figure.ends_first, goal.figure.day
    return first if first and day and first < day else None


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


def _points(value: Fraction | None) -> Quantity | None:
    """A difference of two rates in percentage points, with two decimals."""
    return None if value is None else Quantity(Decimal(whole(value * 10_000)).scaleb(-2), pick("百分点", "pp"))


def _index(value: Fraction | None) -> Quantity | None:
    return None if value is None else Quantity(Decimal(whole(value * 10_000)).scaleb(-4), "")


def _percent(value: Fraction | None) -> Decimal | None:
    rate = _rate(value)
    return None if rate is None else rate.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _on_screen(goal: Reached, guide: str, drawing: Drawing) -> Row:
    node, stand = goal.node, goal.standing
    missing = gap(goal)
    return (
        guide + name_of(node),
        shown(node.target, node.metric),
        shown(goal.figure.value, node.metric),
        drawing.bar(stand.completion, stand.expected),
        _percent(stand.completion),
        _percent(stand.expected),
        shown(missing, node.metric) if missing else None,
        verdict(goal),
    )
