"""How goals go in and out: a group's targets of a year, and their parts, which have to add up."""

import re
from typing import Any

from corecrm.exchange.measured import Metric, figure, metric_lookup, metrics, unit_said
from corecrm.exchange.reading import Refusal
from corecrm.exchange.spec import Columns, Field, ImportSpec, Key, Objection, Rule, Told, note, refers, text
from corecrm.exchange.staging import Stage
from corecrm.fields import Kind, Label
from corecrm.fields import goal as G
from corecrm.periods import Period
from corecrm.text import _

UNIT = Label("unit", zh="单位", en="Unit", kind=Kind.text)
_TIME = re.compile(r"Q[1-4]|\d{4}-\d{2}")
VALUES = ("baseline", "target", "stretch", "challenge")
_NAMING = {"year": "year", "group": "group_id", "metric": "metric_id"}


def _rule(told: Told) -> Rule:
    """Gives each row its code, its period and its values in the metric's smallest unit."""
    metric_of, known = metric_lookup(told), metrics(told)
    root = told.references.reader("goal")

    def fit(rows: Columns) -> None:
        count = len(next(iter(rows.values())))
        empty: list[object] = [None] * count
        codes = rows.get("code", empty)
        said = rows.get("metric", empty)
        found = [metric_of(number) if number else known.get(_metric_in(code)) for number, code in zip(said, codes, strict=True)]
        for name in VALUES:
            if name in rows:
                units = rows.get("unit", empty)
                rows[name] = [
                    None
                    if number and not metric
                    else _value(cell, metric, unit_said(unit, told.units.get(name), name) or told.unit, name)
                    for cell, metric, unit, number in zip(rows[name], found, units, said, strict=True)
                ]
        spans = [_span(year, code) for year, code in zip(rows.get("year", empty), codes, strict=True)]
        for name, place in (("period_from", 0), ("period_to", 1)):
            rows[name] = [given or span[place] for given, span in zip(rows.get(name, empty), spans, strict=True)]
        _fill_people(rows, empty)
        parents = told.references.texts("goal")
        wholes = [parents.get(number) or code for number, code in zip(rows.get("parent", empty), codes, strict=True)]  # type: ignore[call-overload]  # a number or None
        rows["root"] = [given or root(_root(whole)) for given, whole in zip(rows.get("root", empty), wholes, strict=True)]

    return fit


def _metric_in(code: object) -> str:
    """The metric that a goal's code names: `dep_adb` of `G-2026-XH/dep_adb/Q3`."""
    return f"{code}/".split("/")[1]


def _value(cell: Any, metric: Metric | None, unit: Any, name: str) -> int | None:  # noqa: ANN401 - a raw cell, a text
    """The kept value of a cell.

    Raises:
        Refusal: nobody says of which metric it is, or `figure` refuses it.
    """
    if metric is not None:
        return figure(cell, metric, unit, name)
    if cell is None or not str(cell).strip():
        return None
    raise Refusal(_("nobody says of which metric it is"), "missing", _("add a column {field}").format(field=G.metric.title), name)


def _fill_people(rows: Columns, empty: list[object]) -> None:
    """Whoever a part by staff is for answers for it, and the other way round, where the sheet names only one of them."""
    axes, staff, owners = (rows.get(key, empty) for key in ("axis", "staff", "owner"))
    by_staff = [axis == G.Axis.staff.value for axis in axes]
    rows["staff"] = [one or (other if own else None) for one, other, own in zip(staff, owners, by_staff, strict=True)]
    rows["owner"] = [one or (other if own else None) for one, other, own in zip(owners, staff, by_staff, strict=True)]


def _root(code: object) -> str | None:
    """The code of the whole that a goal is a part of: `G-2026-XH/dep_adb` of `G-2026-XH/dep_adb/Q3/BJ`."""
    return "/".join(code.split("/")[:2]) if isinstance(code, str) else None


def _span(year: object, code: object) -> tuple[str | None, str | None]:
    """The days of a goal: those of the last quarter or month in its code, else those of its year."""
    times = [part for part in str(code or "").split("/")[2:] if _TIME.fullmatch(part)]
    if not isinstance(year, int):
        return None, None
    last = times[-1] if times else ""
    span = Period.parse(last if "-" in last else f"{year}{last}")
    return span.start.isoformat(), span.end.isoformat()


def _misplaced(stage: Stage) -> list[Objection]:
    """Rows that the store could not hold: a part without its whole or its axis, and a whole under another code than its own."""
    row = f"FROM {stage.table} s LEFT JOIN goal n ON n.id = s.stage_id"
    parent, axis = (f"coalesce({stage.value(key)}, n.{column})" for key, column in (("parent", "parent_id"), ("axis", "axis")))
    found = stage.db.execute(
        f"SELECT s.stage_line, {parent} {row} WHERE s.stage_state IN ('new', 'changed')"
        f" AND ({parent} IS NULL) <> ({axis} IS NULL) ORDER BY s.stage_line"
    ).fetchall()
    lacks = _("a part of a goal needs both: its parent goal and what the goal is split by")
    return [Objection(line, "parent" if above is None else "axis", lacks, "missing") for line, above in found] + _other_code(stage)


def _other_code(stage: Stage) -> list[Objection]:
    """New and moved wholes that are not called `G-YEAR-GROUP/METRIC`: under another code the same goal could stand there twice.

    Of those that are there already, group and metric may be called otherwise since.
    """
    year, group, metric = (f"coalesce({stage.value(key)}, n.{name})" for key, name in _NAMING.items())
    rows = stage.db.execute(
        f"SELECT s.stage_line, coalesce(s.code, n.code), 'G-' || {year} || '-' || g.code || '/' || m.code FROM {stage.table} s"
        f" LEFT JOIN goal n ON n.id = s.stage_id JOIN client_group g ON g.id = {group} JOIN metric m ON m.id = {metric}"
        f" WHERE coalesce({stage.value('parent')}, n.parent_id) IS NULL AND (s.stage_state = 'new' OR s.stage_state = 'changed'"
        f" AND (n.year, n.group_id, n.metric_id) <> ({year}, {group}, {metric}))"
        " ORDER BY s.stage_line"
    ).fetchall()
    message = _("its code would be {code}")
    return [Objection(line, "code", message.format(code=code), "code", code) for line, given, code in rows if given != code]


GOAL = ImportSpec(
    noun="goal",
    table="goal",
    fields=(
        text(G.code, 200, needed=True),
        refers(G.group, "group", needed=True),
        Field(G.year, needed=True, least=2000, most=2100),
        refers(G.metric, "metric", needed=True),
        refers(G.parent, "goal"),
        refers(G.root, "goal"),
        Field(G.axis),
        Field(G.period_from, needed=True),
        Field(G.period_to, needed=True),
        text(G.line, 10),
        refers(G.institution, "institution"),
        refers(G.staff, "staff"),
        refers(G.client, "client"),
        refers(G.owner, "staff"),
        Field(G.baseline),
        Field(G.target, needed=True),
        Field(G.stretch),
        Field(G.challenge),
        Field(UNIT, 10, stored=False),
        note(G.note, 2000),
    ),
    keys=(Key(("code",)),),
    adds=("period_from", "period_to", "root", "staff", "owner"),
    rule=_rule,
    checks=(_misplaced,),
)
SPECS = (GOAL,)
