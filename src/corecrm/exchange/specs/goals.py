"""How goals go in and out: a group's targets of a year, and their parts, which have to add up."""

import re

from corecrm.exchange.measured import figure, metric_lookup
from corecrm.exchange.spec import Columns, Field, ImportSpec, Key, Objection, Rule, Told, note, refers, text
from corecrm.exchange.staging import Stage
from corecrm.fields import Kind, Label
from corecrm.fields import goal as G
from corecrm.fields.metric import Measure
from corecrm.periods import Period
from corecrm.rules.measures import adds
from corecrm.text import _

UNIT = Label("unit", zh="单位", en="Unit", kind=Kind.text)
_TIME = re.compile(r"Q[1-4]|\d{4}-\d{2}")
VALUES = ("baseline", "target", "stretch", "challenge")


def _rule(told: Told) -> Rule:
    """Gives each row its code, its period and its values in the metric's smallest unit."""
    metric_of = metric_lookup(told)
    root = told.references.reader("goal")

    def fit(rows: Columns) -> None:
        count = len(next(iter(rows.values())))
        empty: list[object] = [None] * count
        found = [metric_of(number) for number in rows.get("metric", empty)]
        for name in VALUES:
            if name in rows:
                units = rows.get("unit", empty)
                rows[name] = [
                    metric and figure(cell, metric, unit or told.units.get(name) or told.unit, name)  # type: ignore[arg-type]  # a raw cell, a text
                    for cell, metric, unit in zip(rows[name], found, units, strict=True)
                ]
        codes = rows.get("code", empty)
        spans = [_span(year, code) for year, code in zip(rows.get("year", empty), codes, strict=True)]
        for name, place in (("period_from", 0), ("period_to", 1)):
            rows[name] = [given or span[place] for given, span in zip(rows.get(name, empty), spans, strict=True)]
        rows["root"] = [given or root(_root(code)) for given, code in zip(rows.get("root", empty), codes, strict=True)]

    return fit


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


def _too_much(stage: Stage) -> list[Objection]:
    """Goals whose parts along an axis come to more than they are; parts that follow other rules do not count."""
    adding = ", ".join(f"('{m.value}', '{a.value}')" for m in Measure for a in G.Axis if adds(m, a))
    target, parent, metric = stage.value("target"), stage.value("parent"), stage.value("metric")
    parts = (
        "SELECT g.parent_id AS parent, g.axis, g.metric_id AS metric, coalesce(s.target, g.target) AS target, s.stage_line AS at"
        f" FROM goal g LEFT JOIN {stage.table} s ON s.stage_id = g.id WHERE g.parent_id IS NOT NULL"
        f" UNION ALL SELECT {parent}, {stage.value('axis')}, {metric}, {target}, s.stage_line FROM {stage.table} s"
        f" WHERE s.stage_state = 'new' AND {parent} IS NOT NULL"
    )
    wholes = (
        "SELECT g.id, coalesce(s.target, g.target) AS target, s.stage_line AS at"
        f" FROM goal g LEFT JOIN {stage.table} s ON s.stage_id = g.id"
        f" UNION ALL SELECT {stage.id}, {target}, s.stage_line FROM {stage.table} s WHERE s.stage_state = 'new'"
    )
    found = stage.db.execute(
        f"SELECT coalesce(max(part.at), max(whole.at)) AS at FROM ({parts}) part JOIN ({wholes}) whole ON whole.id = part.parent"
        f" JOIN metric m ON m.id = part.metric WHERE (m.measure, part.axis) IN (VALUES {adding})"
        " GROUP BY part.parent, part.axis"
        " HAVING sum(part.target) > max(whole.target) AND coalesce(max(part.at), max(whole.at)) IS NOT NULL"
    )
    return [Objection(line, "target", _("with it the parts come to more than their goal"), "sum") for (line,) in found]


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
    adds=("period_from", "period_to", "root"),
    rule=_rule,
    checks=(_too_much,),
)
SPECS = (GOAL,)
