"""The completion chapter: every goal of the year and its parts against what was to be expected by the report's day."""

from fractions import Fraction

from corecrm.fields import Column, Row, Table, columns
from corecrm.fields import goal as G
from corecrm.fields import report as F
from corecrm.queries.figures import current
from corecrm.queries.goal import Node, trees
from corecrm.queries.progress import Reached, reached
from corecrm.reports.goal_words import attributed, dated
from corecrm.reports.goals import RECORD, record
from corecrm.reports.quarter.shapes import Ask, Chart, Control, Section
from corecrm.rules.measures import whole
from corecrm.text import _, pick

KEYS = {"owner_name": 4, "target": 0, "done": 0, "done_rate": 0, "expected_rate": 1, "gap_pp": 3, "gap": 2, "pace": 0}
"""The fields of a goal's record that are shown, with their turn to be dropped on a narrow screen."""
DATA = (
    "unit", "estimated", "by_others", "by_nobody", "done_on", "done_first_on", "days_known", "days_asked", "as_of", "time_rate",
    "pace_index", "forecast", "reason",
)  # fmt: skip
LABELS = {label.key: label for label in RECORD}
COLUMNS = columns(
    Column(G.code, drop=5),
    F.goal_name,
    *(Column(LABELS[key], drop=turn) for key, turn in KEYS.items()),
    *(Column(LABELS[key], on="data") for key in DATA),
)
_ROOTS = {
    "group": "SELECT id FROM goal WHERE year = :year AND group_id = :group AND parent_id IS NULL ORDER BY id",
    "institution": """
        SELECT DISTINCT root_id FROM goal WHERE year = :year AND institution_id = :inst AND root_id IS NOT NULL ORDER BY root_id
    """,
}


def section(ask: Ask) -> Section:
    """A goal with its parts below it; of an institution's report only the parts that are its own."""
    ids = [key for (key,) in ask.db.rows(_ROOTS[ask.scope.noun], year=ask.as_of.year, **ask.scope.values)]
    found = trees(ask.db, ids)
    goals = list(reached(ask.db, found, ask.as_of, only={node.id for node in found if _belongs(node, ask)}))
    place = {label.key: number for number, label in enumerate(RECORD)}
    rows: list[Row] = []
    for goal in goals:
        values = record(goal)
        metric, part = values[place["metric_name"]], values[place["part_name"]]
        name = f"{metric} · {part}" if part else metric
        rows.append((goal.node.code, name, *(values[place[key]] for key in (*KEYS, *DATA))))
    note = _("expected: flows and counts by days elapsed; balances and averages by the way from the baseline to the target")
    table = Table(
        _("Goal completion"),
        COLUMNS,
        rows,
        (note, *dated(goals, ask.as_of), *attributed(goals)),
        ask.as_of,
        name="completion",
        measured=F.goal_name.key,
    )
    chart = Chart(pick("完成率与应完成率", "Completion against expected"), F.goal_name.key, ("done_rate", "expected_rate"))
    return Section(table, chart=chart, controls=_controls(ask, goals))


def _belongs(node: Node, ask: Ask) -> bool:
    return ask.scope.noun == "group" or node.institution_id == ask.scope.id


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
