"""The key figures chapter: what each metric came to, against a year before, the start of the year, and the plan."""

from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from corecrm.fields import Column, Quantity, Row, Table, columns
from corecrm.fields import report as F
from corecrm.fields.metric import Measure
from corecrm.queries.figures import Figure, cover, current, uneven, unknown, year_before
from corecrm.queries.metric import Indicator, indicator
from corecrm.reports.quarter.shapes import Ask, Control, Section
from corecrm.rules.growth import growth, rate
from corecrm.rules.measures import quantity
from corecrm.text import _, pick

METRICS = ("dep_bal", "dep_adb", "loan_bal", "loan_adb", "fee_inc", "contrib", "payroll_new")
LEVELS = (Measure.stock, Measure.average)
COLUMNS = columns(
    Column(F.metric, drop=7), F.metric_name, Column(F.unit_word, on="data"), F.value, Column(F.before, drop=4),
    Column(F.yoy, drop=1), Column(F.year_start, drop=5), Column(F.increase, drop=3), Column(F.target, drop=2), F.done_rate,
    Column(F.remark, drop=6), *(Column(label, on="data") for label in (F.known_to, F.estimated, F.days_known, F.days_asked)),
)  # fmt: skip


class Known(NamedTuple):
    """The figures of one metric in its smallest unit; None where nothing is known."""

    now: Figure
    before: Figure
    year_start: Figure
    target: int | None


def section(ask: Ask) -> Section:
    """One row a metric for which there is a figure or a plan."""
    rows: list[Row] = []
    for code in METRICS:
        metric = indicator(ask.db, code)
        known = _known(ask, metric)
        if known.now.value is not None or known.target is not None or known.now.ends_first is not None:
            rows.append(_row(metric, known, ask.as_of))
    notes = (
        _("flows and counts: from January 1 to {day}; averages: of the year up to then; balances: on that day").format(
            day=ask.as_of
        ),
        _("figures count for whoever was a member on their day"),
    )
    table = Table(_("Key figures"), COLUMNS, rows, notes, ask.as_of, key="metric", name="figures", measured=F.metric_name.key)
    return Section(table, controls=_controls(ask))


def _known(ask: Ask, metric: Indicator) -> Known:
    last_year_end = date(ask.as_of.year, 1, 1) - timedelta(days=1)
    asked = {"clients": ask.scope.stays, **ask.scope.values, "as_of": ask.as_of.isoformat()}
    now = current(ask.db, metric.code, on=ask.as_of, **asked)  # type: ignore[arg-type]  # ids by name
    before = current(ask.db, metric.code, on=year_before(ask.as_of), **asked)  # type: ignore[arg-type]  # ids by name
    start = current(ask.db, metric.code, on=last_year_end, **asked) if metric.measure in LEVELS else Figure()  # type: ignore[arg-type]  # the same
    return Known(now, before, start, ask.db.value(_PLAN[ask.scope.noun], metric=metric.id, year=ask.as_of.year, **ask.scope.values))


_TOP = "FROM goal g WHERE g.metric_id = :metric AND g.year = :year"
_PLAN = {
    "group": f"SELECT sum(g.target) {_TOP} AND g.group_id = :group AND g.parent_id IS NULL",
    "institution": f"""
        SELECT sum(g.target) {_TOP} AND g.axis = 'inst' AND g.institution_id = :inst
        AND g.parent_id IN (SELECT r.id FROM goal r WHERE r.parent_id IS NULL)
    """,
}


def _row(metric: Indicator, known: Known, as_of: date) -> Row:
    now, before, start, target = known.now.value, known.before.value, known.year_start.value, known.target
    increase = None if now is None or start is None else now - start
    done = None if now is None or not target or target < 0 else rate(Fraction(now) / target)
    return (
        metric.code,
        metric.title,
        metric.unit,
        quantity(now, metric.unit, metric.scale, estimated=known.now.estimated),
        quantity(before, metric.unit, metric.scale, estimated=known.before.estimated),
        growth(now, before),
        _shown(metric, start),
        _shown(metric, increase),
        _shown(metric, target),
        done,
        _remark(known, as_of),
        known.now.day,
        known.now.estimated,
        known.now.days_known,
        known.now.days_asked,
    )


def _shown(metric: Indicator, value: int | Fraction | None) -> Quantity | None:
    return quantity(value, metric.unit, metric.scale)


def _remark(known: Known, as_of: date) -> str | None:
    parts = [text for text in (unknown(known.now), cover(known.now), uneven(known.now)) if text]
    if known.now.day is not None and known.now.day < as_of:
        parts.insert(0, pick(f"数据截至 {known.now.day}", f"data up to {known.now.day}"))
    return pick("；", "; ").join(parts) or None


def _controls(ask: Ask) -> tuple[Control, ...]:
    """The deposits of the members one by one, against all of them together."""
    asked = {**ask.scope.values, "as_of": ask.as_of.isoformat()}
    together = current(ask.db, "dep_bal", clients=ask.scope.stays, on=ask.as_of, **asked).value or 0  # type: ignore[arg-type]  # ids by name
    stored = ask.db.value(
        f"""
        SELECT coalesce(sum(a.value), 0) FROM actual a JOIN metric m ON m.id = a.metric_id AND m.code = 'dep_bal'
        JOIN {ask.scope.stays} w ON w.id = a.client_id
             AND (w.since IS NULL OR w.since <= a.period_to) AND (w.till IS NULL OR a.period_to < w.till)
        WHERE a.superseded_by_id IS NULL AND a.basis = 'book' AND a.period_to = (
            SELECT max(l.period_to) FROM actual l
            WHERE l.client_id = a.client_id AND l.metric_id = a.metric_id AND l.superseded_by_id IS NULL AND l.basis = 'book'
                  AND coalesce(l.line, '') = coalesce(a.line, '') AND coalesce(l.institution_id, 0) = coalesce(a.institution_id, 0)
                  AND l.period_to <= :on)
        """,
        on=ask.as_of.isoformat(),
        **asked,
    )
    return (Control(_("deposit balance"), int(together), int(stored)),)
