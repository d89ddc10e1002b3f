"""corecrm goal: goals of a group for a year, their parts along time, lines, institutions, people and clients."""

import re
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from corecrm.commands.amounts import Doubts, Known, UnitOption, figure_of
from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.editing import id_of
from corecrm.commands.options import one_of, option_for
from corecrm.commands.run import Run
from corecrm.commands.telling import tell_findings
from corecrm.fields import goal as F
from corecrm.queries import goal as goals
from corecrm.queries import known
from corecrm.queries.metric import Indicator, indicators
from corecrm.queries.progress import reached
from corecrm.text import N_

if TYPE_CHECKING:
    from corecrm.services.goal import Values

app = Verbs()

GoalKey = Annotated[
    str, typer.Argument(metavar="GOAL", help=N_("Goal: G-2026-XH/dep_adb and its parts"), autocompletion=completes("goal"))
]
GoalKeys = Annotated[
    list[str], typer.Argument(metavar="GOAL…|-", help=N_("Goals; - reads them from stdin"), autocompletion=completes("goal"))
]
OwnerOption = Annotated[int | None, typer.Option("--owner", metavar="STAFF", help=F.owner.title), id_of("staff", "--owner")]
AxisOption = Annotated[F.Axis, option_for(F.axis, "--by"), one_of("--by", F.Axis)]
Text = str | None
BaselineOption = Annotated[Text, typer.Option("--baseline", metavar="VALUE", help=N_("The level before the period begins"))]
StretchOption = Annotated[Text, option_for(F.stretch)]
ChallengeOption = Annotated[Text, option_for(F.challenge)]


@app.writes("goal.edit")
def set_(
    run: Run,
    group: Annotated[str, typer.Argument(metavar="GROUP", help=N_("Group: code or name"), autocompletion=completes("group"))],
    metric: Annotated[str, typer.Argument(metavar="METRIC", help=N_("Metric: code or name"), autocompletion=completes("metric"))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("In the metric's unit; 3200万 and 1.2亿 are understood"))],
    year: Annotated[
        int | None, typer.Option("--year", metavar="YEAR", min=2000, max=2100, help=N_("The year; this one if not given"))
    ] = None,
    baseline: BaselineOption = None,
    stretch: StretchOption = None,
    challenge: ChallengeOption = None,
    owner: OwnerOption = None,
    note: Annotated[Text, option_for(F.note)] = None,
    unit: UnitOption = None,
) -> None:
    """Set a group's goal for a year, or give it a new target as long as its parts still fit.

    Examples:
        corecrm goal set XH dep_adb 2.4亿 --year 2026
        corecrm goal set XH fee_inc 2400 --stretch 2600 --challenge 2800 --unit 万元 --owner W0012
        corecrm goal set XH payroll_new 5000 -n
    """
    hit, asked = run.find("group", group), indicators(run.reader)[run.find("metric", metric).id]
    typed = {"target": value, "baseline": baseline, "stretch": stretch, "challenge": challenge}
    code = f"G-{year or run.today.year}-{hit.key}/{asked.code}"
    figures = _figures(run, asked, typed, unit, code, lambda: known.of_group(run.reader, asked, hit.id, run.today))
    values = _values(figures, owner, note)
    with run.change() as work:
        from corecrm.models.group import Group
        from corecrm.models.metric import Metric
        from corecrm.services import goal as service
        from corecrm.services.records import get

        found = get(work.session, Group, hit.id), get(work.session, Metric, asked.id)
        service.set_root(work.session, group=found[0], metric=found[1], year=year or run.today.year, values=values)


def _figures(run: Run, metric: Indicator, texts: dict[str, Text], unit: Text, code: str, last: Known) -> dict[str, int]:
    """The levels of the goal `code` that were typed, in smallest units; `last` looks up the last figure known of it."""
    doubts, found = Doubts(run), dict[str, int]()
    for level, text in texts.items():
        if text is not None:
            typed = figure_of("VALUE" if level == "target" else f"--{level}", text, metric, unit)
            found[level] = doubts.settled(typed, partial(_held_against, run, code, level, last, found.get("target", 0)))
    return found


def _held_against(run: Run, code: str, level: str, last: Known, target: int) -> Iterable[int]:
    return known.of_goal(run.reader, code, level) or last() or [target]


def _values(figures: dict[str, int], owner: int | None, note: Text) -> "Values":
    from corecrm.services.goal import Values

    return Values(owner_id=owner, note=note, **figures)


@app.writes("goal.edit")
def edit(
    run: Run,
    goal: GoalKey,
    baseline: BaselineOption = None,
    stretch: StretchOption = None,
    challenge: ChallengeOption = None,
    owner: OwnerOption = None,
    note: Annotated[Text, option_for(F.note)] = None,
    unit: UnitOption = None,
) -> None:
    """Change who answers for a goal or a part of one, its baseline, and what lies beyond its target.

    Examples:
        corecrm goal edit G-2026-XH/dep_adb/BJ --owner W0012
        corecrm goal edit G-2026-XH/dep_adb --baseline 1.9亿 --reason 年初数核对
    """
    (node,) = goals.nodes(run.reader, "n.id = :id", id=run.find("goal", goal).id)
    typed = {"baseline": baseline, "stretch": stretch, "challenge": challenge}
    tree = goals.trees(run.reader, [node.id])
    figures = _figures(
        run, node.metric, typed, unit, node.code, lambda: known.of_part(run.reader, node, tree, run.today) or [node.target]
    )
    values = _values(figures, owner, note)
    with run.change() as work:
        from corecrm.models.goal import Goal
        from corecrm.services import goal as service
        from corecrm.services.records import get

        service.edit(work.session, get(work.session, Goal, node.id), values)


@app.writes("goal.edit")
def split(
    run: Run,
    goal: GoalKey,
    by: AxisOption,
    weights: Annotated[Text, typer.Option("--weights", metavar="A=4,B=3", help=N_("In proportion to these numbers"))] = None,
    amounts: Annotated[
        Text, typer.Option("--amounts", metavar="A=…,B=…", help=N_("These amounts; what they leave is not allocated"))
    ] = None,
    like: Annotated[Text, typer.Option("--like", metavar="lastyear", help=N_("In proportion to last year's figures"))] = None,
    seasonal: Annotated[
        Text, typer.Option("--seasonal", metavar="20,24,26,30", help=N_("In proportion to this curve, a number a period"))
    ] = None,
    unit: UnitOption = None,
) -> None:
    """Split a goal into parts that add up to it, to the 分. A goal may be split once along each axis.

    Examples:
        corecrm goal split G-2026-XH/dep_adb --by inst --amounts BJ=8000万,SH=9000万,TJ=7000万
        corecrm goal split G-2026-XH/fee_inc --by quarter --seasonal 20,24,26,30
        corecrm goal split G-2026-XH/fee_inc/BJ --by staff --weights W0012=3,W0013=1
        corecrm goal split G-2026-XH/payroll_new --by client --like lastyear -n
    """
    from corecrm.commands.dividing import Wanted, division_of
    from corecrm.reports.goal_words import rests

    (node,) = goals.nodes(run.reader, "n.id = :id", id=run.find("goal", goal).id)
    division = division_of(run, node, Wanted(by, weights, amounts, like, seasonal, unit))
    with run.change() as work:
        from corecrm.models.goal import Goal
        from corecrm.services import goal as service
        from corecrm.services.records import get

        service.split(work.session, get(work.session, Goal, node.id), division)
        work.flush()
        work.notices += rests(run.reader, node.id, by, run.today)


@app.reads
def tree(
    run: Run,
    goal: Annotated[
        str,
        typer.Argument(metavar="GOAL|GROUP", help=N_("Goal, a year (G-2026-XH), or group"), autocompletion=completes("goal")),
    ],
    year: Annotated[
        int | None, typer.Option("--year", metavar="YEAR", min=2000, max=2100, help=N_("With a group: the year"))
    ] = None,
) -> None:
    """Show goals with their parts against what has been reached and against time, and whether the parts add up.

    Examples:
        corecrm goal tree XH
        corecrm goal tree G-2026-XH/dep_adb
        corecrm goal tree XH --year 2025 --json
    """
    from corecrm.commands.drawing import drawing
    from corecrm.reports import goals as report

    found, top = _asked(run, goal, year)
    standing = list(reached(run.reader, found, run.today, top))
    run.show(report.tree(standing, title=report.title_of(standing), on=run.today, drawing=drawing(run)))


def _asked(run: Run, text: str, year: int | None) -> tuple[list[goals.Node], int | None]:
    """(every node of the trees asked for, the one to begin at)."""
    whole = re.fullmatch(r"G-(\d{4})-([^/]+)", text.strip(), re.IGNORECASE)
    if "/" in text:
        goal_id = run.find("goal", text).id
        return goals.trees(run.reader, [goal_id]), goal_id
    group = run.find("group", whole[2] if whole else text)
    return goals.of_group(run.reader, group.id, int(whole[1]) if whole else year or run.today.year), None


@app.reads
def show(run: Run, goal: GoalKey) -> None:
    """Show one goal: target, what has been reached, pace, forecast, what is needed from here.

    Examples:
        corecrm goal show G-2026-XH/dep_adb
        corecrm goal show G-2026-XH/dep_adb/BJ --json
    """
    from corecrm.commands.drawing import drawing
    from corecrm.reports.goals import card

    goal_id = run.find("goal", goal).id
    found = next(reached(run.reader, goals.trees(run.reader, [goal_id]), run.today, goal_id))
    run.show(card(found, on=run.today, drawing=drawing(run)))


@app.lists(goals.LISTING)
def list_(
    run: Run,
    behind: Annotated[bool, typer.Option("--behind", help=N_("Only those behind or far behind"))] = False,
) -> None:
    """List goals and their parts with what has been reached. --as-of judges them as of that day.

    Examples:
        corecrm goal list --behind
        corecrm goal list --group XH --where "axis = inst"
        corecrm goal list --owner me --as-of 2026-09-30 --json
    """
    from corecrm.reports import goals as report

    wanted = run.filters
    run.show(report.find(run.reader, wanted, behind=behind))


@app.reads
def check(
    run: Run,
    goal: Annotated[
        str | None,
        typer.Argument(metavar="[GOAL|GROUP]", help=N_("Goal, a year (G-2026-XH), or group"), autocompletion=completes("goal")),
    ] = None,
) -> None:
    """Check that the parts of every goal fit it and add up. Silent if they do.

    Examples:
        corecrm goal check
        corecrm goal check G-2026-XH/dep_adb --json
    """
    from corecrm.queries.checking import findings, findings_among
    from corecrm.queries.checks_plans import GOALS

    if goal is None:
        table = findings(GOALS, run.reader, run.today)
    else:
        asked, _top = _asked(run, goal, None)
        ids = ", ".join(str(node.id) for node in asked)
        table = findings_among(GOALS, run.reader, run.today, f"(SELECT code FROM goal WHERE id IN ({ids}))")
    tell_findings(run, table)


@app.writes("goal.edit")
def remove(run: Run, goals: GoalKeys) -> None:
    """Remove goals or parts with all below them; what they had is unallocated again.

    Examples:
        corecrm goal remove G-2026-XH/fee_inc/Q1 -y
        corecrm goal remove G-2026-XH/dep_adb -n
    """
    ids = [run.find("goal", key).id for key in run.keys(goals)]
    with run.change(asks=True) as work:
        from corecrm.models.goal import Goal
        from corecrm.services import goal as service

        for goal_id in ids:
            found = work.session.get(Goal, goal_id)
            if found is not None:  # else it went with a goal named before it
                service.remove(work.session, found)
