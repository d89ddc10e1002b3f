"""The key figures chapter: what each metric came to in the period, against the one before, a year before, and the year's goal."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from corecrm.fields import Column, Quantity, Row, Table, columns
from corecrm.fields import report as F
from corecrm.fields.metric import Measure
from corecrm.queries.comparing import Amount, Compared, Value, compared
from corecrm.queries.figures import Figure, cover, current, uneven
from corecrm.queries.metric import Indicator, indicator
from corecrm.queries.progress import Reached
from corecrm.reports.quarter.headings import Headings, headings
from corecrm.reports.quarter.shapes import Ask, Control, Section
from corecrm.rules.growth import growth, rate
from corecrm.rules.measures import quantity, said, whole
from corecrm.text import _, pick

METRICS = ("dep_bal", "dep_adb", "loan_bal", "loan_adb", "fee_inc", "contrib", "payroll_new")
_ALL = Figure()


class Line(NamedTuple):
    """A metric beside other periods, and the whole goal of the year that covers just what it does, if there is one."""

    known: Compared
    goal: Reached | None


class Remark(NamedTuple):
    """Why what stands under a heading is not given."""

    heading: str
    reason: str


def section(ask: Ask) -> Section:
    """One row a metric for which there is a figure or a goal."""
    lines = list(_lines(ask))
    named = headings(ask.period, over=ask.as_of == ask.period.end)
    rows = [_row(line, named) for line in lines]
    notes = (
        *_spans(ask, named),
        *_bases(ask, lines),
        *_late(ask, lines),
        *_reasons(lines, named),
    )
    table = Table(
        _("Key figures"), _columns(ask, named), rows, notes, ask.as_of, key="metric", name="figures", measured=F.metric_name.key
    )
    return Section(table, controls=_controls(ask))


def _columns(ask: Ask, named: Headings) -> tuple[Column, ...]:
    """A year is its own year to date, and the period before it is last year."""
    others = "data" if ask.period.kind == "year" else "both"
    return columns(
        Column(F.metric, drop=9), F.metric_name, Column(F.unit_word, on="data"), named.value,
        Column(named.previous, drop=4, on=others), Column(named.mom, drop=2, on=others), Column(F.mom_change, on="data"),
        Column(named.before, drop=5), Column(named.yoy, drop=3), Column(F.yoy_change, on="data"),
        Column(F.ytd, on=others), Column(F.year_start, drop=8), Column(F.increase, drop=7), Column(F.target, drop=1), F.done_rate,
        *(Column(label, on="data") for label in (F.known_to, F.estimated, F.days_known, F.days_asked, F.remark)),
    )  # fmt: skip


def _lines(ask: Ask) -> Iterator[Line]:
    for code in METRICS:
        metric = indicator(ask.db, code)
        known, goal = compared(ask.books, metric, ask.period, ask.as_of), _goal(ask, metric)
        if goal is not None or any(each.value is not None for each in (known.value, known.previous, known.before, known.ytd)):
            yield Line(known, goal)


def _goal(ask: Ask, metric: Indicator) -> Reached | None:
    """The goal for all of a group; an institution's are parts of groups' goals and have no place beside all its clients."""
    if ask.scope.noun != "group":
        return None
    whole_ones = [goal for goal in ask.goals if goal.node.axis is None and goal.node.metric.id == metric.id]
    return whole_ones[0] if len(whole_ones) == 1 else None


def _row(line: Line, named: Headings) -> Row:
    known, goal = line.known, line.goal
    metric = known.metric
    level = known.value if metric.measure is Measure.stock else known.ytd
    done = goal.standing.completion if goal is not None else None
    return (
        metric.code,
        metric.title,
        metric.unit,
        _shown(metric, known.value.value, known.value.cover),
        _shown(metric, known.previous.value, known.previous.cover),
        _growth(known.value, known.previous),
        _shown(metric, _change(known.value, known.previous)),
        _shown(metric, known.before.value, known.before.cover),
        _growth(known.value, known.before),
        _shown(metric, _change(known.value, known.before)),
        _shown(metric, known.ytd.value, known.ytd.cover),
        _shown(metric, known.year_start.value, known.year_start.cover),
        _shown(metric, _change(level, known.year_start)),
        _shown(metric, goal.node.target if goal is not None else None),
        None if done is None else rate(done),
        known.known_to,
        known.ytd.cover.partial,
        known.ytd.cover.days_known,
        known.ytd.cover.days_asked,
        pick("；", "; ").join(f"{remark.heading}{pick('：', ': ')}{remark.reason}" for remark in _remarks(line, named)) or None,
    )


def _shown(metric: Indicator, value: Value | None, known: Figure = _ALL) -> Quantity | None:
    return quantity(value, metric.unit, metric.scale, estimated=known.estimated)


def _change(now: Amount, before: Amount) -> Value | None:
    return now.value - before.value if now.comparable(before) else None  # type: ignore[operator]  # both are known then


def _growth(now: Amount, before: Amount) -> Decimal | None:
    return growth(now.value, before.value) if now.comparable(before) else None


def _spans(ask: Ask, named: Headings) -> Iterator[str]:
    """Which days the headings stand for."""
    period, on = ask.period, ask.as_of
    yield _("{period}: {start} to {end}; averages: of its days; balances: at its end; year to date: from January 1").format(
        period=named.value.title, start=period.start, end=on
    )


def _bases(ask: Ask, lines: list[Line]) -> Iterator[str]:
    """What stands on the two sides of a comparison and of a goal."""
    yield _("compared with the figures of the same clients: those that count in the period itself")
    if any(line.known.year_start.value is not None for line in lines):
        yield _("start of the year: balances at the end of last year, averages of last year")
    if any(line.goal is not None for line in lines):
        yield _("done rate: the year to date (a balance: at the end of the period) against the goal of the year")
    if ask.scope.noun == "institution":
        yield _("goals are set for groups, not for all clients of an institution: its parts of them are in the chapter on goals")


def _late(ask: Ask, lines: list[Line]) -> Iterator[str]:
    """Which metrics are known only up to an earlier day, which the comparisons then go to as well."""
    days: dict[date, list[str]] = {}
    for line in lines:
        if line.known.known_to is not None and line.known.known_to < ask.as_of:
            days.setdefault(line.known.known_to, []).append(line.known.metric.title)
    for day, titles in sorted(days.items()):
        text = _("{metric}: figures up to {day}, compared up to the days that correspond")
        yield text.format(metric=pick("、", ", ").join(titles), day=day)


def _remarks(line: Line, named: Headings) -> Iterator[Remark]:
    """Why a figure or a comparison of a metric is not given, or only as an amount."""
    known = line.known
    if known.value.reason is not None:
        yield Remark(named.value.title, known.value.reason)
    words = uneven if known.metric.measure is Measure.stock else cover
    for heading, amount in ((named.value, known.value), (F.ytd, known.ytd), (F.year_start, known.year_start)):
        if amount.value is not None and (text := words(amount.cover)):
            yield Remark(heading.title, text)
    if known.value.value is None:
        return
    for heading, rate_, other in ((named.previous, named.mom, known.previous), (named.before, named.yoy, known.before)):
        if reason := _incomparable(known, other):
            yield Remark(rate_.title, reason.format(heading=heading.title))


def _incomparable(known: Compared, other: Amount) -> str | None:
    now, then = known.value.value, other.value
    if then is None:
        return other.reason
    if not known.value.comparable(other):
        return _("an average of a part of its days is not compared")
    if now is None or growth(now, then) is not None:
        return None
    if not then:
        return _("n/a, since {heading} is 0")
    amount = said(whole(now - then), known.metric.unit, known.metric.scale)
    return _("the sign changed; the amount is {amount}").format(amount=amount)


def _reasons(lines: list[Line], named: Headings) -> Iterator[str]:
    """The remarks as sentences, metrics of which the same is to be said in one."""
    titles: dict[Remark, list[str]] = {}
    for line in lines:
        for remark in _remarks(line, named):
            titles.setdefault(remark, []).append(line.known.metric.title)
    for remark, metrics in titles.items():
        yield _("{heading} ({metric}): {reason}").format(
            heading=remark.heading, metric=pick("、", ", ").join(metrics), reason=remark.reason
        )


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
