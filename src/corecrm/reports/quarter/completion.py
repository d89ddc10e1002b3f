"""The completion chapter: every goal of the year and its parts against what was to be expected by the report's day."""

from collections.abc import Iterator
from fractions import Fraction

from corecrm.fields import Coded, Column, Quantity, Row, Table, columns
from corecrm.fields import goal as G
from corecrm.fields import report as F
from corecrm.queries.figures import current
from corecrm.queries.progress import Reached
from corecrm.reports.goal_words import attributed, dated, unjudged, verdict
from corecrm.reports.goals import RECORD, record
from corecrm.reports.quarter.shapes import Ask, Chart, Control, Section
from corecrm.rules.measures import whole
from corecrm.text import _, pick

KEYS = {"owner_name": 4, "target": 0, "done": 0, "done_rate": 0, "expected_rate": 0, "gap_pp": 3, "gap": 2}
"""The fields of a goal's record that are shown, with their turn to be dropped on a narrow screen."""
DATA = (
    "unit", "axis", "pace", "reason", "done_on", "done_first_on", "as_of", "days_known", "days_asked", "estimated", "time_rate",
    "pace_index", "forecast", "by_others", "by_nobody",
)  # fmt: skip
LABELS = {label.key: label for label in RECORD}


def section(ask: Ask) -> Section:
    """A goal with its parts below it; of an institution's report only the parts that are its own, each with its group's name."""
    goals = ask.goals
    place = {label.key: number for number, label in enumerate(RECORD)}
    rows: list[Row] = []
    for goal, name in zip(goals, _names(goals), strict=True):
        values = record(goal)
        known, data = ([_bare(values[place[key]]) for key in keys] for keys in (KEYS, DATA))
        rows.append((goal.node.code, goal.node.group_name, name, _axis(goal), *known, verdict(goal), *data))
    note = _("expected: flows and counts by days elapsed; balances and averages by the way from the baseline to the target")
    notes = (*_whose(ask), *([note] if goals else []), *dated(goals, ask.as_of), *unjudged(goals), *attributed(goals))
    table = Table(_("Goal completion"), _columns(ask), rows, notes, ask.as_of, name="completion", measured=F.goal_name.key)
    chart = Chart(pick("完成率与应达", "Done against expected"), F.goal_name.key, ("done_rate", "expected_rate"))
    return Section(table, chart=chart, controls=_controls(ask, goals))


def _columns(ask: Ask) -> tuple[Column, ...]:
    """The unit of the percentage points stands in their heading."""
    labels = {**LABELS, "gap_pp": LABELS["gap_pp"]._replace(unit=pick("百分点", "pp"))}
    return columns(
        Column(G.code, drop=6),
        Column(G.group_name, on="data" if ask.scope.noun == "group" else "both"),
        F.goal_name,
        Column(G.axis._replace(choices=None), drop=5, on="screen"),
        *(Column(labels[key], drop=turn) for key, turn in KEYS.items()),
        Column(G.pace, on="screen"),
        *(Column(labels[key], on="data") for key in DATA),
    )


def _bare(value: object) -> object:
    """Percentage points without their unit, which their heading says."""
    return value._replace(unit="") if isinstance(value, Quantity) and value.unit == pick("百分点", "pp") else value


def _whose(ask: Ask) -> Iterator[str]:
    if ask.scope.noun == "institution":
        yield _("the parts of groups' goals that are this institution's, and what was reached of those parts")


def _names(goals: list[Reached]) -> Iterator[str]:
    """`中间业务收入 · 上海分行 · 李强`: the metric, and the way down to the part as far as it is in the chapter."""
    ways: dict[int, str] = {}
    for goal in goals:
        node = goal.node
        above = ways.get(node.parent_id or 0, node.metric.title)
        ways[node.id] = f"{above} · {node.part[1]}" if node.axis else above
        yield ways[node.id]


def _axis(goal: Reached) -> Coded:
    axis = goal.node.axis
    return Coded(axis.value, axis.heading) if axis else Coded("whole", pick("总目标", "Whole goal"))


def _controls(ask: Ask, goals: list[Reached]) -> tuple[Control, ...]:
    """What was reached of the goals of a group's whole, against the metrics' figures of all its members."""
    if ask.scope.noun != "group":
        return ()
    asked = {**ask.scope.values, "as_of": ask.as_of.isoformat(), "clients": ask.scope.stays}
    found = []
    for goal in goals:
        if goal.node.axis is None and goal.figure.value is not None:
            metric = goal.node.metric
            stored = current(ask.db, metric.code, on=min(ask.as_of, goal.node.end), **asked).value or 0  # type: ignore[arg-type]  # ids by name
            found.append(Control(goal.node.code, whole(Fraction(goal.figure.value)), whole(Fraction(stored))))
    return tuple(found)
